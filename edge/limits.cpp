#include "edge/limits.hpp"

#include <string>

namespace scrutin::edge {

namespace {

struct range {
  const char* name;
  std::uint32_t value;
  std::uint32_t least;
  std::uint32_t most;
};

} // namespace

result<void> validate(const limits& x) {
  constexpr std::uint32_t hour_ms = 3'600'000;
  const range ranges[] = {
    {"header_bytes_max", x.header_bytes_max, 256, 65'536},
    {"body_bytes_max", x.body_bytes_max, 256, 1'048'576},
    {"header_ms_max", x.header_ms_max, 1, hour_ms},
    {"body_ms_max", x.body_ms_max, 1, hour_ms},
    {"idle_ms_max", x.idle_ms_max, 1, hour_ms},
    {"write_ms_max", x.write_ms_max, 1, hour_ms},
    {"handshake_ms_max", x.handshake_ms_max, 1, hour_ms},
    {"drain_ms_max", x.drain_ms_max, 1, hour_ms},
    {"sweep_ms", x.sweep_ms, 1, 10'000},
    {"connections_max", x.connections_max, 1, 1'000'000},
    {"connections_per_address_max", x.connections_per_address_max, 1,
     1'000'000},
    {"streams_max", x.streams_max, 0, 1'000'000},
    {"batch_gap_us", x.batch_gap_us, 0, 100'000},
    {"in_flight_max", x.in_flight_max, 1, 1'000'000},
    {"queued_max", x.queued_max, 0, 1'000'000},
    {"queue_ms_max", x.queue_ms_max, 1, hour_ms},
    {"cast_ms_max", x.cast_ms_max, 1, hour_ms},
    {"delay_ms", x.delay_ms, 0, 2'000},
    {"delayed_max", x.delayed_max, 1, 1'000'000},
  };
  for (const auto& limit : ranges) {
    if (limit.value < limit.least || limit.value > limit.most) {
      return error{ec::bad_configuration,
                   std::string{"edge limit "} + limit.name + " must be "
                     + std::to_string(limit.least) + " to "
                     + std::to_string(limit.most)};
    }
  }
  return {};
}

} // namespace scrutin::edge
