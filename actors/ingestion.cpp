#include "actors/ingestion.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include <caf/actor_cast.hpp>

#include "domain/partitioning.hpp"
#include "protocol/errors.hpp"

namespace scrutin {

namespace {

constexpr std::size_t poison_max = 10'000;
constexpr std::int64_t day_ms = 86'400'000;

cast_result result_of(verdict x) {
  switch (x) {
  case verdict::accepted:
    return cast_result::accepted;
  case verdict::already_voted:
    return cast_result::duplicate;
  case verdict::unknown_credential:
    return cast_result::unknown_credential;
  case verdict::not_open:
    return cast_result::not_open;
  case verdict::closed:
    return cast_result::closed;
  case verdict::invalid_selection:
    return cast_result::invalid_selection;
  case verdict::moved:
  case verdict::unavailable:
    return cast_result::unavailable;
  case verdict::outcome_unknown:
  case verdict::set_aside:
    return cast_result::outcome_unknown;
  }
  return cast_result::outcome_unknown;
}

} // namespace

result<void> ingestion_options::validate() const {
  if (in_flight_max == 0 || cast_deadline_ms == 0 || unrouted_max_ms == 0
      || tick_ms == 0 || elections == nullptr) {
    return error{ec::bad_configuration, "a limit of ingestion is 0"};
  }
  return {};
}

ingestion::ingestion(caf::actor_config& cfg, ingestion_options options)
  : ingestion_base::base(cfg), options_(std::move(options)) {
  for (const auto& served : options_.elections->all()) {
    for (const auto& [region, slices] : served.slices) {
      for (std::uint16_t slice = 0; slice < slices; ++slice) {
        lanes_[{served.definition.id, region, slice}];
      }
    }
  }
}

ingestion::behavior_type ingestion::make_behavior() {
  set_exception_handler(error_of_exception);
  set_down_handler([this](const caf::down_msg& x) { on(x); });
  if (auto* measured = options_.measured) {
    in_flight_gauge_.emplace(measured->casts_in_flight());
    mailbox_gauge_.emplace(measured->mailbox_messages(name()));
  }
  delayed_send(this, std::chrono::milliseconds{options_.tick_ms}, clock_tick{});
  return {
    [this](cast_batch& x) { on(x); },
    [this](const cast_outcomes& x) { on(x); },
    [this](const receipt_query& x) { return on(x); },
    [this](const partition_map& x) { on(x); },
    [this](const clock_tick& x) { on(x); },
  };
}

void ingestion::on_exit() {
  lanes_to_send_.clear();
  lanes_by_suspect_.clear();
  lanes_.clear();
  pending_.clear();
  answers_.clear();
  review_ = nullptr;
}

// -- messages -----------------------------------------------------------------

void ingestion::on(cast_batch& x) {
  auto sink = caf::actor_cast<cast_sink_actor>(current_sender());
  for (auto& request : x.casts) {
    take(std::move(request), sink);
  }
  send_outgoing();
  flush_answers();
}

void ingestion::on(const cast_outcomes& x) {
  for (const auto& outcome : x.outcomes) {
    settle(outcome);
  }
  send_outgoing();
  flush_answers();
}

caf::result<receipt_answer> ingestion::on(const receipt_query& x) {
  auto found = lanes_.find(x.partition);
  if (found == lanes_.end()) {
    return receipt_answer{x.ticket, receipt_state::not_in_box};
  }
  if (!found->second.validator) {
    return receipt_answer{x.ticket, receipt_state::unavailable};
  }
  return delegate(found->second.validator, x);
}

void ingestion::on(const partition_map& x) {
  review_ = x.review;
  for (const auto& route : x.routes) {
    auto found = lanes_.find(route.partition);
    if (found == lanes_.end() || found->second.validator == route.validator) {
      continue;
    }
    if (found->second.validator) {
      lost_validator(route.partition, found->second, {});
    }
    found->second.validator = route.validator;
    monitor(route.validator);
    advance(found->second);
  }
  send_outgoing();
  flush_answers();
}

void ingestion::on(const clock_tick&) {
  expire();
  flush_answers();
  if (in_flight_gauge_) {
    in_flight_gauge_->set(static_cast<double>(pending_.size()));
    mailbox_gauge_->set(static_cast<double>(mailbox().size()));
  }
  delayed_send(this, std::chrono::milliseconds{options_.tick_ms}, clock_tick{});
}

void ingestion::on(const caf::down_msg& x) {
  for (auto& [partition, to] : lanes_) {
    if (to.validator && to.validator.address() == x.source) {
      lost_validator(partition, to, poison_of(x.reason));
    }
  }
  flush_answers();
}

// -- routing ------------------------------------------------------------------

void ingestion::take(cast_request&& request, const cast_sink_actor& sink) {
  auto& what = request.what;
  const auto* served = options_.elections->find(what.partition.election);
  auto slices =
    served == nullptr ? 0 : served->slices_of(what.partition.region);
  if (slices == 0 || pending_.size() >= options_.in_flight_max) {
    answers_.add(sink, {request.ticket, verdict::unavailable, 0});
    return;
  }
  if (!poison_.empty() && poison_.count(what.retry) != 0) {
    answers_.add(sink, {request.ticket, verdict::set_aside, 0});
    return;
  }
  what.partition.slice = slice_of(what.tag, static_cast<std::uint16_t>(slices));
  auto& to = lanes_.at(what.partition);
  auto number = next_ticket_++;
  auto& kept = pending_[number];
  kept.what = std::move(what);
  kept.sink = sink;
  kept.sinks_ticket = request.ticket;
  kept.received = clock().now();
  by_age_.push_back(number);
  if (to.flows()) {
    hand_on(number, kept, to);
  } else {
    to.held.push_back(number);
  }
}

void ingestion::hand_on(ticket number, pending_cast& x, lane& to) {
  x.where = place::handed;
  if (to.outgoing.casts.empty()) {
    lanes_to_send_.push_back(&to);
  }
  to.outgoing.casts.push_back({number, x.what});
}

void ingestion::advance(lane& x) {
  if (!x.validator || x.alone != 0) {
    return;
  }
  while (!x.suspects.empty()) {
    auto number = x.suspects.front();
    x.suspects.pop_front();
    if (auto found = pending_.find(number); found != pending_.end()) {
      x.alone = number;
      lanes_by_suspect_[number] = &x;
      hand_on(number, found->second, x);
      return;
    }
  }
  for (auto number : std::exchange(x.held, {})) {
    if (auto found = pending_.find(number); found != pending_.end()) {
      hand_on(number, found->second, x);
    }
  }
}

void ingestion::send_outgoing() {
  for (auto* x : std::exchange(lanes_to_send_, {})) {
    auto batch = std::exchange(x->outgoing, {});
    if (x->validator) {
      send(x->validator, std::move(batch));
    }
  }
}

void ingestion::lost_validator(partition_id partition, lane& x,
                               const std::optional<retry_id>& blamed) {
  x.validator = nullptr;
  x.outgoing.casts.clear();
  std::vector<ticket> lost;
  for (auto& [number, cast] : pending_) {
    if (cast.where == place::handed && cast.what.partition == partition) {
      lost.push_back(number);
    }
  }
  std::sort(lost.begin(), lost.end());
  lanes_by_suspect_.erase(std::exchange(x.alone, 0));
  for (auto number : lost) {
    auto found = pending_.find(number);
    auto& cast = found->second;
    if (blamed == cast.what.retry && ++cast.crashes >= 2) {
      set_aside(cast);
      finish(found, verdict::set_aside);
      continue;
    }
    cast.where = place::suspect;
    x.suspects.push_back(number);
  }
}

// -- answering ----------------------------------------------------------------

void ingestion::settle(const cast_outcome& x) {
  if (auto found = pending_.find(x.ticket); found != pending_.end()) {
    if (x.what == verdict::moved) {
      // Nobody judged it: it waits for the owner like a new one.
      found->second.where = place::held;
      lanes_.at(found->second.what.partition).held.push_back(x.ticket);
    } else {
      finish(found, x.what, x.attempts);
    }
  }
  if (auto suspect = lanes_by_suspect_.find(x.ticket);
      suspect != lanes_by_suspect_.end()) {
    auto* to = suspect->second;
    lanes_by_suspect_.erase(suspect);
    to->alone = 0;
    advance(*to);
  }
}

void ingestion::finish(std::unordered_map<ticket, pending_cast>::iterator x,
                       verdict what, std::uint32_t attempts) {
  answers_.add(x->second.sink, {x->second.sinks_ticket, what, attempts});
  pending_.erase(x);
}

void ingestion::flush_answers() {
  for (auto& [sink, outcomes] : answers_.take()) {
    measure(outcomes);
    send(sink, std::move(outcomes));
  }
}

void ingestion::measure(const cast_outcomes& x) const {
  if (options_.measured == nullptr) {
    return;
  }
  std::array<std::uint32_t, cast_results> counts{};
  for (const auto& outcome : x.outcomes) {
    ++counts[static_cast<std::size_t>(result_of(outcome.what))];
  }
  for (std::size_t i = 0; i < counts.size(); ++i) {
    if (counts[i] > 0) {
      options_.measured->casts(static_cast<cast_result>(i))
        .Increment(counts[i]);
    }
  }
}

void ingestion::set_aside(const pending_cast& x) {
  if (poison_.size() < poison_max) {
    poison_.insert(x.what.retry);
  }
  if (review_) {
    auto day = static_cast<std::uint32_t>(options_.now() / day_ms);
    send(review_,
         review_report{{{x.what.partition.contest(), review_kind::poison,
                         x.what.tag, 1, day, day}}});
  }
}

void ingestion::expire() {
  auto now = clock().now();
  auto deadline = std::chrono::milliseconds{options_.cast_deadline_ms};
  auto unrouted = std::chrono::milliseconds{options_.unrouted_max_ms};
  while (!by_age_.empty()) {
    auto found = pending_.find(by_age_.front());
    if (found != pending_.end()) {
      if (found->second.received + deadline > now) {
        break;
      }
      finish(found, found->second.where == place::held
                      ? verdict::unavailable
                      : verdict::outcome_unknown);
    }
    by_age_.pop_front();
  }
  for (auto& [partition, to] : lanes_) {
    while (!to.held.empty()) {
      auto found = pending_.find(to.held.front());
      if (found != pending_.end()) {
        if (found->second.received + unrouted > now) {
          break;
        }
        finish(found, verdict::unavailable);
      }
      to.held.pop_front();
    }
  }
}

} // namespace scrutin
