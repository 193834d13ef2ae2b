#include "domain/course/election_course.hpp"

#include <algorithm>

namespace scrutin {

namespace {

/// So that every node knows of it before anybody is told that voting ended.
constexpr std::int64_t extension_lead_ms = 5'000;

error refused(const std::string& why) {
  return {ec::wrong_state, why};
}

// The newest decision about a name is the one that holds.
void decide_name(const official_act& x, region_course& to) {
  auto known =
    std::find_if(to.merged.begin(), to.merged.end(), [&x](const auto& each) {
      return each.written_name == x.written_name;
    });
  if (known == to.merged.end()) {
    to.merged.push_back({x.written_name, x.option});
  } else {
    known->option = x.option;
  }
}

} // namespace

election_course::election_course(const election& rules) : rules_(&rules) {
  for (const auto& where : rules.contests) {
    auto& course = regions_[where.region];
    auto window = rules.window_of(where.region);
    if (!rules.officials.open) {
      course.opens_at_ms = window.opens_at_ms;
    }
    if (!rules.officials.close) {
      course.closes_at_ms = window.closes_at_ms;
    }
  }
}

const region_course& election_course::of(region_id region) const {
  static const region_course nowhere;
  auto found = regions_.find(region);
  return found == regions_.end() ? nowhere : found->second;
}

bool election_course::needs_second(act_kind x) const {
  switch (x) {
  case act_kind::open:
    return rules_->officials.two_to_open;
  case act_kind::close:
    return rules_->officials.two_to_close;
  case act_kind::certify:
    return rules_->officials.two_to_certify;
  case act_kind::suspend:
  case act_kind::resume:
  case act_kind::extend:
    return false;
  case act_kind::annul:
  case act_kind::withdraw:
  case act_kind::amend:
  case act_kind::merge:
    // As certain as a certified result.
    return rules_->officials.two_to_certify;
  }
  return false;
}

result<void> election_course::check(const official_act& next) const {
  if (auto sound = check_shape(next); !sound) {
    return sound;
  }
  if (next.region.value != 0 && regions_.count(next.region) == 0) {
    return error{ec::unknown_region, "the election has no such region"};
  }
  if (next.what == act_kind::amend && certified(next.region) == nullptr) {
    return refused(next.region.value == 0
                     ? "it was not certified as a whole: name a region that was"
                     : "that region was not certified by itself");
  }
  for (const auto& [region, now] : regions_) {
    if (next.region.value != 0 && next.region != region) {
      continue;
    }
    if (next.region.value == 0 && certifies(next.what) && now.annulled
        && !is_annulled()) {
      continue; // the whole is certified without it
    }
    auto as_it_stands = now;
    const auto* where = rules_->find_contest(region);
    if (certifies(next.what) && where != nullptr && where->acclaimed) {
      as_it_stands.opens_at_ms = 0; // nobody votes there: nothing to wait for
      as_it_stands.closes_at_ms = 0;
    }
    if (auto may = check(next, as_it_stands); !may) {
      return error{may.failure().code, "region " + std::to_string(region.value)
                                         + ": " + may.failure().detail};
    }
  }
  return next.what == act_kind::withdraw ? check_withdrawal(next)
         : next.what == act_kind::merge  ? check_merge(next)
                                         : result<void>{};
}

bool election_course::is_annulled() const {
  return std::all_of(regions_.begin(), regions_.end(),
                     [](const auto& entry) { return entry.second.annulled; });
}

result<void> election_course::check_withdrawal(const official_act& next) const {
  const auto* where = rules_->find_contest(next.region);
  if (where == nullptr || where->find(next.option) == nullptr) {
    return error{ec::unknown_option, "no candidate of that id stands there"};
  }
  if (rules_->is_referendum()) {
    return refused("answers to a question do not withdraw");
  }
  if (!rules_->withdrawal) {
    return refused(
      "the definition says nothing of withdrawals: what becomes of "
      "the votes has to be declared before voting opens");
  }
  if (where->acclaimed) {
    return refused("its candidates are elected without a vote");
  }
  const auto& gone = of(next.region).withdrawn;
  if (std::find(gone.begin(), gone.end(), next.option) != gone.end()) {
    return refused("that candidate has withdrawn already");
  }
  return {};
}

result<void> election_course::check_merge(const official_act& next) const {
  if (!rules_->write_ins) {
    return refused("voters write no names in there");
  }
  const auto* where = rules_->find_contest(next.region);
  if (next.option.value != 0
      && (where == nullptr || where->find(next.option) == nullptr)) {
    return error{ec::unknown_option, "no candidate of that id stands there"};
  }
  const auto& merged = of(next.region).merged;
  auto is_new = std::none_of(merged.begin(), merged.end(), [&](const auto& x) {
    return x.written_name == next.written_name;
  });
  if (is_new && merged.size() >= region_course::merged_max) {
    return refused("so many names were decided about that no more are kept; "
                   "what is not decided counts for nobody");
  }
  return {};
}

result<void> election_course::check(const official_act& next,
                                    const region_course& now) const {
  auto at = next.at_ms;
  auto has_opened = at >= now.opens_at_ms;
  auto has_closed = at >= now.closes_at_ms;
  if (now.annulled) {
    return refused("it was annulled; nothing follows that");
  }
  switch (next.what) {
  case act_kind::open:
    if (has_opened) {
      return refused("it has opened already");
    }
    if (has_closed) {
      return refused("its closing time is over");
    }
    return {};
  case act_kind::suspend:
    if (!has_opened || has_closed) {
      return refused("nobody can vote there now");
    }
    return now.suspended ? refused("it is suspended already") : result<void>{};
  case act_kind::resume:
    if (has_closed) {
      return refused("it has closed");
    }
    return now.suspended ? result<void>{} : refused("it is not suspended");
  case act_kind::extend:
    if (now.closes_at_ms != region_course::undecided
        && at > now.closes_at_ms - extension_lead_ms) {
      return refused("it closes, or has closed; an extension comes 5 s before "
                     "the closing at the latest");
    }
    if (now.closes_at_ms != region_course::undecided
        && next.until_ms <= now.closes_at_ms) {
      return refused("it closes no earlier than that; an extension only gives "
                     "voters more time");
    }
    return next.until_ms > at ? result<void>{} : refused("that time is over");
  case act_kind::close:
    if (!has_opened) {
      return refused("it has not opened; what never opens needs no close");
    }
    return has_closed ? refused("it has closed already") : result<void>{};
  case act_kind::certify:
    if (at < now.closes_at_ms
        || at - now.closes_at_ms < rules_->grace_s * std::int64_t{1'000}) {
      return refused("it has not closed, and its last ballots may be on their "
                     "way");
    }
    return now.certified_at_ms != 0 ? refused("it was certified already")
                                    : result<void>{};
  case act_kind::amend:
    return now.certified_at_ms == 0 ? refused("it was not certified")
                                    : result<void>{};
  case act_kind::annul:
    return {};
  case act_kind::merge:
    if (!has_closed) {
      return refused("nobody is told what was written in before it has closed");
    }
    return now.certified_at_ms != 0
             ? refused("it was certified: names were to be decided before")
             : result<void>{};
  case act_kind::withdraw:
    return has_closed ? refused("it has closed: its votes stand as they are")
                      : result<void>{};
  }
  return {};
}

const certified_scope* election_course::certified(region_id region) const {
  auto found = certified_.find(region);
  return found == certified_.end() ? nullptr : &found->second;
}

bool election_course::is_waiting(const official_act& x,
                                 std::int64_t now_ms) const {
  return x.stage == act_stage::proposed && now_ms - x.at_ms < proposal_ms_max
         && std::find(carried_out_.begin(), carried_out_.end(), x.number)
              == carried_out_.end();
}

result<official_act> election_course::proposal(std::uint64_t number,
                                               act_kind what,
                                               const std::string& seconded_by,
                                               std::int64_t now_ms) const {
  auto found =
    std::find_if(acts_.begin(), acts_.end(),
                 [number](const auto& x) { return x.number == number; });
  if (found == acts_.end() || !is_waiting(*found, now_ms)) {
    return refused("no proposal of that number waits; it may have been carried "
                   "out, or be older than a day");
  }
  if (found->what != what) {
    return refused(std::string{"that proposal is to "}
                   + to_string(found->what));
  }
  if (found->by == seconded_by) {
    return refused("somebody else has to agree: this account proposed it");
  }
  auto act = *found;
  act.stage = act_stage::done;
  act.proposal = number;
  act.by = seconded_by;
  act.at_ms = now_ms;
  return act;
}

void election_course::add(const official_act& x) {
  acts_.push_back(x);
  if (x.stage == act_stage::proposed) {
    return;
  }
  if (x.proposal != 0) {
    carried_out_.push_back(x.proposal);
  }
  if (certifies(x.what)) {
    auto& scope = certified_[x.region];
    ++scope.versions;
    scope.sha256 = x.certificate;
  }
  for (auto& [region, course] : regions_) {
    if (x.region.value == 0 || x.region == region) {
      apply(x, course);
    }
  }
}

void election_course::apply(const official_act& x, region_course& to) const {
  switch (x.what) {
  case act_kind::open:
    to.opens_at_ms = x.at_ms;
    return;
  case act_kind::suspend:
    to.suspended = true;
    break;
  case act_kind::resume:
    to.suspended = false;
    break;
  case act_kind::extend:
    to.closes_at_ms = x.until_ms;
    break;
  case act_kind::close:
    to.closes_at_ms = x.at_ms;
    break;
  case act_kind::certify:
  case act_kind::amend:
    if (!to.annulled) {
      to.certified_at_ms = x.at_ms;
    }
    return;
  case act_kind::annul:
    to.annulled = true;
    to.closes_at_ms = std::min(to.closes_at_ms, x.at_ms);
    break;
  case act_kind::withdraw:
    if (std::find(to.withdrawn.begin(), to.withdrawn.end(), x.option)
        == to.withdrawn.end()) {
      to.withdrawn.push_back(x.option);
    }
    if (rules_->withdrawal == withdrawal_rule::contest_annulled) {
      to.annulled = true;
      to.closes_at_ms = std::min(to.closes_at_ms, x.at_ms);
    }
    break;
  case act_kind::merge:
    decide_name(x, to);
    return;
  }
  to.number = x.number;
}

} // namespace scrutin
