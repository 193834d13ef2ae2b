#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "edge/exchange.hpp"
#include "edge/shared_state.hpp"
#include "edge/stream_events.hpp"

namespace scrutin::edge {

/// The event streams of one io thread. A stream has no queue: it remembers the
/// revision of the view that its client has, and when the client has taken
/// that, is written what changed since, each contest once. One that fell far
/// behind gets a snapshot. So a slow client costs one message of memory.
/// Source: HTML Living Standard, section 9.2, server-sent events.
class event_stream {
public:
  event_stream(boost::asio::io_context& io, shared_state& shared,
               const results_view& view, std::uint32_t thread);
  ~event_stream();
  event_stream(const event_stream&) = delete;
  event_stream& operator=(const event_stream&) = delete;

  /// @returns false where there are as many streams as may be.
  bool open(const exchange_ptr& asker, const event_filter& filter,
            const response& head);
  /// The view has changed.
  void publish();
  void close_all();

private:
  class client;

  void beat();
  void leave(const client* gone);
  [[nodiscard]] std::string snapshot(const event_filter& filter) const;
  [[nodiscard]] std::string changes(const event_filter& filter,
                                    std::uint64_t since) const;
  void append_event(std::string& out, const stream_event& event) const;

  shared_state& shared_;
  const results_view& view_;
  boost::asio::steady_timer heartbeat_;
  /// Begins every event id of this thread.
  std::string id_prefix_;
  std::vector<std::shared_ptr<client>> clients_;
};

} // namespace scrutin::edge
