#pragma once

#include <chrono>
#include <functional>
#include <string>
#include <string_view>

namespace scrutin {

/// One server-sent event.
struct server_event {
  std::string name;
  std::string data;
};

/// Puts server-sent events together from the pieces that a connection
/// delivers. Source: HTML Living Standard, section 9.2.6.
class event_reader {
public:
  /// @param visit: takes each event, in order.
  explicit event_reader(std::function<void(const server_event&)> visit)
    : visit_(std::move(visit)) {}

  void feed(std::string_view piece);
  /// A new connection: what was begun on the old one is dropped.
  void restart();

  /// For Last-Event-ID; empty before the first id.
  [[nodiscard]] const std::string& last_id() const { return last_id_; }
  /// How long to wait before coming back.
  [[nodiscard]] std::chrono::milliseconds retry() const { return retry_; }

private:
  void take_line(std::string_view line);

  std::function<void(const server_event&)> visit_;
  std::string line_;
  server_event event_;
  bool has_data_ = false;
  std::string last_id_;
  std::chrono::milliseconds retry_{2000};
};

} // namespace scrutin
