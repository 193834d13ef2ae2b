#include "edge/results_csv.hpp"

#include <algorithm>

#include "edge/csv_cell.hpp"
#include "edge/shown_report.hpp"

namespace scrutin::edge {

namespace {

class table_writer {
public:
  table_writer(const election& in, const contest& where,
               const contest_report& report, bool annulled, std::string& out)
    : in_(in), where_(where), report_(report), annulled_(annulled), out_(out) {}

  void write() {
    // Of a sum over several regions the first has the votes.
    auto has_votes =
      report_.votes_released
      && (report_.merged.empty() || report_.merged.front() == where_.region);
    if (has_votes) {
      for (const auto& option : where_.options) {
        write_option(option);
      }
      line("blank", report_.count.blank);
      if (in_.withdrawal) {
        line("withdrawn", report_.count.withdrawn);
      }
      if (in_.write_ins) {
        line("write_ins", report_.count.written_in);
      }
      line("ballots", report_.count.ballots);
    }
    line("turnout", report_.turnout);
    line("eligible", report_.eligible);
  }

private:
  void begin(const char* what) {
    out_ += std::to_string(in_.id.value) + ',';
    append_cell(out_, in_.code);
    out_ += ',' + std::to_string(where_.region.value) + ',';
    const auto* region = in_.find_region(where_.region);
    append_cell(out_, region == nullptr ? std::string{} : region->name.fr);
    out_ += ',';
    for (auto each : report_.merged) {
      out_ += (each == report_.merged.front() ? "" : " ")
              + std::to_string(each.value);
    }
    out_ += ',' + std::string{what} + ',';
  }

  void line(const char* what, std::uint64_t number) {
    begin(what);
    out_ += ",,," + std::to_string(number) + ",\n";
  }

  void write_option(const contest_option& option) {
    const auto& count = report_.count;
    auto votes =
      std::find_if(count.votes.begin(), count.votes.end(),
                   [&option](const auto& x) { return x.option == option.id; });
    // Answers to a question are not elected.
    auto wins =
      !in_.is_referendum()
      && std::find(count.winners.begin(), count.winners.end(), option.id)
           != count.winners.end();
    begin("option");
    out_ += std::to_string(option.id.value) + ',';
    append_cell(out_, option.name.fr);
    out_ += ',';
    append_cell(out_, option.party_code);
    out_ += ','
            + std::to_string(votes == count.votes.end()
                               ? 0
                               : votes->votes / units_of_a_vote(count))
            + ',';
    out_ += !wins || annulled_ ? "" : report_.closed ? "elected" : "ahead";
    out_ += '\n';
  }

  const election& in_;
  const contest& where_;
  const contest_report& report_;
  bool annulled_;
  std::string& out_;
};

} // namespace

std::string results_csv(const election& in, const results_view& view) {
  std::string out = "election_id,election,region_id,region,merged_region_ids,"
                    "line,option_id,option,party,votes,standing\n";
  for (const auto& where : in.contests) {
    shown_report shown{in, where, view};
    table_writer{in, where, *shown, is_annulled(in, where, view), out}.write();
  }
  return out;
}

} // namespace scrutin::edge
