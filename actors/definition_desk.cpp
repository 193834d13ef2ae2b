#include "actors/definition_desk.hpp"

#include <algorithm>
#include <optional>
#include <utility>

#include "domain/text.hpp"

namespace scrutin {

namespace {

/// Says that nothing is to be written; never seen outside.
const error nothing_to_do{ec::wrong_state, "nothing to do"};

} // namespace

definition_desk::definition_desk(account_registry& registry,
                                 official_log& officials,
                                 directory_ptr elections,
                                 definition_checks checks)
  : registry_(registry), officials_(officials),
    elections_(std::move(elections)), checks_(std::move(checks)) {
}

result<definition_outcome> definition_desk::define(const acting& actor,
                                                   election_id id,
                                                   const std::string& document,
                                                   bool dry_run) {
  auto next = checks_.read(document);
  if (!next) {
    return error{ec::malformed, next.failure().detail};
  }
  if (next->definition.id != id) {
    return error{ec::malformed, "the document defines election "
                                  + std::to_string(next->definition.id.value)
                                  + ", the request is about "
                                  + std::to_string(id.value)};
  }
  definition_outcome outcome;
  auto has_nothing = false;
  auto planned = [&](std::string& detail) -> result<administration_change> {
    auto made = plan(*next);
    if (!made) {
      return made.failure();
    }
    outcome = *std::move(made);
    has_nothing = !outcome.is_new && outcome.changes.empty();
    if (has_nothing) {
      return nothing_to_do;
    }
    detail = next->definition.code + "; SHA-256 "
             + to_hex(sha256(document).view())
             + (outcome.is_new ? "; new" : "");
    administration_change change;
    change.definition =
      definition_record{id, 0, next->definition.code, document};
    return change;
  };
  if (dry_run) {
    std::string ignored;
    auto would = planned(ignored);
    if (!would && !has_nothing) {
      return would.failure();
    }
    return outcome;
  }
  auto done = registry_.record(actor, audit_act::election_defined,
                               subject_of(id), planned);
  if (!done && !has_nothing) {
    return done.failure();
  }
  return outcome;
}

result<std::optional<definition_desk::standing>>
definition_desk::find(election_id id) const {
  auto stored = registry_.store().definitions(id);
  if (!stored) {
    return stored.failure();
  }
  const auto* served = elections_->find(id);
  if (stored->empty() && served == nullptr) {
    return std::optional<standing>{};
  }
  // The newest of the store; once it has begun, what is served: a newer one is
  // on its way, or was refused since ballots were cast under another.
  auto begun = checks_.has_begun(id);
  if (!begun) {
    return begun.failure();
  }
  auto by_node = served != nullptr && (stored->empty() || *begun);
  const auto& document = by_node ? served->document : stored->front().document;
  if (by_node && document.empty()) {
    return std::optional{standing{served->definition, {}}};
  }
  auto read = checks_.read(document);
  if (!read) {
    return read.failure();
  }
  return std::optional{
    standing{std::move(read->definition), std::move(read->fields)}};
}

result<definition_outcome> definition_desk::plan(const defined_election& next) {
  if (auto known = officials_.catch_up(); !known) {
    return known.failure();
  }
  auto now = find(next.definition.id);
  if (!now) {
    return now.failure();
  }
  definition_outcome outcome;
  outcome.is_new = !*now;
  if (!*now) {
    auto begun = checks_.has_begun(next.definition.id);
    if (!begun) {
      return begun.failure();
    }
    if (*begun) {
      return error{ec::definition_changed,
                   "the ballot box holds an election of that id which this "
                   "node does not know: start it with its document first"};
    }
    outcome.changes = differences({}, next.fields);
    auto free = check_code(next.definition);
    return free ? result<definition_outcome>{std::move(outcome)}
                : free.failure();
  }
  const auto& before = **now;
  outcome.changes = differences(before.fields, next.fields);
  auto stage = stage_of(before.definition);
  if (!stage) {
    return stage.failure();
  }
  auto may = check_redefinition(before.definition, next.definition,
                                outcome.changes, *stage);
  return may ? result<definition_outcome>{std::move(outcome)} : may.failure();
}

result<void> definition_desk::check_code(const election& next) const {
  auto stored = registry_.store().definitions();
  if (!stored) {
    return stored.failure();
  }
  auto is_stored =
    std::any_of(stored->begin(), stored->end(), [&](const auto& x) {
      return x.code == next.code && x.election != next.id;
    });
  const auto* served = elections_->find(next.code);
  if (is_stored || (served != nullptr && served->definition.id != next.id)) {
    return error{ec::wrong_state, "another election has the code " + next.code};
  }
  return {};
}

result<definition_stage> definition_desk::stage_of(const election& x) {
  auto course = officials_.course_of(x);
  auto now_ms = checks_.now();
  const auto& regions = course.regions();
  auto any = [&regions](auto holds) {
    return std::any_of(regions.begin(), regions.end(),
                       [&](const auto& entry) { return holds(entry.second); });
  };
  if (any([](const region_course& r) { return r.certified_at_ms != 0; })) {
    return definition_stage::opened;
  }
  auto has_opened = any([&](const region_course& r) {
    return r.annulled
           || (r.opens_at_ms != region_course::undecided
               && now_ms >= r.opens_at_ms - lead_ms);
  });
  if (has_opened) {
    // Without a roll it has not, whatever the hour; unless nobody votes.
    const auto* served = elections_->find(x.id);
    auto has_votes =
      std::any_of(x.contests.begin(), x.contests.end(),
                  [](const contest& where) { return !where.acclaimed; });
    auto opens = served == nullptr || served->has_roll || !has_votes;
    auto begun = checks_.has_begun(x.id);
    if (!begun) {
      return begun.failure();
    }
    if (opens || *begun) {
      return definition_stage::opened;
    }
  }
  // Who has withdrawn is known by a number that must stay the same person's.
  if (officials_.has_roll_changes(x.id)
      || any([](const region_course& r) { return !r.withdrawn.empty(); })) {
    return definition_stage::begun;
  }
  auto begun = checks_.has_begun(x.id);
  if (!begun) {
    return begun.failure();
  }
  return *begun ? definition_stage::begun : definition_stage::announced;
}

} // namespace scrutin
