#include "actors/ingestion.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include <caf/actor_cast.hpp>

#include "domain/partitioning.hpp"
#include "domain/time_units.hpp"
#include "protocol/errors.hpp"

namespace scrutin {

namespace {

constexpr std::size_t poison_max = 10'000;
/// Messages between nodes stay well below a megabyte.
constexpr std::size_t remote_batch_bytes_max = 512 * 1024;
constexpr std::size_t cast_bytes = 128;

/// Whether an actor ended without anything being wrong with what it was sent:
/// it left, its node was lost, or its partition has another owner.
bool is_innocent(const caf::error& reason) {
  auto ours = from_caf(reason);
  return !reason || reason == caf::exit_reason::user_shutdown
         || reason == caf::exit_reason::remote_link_unreachable
         || (ours && ours->code == ec::fenced);
}

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
  case verdict::suspended:
    return cast_result::suspended;
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
      || lost_max_ms == 0 || tick_ms == 0 || remote_window_casts == 0
      || resend_ms == 0 || elections == nullptr) {
    return error{ec::bad_configuration, "a limit of ingestion is 0"};
  }
  return {};
}

ingestion::ingestion(caf::actor_config& cfg, ingestion_options options)
  : ingestion_base::base(cfg), options_(std::move(options)) {
  add_lanes();
}

void ingestion::add_lanes() {
  version_ = options_.elections->version();
  for (const auto& served : options_.elections->all()) {
    for (const auto& [region, slices] : served.slices) {
      for (std::uint16_t slice = 0; slice < slices; ++slice) {
        partition_id partition{served.definition.id, region, slice};
        lanes_[partition].partition = partition;
      }
    }
  }
}

// Routes of what was not known then are in the newest map.
void ingestion::follow_elections() {
  if (options_.elections->version() == version_) {
    return;
  }
  std::vector<partition_route> fresh;
  for (const auto& route : routes_.routes) {
    if (lanes_.count(route.partition) == 0) {
      fresh.push_back(route);
    }
  }
  add_lanes();
  for (const auto& route : fresh) {
    auto found = lanes_.find(route.partition);
    if (found != lanes_.end()) {
      found->second.in_map = maps_seen_;
      use(found->second, route);
    }
  }
}

ingestion::behavior_type ingestion::make_behavior() {
  for (auto& [partition, to] : lanes_) {
    to.lost_since = clock().now();
  }
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
    [this](const voter_query& x) { return on(x); },
    [this](const partition_map& x) { on(x); },
    [this](const clock_tick& x) { on(x); },
  };
}

void ingestion::on_exit() {
  lanes_to_send_.clear();
  lanes_by_suspect_.clear();
  lanes_.clear();
  routes_ = {};
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
  auto from = caf::actor_cast<caf::actor_addr>(current_sender());
  for (const auto& outcome : x.outcomes) {
    settle(outcome, from);
  }
  send_outgoing();
  flush_answers();
}

caf::result<voter_answer> ingestion::on(const voter_query& x) {
  follow_elections();
  auto found = lanes_.find(x.partition);
  if (found == lanes_.end() || !found->second.validator) {
    return voter_answer{x.ticket, x.partition, voter_state::unavailable};
  }
  return delegate(found->second.validator, x);
}

caf::result<receipt_answer> ingestion::on(const receipt_query& x) {
  follow_elections();
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
  routes_ = x;
  follow_elections();
  ++maps_seen_;
  for (const auto& route : x.routes) {
    auto found = lanes_.find(route.partition);
    if (found != lanes_.end()) {
      found->second.in_map = maps_seen_;
      use(found->second, route);
    }
  }
  for (auto& [partition, to] : lanes_) {
    // A validator of this node is heard of when it ends.
    if (to.validator && to.remote && to.in_map != maps_seen_) {
      left_validator(to);
    }
  }
  send_outgoing();
  flush_answers();
}

