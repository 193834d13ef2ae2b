#include "nodes/relay/refusal_log.hpp"

#include <utility>

#include "monitoring/log.hpp"

namespace scrutin {

bool refusal_log::may_write() {
  constexpr std::uint32_t lines_per_second = 10;
  auto now = std::chrono::steady_clock::now();
  if (now - second_ >= std::chrono::seconds{1}) {
    second_ = now;
    lines_ = 0;
  }
  if (lines_ == lines_per_second) {
    ++left_out_;
    return false;
  }
  ++lines_;
  return true;
}

void refusal_log::refused(const std::string& node, const std::string& why) {
  if (may_write()) {
    log_event(log_level::warning, "relay_refuses",
              {{log_key::node, node},
               {log_key::detail, why},
               {log_key::count, 1 + std::exchange(left_out_, 0U)}});
  }
}

void refusal_log::not_dialled(const std::string& node, const std::string& why) {
  if (may_write()) {
    log_event(log_level::warning, "relay_dial_failed",
              {{log_key::node, node},
               {log_key::detail, why},
               {log_key::count, 1 + std::exchange(left_out_, 0U)}});
  }
}

} // namespace scrutin
