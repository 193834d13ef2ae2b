#include "cli/load/load_worker.hpp"

#include <algorithm>
#include <chrono>

namespace scrutin::load {

using namespace std::chrono_literals;

namespace {

constexpr auto round_time = 50ms;
// Arrivals that are due closer together share a wake-up: a timer each would
// cost the client more than the request. Latency runs from the intended time
// all the same.
constexpr std::int64_t arrival_slack_ns = 200'000;

unsigned share_of(unsigned whole, unsigned parts, unsigned part) {
  return whole / parts + (part < whole % parts ? 1 : 0);
}

} // namespace

std::int64_t steady_ns() {
  return std::chrono::duration_cast<std::chrono::nanoseconds>(
           std::chrono::steady_clock::now().time_since_epoch())
    .count();
}

load_worker::load_worker(const load_plan& plan, load_signals& signals,
                         unsigned number)
  : plan_(plan), signals_(signals), io_(1), rounds_(io_), arrivals_(io_),
    planner_(plan.options.seed, number, plan.options.mix, plan.contests,
             plan.source),
    stats_(plan.contests.size()) {
  const auto& options = plan.options;
  for (const auto& contest : plan.contests) {
    requests_.emplace_back(contest, plan.server, options.idempotency_key);
  }
  if (options.rate > 0) {
    schedule_.emplace(options.rate, plan.begins_ns, number, options.threads);
  }
  auto count = share_of(options.connections, options.threads, number);
  for (unsigned i = 0; i < count; ++i) {
    connections_.push_back(
      std::make_unique<client_connection>(io_, plan.endpoint, *this));
  }
}

load_worker::~load_worker() = default;

result<void> load_worker::run() {
  for (auto& connection : connections_) {
    connection->connect();
  }
  look_around();
  io_.run();
  return done_;
}

// -- connections --------------------------------------------------------------

void load_worker::ready(client_connection& x) {
  idle_.push_back(&x);
  pump();
}

void load_worker::answered(client_connection& x, unsigned status,
                           std::string_view body) {
  const auto& cast = x.under_way.cast;
  finish(x, interpret(status, body, plan_.contests[cast.contest].form,
                      plan_.record != nullptr));
}

void load_worker::lost(client_connection& x) {
  ++stats_.connections_lost;
  if (x.busy()) {
    finish(x, {});
  }
  idle_.erase(std::remove(idle_.begin(), idle_.end(), &x), idle_.end());
  broken_.push_back(&x);
}

void load_worker::finish(client_connection& x, vote_answer answer) {
  const auto& cast = x.under_way.cast;
  stats_.last_ns = steady_ns();
  auto latency = stats_.last_ns - x.under_way.intended_ns;
  bool measured = x.under_way.intended_ns >= plan_.measures_ns;
  stats_.count(cast, answer.what, answer.status,
               static_cast<std::uint64_t>(std::max<std::int64_t>(latency, 0)),
               measured);
  signals_.ended.fetch_add(1, std::memory_order_relaxed);
  if (answer.what == outcome::accepted) {
    stats_.accepted_measured += stats_.last_ns >= plan_.measures_ns ? 1 : 0;
    planner_.accepted(cast);
    signals_.accepted.fetch_add(1, std::memory_order_relaxed);
  }
  if (plan_.record != nullptr) {
    const auto& contest = plan_.contests[cast.contest];
    plan_.record->write(
      {cast.index, cast.kind, contest.election, contest.region_id,
       plan_.options.idempotency_key ? cast.retry_key : std::string{},
       cast.selection, std::move(answer)});
  }
  --busy_;
  if (ending_ && busy_ == 0) {
    end();
  }
}

// -- requests -----------------------------------------------------------------

void load_worker::pump() {
  while (!ending_ && !idle_.empty()) {
    auto now = steady_ns();
    if (now < plan_.begins_ns) {
      wait_for_arrival();
      return;
    }
    auto intended = now;
    if (schedule_) {
      auto due = schedule_->take(now);
      if (!due) {
        wait_for_arrival();
        return;
      }
      intended = *due;
    }
    auto* connection = idle_.back();
    connection->under_way.intended_ns = intended;
    connection->under_way.sent_ns = now;
    if (!begin_request(*connection)) {
      ending_ = true;
      if (busy_ == 0) {
        end();
      }
      return;
    }
    idle_.pop_back();
  }
}

bool load_worker::begin_request(client_connection& x) {
  bool late = plan_.ends_ns != 0 && x.under_way.intended_ns >= plan_.ends_ns;
  if (late || signals_.stop.load(std::memory_order_relaxed)
      || signals_.budget.fetch_sub(1, std::memory_order_relaxed) <= 0) {
    return false;
  }
  auto planned = planner_.next(x.under_way.cast);
  if (!planned) {
    done_ = planned.failure();
    signals_.stop = true;
  }
  if (!planned || !*planned) {
    return false;
  }
  requests_[x.under_way.cast.contest].render(x.under_way.cast, x.request());
  ++stats_.sent;
  ++busy_;
  x.send();
  return true;
}

// -- time ---------------------------------------------------------------------

void load_worker::wait_for_arrival() {
  if (waiting_) {
    return;
  }
  waiting_ = true;
  auto when = schedule_
                ? std::max(schedule_->next_ns(), steady_ns() + arrival_slack_ns)
                : plan_.begins_ns;
  arrivals_.expires_at(
    std::chrono::steady_clock::time_point{std::chrono::nanoseconds{when}});
  arrivals_.async_wait([this](boost::system::error_code failure) {
    waiting_ = false;
    if (!failure) {
      pump();
    }
  });
}

void load_worker::look_around() {
  auto now = steady_ns();
  if (signals_.stop || (plan_.ends_ns != 0 && now >= plan_.ends_ns)) {
    ending_ = true;
  }
  if (ending_ && busy_ == 0) {
    end();
    return;
  }
  auto timeout = static_cast<std::int64_t>(plan_.options.timeout_s * 1e9);
  for (auto& connection : connections_) {
    if (connection->busy() && now - connection->under_way.sent_ns > timeout) {
      connection->abandon();
    }
  }
  auto broken = std::move(broken_);
  broken_.clear();
  for (auto* connection : broken) {
    connection->connect();
  }
  rounds_.expires_after(round_time);
  rounds_.async_wait([this](boost::system::error_code failure) {
    if (!failure) {
      look_around();
    }
  });
}

void load_worker::end() {
  if (schedule_ && plan_.ends_ns != 0) {
    auto until = std::min(plan_.ends_ns, steady_ns());
    while (schedule_->next_ns() < until && schedule_->take(until)) {
      ++stats_.not_begun;
    }
  }
  rounds_.cancel();
  arrivals_.cancel();
  for (auto& connection : connections_) {
    connection->close();
  }
}

} // namespace scrutin::load
