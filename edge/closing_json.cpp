#include "edge/closing_json.hpp"

#include <algorithm>

#include "edge/timestamp.hpp"

namespace scrutin::edge {

namespace {

constexpr std::int64_t second_ms = 1'000;

bool has_hour(const partition_closing& x) {
  return x.closes_at_ms != region_course::undecided;
}

std::int64_t grace_until(const partition_closing& x) {
  return x.closes_at_ms + x.grace_s * second_ms;
}

bool is_closed(const partition_closing& x) {
  return x.status && x.status->state == partition_state::closed;
}

const char* phase_of(const partition_closing& x, std::int64_t now_ms) {
  if (!x.status) {
    return "unknown";
  }
  switch (x.status->state) {
  case partition_state::sealed:
    return "not_open";
  case partition_state::closed:
    return "closed";
  case partition_state::open:
    break;
  }
  if (!has_hour(x) || now_ms < x.closes_at_ms) {
    return "open";
  }
  return now_ms < grace_until(x) ? "grace" : "closing";
}

void write_partition(json_writer& out, const partition_closing& x,
                     std::int64_t now_ms) {
  out.begin_object();
  out.member("region_id", std::uint64_t{x.partition.region.value});
  out.member("slice", std::uint64_t{x.partition.slice});
  out.member("phase", phase_of(x, now_ms));
  if (has_hour(x)) {
    out.member("closes_at", to_timestamp(x.closes_at_ms));
    out.member("grace_until", to_timestamp(grace_until(x)));
  }
  if (x.status) {
    out.member("in_flight", x.status->in_flight);
  }
  if (is_closed(x)) {
    out.member("frames", x.status->frames);
    out.member("ballots", x.status->ballots);
  }
  out.end_object();
}

} // namespace

void write_closing(json_writer& out, const admin_answer& x) {
  auto closed = static_cast<std::uint64_t>(
    std::count_if(x.closing.begin(), x.closing.end(), is_closed));
  out.begin_object();
  out.flag("closed", closed == x.closing.size());
  out.member("asked_at", to_timestamp(x.asked_at_ms));
  out.member("partitions_closed", closed);
  out.key("partitions").begin_array();
  for (const auto& each : x.closing) {
    write_partition(out, each, x.asked_at_ms);
  }
  out.end_array();
  out.end_object();
}

} // namespace scrutin::edge
