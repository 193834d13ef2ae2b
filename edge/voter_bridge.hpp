#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <cstdint>
#include <optional>
#include <vector>

#include "domain/surroundings.hpp"
#include "edge/asio_companion.hpp"
#include "edge/delay_line.hpp"
#include "edge/exchange.hpp"
#include "edge/language.hpp"
#include "edge/rate_limit.hpp"
#include "edge/waiting_table.hpp"
#include "protocol/type_ids.hpp"

namespace scrutin::edge {

/// A contest that a voter may be in, and what its partition says.
struct asked_contest {
  const election* rules = nullptr;
  const contest* where = nullptr;
  partition_id partition;
  credential_tag tag;
  /// As things stood when it was asked.
  bool takes_ballots = false;
  /// Unix ms; nothing while nobody has decided.
  std::optional<std::int64_t> closes_at_ms = std::nullopt;
  /// Nothing before the answer.
  std::optional<voter_state> state = std::nullopt;
  /// Candidates who have withdrawn.
  std::vector<option_id> withdrawn = {};
};

/// A voter who asks for open contests, and what the answer needs.
struct waiting_voter {
  exchange_ptr asker;
  /// Index in the route table.
  std::size_t route = 0;
  rate_standing standing;
  /// Who asks, for failures; a proxy's client where there is one.
  address_bytes client{};
  language tongue = language::french;
  /// The voter named, for failures; see rate_limiter.
  std::uint64_t voter = 0;
  std::vector<asked_contest> contests;
  std::size_t answers = 0;
};

/// Whoever turns the word of partitions into answers, on the bridge's thread.
class voter_listener {
public:
  virtual ~voter_listener() = default;
  /// Every contest has its state, or none will come for some.
  virtual void on_voter(const waiting_voter& x) = 0;
};

/// What an io thread is to partitions that are asked about voters: one slice
/// of every region of every open election at a time, so apart from the bridge
/// of casts, and with few places. The answer waits for all of them, whatever
/// the first ones say: how long it takes tells nothing of the credential.
class voter_bridge {
public:
  struct settings {
    /// Voters that may wait.
    std::size_t in_flight_max = 256;
    std::uint32_t deadline_ms = 10'000;
    std::uint32_t sweep_ms = 250;
    /// Voters that may be held back, and how long.
    std::size_t delayed_max = 1'000;
    std::uint32_t delay_ms = 2'000;
    monotonic_clock now;
  };

  voter_bridge(caf::actor_system& system, boost::asio::io_context& io,
               const settings& with, voter_listener& listener);

  /// No place is left, or nobody would answer.
  [[nodiscard]] bool busy() const { return waiting_.full() || !ingestion_; }
  /// Not when busy.
  void ask(waiting_voter x);
  [[nodiscard]] bool delays_full() const { return delayed_.full(); }
  /// Not when that is full: asks later.
  void ask_later(waiting_voter x) { delayed_.add(std::move(x), with_.now()); }

  void use(ingestion_actor x) { ingestion_ = std::move(x); }
  /// The actors have ended for good: what waits gets no word.
  void give_up();

private:
  void take(const voter_answer& x);
  void sweep();
  void end_overdue(std::int64_t now_ns);
  void send_delayed(std::int64_t now_ns);

  settings with_;
  voter_listener& listener_;
  asio_companion companion_;
  boost::asio::steady_timer timer_;
  delay_line<waiting_voter> delayed_;
  waiting_table<waiting_voter> waiting_;
  ingestion_actor ingestion_;
};

} // namespace scrutin::edge
