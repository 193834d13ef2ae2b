#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <cstdint>
#include <string>

#include "domain/surroundings.hpp"
#include "edge/asio_companion.hpp"
#include "edge/delay_line.hpp"
#include "edge/exchange.hpp"
#include "edge/language.hpp"
#include "edge/rate_limit.hpp"
#include "edge/waiting_table.hpp"
#include "monitoring/metrics.hpp"
#include "protocol/type_ids.hpp"

namespace scrutin::edge {

/// A request whose answer lies with actors, and what that answer needs.
struct waiting_request {
  exchange_ptr asker;
  /// Index in the route table.
  std::size_t route = 0;
  rate_standing standing;
  /// Who asks, for failures; a proxy's client where there is one.
  address_bytes client{};
  /// Which one the voter is answered in.
  language tongue = language::french;
  /// The voter named, for failures; see rate_limiter.
  std::uint64_t voter = 0;
  // -- of a cast --
  const election* rules = nullptr;
  const contest* where = nullptr;
  partition_id partition;
  ballot_id ballot;
  request_id request;
  std::string selection;
  bool wrong_method = false;
};

/// Whoever turns the word of actors into answers, on the bridge's thread.
class bridge_listener {
public:
  virtual ~bridge_listener() = default;
  virtual void on_outcome(const waiting_request& x, const cast_outcome& y) = 0;
  /// No place got free in time: certainly not counted.
  virtual void on_overload(const waiting_request& x) = 0;
  virtual void on_receipt(const waiting_request& x, receipt_state state) = 0;
  virtual void on_results(const results_update& x) = 0;
  virtual void on_elections(const election_statuses& x) = 0;
  virtual void on_certificate(const certificate_published& x) = 0;
};

/// What an io thread is to actors (edge_actor). Casts travel in batches to this
/// thread's ingestion actor, at once after a pause and otherwise a gap apart;
/// answers come back by ticket, late ones are ignored, missing ones end as
/// `outcome_unknown` at their deadline.
class actor_bridge {
public:
  struct settings {
    /// Casts and receipts that may wait.
    std::size_t in_flight_max = 10'000;
    /// Casts that may queue for a place, and how long.
    std::size_t queued_max = 10'000;
    std::uint32_t queue_ms = 1'000;
    /// See limits.
    std::uint32_t batch_gap_us = 0;
    std::uint32_t deadline_ms = 10'000;
    std::uint32_t sweep_ms = 250;
    /// Casts that may be held back, and how long.
    std::size_t delayed_max = 10'000;
    std::uint32_t delay_ms = 2'000;
    monotonic_clock now;
    /// Counts the casts that end here, without a word of ingestion.
    std::shared_ptr<metrics> figures;
  };

  actor_bridge(caf::actor_system& system, boost::asio::io_context& io,
               const settings& with, bridge_listener& listener);

  // -- on the io thread -------------------------------------------------------

  /// No place is left for a receipt.
  [[nodiscard]] bool busy() const;
  /// No place is left for a cast, and none in the queue.
  [[nodiscard]] bool full() const { return busy() && queue_.full(); }
  /// Not when full.
  void send_cast(cast what, waiting_request asker);
  [[nodiscard]] bool delays_full() const { return delayed_.full(); }
  /// Not when that is full: sends it later.
  void delay_cast(cast what, waiting_request asker);
  /// Not when busy.
  void ask_receipt(partition_id where, const ballot_id& which,
                   waiting_request asker);

  void use(ingestion_actor x) { ingestion_ = std::move(x); }
  /// The actors have ended for good: what waits ends as `outcome_unknown` at
  /// once, and what still comes as `unavailable`.
  void give_up();
  /// Subscribes.
  void use(results_actor x);
  void use(catalog_actor x);

private:
  struct held_cast {
    cast what;
    waiting_request asker;
  };

  /// When something that is asked now gives up.
  [[nodiscard]] std::int64_t due_ns(std::int64_t now_ns) const;
  void hand_on(cast what, waiting_request asker);
  /// Whoever queued longest goes first.
  void serve_queue();
  /// The next batch goes after this turn of the event loop, or when the gap
  /// since the last one is over.
  void plan_flush(std::int64_t now_ns);
  void flush();
  void send_delayed(std::int64_t now_ns);
  /// Certainly not counted.
  void refuse(const waiting_request& asker);
  void watch_deadlines();
  void end_overdue(std::int64_t now_ns);

  boost::asio::io_context& io_;
  settings with_;
  bridge_listener& listener_;
  asio_companion companion_;
  boost::asio::steady_timer deadlines_;
  boost::asio::steady_timer delay_timer_;
  delay_line<held_cast> delayed_;
  delay_line<held_cast> queue_;
  waiting_table<waiting_request> casts_;
  waiting_table<waiting_request> receipts_;
  cast_batch next_;
  boost::asio::steady_timer gap_timer_;
  /// No batch goes before it.
  std::int64_t next_from_ns_ = 0;
  /// When the batch that is gathering goes at the latest.
  std::int64_t batch_due_ns_ = 0;
  bool given_up_ = false;
  ingestion_actor ingestion_;
  results_actor results_;
  catalog_actor catalog_;
};

} // namespace scrutin::edge
