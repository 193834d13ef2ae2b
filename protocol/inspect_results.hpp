#pragma once

// How counted contests travel. A message may gain fields at its end: a node of
// the format before does not read them, and to one of the format after, a
// message that ends before them means their defaults. So results first say
// what format 1 can: votes, and rounds that end with one option leaving; then,
// since format 2, all that other methods have to tell.

#include <caf/binary_deserializer.hpp>
#include <caf/meta/load_callback.hpp>
#include <caf/meta/type_name.hpp>

#include "protocol/messages.hpp"

namespace scrutin {

// -- since format 1 -----------------------------------------------------------

template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, count_round& x) {
  auto leaves = x.eliminated.empty() ? option_id{} : x.eliminated.front();
  return f(caf::meta::type_name("count_round"), x.votes, x.exhausted, leaves,
           x.reason, x.transfers, x.transferred_to_exhausted,
           caf::meta::load_callback([&] {
             x.eliminated.clear();
             if (leaves.value != 0) {
               x.eliminated.push_back(leaves);
             }
             return caf::error{};
           }));
}

template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, contest_report& x) {
  auto leads = x.count.leader().value_or(option_id{});
  return f(caf::meta::type_name("contest_report"), x.contest, x.version,
           x.updated_at_ms, x.eligible, x.turnout, x.partitions,
           x.partitions_reporting, x.closed, x.votes_released, x.count.ballots,
           x.count.blank, x.count.votes, x.count.rounds, leads, x.count.margin,
           caf::meta::load_callback([&] {
             x.count.winners.clear();
             if (leads.value != 0) {
               x.count.winners.push_back(leads);
             }
             return caf::error{};
           }));
}

// -- since format 2 -----------------------------------------------------------

template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, tie_decision& x) {
  return f(caf::meta::type_name("tie_decision"), x.question, x.tied, x.chosen,
           x.by, x.round);
}

template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, pair_votes& x) {
  auto options = static_cast<std::uint32_t>(x.options);
  return f(caf::meta::type_name("pair_votes"), options, x.ballots,
           caf::meta::load_callback([&] {
             x.options = options;
             auto wanted = std::uint64_t{options} * options;
             return x.ballots.size() == wanted
                      ? caf::error{}
                      : caf::make_error(caf::sec::invalid_argument);
           }));
}

/// What format 2 adds to a round.
struct later_round {
  count_round& of;
};

template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, later_round& x) {
  auto passes_on = x.of.surplus_of.value_or(option_id{});
  return f(caf::meta::type_name("later_round"), x.of.lost, x.of.elected,
           x.of.eliminated, passes_on, caf::meta::load_callback([&] {
             x.of.surplus_of.reset();
             if (passes_on.value != 0) {
               x.of.surplus_of = passes_on;
             }
             return caf::error{};
           }));
}

/// What format 2 adds to all contests of an update, one after the other.
struct later_counts {
  std::vector<contest_report>& of;
};

template <class Processor>
caf::error inspect_later(Processor& f, later_counts& x) {
  for (auto& report : x.of) {
    auto& count = report.count;
    if (auto failed = f(count.decimals, count.quota, count.winners,
                        count.undecided, count.ties, count.pairs)) {
      return failed;
    }
    for (auto& round : count.rounds) {
      later_round later{round};
      if (auto failed = f(later)) {
        return failed;
      }
    }
  }
  return {};
}

inline caf::error inspect(caf::serializer& f, later_counts& x) {
  return inspect_later(f, x);
}

inline caf::error inspect(caf::deserializer& f, later_counts& x) {
  auto* bytes = dynamic_cast<caf::binary_deserializer*>(&f);
  if (bytes != nullptr && bytes->remaining() == 0) {
    return {}; // of a node of format 1
  }
  return inspect_later(f, x);
}

// Printed messages do without.
template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, later_counts&) {
  return f(caf::meta::type_name("later_counts"));
}

// -- since format 3 -----------------------------------------------------------

template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, contest_opening& x) {
  return f(caf::meta::type_name("contest_opening"), x.partitions, x.voters,
           x.ballots);
}

/// What format 3 adds to all contests of an update: who has withdrawn, what was
/// there at the opening, names written in, and regions that come out together.
struct later_reports {
  std::vector<contest_report>& of;
};

template <class Processor>
caf::error inspect_later(Processor& f, later_reports& x) {
  for (auto& report : x.of) {
    if (auto failed =
          f(report.withdrawn, report.count.withdrawn, report.count.annulled,
            report.opening, report.count.written_in, report.merged)) {
      return failed;
    }
  }
  return {};
}

inline caf::error inspect(caf::serializer& f, later_reports& x) {
  return inspect_later(f, x);
}

inline caf::error inspect(caf::deserializer& f, later_reports& x) {
  auto* bytes = dynamic_cast<caf::binary_deserializer*>(&f);
  if (bytes != nullptr && bytes->remaining() == 0) {
    return {}; // of a node before format 3
  }
  return inspect_later(f, x);
}

template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, later_reports&) {
  return f(caf::meta::type_name("later_reports"));
}

template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, results_update& x) {
  later_counts counts{x.contests};
  later_reports reports{x.contests};
  return f(caf::meta::type_name("results_update"), x.number, x.contests, counts,
           reports);
}

} // namespace scrutin
