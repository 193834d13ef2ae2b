#include "edge/results_json.hpp"

#include <algorithm>
#include <numeric>
#include <vector>

#include "domain/referendum.hpp"
#include "edge/count_json.hpp"
#include "edge/shown_report.hpp"
#include "edge/timestamp.hpp"

namespace scrutin::edge {

namespace {

void write_time(json_writer& out, std::int64_t at_ms) {
  out.key("updated_at");
  if (at_ms == 0) {
    out.null();
  } else {
    out.text(to_timestamp(at_ms));
  }
}

std::uint64_t votes_of(const std::vector<option_votes>& votes, option_id id) {
  for (const auto& entry : votes) {
    if (entry.option == id) {
      return entry.votes;
    }
  }
  return 0;
}

void write_decision(json_writer& out, const pass_rule& rule,
                    const referendum_decision& x) {
  out.member("outcome", to_string(x.outcome));
  out.key("decision").begin_object();
  out.flag("share", x.has_share);
  out.flag("tie", x.is_tied);
  out.flag("quorum", x.has_quorum);
  out.member("regions_passed", std::uint64_t{x.regions_passed});
  out.member("regions_needed", std::uint64_t{rule.regions_needed});
  out.end_object();
}

/// What officials said of a contest, where they said anything. Nothing counts
/// as certified before its last partition has closed.
void write_officials(json_writer& out, const election& in, const contest& where,
                     bool closed, const results_view& view) {
  auto course = view.course_of({in.id, where.region});
  if (closed && course && course->certified_at_ms != 0) {
    out.member("certified_at", to_timestamp(course->certified_at_ms));
  }
  if (is_annulled(in, where, view)) {
    out.flag("annulled", true);
  }
}

} // namespace

namespace {

/// Of a law: when its last region was certified, once all are.
void write_certified(json_writer& out, const election& law, bool closed,
                     const results_view& view) {
  std::int64_t at_ms = 0;
  for (const auto& where : law.contests) {
    auto course = view.course_of({law.id, where.region});
    if (!closed || !course || course->certified_at_ms == 0) {
      return;
    }
    at_ms = std::max(at_ms, course->certified_at_ms);
  }
  out.member("certified_at", to_timestamp(at_ms));
}

bool is_annulled(const election& law, const results_view& view) {
  return std::any_of(
    law.contests.begin(), law.contests.end(),
    [&](const contest& where) { return is_annulled(law, where, view); });
}

} // namespace

void write_law_results(json_writer& out, const election& law,
                       const results_view& view) {
  std::vector<referendum_votes> regions;
  std::uint64_t ballots = 0;
  std::uint64_t turnout = 0;
  std::int64_t updated_at_ms = 0;
  bool released = true;
  bool all_closed = true;
  for (const auto& where : law.contests) {
    shown_report shown{law, where, view};
    const auto& report = *shown;
    auto& votes = regions.emplace_back();
    for (const auto& option : where.options) {
      auto& count = option.code == "oui" ? votes.oui : votes.non;
      count += votes_of(report.count.votes, option.id);
    }
    votes.blank = report.count.blank;
    votes.eligible = report.eligible;
    ballots += report.count.ballots;
    turnout += report.turnout;
    updated_at_ms = std::max(updated_at_ms, report.updated_at_ms);
    released = released && report.votes_released;
    all_closed = all_closed && report.closed;
  }
  // An annulled law is never decided.
  auto closed = all_closed && !is_annulled(law, view);
  auto votes =
    std::accumulate(regions.begin(), regions.end(), referendum_votes{});
  out.begin_object();
  out.member("law_id", law.code);
  out.member("election_id", std::uint64_t{law.id.value});
  out.member("state", to_string(view.state_of(law.id)));
  out.flag("votes_released", released);
  out.member("oui_count", votes.oui);
  out.member("non_count", votes.non);
  out.member("blank_count", votes.blank);
  out.member("total_votes", ballots);
  out.key("oui_percentage").percentage(votes.oui, votes.oui + votes.non);
  out.key("non_percentage").percentage(votes.non, votes.oui + votes.non);
  out.member("eligible", votes.eligible);
  out.member("turnout", turnout);
  out.key("turnout_percentage").percentage(turnout, votes.eligible);
  if (released && closed && law.pass.has_value()) {
    write_decision(out, *law.pass, decide_referendum(*law.pass, regions));
  } else {
    out.member("outcome", "undecided");
  }
  write_certified(out, law, all_closed, view);
  if (is_annulled(law, view)) {
    out.flag("annulled", true);
  }
  write_time(out, updated_at_ms);
  out.end_object();
}

void write_contest_results(json_writer& out, const election& in,
                           const contest& where, const results_view& view) {
  shown_report shown{in, where, view};
  const auto& report = *shown;
  auto withdrawn = view.withdrawn_from({in.id, where.region});
  const auto* region = in.find_region(where.region);
  const auto* voted = view.with_votes_of(report);
  const auto& count = voted == nullptr ? report.count : voted->count;
  auto possible = votes_possible(in, count);
  out.begin_object();
  out.member("election_id", std::uint64_t{in.id.value});
  out.member("region_id", std::uint64_t{where.region.value});
  out.member("region_name", region == nullptr ? "" : region->name.fr);
  out.member("state", to_string(view.state_of(in.id)));
  out.member("voting_method", voting_method_of(in.method));
  out.flag("votes_released", report.votes_released && voted != nullptr);
  out.key("candidates").begin_array();
  for (const auto& option : where.options) {
    auto votes = votes_of(count.votes, option.id);
    out.begin_object();
    out.member("candidate_id", std::uint64_t{option.id.value});
    out.member("name", option.name.fr);
    out.member("party", option.party_code);
    out.member("votes", votes / units_of_a_vote(count));
    out.key("percentage").percentage(votes, possible);
    if (std::find(withdrawn.begin(), withdrawn.end(), option.id)
        != withdrawn.end()) {
      out.flag("withdrawn", true);
    }
    if (option.write_in) {
      out.flag("write_in", true);
    }
    out.end_object();
  }
  out.end_array();
  out.member("total_votes", count.ballots);
  out.member("blank", count.blank);
  if (!report.merged.empty()) {
    out.key("merged_region_ids").begin_array();
    for (auto each : report.merged) {
      out.number(each.value);
    }
    out.end_array();
  }
  if (!withdrawn.empty() && in.withdrawal) {
    out.member("withdrawal", to_string(*in.withdrawal));
    out.member("withdrawn", count.withdrawn);
  }
  if (in.write_ins) {
    out.member("write_ins", count.written_in);
  }
  if (where.acclaimed) {
    out.flag("acclaimed", true);
  }
  out.member("eligible", report.eligible);
  out.member("turnout", report.turnout);
  out.key("turnout_percentage").percentage(report.turnout, report.eligible);
  out.member("partitions", std::uint64_t{report.partitions});
  out.member("partitions_reporting",
             std::uint64_t{report.partitions_reporting});
  out.flag("closed", report.closed);
  write_officials(out, in, where, report.closed, view);
  write_rules(out, in, where);
  write_count(out, in, where, count,
              report.closed && !is_annulled(in, where, view));
  write_time(out, report.updated_at_ms);
  out.end_object();
}

void write_turnout(json_writer& out, const contest_report& report) {
  out.begin_object();
  out.member("election_id", std::uint64_t{report.contest.election.value});
  out.member("region_id", std::uint64_t{report.contest.region.value});
  out.member("turnout", report.turnout);
  out.member("eligible", report.eligible);
  out.key("turnout_percentage").percentage(report.turnout, report.eligible);
  write_time(out, report.updated_at_ms);
  out.end_object();
}

bool write_released(json_writer& out, const election_directory& elections,
                    const contest_report& report, const results_view& view) {
  const auto* served = elections.find(report.contest.election);
  const auto* where =
    served == nullptr ? nullptr
                      : served->definition.find_contest(report.contest.region);
  if (where == nullptr || view.with_votes_of(report) == nullptr) {
    return false;
  }
  if (report.votes_released) {
    write_contest_results(out, served->definition, *where, view);
  } else {
    write_turnout(out, report);
  }
  return true;
}

} // namespace scrutin::edge
