#include "domain/write_ins.hpp"

#include <algorithm>
#include <tuple>
#include <variant>

#include "domain/selection.hpp"

namespace scrutin {

namespace {

std::string name_in(const std::string& canonical) {
  auto parsed = from_canonical(canonical);
  return parsed && std::holds_alternative<write_in>(*parsed)
           ? std::get<write_in>(*parsed).name
           : std::string{};
}

} // namespace

std::string counted_as(contest_id contest, const std::string& canonical,
                       const std::vector<write_in_merge>& merged) {
  if (!is_write_in(canonical)) {
    return canonical;
  }
  if (merged.empty()) {
    // While voting goes on, and everybody may write another name.
    return to_canonical(write_in{});
  }
  auto id = write_in_id_of(contest, name_in(canonical));
  auto found = std::find_if(merged.begin(), merged.end(), [&id](const auto& x) {
    return x.written_name == id;
  });
  return found == merged.end() || found->option.value == 0
           ? to_canonical(write_in{})
           : to_canonical(single_choice{found->option});
}

tally counted_as(contest_id contest, const tally& votes,
                 const std::vector<write_in_merge>& merged) {
  tally counted;
  votes.for_each([&](const std::string& canonical, std::uint64_t ballots) {
    counted.add(counted_as(contest, canonical, merged), ballots);
  });
  return counted;
}

std::vector<write_in_count> written_names(region_id region,
                                          const tally& votes) {
  std::vector<write_in_count> names;
  votes.for_each([&](const std::string& canonical, std::uint64_t ballots) {
    if (is_write_in(canonical)) {
      names.push_back({region, name_in(canonical), ballots});
    }
  });
  std::sort(names.begin(), names.end(), [](const auto& x, const auto& y) {
    return std::tie(y.votes, x.name) < std::tie(x.votes, y.name);
  });
  return names;
}

} // namespace scrutin
