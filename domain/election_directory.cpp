#include "domain/election_directory.hpp"

#include <algorithm>

namespace scrutin {

std::uint16_t served_election::slices_of(region_id region) const {
  auto found = std::find_if(slices.begin(), slices.end(),
                            [&](const auto& x) { return x.first == region; });
  return found == slices.end() ? std::uint16_t{0} : found->second;
}

election_directory::election_directory(std::vector<served_election> elections)
  : elections_(std::move(elections)) {
  std::sort(elections_.begin(), elections_.end(),
            [](const auto& x, const auto& y) {
              return x.definition.id < y.definition.id;
            });
}

const served_election* election_directory::find(election_id id) const {
  auto found =
    std::find_if(elections_.begin(), elections_.end(),
                 [&](const auto& x) { return x.definition.id == id; });
  return found == elections_.end() ? nullptr : &*found;
}

const served_election* election_directory::find(const std::string& code) const {
  auto found =
    std::find_if(elections_.begin(), elections_.end(),
                 [&](const auto& x) { return x.definition.code == code; });
  return found == elections_.end() ? nullptr : &*found;
}

} // namespace scrutin