void ingestion::on(const clock_tick&) {
  expire();
  for (auto& [partition, to] : lanes_) {
    // What was answered `moved` is tried again where nothing has changed.
    advance(to);
    resend_overdue(to);
  }
  send_outgoing();
  flush_answers();
  if (in_flight_gauge_) {
    in_flight_gauge_->set(static_cast<double>(pending_.size()));
    mailbox_gauge_->set(static_cast<double>(mailbox().size()));
  }
  delayed_send(this, std::chrono::milliseconds{options_.tick_ms}, clock_tick{});
}

void ingestion::on(const caf::down_msg& x) {
  for (auto& [partition, to] : lanes_) {
    if (!to.validator || to.validator.address() != x.source) {
      continue;
    }
    if (is_innocent(x.reason)) {
      left_validator(to);
    } else {
      crashed_validator(to, poison_of(x.reason));
    }
  }
  flush_answers();
}

// -- routing ------------------------------------------------------------------

void ingestion::take(cast_request&& request, const cast_sink_actor& sink) {
  follow_elections();
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
  if (is_given_up(to)) {
    answers_.add(sink, {request.ticket, verdict::unavailable, 0});
    return;
  }
  auto number = next_ticket_++;
  auto& kept = pending_[number];
  kept.what = std::move(what);
  kept.sink = sink;
  kept.sinks_ticket = request.ticket;
  kept.received = clock().now();
  kept.by = &to;
  by_age_.push_back(number);
  if (to.flows() && to.held.empty() && has_room(to)) {
    hand_on(number, kept, to);
  } else {
    to.held.push_back(number);
  }
}

void ingestion::hand_on(ticket number, pending_cast& x, lane& to) {
  place_at(x, place::handed);
  ++x.unresolved;
  if (to.remote) {
    x.handed_at = clock().now();
    to.unanswered.push_back(number);
  }
  if (to.outgoing.casts.empty()) {
    lanes_to_send_.push_back(&to);
  }
  to.outgoing.casts.push_back({number, x.what});
}

void ingestion::place_at(pending_cast& x, place where) {
  x.by->handed -= x.where == place::handed ? 1 : 0;
  x.by->handed += where == place::handed ? 1 : 0;
  x.where = where;
}

bool ingestion::is_given_up(const lane& x) const {
  auto patience = std::chrono::milliseconds{options_.lost_max_ms};
  return !x.validator && clock().now() - x.lost_since > patience;
}

bool ingestion::has_room(const lane& x) const {
  return !x.remote || x.handed < options_.remote_window_casts;
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
  while (!x.held.empty() && has_room(x)) {
    auto number = x.held.front();
    x.held.pop_front();
    if (auto found = pending_.find(number); found != pending_.end()) {
      hand_on(number, found->second, x);
    }
  }
}

void ingestion::resend_overdue(lane& x) {
  auto overdue = clock().now() - std::chrono::milliseconds{options_.resend_ms};
  while (x.validator && !x.unanswered.empty()) {
    auto number = x.unanswered.front();
    auto found = pending_.find(number);
    auto waits =
      found != pending_.end() && found->second.where == place::handed;
    if (waits && found->second.handed_at > overdue) {
      return;
    }
    x.unanswered.pop_front();
    if (waits) {
      hand_on(number, found->second, x);
    }
  }
}

void ingestion::send_outgoing() {
  for (auto* x : std::exchange(lanes_to_send_, {})) {
    auto batch = std::exchange(x->outgoing, {});
    if (!x->validator) {
      continue;
    }
    if (!x->remote) {
      send(x->validator, std::move(batch));
      continue;
    }
    cast_batch part;
    std::size_t bytes = 0;
    for (auto& request : batch.casts) {
      bytes += cast_bytes + request.what.selection.size();
      if (bytes > remote_batch_bytes_max && !part.casts.empty()) {
        send(x->validator, std::exchange(part, {}));
        bytes = cast_bytes + request.what.selection.size();
      }
      part.casts.push_back(std::move(request));
    }
    send(x->validator, std::move(part));
  }
}

