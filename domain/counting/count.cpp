#include "domain/counting/count.hpp"

#include "domain/counting/instant_runoff.hpp"
#include "domain/counting/most_votes.hpp"
#include "domain/counting/pairs.hpp"
#include "domain/counting/star.hpp"
#include "domain/counting/transferable_vote.hpp"
#include "domain/counting/withdrawals.hpp"

namespace scrutin {

namespace {

contest_count count_ruled(const count_terms& terms,
                          const ballot_papers& papers) {
  switch (terms.method) {
  case counting_method::plurality:
  case counting_method::block:
  case counting_method::approval:
    return count_choices(terms, papers);
  case counting_method::score:
    return count_scores(terms, papers);
  case counting_method::borda:
    return count_points(terms, papers);
  case counting_method::star:
    return count_star(terms, papers);
  case counting_method::instant_runoff:
    return count_instant_runoff(terms, papers);
  case counting_method::transferable_vote:
    return count_transferable_vote(terms, papers);
  case counting_method::schulze:
    return count_schulze(terms, papers);
  case counting_method::ranked_pairs:
    return count_ranked_pairs(terms, papers);
  }
  broken_invariant("a contest without a counting method");
}

// All that there is to say where nothing is counted.
contest_count uncounted(const count_terms& terms, const ballot_papers& papers) {
  auto count = begin_count(terms, papers);
  if (terms.acclaimed) {
    count.winners = terms.options;
  }
  return count;
}

bool is_annulled(const count_terms& terms) {
  return !terms.withdrawn.empty()
         && terms.withdrawal == withdrawal_rule::contest_annulled;
}

} // namespace

const char* to_string(elimination_reason x) {
  switch (x) {
  case elimination_reason::none:
    return "none";
  case elimination_reason::fewest_votes:
    return "fewest_votes";
  case elimination_reason::tie_previous_round:
    return "tie_previous_round";
  case elimination_reason::tie_ballot_order:
    return "tie_ballot_order";
  case elimination_reason::tie_lot:
    return "tie_lot";
  case elimination_reason::tie_official:
    return "tie_official";
  case elimination_reason::cannot_win:
    return "cannot_win";
  }
  return "invalid";
}

const char* to_string(tie_decider x) {
  switch (x) {
  case tie_decider::previous_round:
    return "previous_round";
  case tie_decider::ballot_order:
    return "ballot_order";
  case tie_decider::lot:
    return "lot";
  case tie_decider::official:
    return "official";
  case tie_decider::preferred:
    return "preferred";
  case tie_decider::score:
    return "score";
  case tie_decider::highest_scores:
    return "highest_scores";
  }
  return "invalid";
}

const char* to_string(tie_question x) {
  switch (x) {
  case tie_question::elimination:
    return "elimination";
  case tie_question::election:
    return "election";
  case tie_question::surplus:
    return "surplus";
  case tie_question::order:
    return "order";
  }
  return "invalid";
}

std::uint64_t units_of_a_vote(const contest_count& x) {
  std::uint64_t units = 1;
  for (std::uint32_t i = 0; i < x.decimals; ++i) {
    units *= 10;
  }
  return units;
}

count_terms terms_of(const election& rules, const contest& where,
                     std::vector<option_id> withdrawn) {
  count_terms terms;
  terms.method = rules.method;
  terms.rules = rules.counting;
  terms.contest = {rules.id, where.region};
  terms.seats = where.seats;
  terms.acclaimed = where.acclaimed;
  terms.withdrawn = std::move(withdrawn);
  terms.withdrawal = rules.withdrawal.value_or(withdrawal_rule::votes_stand);
  for (const auto& option : where.options) {
    terms.options.push_back(option.id);
  }
  return terms;
}

result<contest_count> count_papers(const count_terms& terms,
                                   ballot_papers papers) {
  if (auto done = check_rules(terms.method, terms.rules, terms.seats); !done) {
    return done.failure();
  }
  if (is_annulled(terms) || terms.acclaimed) {
    auto count = uncounted(terms, papers);
    count.annulled = is_annulled(terms);
    return count;
  }
  if (leaves_out_withdrawn(terms)) {
    auto rest = without_withdrawn(terms);
    auto cut = without_withdrawn(terms, papers);
    if (rest.options.empty()) {
      return uncounted(terms, cut);
    }
    auto counted = count_papers(rest, std::move(cut));
    return counted
             ? result<contest_count>{with_withdrawn(terms, std::move(*counted))}
             : counted.failure();
  }
  auto ruled = apply_ballot_rules(terms, std::move(papers));
  if (!ruled) {
    return ruled.failure();
  }
  return count_ruled(terms, *ruled);
}

contest_count count_contest(const election& rules, const contest& where,
                            const tally& votes,
                            const std::vector<option_id>& withdrawn) {
  auto terms = terms_of(rules, where, withdrawn);
  auto counted = count_papers(terms, read_papers(terms, votes));
  if (!counted) {
    broken_invariant("a counted ballot that its contest does not allow");
  }
  return std::move(*counted);
}

} // namespace scrutin
