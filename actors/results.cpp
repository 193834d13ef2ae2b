#include "actors/results.hpp"

#include <algorithm>
#include <utility>

#include <caf/actor_cast.hpp>

#include "domain/counting/count.hpp"
#include "domain/merged_regions.hpp"

namespace scrutin {

namespace {

std::size_t figures_of(const contest_report& x) {
  auto figures = x.count.votes.size() + x.count.pairs.ballots.size() + 12;
  for (const auto& round : x.count.rounds) {
    figures += round.votes.size() + round.transfers.size() + 5;
  }
  return figures;
}

} // namespace

result<void> results_options::validate() const {
  if (elections == nullptr || !now || interval_ms == 0
      || update_figures_max == 0) {
    return error{ec::bad_configuration, "a limit of results is 0"};
  }
  return {};
}

results::results(caf::actor_config& cfg, results_options options)
  : results_base::base(cfg), options_(std::move(options)),
    settle_ms_left_(options_.settle_ms_max) {
  version_ = options_.elections->version();
  for (const auto& served : options_.elections->all()) {
    elections_[served.definition.id] = &served;
    for (const auto& [region, slices] : served.slices) {
      follow({served.definition.id, region}, slices);
    }
  }
}

results::behavior_type results::make_behavior() {
  set_down_handler([this](const caf::down_msg& x) { forget(x.source); });
  delayed_send(this, std::chrono::milliseconds{options_.interval_ms},
               clock_tick{});
  return {
    [this](totals_update& x) { on(x); },
    [this](const subscribe_results& x) { on(x); },
    [this](const results_ack& x) { on(x); },
    [this](const partition_map& x) { on(x); },
    [this](const election_statuses& x) { on(x); },
    [this](const clock_tick& x) { on(x); },
  };
}

void results::on_exit() {
  validators_.clear();
  subscribers_.clear();
}

// -- elections ----------------------------------------------------------------

void results::follow_elections() {
  auto version = options_.elections->version();
  if (std::exchange(version_, version) == version) {
    return;
  }
  for (const auto& served : options_.elections->all()) {
    auto id = served.definition.id;
    if (std::exchange(elections_[id], &served) == &served) {
      continue;
    }
    for (auto at = contests_.begin(); at != contests_.end();) {
      auto contest = at->first;
      auto is_gone =
        contest.election == id && served.slices_of(contest.region) == 0;
      at = is_gone ? contests_.erase(at) : std::next(at);
      if (is_gone) {
        changed_.erase(contest);
        runoffs_.erase(contest);
        reports_.erase(contest);
        for (auto& each : subscribers_) {
          each.due.erase(contest);
        }
      }
    }
    for (const auto& [region, slices] : served.slices) {
      follow({id, region}, slices);
    }
  }
}

// Cut otherwise, or counted by other rules, it can only be while it is empty.
void results::follow(contest_id contest, std::uint16_t slices) {
  changed_.insert(contest);
  auto found = contests_.find(contest);
  if (found != contests_.end() && found->second.turnout() == 0) {
    runoffs_.erase(contest);
  }
  if (found != contests_.end() && found->second.partitions() == slices) {
    return;
  }
  contests_.insert_or_assign(contest, contest_totals{slices});
  for (const auto& [partition, validator] : validators_) {
    if (partition.contest() == contest) {
      send(validator, subscribe_totals{});
    }
  }
}

// -- messages -----------------------------------------------------------------

void results::on(totals_update& x) {
  follow_elections();
  auto found = contests_.find(x.partition.contest());
  auto from = validators_.find(x.partition);
  if (found == contests_.end() || from == validators_.end()
      || from->second.address() != current_sender()) {
    return; // from a validator that was replaced
  }
  auto validator = from->second;
  auto version = x.version;
  auto contest = x.partition.contest();
  switch (found->second.apply(std::move(x))) {
  case contest_totals::outcome::incomplete:
    return;
  case contest_totals::outcome::applied:
    changed_.insert(contest);
    send(validator, totals_ack{version, false});
    return;
  case contest_totals::outcome::stale:
    send(validator, totals_ack{version, false});
    return;
  case contest_totals::outcome::gap:
    send(validator, totals_ack{version, true});
    return;
  }
}

void results::on(const subscribe_results&) {
  auto sink = caf::actor_cast<results_sink_actor>(current_sender());
  forget(sink.address());
  monitor(sink);
  subscriber x;
  x.sink = sink;
  for (const auto& [contest, report] : reports_) {
    x.due.insert(contest);
  }
  subscribers_.push_back(std::move(x));
  publish(subscribers_.back());
}

void results::forget(const caf::actor_addr& gone) {
  subscribers_.erase(
    std::remove_if(subscribers_.begin(), subscribers_.end(),
                   [&](const auto& s) { return s.sink.address() == gone; }),
    subscribers_.end());
}

void results::on(const results_ack& x) {
  for (auto& each : subscribers_) {
    if (each.sink.address() == current_sender() && each.number == x.number) {
      each.awaiting_ack = false;
    }
  }
}

void results::on(const partition_map& x) {
  follow_elections();
  // What is not in it any more is forgotten, so that it is subscribed to anew
  // once it is back; what is known of its totals stays.
  auto before = std::exchange(validators_, {});
  for (const auto& route : x.routes) {
    auto& known = validators_[route.partition];
    known = route.validator;
    auto was = before.find(route.partition);
    if (was == before.end() || !same_handle(was->second, known)) {
      send(known, subscribe_totals{});
    }
  }
}

void results::on(const election_statuses& x) {
  for (const auto& region : x.regions) {
    auto& known = merged_names_[region.contest];
    // No act takes a decision away: a catalog that knows of fewer has just
    // started.
    if (region.course.merged.size() >= known.size()
        && known != region.course.merged) {
      known = region.course.merged;
      if (contests_.count(region.contest) != 0) {
        changed_.insert(region.contest);
      }
    }
  }
}

void results::on(const clock_tick&) {
  follow_elections();
  settle_ms_left_ -= std::min(settle_ms_left_, options_.interval_ms);
  for (auto contest : std::exchange(changed_, {})) {
    if (settles(contest)) {
      changed_.insert(contest);
      continue;
    }
    count(contest);
    for (auto& each : subscribers_) {
      each.due.insert(contest);
    }
  }
  for (auto& each : subscribers_) {
    publish(each);
  }
  delayed_send(this, std::chrono::milliseconds{options_.interval_ms},
               clock_tick{});
}

// -- publishing ---------------------------------------------------------------

void results::publish(subscriber& x) {
  if (x.awaiting_ack || x.due.empty()) {
    return;
  }
  results_update update;
  update.number = ++x.number;
  std::size_t figures = 0;
  while (!x.due.empty() && figures < options_.update_figures_max) {
    const auto& report = reports_[*x.due.begin()];
    x.due.erase(x.due.begin());
    figures += figures_of(report);
    update.contests.push_back(report);
  }
  x.awaiting_ack = true;
  send(x.sink, std::move(update));
}

bool results::votes_released(const election& rules) const {
  return rules.policy == release_policy::live
         || std::all_of(contests_.begin(), contests_.end(), [&](const auto& x) {
              return x.first.election != rules.id || x.second.closed();
            });
}

bool results::settles(contest_id contest) const {
  const auto& totals = contests_.at(contest);
  return settle_ms_left_ > 0 && totals.reporting() < totals.partitions();
}

contest_count results::counted(contest_id contest, const election& rules) {
  auto& totals = contests_.at(contest);
  const auto& where = *rules.find_contest(contest.region);
  auto changes = totals.take_changes();
  // A running count knows nothing of withdrawals, which are rare.
  if (rules.method != counting_method::instant_runoff
      || !totals.withdrawn().empty()) {
    runoffs_.erase(contest);
    if (!rules.write_ins) {
      return count_contest(rules, where, totals.votes(), totals.withdrawn());
    }
    auto votes = counted_as(contest, totals.votes(), merged_names_[contest]);
    return count_contest(rules, where, votes, totals.withdrawn());
  }
  auto& runoff =
    runoffs_.try_emplace(contest, terms_of(rules, where)).first->second;
  if (changes.anew || !runoff.add(changes.added)) {
    runoff.restart(totals.votes());
  }
  return runoff.count();
}

std::vector<region_id> results::merged_in(const election& rules) const {
  return merged_regions(rules, [&](region_id region) {
    auto known = contests_.find({rules.id, region});
    return known == contests_.end() ? 0 : known->second.turnout();
  });
}

contest_count results::counted(const std::vector<region_id>& merged,
                               const election& rules) const {
  tally sum;
  for (auto region : merged) {
    sum.add(contests_.at({rules.id, region}).votes());
  }
  return count_contest(rules, *rules.find_contest(merged.front()), sum);
}

void results::count(contest_id contest) {
  const auto& totals = contests_.at(contest);
  const auto& rules = options_.elections->find(contest.election)->definition;
  if (rules.find_contest(contest.region) == nullptr) {
    return; // it was defined otherwise a moment ago
  }
  auto& report = reports_[contest];
  auto was_released = report.votes_released;
  auto version = report.version;
  report = {};
  report.contest = contest;
  report.version = version + 1;
  report.updated_at_ms = options_.now();
  report.eligible = totals.eligible();
  report.turnout = totals.turnout();
  report.partitions = totals.partitions();
  report.partitions_reporting = totals.reporting();
  report.closed = totals.closed();
  report.withdrawn = totals.withdrawn();
  report.opening = totals.opening();
  report.votes_released = votes_released(rules);
  if (!report.votes_released) {
    return;
  }
  auto merged = merged_in(rules);
  if (std::find(merged.begin(), merged.end(), contest.region) == merged.end()) {
    report.count = counted(contest, rules);
  } else {
    report.merged = merged;
    if (contest.region == merged.front()) {
      report.count = counted(merged, rules);
    }
  }
  if (report.count.pairs.options > options_.pairs_options_max) {
    report.count.pairs = pair_votes{};
  }
  if (figures_of(report) > options_.contest_figures_max) {
    report.count.rounds.clear();
  }
  if (!was_released && rules.policy == release_policy::at_close) {
    // The last region has closed: the others come out with it.
    for (const auto& [other, ignored] : contests_) {
      if (other.election == contest.election && other != contest
          && !reports_[other].votes_released) {
        changed_.insert(other);
      }
    }
  }
}

} // namespace scrutin
