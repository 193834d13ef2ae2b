#include "cli/recount_line.hpp"

namespace scrutin {

namespace {

// In single quotes where a shell could take it for more than a word.
std::string quoted(const std::string& word) {
  constexpr auto plain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                         "0123456789_-./=,:";
  if (!word.empty() && word.find_first_not_of(plain) == std::string::npos) {
    return word;
  }
  std::string text = "'";
  for (auto c : word) {
    text += c == '\'' ? "'\\''" : std::string(1, c);
  }
  return text + "'";
}

std::string list_of(const std::vector<option_id>& options) {
  std::string list;
  for (auto option : options) {
    list += (list.empty() ? "" : ",") + std::to_string(option.value);
  }
  return list;
}

bool are_numbered(const std::vector<option_id>& options) {
  std::uint32_t number = 0;
  for (auto option : options) {
    if (option.value != ++number) {
      return false;
    }
  }
  return true;
}

} // namespace

std::string recount_line(const std::filesystem::path& file,
                         ballot_format format, const count_terms& terms) {
  auto line = "scrutin count " + quoted(file.string()) + " --method "
              + to_string(terms.method) + " --seats "
              + std::to_string(terms.seats);
  auto defaults = default_rules(terms.method);
  for (const auto& field : rule_fields(terms.method)) {
    auto value = field.read(terms.rules);
    if (value != field.read(defaults)) {
      line += " --rule " + quoted(std::string{field.name} + "=" + value);
    }
  }
  if (line.find("lot_seed=") != std::string::npos) {
    line += " --lots-of " + std::to_string(terms.contest.election.value) + "/"
            + std::to_string(terms.contest.region.value);
  }
  if (!are_numbered(terms.options)) {
    line += " --option-ids " + list_of(terms.options);
  }
  if (!terms.withdrawn.empty()) {
    line += std::string{" --withdrawal "} + to_string(terms.withdrawal)
            + " --withdrawn " + list_of(terms.withdrawn);
  }
  if (terms.acclaimed) {
    line += " --acclaimed";
  }
  if (format_of(file, "") != format) {
    line += std::string{" --format "} + to_string(format);
  }
  return line;
}

} // namespace scrutin
