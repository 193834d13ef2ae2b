#include "actors/decision_desk.hpp"

#include <utility>

namespace scrutin {

decision_desk::decision_desk(account_registry& registry,
                             official_log& officials, directory_ptr elections,
                             wall_clock now)
  : registry_(registry), officials_(officials),
    elections_(std::move(elections)), now_(std::move(now)) {
}

result<official_act> decision_desk::decide(const account& who,
                                           const acting& actor,
                                           const admin_request& x,
                                           const counted_contests& counted) {
  official_act done;
  auto prepare = [&](std::uint64_t number) -> result<placed_act> {
    auto planned = next(who, x);
    if (!planned) {
      return planned.failure();
    }
    placed_act made;
    if (certifies(planned->what)) {
      if (auto ok = check(*planned, counted); !ok) {
        return ok.failure();
      }
    }
    if (certifies(planned->what) && planned->stage == act_stage::done) {
      if (auto ok = sign(*planned, number, counted.contests, made.change);
          !ok) {
        return ok.failure();
      }
    }
    done = *planned;
    made.line = to_line(*planned);
    return made;
  };
  auto number = registry_.record(actor, prepare);
  if (!number) {
    return number.failure();
  }
  done.number = *number;
  return done;
}

result<void> decision_desk::check(const official_act& act,
                                  const counted_contests& counted) {
  if (merged_names(act.election) != counted.merged_names) {
    return error{ec::wrong_state, "a name that was written in was merged "
                                  "meanwhile; try again"};
  }
  if (act.region.value != 0 && !counted.contests.empty()
      && !counted.contests.front().merged.empty()) {
    return error{ec::wrong_state,
                 "its votes come out in one sum with other regions' alone: "
                 "certify the whole election"};
  }
  return {};
}

result<void> decision_desk::sign(official_act& act, std::uint64_t number,
                                 const std::vector<certified_contest>& counted,
                                 administration_change& change) const {
  const auto* served = elections_->find(act.election);
  const auto* before = officials_.course(act.election)->certified(act.region);
  certification what;
  what.rules = &served->definition;
  what.region = act.region;
  if (before != nullptr) {
    what.version = before->versions + 1;
    what.previous_sha256 = before->sha256;
  }
  what.reason = act.reason;
  what.at_ms = act.at_ms;
  what.line = number;
  what.contests = counted;
  const auto* course = officials_.course(act.election);
  for (auto& each : what.contests) {
    if (course->of(each.region).annulled) {
      each.count.annulled = true;
      each.count.winners.clear();
      each.count.undecided.clear();
    }
  }
  auto made = make_certificate(what, signing_key{act.election, served->keys});
  if (!made) {
    return made.failure();
  }
  act.certificate = made->sha256;
  change.certificate = *std::move(made);
  return {};
}

result<official_act> decision_desk::next(const account& who,
                                         const admin_request& x) {
  if (auto known = officials_.catch_up(); !known) {
    return known.failure();
  }
  const auto* course = officials_.course(x.act.election);
  if (course == nullptr) {
    return error{ec::unknown_election, "there is no such election"};
  }
  auto act = x.act;
  act.by = who.name;
  act.at_ms = now_();
  act.stage =
    course->needs_second(act.what) ? act_stage::proposed : act_stage::done;
  if (act.proposal != 0) {
    auto seconded =
      course->proposal(act.proposal, act.what, who.name, act.at_ms);
    if (!seconded) {
      return seconded;
    }
    act = *std::move(seconded);
  }
  contest_id where{act.election, act.region};
  if (!may(who, x.needed, where)) {
    return error{ec::wrong_state,
                 "that proposal is for another region than this account's"};
  }
  auto sound = course->check(act);
  return sound ? result<official_act>{std::move(act)} : sound.failure();
}

result<std::vector<official_act>> decision_desk::list(election_id election) {
  if (auto known = officials_.catch_up(); !known) {
    return known.failure();
  }
  const auto* course = officials_.course(election);
  if (course == nullptr) {
    return error{ec::unknown_election, "there is no such election"};
  }
  std::vector<official_act> list;
  for (const auto& act : course->acts()) {
    auto is_open_proposal = course->is_waiting(act, now_());
    if (act.stage == act_stage::done || is_open_proposal) {
      list.push_back(act);
    }
  }
  return list;
}

merged_names_by_region decision_desk::merged_names(election_id election) {
  merged_names_by_region merged;
  if (const auto* course = officials_.course(election)) {
    for (const auto& [region, now] : course->regions()) {
      merged[region] = now.merged;
    }
  }
  return merged;
}

result<merged_names_by_region>
decision_desk::merged_names_by_now(contest_id where) {
  if (auto known = officials_.catch_up(); !known) {
    return known.failure();
  }
  const auto* course = officials_.course(where.election);
  if (course == nullptr) {
    return error{ec::unknown_election, "there is no such election"};
  }
  const auto& rules = course->rules();
  if (where.region.value != 0 && rules.find_contest(where.region) == nullptr) {
    return error{ec::unknown_region, "the election has no such region"};
  }
  if (!rules.write_ins) {
    return error{ec::wrong_state, "voters write no names in there"};
  }
  return merged_names(where.election);
}

} // namespace scrutin
