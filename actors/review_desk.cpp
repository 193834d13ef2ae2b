#include "actors/review_desk.hpp"

#include <algorithm>

namespace scrutin {

result<std::uint64_t> review_desk::count(const review_choice& choice) const {
  auto all = queue_.list(choice.contest);
  if (!all) {
    return all.failure();
  }
  auto picked =
    std::count_if(all->begin(), all->end(),
                  [&choice](const review_entry& x) { return choice.picks(x); });
  return static_cast<std::uint64_t>(picked);
}

result<std::uint64_t> review_desk::decide(const acting& actor, audit_act what,
                                          const review_choice& choice,
                                          const std::string& note) {
  review_decision decision{choice, 0, choice.resolved};
  auto plan = [&](std::string& detail) -> result<administration_change> {
    auto picked = count(choice);
    if (!picked) {
      return picked.failure();
    }
    if (*picked == 0) {
      return error{ec::unavailable, choice.resolved
                                      ? "no entry that was resolved says that"
                                      : "no entry that is open says that"};
    }
    decision.entries = *picked;
    detail = detail_of(decision, note);
    administration_change change;
    change.review = decision;
    return change;
  };
  auto done = registry_.record(actor, what, subject_of(choice.contest), plan);
  if (!done) {
    return done.failure();
  }
  return decision.entries;
}

result<std::uint64_t> review_desk::resolve(const acting& actor,
                                           review_choice choice,
                                           const std::string& note) {
  if (auto sound = check_review_note(note); !sound) {
    return sound.failure();
  }
  choice.resolved = false;
  return decide(actor, audit_act::review_resolved, choice, note);
}

result<std::uint64_t> review_desk::purge(const acting& actor,
                                         review_choice choice) {
  choice.resolved = true;
  return decide(actor, audit_act::review_purged, choice, {});
}

} // namespace scrutin
