#include "edge/voter_bridge.hpp"

#include <chrono>

#include "domain/time_units.hpp"

namespace scrutin::edge {

voter_bridge::voter_bridge(caf::actor_system& system,
                           boost::asio::io_context& io, const settings& with,
                           voter_listener& listener)
  : with_(with), listener_(listener), companion_(system, io), timer_(io),
    delayed_(with.delayed_max, with.delay_ms * ms_ns),
    waiting_(with.in_flight_max) {
  // CAF's own prints what it does not know, content and all.
  companion_.self()->set_default_handler(caf::drop);
  companion_.self()->become([this](const voter_answer& x) { take(x); });
  sweep();
}

void voter_bridge::ask(waiting_voter x) {
  if (x.contests.empty()) {
    listener_.on_voter(x);
    return;
  }
  auto asked = x.contests;
  auto ticket =
    waiting_.add(std::move(x), with_.now() + with_.deadline_ms * ms_ns);
  for (const auto& each : asked) {
    companion_.self()->send(ingestion_,
                            voter_query{ticket, each.partition, each.tag});
  }
}

void voter_bridge::take(const voter_answer& x) {
  auto* waiting = waiting_.find(x.ticket);
  if (waiting == nullptr) {
    return;
  }
  for (auto& each : waiting->contests) {
    if (each.partition == x.partition && !each.state) {
      each.state = x.state;
      ++waiting->answers;
    }
  }
  if (waiting->answers == waiting->contests.size()) {
    listener_.on_voter(*waiting_.take(x.ticket));
  }
}

void voter_bridge::give_up() {
  ingestion_ = nullptr;
  end_overdue(end_of_time);
  send_delayed(end_of_time);
}

void voter_bridge::sweep() {
  timer_.expires_after(std::chrono::milliseconds{with_.sweep_ms});
  timer_.async_wait([this](boost::system::error_code failure) {
    if (!failure) {
      auto now = with_.now();
      end_overdue(now);
      send_delayed(now);
      sweep();
    }
  });
}

void voter_bridge::end_overdue(std::int64_t now_ns) {
  while (auto ticket = waiting_.overdue(now_ns)) {
    listener_.on_voter(*waiting_.take(*ticket));
  }
}

void voter_bridge::send_delayed(std::int64_t now_ns) {
  while (auto x = delayed_.take(now_ns)) {
    if (busy()) {
      listener_.on_voter(*x);
    } else {
      ask(*std::move(x));
    }
  }
}

} // namespace scrutin::edge
