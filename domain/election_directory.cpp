#include "domain/election_directory.hpp"

#include <algorithm>

namespace scrutin {

namespace {

bool is_before(const served_election* x, const served_election* y) {
  return x->definition.id < y->definition.id;
}

} // namespace

std::uint16_t served_election::slices_of(region_id region) const {
  auto found = std::find_if(slices.begin(), slices.end(),
                            [&](const auto& x) { return x.first == region; });
  return found == slices.end() ? std::uint16_t{0} : found->second;
}

election_directory::election_directory(std::vector<served_election> elections) {
  auto list = std::make_unique<served_list::pointers>();
  for (auto& x : elections) {
    versions_.push_back(std::make_unique<const served_election>(std::move(x)));
    list->push_back(versions_.back().get());
  }
  std::sort(list->begin(), list->end(), is_before);
  now_ = list.get();
  lists_.push_back(std::move(list));
}

election_directory::election_directory(election_directory&& other) noexcept
  : versions_(std::move(other.versions_)), lists_(std::move(other.lists_)),
    now_(other.now()), version_(other.version()) {
}

const served_election* election_directory::find(election_id id) const {
  const auto& list = *now();
  auto found = std::find_if(list.begin(), list.end(), [&](const auto* x) {
    return x->definition.id == id;
  });
  return found == list.end() ? nullptr : *found;
}

const served_election* election_directory::find(const std::string& code) const {
  const auto& list = *now();
  auto found = std::find_if(list.begin(), list.end(), [&](const auto* x) {
    return x->definition.code == code;
  });
  return found == list.end() ? nullptr : *found;
}

void election_directory::put(served_election x) {
  std::lock_guard lock{writing_};
  versions_.push_back(std::make_unique<const served_election>(std::move(x)));
  const auto* added = versions_.back().get();
  auto list = std::make_unique<served_list::pointers>(*now());
  auto at = std::lower_bound(list->begin(), list->end(), added, is_before);
  if (at != list->end() && (*at)->definition.id == added->definition.id) {
    *at = added;
  } else {
    list->insert(at, added);
  }
  now_.store(list.get(), std::memory_order_release);
  lists_.push_back(std::move(list));
  version_.fetch_add(1, std::memory_order_release);
}

} // namespace scrutin
