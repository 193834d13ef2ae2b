#include "actors/official_log.hpp"

#include <utility>

namespace scrutin {

namespace {

constexpr std::size_t entries_at_once = 1'000;

} // namespace

official_log::official_log(std::shared_ptr<const administration_store> store,
                           const directory_ptr& elections)
  : store_(std::move(store)), elections_(elections) {
  for (const auto& served : elections_->all()) {
    courses_.emplace(served.definition.id, election_course{served.definition});
  }
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
      read_ = entry.number;
      auto act = official_act_of(entry);
      if (!act) {
        continue;
      }
      if (auto found = courses_.find(act->election); found != courses_.end()) {
        found->second.add(*act);
      }
      acts_.push_back(*std::move(act));
    }
  }
}

const election_course* official_log::course(election_id id) const {
  auto found = courses_.find(id);
  return found == courses_.end() ? nullptr : &found->second;
}

} // namespace scrutin
