#include <algorithm>
#include <map>
#include <numeric>

#include "edge/count_json.hpp"
#include "edge/results_json.hpp"
#include "edge/shown_report.hpp"
#include "edge/timestamp.hpp"

namespace scrutin::edge {

namespace {

constexpr const char* independent = "IND";

struct party_sum {
  std::uint64_t votes = 0;
  std::uint64_t leading = 0;
  std::uint64_t elected = 0;
};

struct candidate_sum {
  option_id option;
  region_id region;
  const contest_option* who = nullptr;
  std::uint64_t votes = 0;
  bool acclaimed = false;
  bool withdrawn = false;
};

// An election added up over its regions.
struct sums {
  std::map<std::string, party_sum> parties;
  std::vector<candidate_sum> candidates;
  std::uint64_t ballots = 0;
  /// Of how many votes shares are shares; in units, as votes of parties.
  std::uint64_t possible = 0;
  std::uint64_t units = 1;
  std::uint64_t blank = 0;
  std::uint64_t eligible = 0;
  std::uint64_t turnout = 0;
  std::uint64_t reported = 0;
  std::uint64_t closed = 0;
  std::uint64_t acclaimed = 0;
  std::uint64_t annulled = 0;
  std::uint64_t withdrawn = 0;
  std::uint64_t written_in = 0;
  std::int64_t updated_at_ms = 0;
};

// Of how many votes the share of a party is a share. Where a ballot gives votes
// to several options, a party can have more of them than there are ballots.
std::uint64_t votes_shared(const election& in, const contest_count& count) {
  auto style = style_of(in.method);
  if (style != ballot_style::set && style != ballot_style::scores) {
    return votes_possible(in, count);
  }
  return std::accumulate(
    count.votes.begin(), count.votes.end(), std::uint64_t{0},
    [](std::uint64_t sum, const auto& x) { return sum + x.votes; });
}

void add(sums& to, const election& in, const contest& where,
         const contest_report& report, const results_view& view) {
  auto gone = view.withdrawn_from({in.id, where.region});
  to.ballots += report.count.ballots;
  to.blank += report.count.blank;
  to.eligible += report.eligible;
  to.turnout += report.turnout;
  to.withdrawn += report.count.withdrawn;
  to.written_in += report.count.written_in;
  to.acclaimed += where.acclaimed ? 1 : 0;
  to.reported +=
    report.count.ballots > 0 || where.acclaimed || !report.merged.empty() ? 1
                                                                          : 0;
  to.closed += report.closed ? 1 : 0;
  to.updated_at_ms = std::max(to.updated_at_ms, report.updated_at_ms);
  // One method, so that all contests count in the same units.
  auto units = units_of_a_vote(report.count);
  to.units = std::max(to.units, units);
  to.possible += votes_shared(in, report.count);
  for (const auto& entry : report.count.votes) {
    const auto* who = where.find(entry.option);
    if (who == nullptr) {
      continue;
    }
    to.candidates.push_back(
      {entry.option, where.region, who, entry.votes / units, where.acclaimed,
       std::find(gone.begin(), gone.end(), entry.option) != gone.end()});
    to.parties[who->party_code].votes += entry.votes;
  }
  if (is_annulled(in, where, view)) {
    ++to.annulled;
    return; // its seats stay empty
  }
  for (auto winner : report.count.winners) {
    if (const auto* who = where.find(winner)) {
      auto& party = to.parties[who->party_code];
      ++(report.closed ? party.elected : party.leading);
    }
  }
}

void write_parties(json_writer& out, const election& in, const sums& all) {
  out.key("parties").begin_array();
  for (const auto& party : in.parties) {
    auto at = all.parties.find(party.code);
    auto sum = at == all.parties.end() ? party_sum{} : at->second;
    out.begin_object();
    out.member("party_code", party.code);
    out.member("party_name", party.name.fr);
    out.member("party_color", party.color);
    out.flag("independents", party.code == independent);
    out.member("votes", sum.votes / all.units);
    out.key("percentage").percentage(sum.votes, all.possible);
    out.member("seats_leading", sum.leading);
    out.member("seats_elected", sum.elected);
    out.end_object();
  }
  out.end_array();
}

void write_candidates(json_writer& out, const sums& all) {
  out.key("candidates").begin_array();
  for (const auto& candidate : all.candidates) {
    out.begin_object();
    out.member("candidate_id", std::uint64_t{candidate.option.value});
    out.member("region_id", std::uint64_t{candidate.region.value});
    out.member("name", candidate.who->name.fr);
    out.member("party", candidate.who->party_code);
    out.member("votes", candidate.votes);
    if (candidate.acclaimed) {
      out.flag("acclaimed", true);
    }
    if (candidate.withdrawn) {
      out.flag("withdrawn", true);
    }
    out.end_object();
  }
  out.end_array();
}

} // namespace

void write_national_results(json_writer& out, const election& in,
                            const results_view& view) {
  sums all;
  bool released = !in.contests.empty();
  for (const auto& where : in.contests) {
    shown_report report{in, where, view};
    released = released && report->votes_released;
    add(all, in, where, *report, view);
  }
  out.begin_object();
  out.member("election_id", std::uint64_t{in.id.value});
  out.member("code", in.code);
  out.member("state", to_string(view.state_of(in.id)));
  out.flag("votes_released", released);
  write_parties(out, in, all);
  write_candidates(out, all);
  out.member("regions", std::uint64_t{in.contests.size()});
  out.member("regions_reported", all.reported);
  out.member("regions_closed", all.closed);
  out.member("regions_acclaimed", all.acclaimed);
  out.member("regions_annulled", all.annulled);
  out.member("total_votes", all.ballots);
  out.member("blank", all.blank);
  if (in.withdrawal) {
    out.member("withdrawn", all.withdrawn);
  }
  if (in.write_ins) {
    out.member("write_ins", all.written_in);
  }
  out.member("eligible", all.eligible);
  out.member("turnout", all.turnout);
  out.key("turnout_percentage").percentage(all.turnout, all.eligible);
  out.key("updated_at");
  if (all.updated_at_ms == 0) {
    out.null();
  } else {
    out.text(to_timestamp(all.updated_at_ms));
  }
  out.end_object();
}

} // namespace scrutin::edge
