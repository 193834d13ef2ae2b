#pragma once

#include <atomic>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <memory>
#include <optional>
#include <vector>

#include "cli/load/arrival_schedule.hpp"
#include "cli/load/cast_record.hpp"
#include "cli/load/client_connection.hpp"
#include "cli/load/load_options.hpp"
#include "cli/load/load_stats.hpp"
#include "cli/load/vote_request.hpp"

namespace scrutin::load {

/// What the threads of a run share.
struct load_plan {
  const load_options& options;
  server_address server;
  boost::asio::ip::tcp::endpoint endpoint;
  const std::vector<contest_target>& contests;
  credential_source& source;
  /// May be null.
  const cast_record* record = nullptr;
  /// ns of the steady clock: when requests begin, when latencies begin to
  /// count, and when no request begins any more (0: never).
  std::int64_t begins_ns = 0;
  std::int64_t measures_ns = 0;
  std::int64_t ends_ns = 0;
};

/// What the threads of a run tell while they work.
struct load_signals {
  /// Requests that may still begin.
  std::atomic<std::int64_t> budget{0};
  /// No request begins any more; those under way are waited for.
  std::atomic<bool> stop{false};
  std::atomic<std::uint64_t> accepted{0};
  std::atomic<std::uint64_t> ended{0};
};

/// One thread's share of the connections and the rate.
class load_worker : public connection_observer {
public:
  load_worker(const load_plan& plan, load_signals& signals, unsigned number);
  ~load_worker() override;

  /// Works until the end of the run and returns when the last answer has come
  /// or been given up.
  result<void> run();

  [[nodiscard]] const load_stats& stats() const { return stats_; }

private:
  void ready(client_connection& x) override;
  void answered(client_connection& x, unsigned status,
                std::string_view body) override;
  void lost(client_connection& x) override;

  /// Hands requests to idle connections as far as they are due.
  void pump();
  /// @returns false when no request may begin now.
  bool begin_request(client_connection& x);
  void finish(client_connection& x, vote_answer answer);
  /// Runs every so often: the end, requests that take too long, reconnecting.
  void look_around();
  void wait_for_arrival();
  void end();

  const load_plan& plan_;
  load_signals& signals_;
  boost::asio::io_context io_;
  boost::asio::steady_timer rounds_;
  boost::asio::steady_timer arrivals_;
  cast_planner planner_;
  std::vector<vote_request> requests_;
  std::optional<arrival_schedule> schedule_;
  std::vector<std::unique_ptr<client_connection>> connections_;
  std::vector<client_connection*> idle_;
  std::vector<client_connection*> broken_;
  load_stats stats_;
  std::size_t busy_ = 0;
  bool ending_ = false;
  bool waiting_ = false;
  result<void> done_;
};

/// ns of the steady clock.
std::int64_t steady_ns();

} // namespace scrutin::load
