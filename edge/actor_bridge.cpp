#include "edge/actor_bridge.hpp"

#include <algorithm>

#include "domain/time_units.hpp"

namespace scrutin::edge {

namespace {

// More would make a message longer to handle than is good for latency.
constexpr std::size_t batch_max = 512;
constexpr std::int64_t turn_ns_max = 1'000'000;
constexpr std::int64_t us_ns = 1'000;

} // namespace

actor_bridge::actor_bridge(caf::actor_system& system,
                           boost::asio::io_context& io, const settings& with,
                           bridge_listener& listener)
  : io_(io), with_(with), listener_(listener), companion_(system, io),
    deadlines_(io), delay_timer_(io),
    delayed_(with.delayed_max, with.delay_ms * ms_ns),
    queue_(with.queued_max, with.queue_ms * ms_ns), casts_(with.in_flight_max),
    receipts_(with.in_flight_max), gap_timer_(io) {
  // CAF's own prints what it does not know, content and all.
  companion_.self()->set_default_handler(caf::drop);
  companion_.self()->become(
    [this](const cast_outcomes& x) {
      for (const auto& outcome : x.outcomes) {
        if (auto asker = casts_.take(outcome.ticket)) {
          listener_.on_outcome(*asker, outcome);
        }
      }
      serve_queue();
    },
    [this](const receipt_answer& x) {
      if (auto asker = receipts_.take(x.ticket)) {
        listener_.on_receipt(*asker, x.state);
      }
    },
    [this](const results_update& x) {
      listener_.on_results(x);
      if (results_) {
        companion_.self()->send(results_, results_ack{x.number});
      }
    },
    [this](const election_statuses& x) { listener_.on_elections(x); },
    [this](const certificate_published& x) { listener_.on_certificate(x); });
  watch_deadlines();
}

bool actor_bridge::busy() const {
  return casts_.size() + receipts_.size() >= with_.in_flight_max;
}

void actor_bridge::give_up() {
  given_up_ = true;
  ingestion_ = nullptr;
  end_overdue(end_of_time);
  send_delayed(end_of_time);
}

std::int64_t actor_bridge::due_ns(std::int64_t now_ns) const {
  return now_ns + with_.deadline_ms * ms_ns;
}

void actor_bridge::send_cast(cast what, waiting_request asker) {
  if (given_up_) {
    refuse(asker);
  } else if (busy()) {
    queue_.add({std::move(what), std::move(asker)}, with_.now());
  } else {
    hand_on(std::move(what), std::move(asker));
  }
}

void actor_bridge::serve_queue() {
  while (queue_.size() > 0 && !busy()) {
    auto x = queue_.take(end_of_time);
    hand_on(std::move(x->what), std::move(x->asker));
  }
}

void actor_bridge::hand_on(cast what, waiting_request asker) {
  auto now = with_.now();
  if (next_.casts.empty()) {
    plan_flush(now);
  }
  auto ticket = casts_.add(std::move(asker), due_ns(now));
  next_.casts.push_back({ticket, std::move(what)});
  // In a crowd the timer waits its turn behind every connection that is ready.
  if (next_.casts.size() >= batch_max || busy() || now >= batch_due_ns_) {
    flush();
  }
}

void actor_bridge::plan_flush(std::int64_t now_ns) {
  if (now_ns >= next_from_ns_) {
    batch_due_ns_ = now_ns + std::max(with_.batch_gap_us * us_ns, turn_ns_max);
    boost::asio::post(io_, [this] { flush(); });
    return;
  }
  batch_due_ns_ = next_from_ns_;
  gap_timer_.expires_after(std::chrono::nanoseconds{next_from_ns_ - now_ns});
  gap_timer_.async_wait([this](boost::system::error_code failure) {
    if (!failure) {
      flush();
    }
  });
}

void actor_bridge::flush() {
  if (!next_.casts.empty() && ingestion_) {
    companion_.self()->send(ingestion_, std::move(next_));
    next_from_ns_ = with_.now() + with_.batch_gap_us * us_ns;
  }
  next_.casts.clear();
}

void actor_bridge::delay_cast(cast what, waiting_request asker) {
  auto now = with_.now();
  auto first = delayed_.size() == 0;
  delayed_.add({std::move(what), std::move(asker)}, now);
  if (first) {
    send_delayed(now);
  }
}

void actor_bridge::refuse(const waiting_request& asker) {
  with_.figures->casts(cast_result::unavailable).Increment();
  if (given_up_) {
    listener_.on_outcome(asker, {0, verdict::unavailable, 0});
  } else {
    listener_.on_overload(asker);
  }
}

void actor_bridge::send_delayed(std::int64_t now_ns) {
  while (auto x = delayed_.take(now_ns)) {
    if (full()) {
      refuse(x->asker);
    } else {
      send_cast(std::move(x->what), std::move(x->asker));
    }
  }
  if (auto wait_ns = delayed_.next_in(now_ns)) {
    delay_timer_.expires_after(std::chrono::nanoseconds{*wait_ns});
    delay_timer_.async_wait([this](boost::system::error_code failure) {
      if (!failure) {
        send_delayed(with_.now());
      }
    });
  }
}

void actor_bridge::ask_receipt(partition_id where, const ballot_id& which,
                               waiting_request asker) {
  if (given_up_) {
    listener_.on_receipt(asker, receipt_state::unavailable);
    return;
  }
  auto ticket = receipts_.add(std::move(asker), due_ns(with_.now()));
  if (ingestion_) {
    companion_.self()->send(ingestion_, receipt_query{ticket, where, which});
  }
}

void actor_bridge::use(results_actor x) {
  results_ = std::move(x);
  if (results_) {
    companion_.self()->send(results_, subscribe_results{});
  }
}

void actor_bridge::use(catalog_actor x) {
  catalog_ = std::move(x);
  if (catalog_) {
    companion_.self()->send(catalog_, subscribe_elections{});
    companion_.self()->send(catalog_, subscribe_certificates{});
  }
}

void actor_bridge::watch_deadlines() {
  deadlines_.expires_after(std::chrono::milliseconds{with_.sweep_ms});
  deadlines_.async_wait([this](boost::system::error_code failure) {
    if (!failure) {
      auto now = with_.now();
      end_overdue(now);
      serve_queue();
      send_delayed(now);
      watch_deadlines();
    }
  });
}

void actor_bridge::end_overdue(std::int64_t now_ns) {
  while (auto x = queue_.take(now_ns)) {
    refuse(x->asker);
  }
  while (auto ticket = casts_.overdue(now_ns)) {
    with_.figures->casts(cast_result::outcome_unknown).Increment();
    listener_.on_outcome(*casts_.take(*ticket),
                         {*ticket, verdict::outcome_unknown, 0});
  }
  while (auto ticket = receipts_.overdue(now_ns)) {
    listener_.on_receipt(*receipts_.take(*ticket), receipt_state::unavailable);
  }
}

} // namespace scrutin::edge
