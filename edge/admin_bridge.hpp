#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <cstdint>
#include <optional>
#include <string>

#include "domain/surroundings.hpp"
#include "edge/asio_companion.hpp"
#include "edge/exchange.hpp"
#include "edge/rate_limit.hpp"
#include "edge/results_view.hpp"
#include "edge/waiting_table.hpp"
#include "protocol/type_ids.hpp"

namespace scrutin::edge {

/// How an answer is to be shown.
struct admin_showing {
  /// A voter's new code.
  secret_text code = {};
  /// The audit log: as CSV.
  bool as_csv = false;
  /// A definition: the document alone.
  bool as_toml = false;
  /// What a definition would change, and did not.
  bool dry_run = false;
  /// How elections stand, as the io thread knows; null where nothing is said of
  /// it.
  const results_view* states = nullptr;
};

/// A request of somebody who administers, and what its answer needs.
struct waiting_admin {
  exchange_ptr asker;
  /// Index in the route table.
  std::size_t route = 0;
  rate_standing standing;
  admin_operation what = admin_operation::authorise;
  /// See is_secure().
  bool secure = false;
  admin_showing shown;
  /// Where the request is wrong in itself: what whoever may ask is told.
  std::optional<response> instead;
};

/// Whoever turns the word of the administration into answers, on the bridge's
/// thread.
class admin_listener {
public:
  virtual ~admin_listener() = default;
  /// @param y: null where no word came in time.
  virtual void on_administration(const waiting_admin& x,
                                 const admin_answer* y) = 0;
};

/// What an io thread is to the administration. Apart from the bridge of casts,
/// so that officials take no voter's place, nor voters theirs.
class admin_bridge {
public:
  struct settings {
    /// Requests that may wait.
    std::size_t in_flight_max = 64;
    /// A password takes 100 ms, and a few may be before it.
    std::uint32_t deadline_ms = 30'000;
    std::uint32_t sweep_ms = 250;
    monotonic_clock now;
  };

  admin_bridge(caf::actor_system& system, boost::asio::io_context& io,
               const settings& with, admin_listener& listener);

  /// No place is left, or nobody would answer.
  [[nodiscard]] bool busy() const;
  /// Not when busy.
  void ask(admin_request what, waiting_admin asker);

  void use(administration_actor x) { administration_ = std::move(x); }
  /// The actors have ended for good: what waits gets no word.
  void give_up();

private:
  void watch_deadlines();
  void end_overdue(std::int64_t now_ns);

  settings with_;
  admin_listener& listener_;
  asio_companion companion_;
  boost::asio::steady_timer deadlines_;
  waiting_table<waiting_admin> waiting_;
  administration_actor administration_;
};

} // namespace scrutin::edge
