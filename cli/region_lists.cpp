#include "cli/region_lists.hpp"

#include <charconv>
#include <optional>
#include <string_view>

namespace scrutin {

namespace {

constexpr std::size_t regions_max = 1000;

std::optional<std::uint32_t> number(std::string_view text) {
  std::uint32_t value = 0;
  const auto* end = text.data() + text.size();
  auto [stop, failure] = std::from_chars(text.data(), end, value);
  if (failure != std::errc{} || stop != end || value == 0) {
    return std::nullopt;
  }
  return value;
}

std::optional<std::vector<region_id>> parse_list(std::string_view text) {
  std::vector<region_id> regions;
  while (true) {
    auto comma = text.find(',');
    auto part = text.substr(0, comma);
    auto dash = part.find('-');
    auto first = number(part.substr(0, dash));
    auto last =
      dash == std::string_view::npos ? first : number(part.substr(dash + 1));
    if (!first || !last || *last < *first
        || *last - *first + regions.size() >= regions_max) {
      return std::nullopt;
    }
    for (auto id = *first; id <= *last; ++id) {
      regions.push_back(region_id{id});
    }
    if (comma == std::string_view::npos) {
      return regions;
    }
    text.remove_prefix(comma + 1);
  }
}

} // namespace

const std::vector<region_id>&
region_lists::of(const std::string& election_code) const {
  auto own = by_election.find(election_code);
  return own == by_election.end() ? others : own->second;
}

result<region_lists> parse_region_lists(const std::vector<std::string>& lists) {
  region_lists parsed;
  for (const auto& text : lists) {
    auto equals = text.rfind('=');
    auto begin = equals == std::string::npos ? 0 : equals + 1;
    auto regions = parse_list(std::string_view{text}.substr(begin));
    if (!regions) {
      return error{ec::malformed, "--regions " + text
                                    + ": must be a list such as 1,2,5 or "
                                      "1-6"};
    }
    if (equals == std::string::npos) {
      parsed.others = std::move(*regions);
    } else {
      parsed.by_election[text.substr(0, equals)] = std::move(*regions);
    }
  }
  return parsed;
}

} // namespace scrutin
