#include "interchange/written_names.hpp"

#include <algorithm>
#include <map>
#include <set>

#include "domain/text.hpp"
#include "interchange/ballot_readers.hpp"

namespace scrutin {

result<void> check_written(const written_contest& x) {
  if (x.options.empty() || x.options.size() > file_options_max) {
    return error{ec::malformed, "a file of ballots has 1 to 500 options"};
  }
  auto is_text = std::all_of(x.options.begin(), x.options.end(),
                             [](const auto& name) { return is_utf8(name); });
  if (!is_text || !is_utf8(x.title) || !is_utf8(x.election)
      || !is_utf8(x.region)) {
    return error{ec::malformed, "a name is not UTF-8"};
  }
  return {};
}

std::string on_one_line(std::string_view name) {
  std::string text{name};
  std::replace_if(
    text.begin(), text.end(),
    [](unsigned char c) { return c < 0x20 || c == 0x7F; }, ' ');
  return text;
}

std::string cut_note(const written_contest& x) {
  if (x.ranks_kept == 0) {
    return {};
  }
  return "rankings cut to " + std::to_string(x.ranks_kept)
         + (x.ranks_kept == 1 ? " rank" : " ranks");
}

std::vector<std::string> distinct_names(const written_contest& x) {
  std::map<std::string, std::size_t> times;
  std::vector<std::string> names;
  for (const auto& name : x.options) {
    names.push_back(on_one_line(name));
    ++times[names.back()];
  }
  std::set<std::string> taken;
  for (const auto& [name, count] : times) {
    if (count == 1) {
      taken.insert(name);
    }
  }
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (times[names[i]] == 1) {
      continue;
    }
    do {
      names[i] += " (" + std::to_string(i + 1) + ")";
    } while (!taken.insert(names[i]).second);
  }
  return names;
}

} // namespace scrutin
