#include "actors/official_log.hpp"

#include <utility>

namespace scrutin {

namespace {

constexpr std::size_t entries_at_once = 1'000;

} // namespace

official_log::official_log(std::shared_ptr<const administration_store> store,
                           const directory_ptr& elections)
  : store_(std::move(store)), elections_(elections) {
}

void official_log::read(const audit_entry& x) {
  read_ = x.number;
  if (auto changed = changed_election_of(x)) {
    changed_.insert(*changed);
  }
  if (auto begun = roll_change_of(x)) {
    roll_changes_.insert(*begun);
  }
  auto act = official_act_of(x);
  if (!act) {
    return;
  }
  if (auto found = courses_.find(act->election); found != courses_.end()) {
    found->second.course.add(*act);
  }
  acts_.push_back(*std::move(act));
}

result<std::vector<official_act>> official_log::catch_up() {
  for (;;) {
    auto entries = store_->audit(read_, entries_at_once);
    if (!entries) {
      return entries.failure();
    }
    if (entries->empty()) {
      auto first = acts_.begin() + static_cast<std::ptrdiff_t>(told_);
      told_ = acts_.size();
      return std::vector<official_act>(first, acts_.end());
    }
    for (const auto& entry : *entries) {
      read(entry);
    }
  }
}

election_course official_log::course_of(const election& rules) const {
  election_course course{rules};
  for (const auto& act : acts_) {
    if (act.election == rules.id) {
      course.add(act);
    }
  }
  return course;
}

const election_course* official_log::course(election_id id) {
  const auto* served = elections_->find(id);
  if (served == nullptr) {
    return nullptr;
  }
  auto found = courses_.find(id);
  if (found == courses_.end() || found->second.of != served) {
    known_course now{served, course_of(served->definition)};
    found = courses_.insert_or_assign(id, std::move(now)).first;
  }
  return &found->second.course;
}

std::set<election_id> official_log::take_changed() {
  return std::exchange(changed_, {});
}

} // namespace scrutin
