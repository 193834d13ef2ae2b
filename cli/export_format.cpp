#include "cli/export_format.hpp"

#include <algorithm>
#include <map>

namespace scrutin {

namespace {

bool is_plain(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')
         || (c >= '0' && c <= '9') || c == '.' || c == '_' || c == '-';
}

const char* ending_of(export_format x) {
  switch (x) {
  case export_format::cdf:
    return ".cvr.json";
  case export_format::csv:
    return ".cvr.csv";
  case export_format::blt:
    return ".blt";
  case export_format::preflib:
    return ".toi";
  case export_format::results_json:
    return ".results.json";
  case export_format::results_csv:
    return ".results.csv";
  }
  return "";
}

} // namespace

bool holds_ballots(export_format x) {
  return x != export_format::results_json && x != export_format::results_csv;
}

void add_export_format(CLI::App& command, export_format& target) {
  static const std::map<std::string, export_format> names = {
    {"cdf", export_format::cdf},
    {"csv", export_format::csv},
    {"blt", export_format::blt},
    {"preflib", export_format::preflib},
    {"results-json", export_format::results_json},
    {"results-csv", export_format::results_csv}};
  constexpr auto choices = "cdf|csv|blt|preflib|results-json|results-csv";
  command
    .add_option("-f,--format", target,
                "Ballots one by one (cdf, csv), ballots by what they say (blt, "
                "preflib), or the count (results-json, results-csv)")
    ->required()
    ->transform(CLI::CheckedTransformer(names))
    ->type_name(choices)
    ->option_text(choices);
}

std::string export_name(const election& of, region_id region, export_format x,
                        std::uint32_t ranks_kept, std::size_t others) {
  auto name = of.code;
  std::replace_if(
    name.begin(), name.end(), [](char c) { return !is_plain(c); }, '_');
  // A leading point would hide the file.
  if (name.front() == '.') {
    name.front() = '_';
  }
  name += "-region-" + std::to_string(region.value);
  if (others > 0) {
    name += "-and-" + std::to_string(others) + "-more";
  }
  if (ranks_kept != 0) {
    name += "-first-" + std::to_string(ranks_kept);
  }
  return name + ending_of(x);
}

} // namespace scrutin
