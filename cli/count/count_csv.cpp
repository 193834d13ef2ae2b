#include <algorithm>
#include <ostream>

#include "cli/count/count_report.hpp"

namespace scrutin {

namespace {

std::string quoted(const std::string& x) {
  if (x.find_first_of(",\"\r\n") == std::string::npos) {
    return x;
  }
  std::string text = "\"";
  for (auto c : x) {
    text += c == '"' ? "\"\"" : std::string(1, c);
  }
  return text + "\"";
}

// Without separators, for programs.
std::string plain(std::uint64_t units, std::uint32_t decimals) {
  auto text = votes_text(units, decimals);
  text.erase(std::remove(text.begin(), text.end(), ','), text.end());
  return text;
}

bool has(const std::vector<option_id>& list, option_id x) {
  return std::find(list.begin(), list.end(), x) != list.end();
}

std::uint64_t votes_in(const std::vector<option_votes>& list, option_id x) {
  auto found = std::find_if(list.begin(), list.end(),
                            [&](const auto& v) { return v.option == x; });
  return found == list.end() ? 0 : found->votes;
}

const char* status_of(const count_round& round, option_id x) {
  return has(round.elected, x)      ? "elected"
         : has(round.eliminated, x) ? to_string(round.reason)
         : round.surplus_of == x    ? "surplus"
                                    : "";
}

void print_round(std::ostream& out, const counted_contest& x,
                 const std::string& before, std::size_t number,
                 const count_round& round) {
  auto decimals = x.count.decimals;
  for (const auto& [option, votes] : round.votes) {
    out << before << number << ',' << option.value << ','
        << quoted(x.name_of(option)) << ',' << plain(votes, decimals) << ','
        << plain(votes_in(round.transfers, option), decimals) << ','
        << status_of(round, option) << "\n";
  }
  out << before << number << ",,," << plain(round.exhausted, decimals) << ','
      << plain(round.transferred_to_exhausted, decimals) << ",exhausted\n";
  out << before << number << ",,," << plain(round.lost, decimals) << ",,lost\n";
}

} // namespace

const char* const count_columns = "round,option,name,votes,transfer,status";

void print_count_rows(std::ostream& out, const counted_contest& x,
                      const std::string& before) {
  std::size_t number = 0;
  for (const auto& round : x.count.rounds) {
    print_round(out, x, before, ++number, round);
  }
  if (x.count.withdrawn > 0) {
    out << before << "1,,," << x.count.withdrawn << ",,withdrawn\n";
  }
  if (x.count.written_in > 0) {
    out << before << "1,,," << x.count.written_in << ",,write_in\n";
  }
  if (!x.count.rounds.empty()) {
    return;
  }
  for (const auto& [option, votes] : x.count.votes) {
    out << before << "1," << option.value << ',' << quoted(x.name_of(option))
        << ',' << plain(votes, x.count.decimals) << ",,"
        << (x.count.annulled               ? "annulled"
            : has(x.count.winners, option) ? "elected"
                                           : "")
        << "\n";
  }
}

void print_count_csv(std::ostream& out, const counted_contest& x) {
  out << count_columns << "\n";
  print_count_rows(out, x, "");
}

} // namespace scrutin
