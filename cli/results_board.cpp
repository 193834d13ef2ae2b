#include "cli/results_board.hpp"

#include <algorithm>
#include <cstdio>
#include <vector>

#include <boost/json.hpp>

#include "cli/count/count_report.hpp"
#include "cli/terminal.hpp"

namespace scrutin {

namespace {

namespace json = boost::json;

constexpr std::size_t name_columns = 30;
constexpr std::size_t bar_columns = 20;

// -- reading ------------------------------------------------------------------
//
// The server may be newer than this program: what is absent reads as nothing.

std::uint64_t number_in(const json::object& x, const char* key) {
  const auto* value = x.if_contains(key);
  if (value == nullptr || !value->is_number()) {
    return 0;
  }
  boost::system::error_code failure;
  auto number = value->to_number<std::uint64_t>(failure);
  return failure ? 0 : number;
}

double share_in(const json::object& x, const char* key) {
  const auto* value = x.if_contains(key);
  if (value == nullptr || !value->is_number()) {
    return 0;
  }
  return value->is_double() ? value->get_double()
                            : static_cast<double>(number_in(x, key));
}

// Control characters of a name would steer the terminal.
std::string text_in(const json::object& x, const char* key) {
  const auto* value = x.if_contains(key);
  if (value == nullptr || !value->is_string()) {
    return {};
  }
  std::string text{value->get_string().c_str(), value->get_string().size()};
  std::replace_if(
    text.begin(), text.end(),
    [](unsigned char c) { return c < 0x20 || c == 0x7F; }, ' ');
  return text;
}

bool flag_in(const json::object& x, const char* key) {
  const auto* value = x.if_contains(key);
  return value != nullptr && value->is_bool() && value->get_bool();
}

std::vector<std::uint64_t> ids_in(const json::object& x, const char* key) {
  std::vector<std::uint64_t> list;
  const auto* value = x.if_contains(key);
  if (value == nullptr || !value->is_array()) {
    return list;
  }
  for (const auto& entry : value->get_array()) {
    boost::system::error_code failure;
    auto id = entry.to_number<std::uint64_t>(failure);
    if (!failure) {
      list.push_back(id);
    }
  }
  return list;
}

// Who is ahead or has won; of a server of the version before, one at most.
std::vector<std::uint64_t> winners_in(const json::object& contest) {
  auto winners = ids_in(contest, "winners");
  auto ahead = ids_in(contest, "ahead");
  winners.insert(winners.end(), ahead.begin(), ahead.end());
  auto first =
    std::max(number_in(contest, "leading"), number_in(contest, "elected"));
  if (winners.empty() && first != 0) {
    winners.push_back(first);
  }
  return winners;
}

std::vector<json::object> list_in(const json::object& x, const char* key) {
  std::vector<json::object> list;
  const auto* value = x.if_contains(key);
  if (value != nullptr && value->is_array()) {
    for (const auto& entry : value->get_array()) {
      if (entry.is_object()) {
        list.push_back(entry.get_object());
      }
    }
  }
  return list;
}

// -- drawing ------------------------------------------------------------------

// Cut or filled to a width in characters, not bytes.
std::string fitted(const std::string& text, std::size_t width) {
  std::string out;
  std::size_t used = 0;
  for (char c : text) {
    auto begins = (static_cast<unsigned char>(c) & 0xC0) != 0x80;
    if (begins && used == width) {
      return out;
    }
    used += begins ? 1 : 0;
    out += c;
  }
  return out + std::string(width - used, ' ');
}

std::string right(const std::string& text, std::size_t width) {
  return std::string(width - std::min(width, text.size()), ' ') + text;
}

std::string percent(double share) {
  char text[16];
  std::snprintf(text, sizeof(text), "%.2f%%", share);
  return text;
}

struct painter {
  bool colors;
  [[nodiscard]] std::string bold(const std::string& text) const {
    return colors ? "\x1b[1m" + text + "\x1b[0m" : text;
  }
  [[nodiscard]] std::string dim(const std::string& text) const {
    return colors ? "\x1b[2m" + text + "\x1b[0m" : text;
  }
  [[nodiscard]] std::string green(const std::string& text) const {
    return colors ? "\x1b[32m" + text + "\x1b[0m" : text;
  }
};

using name_table = std::map<std::uint64_t, std::string>;

void draw_candidates(std::string& out, const json::object& contest,
                     const painter& paint, name_table& names) {
  auto winners = winners_in(contest);
  for (const auto& x : list_in(contest, "candidates")) {
    auto id = number_in(x, "candidate_id");
    auto party = text_in(x, "party");
    names[id] = text_in(x, "name");
    auto name = names[id] + (party.empty() ? "" : " (" + party + ")");
    auto share = share_in(x, "percentage");
    auto filled = static_cast<std::size_t>(std::clamp(share, 0.0, 100.0) / 100
                                           * static_cast<double>(bar_columns));
    auto line = fitted(name, name_columns) + " "
                + right(with_separators(number_in(x, "votes")), 11) + " "
                + right(percent(share), 7) + " " + std::string(filled, '#');
    auto leads = std::count(winners.begin(), winners.end(), id) > 0;
    out += (leads ? " * " : "   ") + (leads ? paint.green(line) : line) + "\n";
  }
}

std::string name_of(const name_table& names, std::uint64_t id) {
  auto found = names.find(id);
  return found == names.end() ? std::to_string(id) : found->second;
}

std::string names_of(const name_table& names,
                     const std::vector<std::uint64_t>& ids) {
  std::string list;
  for (auto id : ids) {
    list += (list.empty() ? "" : ", ") + name_of(names, id);
  }
  return list;
}

// What happens to options after a round, `; elected: A; out: B (reason)`.
std::string moves_of(const json::object& round, const name_table& names) {
  std::string moves;
  if (auto elected = ids_in(round, "elected"); !elected.empty()) {
    moves += "; elected: " + names_of(names, elected);
  }
  if (auto of = number_in(round, "surplus_of"); of != 0) {
    moves += "; surplus of " + name_of(names, of);
  }
  auto gone = ids_in(round, "all_eliminated");
  if (auto one = number_in(round, "eliminated"); gone.empty() && one != 0) {
    gone.push_back(one);
  }
  if (!gone.empty()) {
    moves +=
      "; out: " + names_of(names, gone) + " (" + text_in(round, "reason") + ")";
  }
  return moves;
}

void draw_rounds(std::string& out, const json::object& contest,
                 const painter& paint, const name_table& names) {
  auto decimals = static_cast<std::uint32_t>(
    std::min<std::uint64_t>(9, number_in(contest, "decimals")));
  for (const auto& round : list_in(contest, "rounds")) {
    std::string votes;
    for (const auto& x : list_in(round, "votes")) {
      votes += (votes.empty() ? "" : ", ")
               + name_of(names, number_in(x, "candidate_id")) + " "
               + votes_text(number_in(x, "votes"), decimals);
    }
    auto line = "   round " + std::to_string(number_in(round, "round")) + ": "
                + votes + "; exhausted "
                + votes_text(number_in(round, "exhausted"), decimals)
                + moves_of(round, names);
    out += paint.dim(line) + "\n";
  }
}

void draw_contest(std::string& out, const json::object& contest,
                  const painter& paint) {
  auto region = text_in(contest, "region_name");
  if (region.empty()) {
    region = "region " + std::to_string(number_in(contest, "region_id"));
  }
  out += "  " + region + ": turnout "
         + with_separators(number_in(contest, "turnout")) + " of "
         + with_separators(number_in(contest, "eligible")) + ", "
         + percent(share_in(contest, "turnout_percentage"))
         + (flag_in(contest, "closed") ? ", closed\n" : "\n");
  if (contest.contains("partitions_reporting")
      && number_in(contest, "partitions_reporting") == 0) {
    out += paint.dim("   no totals are in yet") + "\n";
    return;
  }
  if (!flag_in(contest, "votes_released")) {
    out += paint.dim("   votes come out after closing") + "\n";
    return;
  }
  if (auto together = ids_in(contest, "merged_region_ids"); !together.empty()) {
    out +=
      paint.dim("   votes of regions " + names_of({}, together) + " in one sum")
      + "\n";
  }
  name_table names;
  draw_candidates(out, contest, paint, names);
  if (auto blank = number_in(contest, "blank"); blank > 0) {
    out += "   " + fitted("blank", name_columns) + " "
           + right(with_separators(blank), 11) + "\n";
  }
  if (auto written = number_in(contest, "write_ins"); written > 0) {
    out += "   " + fitted("written in", name_columns) + " "
           + right(with_separators(written), 11) + "\n";
  }
  draw_rounds(out, contest, paint, names);
  if (auto open = ids_in(contest, "undecided"); !open.empty()) {
    out += "   tie: " + names_of(names, open) + "\n";
  }
}

} // namespace

// -- events -------------------------------------------------------------------

bool results_board::shows(std::uint64_t election) const {
  auto found = elections_.find(election);
  return only_.empty() || only_ == std::to_string(election)
         || (found != elections_.end() && found->second.code == only_);
}

bool results_board::empty() const {
  return std::none_of(elections_.begin(), elections_.end(),
                      [&](const auto& x) { return shows(x.first); });
}

void results_board::apply_snapshot(const json::object& data) {
  elections_.clear();
  contests_.clear();
  for (const auto& x : list_in(data, "elections")) {
    elections_[number_in(x, "election_id")] = {text_in(x, "code"),
                                               text_in(x, "state")};
  }
  for (const auto& x : list_in(data, "contests")) {
    merge_contest(x);
  }
}

// A turnout event says less than results do: what it leaves out stays.
void results_board::merge_contest(const json::object& data) {
  auto& contest =
    contests_[{number_in(data, "election_id"), number_in(data, "region_id")}];
  for (const auto& member : data) {
    contest[member.key()] = member.value();
  }
}

result<void> results_board::apply(const server_event& event) {
  boost::system::error_code failure;
  auto data = json::parse(event.data, failure);
  if (failure || !data.is_object()) {
    return error{ec::malformed,
                 "the server sent an event whose data is not JSON"};
  }
  const auto& object = data.get_object();
  if (event.name == "snapshot") {
    apply_snapshot(object);
  } else if (event.name == "results" || event.name == "turnout") {
    merge_contest(object);
  } else if (event.name == "election") {
    elections_[number_in(object, "election_id")].state =
      text_in(object, "state");
  }
  return {};
}

std::string results_board::draw(bool colors) const {
  painter paint{colors};
  std::string out;
  for (const auto& [id, election] : elections_) {
    if (!shows(id)) {
      continue;
    }
    out += paint.bold(election.code) + "  " + election.state + "\n";
    for (auto at = contests_.lower_bound({id, 0});
         at != contests_.end() && at->first.first == id; ++at) {
      draw_contest(out, at->second, paint);
    }
  }
  return out;
}

} // namespace scrutin