void ingestion::use(lane& x, const partition_route& route) {
  if (same_handle(x.validator, route.validator)) {
    return;
  }
  auto is_remote = route.validator.node() != node();
  if (x.validator) {
    if (x.remote || is_remote) {
      left_validator(x);
    } else {
      crashed_validator(x, {});
    }
  }
  x.validator = route.validator;
  x.remote = is_remote;
  monitor(x.validator);
  advance(x);
}

std::vector<ingestion::ticket> ingestion::take_handed(lane& x) {
  x.validator = nullptr;
  x.lost_since = clock().now();
  x.outgoing.casts.clear();
  x.unanswered.clear();
  lanes_by_suspect_.erase(std::exchange(x.alone, 0));
  std::vector<ticket> lost;
  for (auto& [number, cast] : pending_) {
    if (cast.where == place::handed && cast.by == &x) {
      lost.push_back(number);
    }
  }
  std::sort(lost.begin(), lost.end());
  return lost;
}

void ingestion::crashed_validator(lane& x,
                                  const std::optional<retry_id>& blamed) {
  for (auto number : take_handed(x)) {
    auto found = pending_.find(number);
    auto& cast = found->second;
    if (blamed == cast.what.retry && ++cast.crashes >= 2) {
      set_aside(cast);
      finish(found, verdict::set_aside);
      continue;
    }
    place_at(cast, place::suspect);
    x.suspects.push_back(number);
  }
}

void ingestion::left_validator(lane& x) {
  auto lost = take_handed(x);
  for (auto number : lost) {
    place_at(pending_.at(number), place::held);
  }
  x.held.insert(x.held.begin(), lost.begin(), lost.end());
}

// -- answering ----------------------------------------------------------------

void ingestion::settle(const cast_outcome& x, const caf::actor_addr& from) {
  if (auto found = pending_.find(x.ticket); found != pending_.end()) {
    auto& kept = found->second;
    auto& by = *kept.by;
    if (x.what == verdict::moved) {
      // Nobody judged it: it waits for the owner like a new one, unless it is
      // with another validator by now.
      if (kept.unresolved > 0) {
        --kept.unresolved;
      }
      if (kept.where == place::handed && by.validator
          && by.validator.address() == from) {
        place_at(kept, place::held);
        by.held.push_back(x.ticket);
      }
    } else {
      // Elsewhere it may have been counted all the same.
      auto is_of_now =
        x.what == verdict::unavailable || x.what == verdict::suspended;
      auto is_certain = !is_of_now || kept.unresolved <= 1;
      finish(found, is_certain ? x.what : verdict::outcome_unknown, x.attempts);
      if (by.remote) {
        advance(by);
      }
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
  place_at(x->second, place::held);
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
  // Accepted casts are counted where they are committed: repeats get the same
  // outcome.
  std::array<std::uint32_t, cast_results> counts{};
  for (const auto& outcome : x.outcomes) {
    ++counts[static_cast<std::size_t>(result_of(outcome.what))];
  }
  for (std::size_t i = 0; i < counts.size(); ++i) {
    if (counts[i] > 0 && static_cast<cast_result>(i) != cast_result::accepted) {
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
      finish(found, found->second.unresolved == 0 ? verdict::unavailable
                                                  : verdict::outcome_unknown);
    }
    by_age_.pop_front();
  }
  for (auto& [partition, to] : lanes_) {
    if (to.held.empty()) {
      continue;
    }
    std::deque<ticket> kept;
    for (auto number : to.held) {
      auto found = pending_.find(number);
      if (found == pending_.end()) {
        continue;
      }
      if (found->second.unresolved == 0
          && found->second.received + unrouted <= now) {
        finish(found, verdict::unavailable);
      } else {
        kept.push_back(number);
      }
    }
    to.held.swap(kept);
  }
}

} // namespace scrutin
