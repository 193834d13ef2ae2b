#include "cli/election_recount.hpp"

#include <algorithm>
#include <numeric>
#include <ostream>

#include <boost/json.hpp>

#include "cli/closed_election.hpp"
#include "cli/count/count_print.hpp"
#include "cli/count/count_report.hpp"
#include "cli/count/drawn_lot.hpp"
#include "domain/referendum.hpp"
#include "domain/selection.hpp"

namespace scrutin {

namespace {

// The votes of a law, a region each.
std::vector<referendum_votes> votes_by_region(const closed_election& x) {
  const auto& law = *x.definition;
  auto canonical = [&](const char* answer) {
    return to_canonical(single_choice{law.find_answer(answer)->id});
  };
  std::vector<referendum_votes> regions;
  for (const auto& one : x.contests) {
    regions.push_back({one.votes.votes_for(canonical("oui")),
                       one.votes.votes_for(canonical("non")),
                       one.votes.votes_for(to_canonical(blank_choice{})),
                       one.voters});
  }
  return regions;
}

// What a law needs beside its share; nothing for most.
std::string conditions_of(const pass_rule& rule,
                          const referendum_decision& decision) {
  std::string text;
  if (decision.is_tied) {
    text += "; exactly its share";
  }
  if (rule.quorum_numerator > 0) {
    text += decision.has_quorum ? "; quorum reached" : "; quorum missed";
  }
  if (rule.regions_needed > 0) {
    text += "; its share in " + std::to_string(decision.regions_passed)
            + " regions, of " + std::to_string(rule.regions_needed) + " needed";
  }
  return text;
}

struct election_recount {
  closed_election_flags flags;
  std::vector<std::uint32_t> drawn;
  count_print print = count_print::text;

  [[nodiscard]] exit_code run(const terminal& at) const {
    auto x = flags.read(at);
    if (!x) {
      return report(at, x.failure());
    }
    auto order = drawn_options(*x);
    if (!order) {
      return report(at, order.failure());
    }
    std::vector<counted_contest> counted;
    for (const auto& contest : x->contests) {
      auto one = count_again(*x->definition, contest, *order);
      if (!one) {
        return report(at, one.failure());
      }
      counted.push_back(std::move(*one));
    }
    flags.note(at, *x, audit_act::election_recounted, "");
    bool is_open = false;
    if (print == count_print::csv) {
      at.out << "region," << count_columns << "\n";
    }
    for (std::size_t i = 0; i < counted.size(); ++i) {
      print_contest(at, *x, x->contests[i], counted[i], i == 0);
      is_open = is_open || !counted[i].count.undecided.empty();
    }
    if (x->definition->pass && x->is_whole
        && style_of(x->definition->method) == ballot_style::one) {
      print_outcome(at, *x);
    }
    if (!is_open) {
      return exit_code::ok;
    }
    at.err << "scrutin: " << advice_on_tie(x->definition->counting) << "\n";
    return exit_code::failed;
  }

  [[nodiscard]] result<std::vector<option_id>>
  drawn_options(const closed_election& x) const {
    std::vector<option_id> order;
    if (!drawn.empty() && x.contests.size() != 1) {
      return error{ec::bad_configuration,
                   "--drawn is for one contest; add --region"};
    }
    for (auto id : drawn) {
      const auto* where = x.definition->find_contest(x.contests.front().region);
      auto repeats = std::count(order.begin(), order.end(), option_id{id});
      if (where->find({id}) == nullptr || repeats != 0) {
        return error{ec::bad_configuration,
                     "--drawn must name options by their ids, each once"};
      }
      order.push_back({id});
    }
    auto terms = terms_of(*x.definition, x.definition->contests.front());
    terms.drawn = order;
    if (auto done = check_drawn(terms); !done) {
      return done.failure();
    }
    return order;
  }

  static std::string merged_member(const recounted_contest& x) {
    if (x.merged.empty()) {
      return {};
    }
    std::string list;
    for (auto region : x.merged) {
      list += (list.empty() ? "" : ",") + std::to_string(region.value);
    }
    return ",\"merged_region_ids\":[" + list + "]";
  }

  void print_contest(const terminal& at, const closed_election& x,
                     const recounted_contest& contest,
                     const counted_contest& counted, bool is_first) const {
    auto region = std::to_string(contest.region.value);
    switch (print) {
    case count_print::text:
      at.out << (is_first ? "" : "\n");
      print_count_text(at.out, counted);
      return;
    case count_print::json:
      at.out << R"({"election":)"
             << boost::json::serialize(boost::json::string{x.definition->code})
             << R"(,"region_id":)" << region << merged_member(contest)
             << R"(,"eligible":)" << contest.voters << R"(,"count":)"
             << count_json(counted) << "}\n";
      return;
    case count_print::csv:
      print_count_rows(at.out, counted, region + ",");
      return;
    }
  }

  void print_outcome(const terminal& at, const closed_election& x) const {
    auto regions = votes_by_region(x);
    auto votes =
      std::accumulate(regions.begin(), regions.end(), referendum_votes{});
    auto decision = decide_referendum(*x.definition->pass, regions);
    const auto* outcome = to_string(decision.outcome);
    if (print == count_print::json) {
      at.out << boost::json::serialize(
        boost::json::object{{"election", x.definition->code},
                            {"oui", votes.oui},
                            {"non", votes.non},
                            {"blank", votes.blank},
                            {"eligible", votes.eligible},
                            {"outcome", outcome},
                            {"share", decision.has_share},
                            {"tie", decision.is_tied},
                            {"quorum", decision.has_quorum},
                            {"regions_passed", decision.regions_passed}})
             << "\n";
    } else if (print == count_print::text) {
      at.out << "\n"
             << x.definition->code << ": oui " << with_separators(votes.oui)
             << ", non " << with_separators(votes.non) << ", blank "
             << with_separators(votes.blank) << ", of "
             << with_separators(votes.eligible) << " voters: " << outcome
             << conditions_of(*x.definition->pass, decision) << "\n";
    }
  }
};

} // namespace

void add_election_recount(command_line& commands) {
  auto x = std::make_shared<election_recount>();
  auto& command = commands.add(
    "election recount", "Count a closed election again, from the ballot box",
    "  scrutin election recount --config scrutin.toml --election QC-2026\n"
    "  scrutin election recount -c scrutin.toml -e QC-2026 --region 2 -o csv\n"
    "  scrutin election recount -c scrutin.toml -e QC-2026 -o json\n\n"
    "Opens every frame under its keys, checks the rules of the log as `box\n"
    "verify` does, adds the ballots up and counts them by the election's\n"
    "rules, with the code that nodes and `scrutin count` count with. JSON is\n"
    "one object a line for each contest, and one for the outcome of a\n"
    "referendum. Needs an embedded store to itself: stop the node first. Ends\n"
    "with 6, and prints nothing, before every partition of the election has\n"
    "closed; with 4 where a rule of the log is broken; with 1 where a tie\n"
    "stays open.\n",
    [x](const terminal& at) { return x->run(at); });
  x->flags.add_to(command);
  command
    .add_option("--drawn", x->drawn,
                "Ids of tied options, who prevails first, as an official drew "
                "them (ties=official)")
    ->delimiter(',')
    ->type_name("N,N,...");
  add_count_print(command, x->print);
}

} // namespace scrutin
