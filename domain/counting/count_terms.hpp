#pragma once

#include <cstdint>
#include <vector>

#include "domain/counting/rules.hpp"
#include "domain/election.hpp"
#include "domain/ids.hpp"

namespace scrutin {

/// By what a contest is counted.
struct count_terms {
  counting_method method = counting_method::plurality;
  counting_rules rules;
  /// Lots are drawn under its name.
  contest_id contest;
  /// In ballot order; at most 500.
  std::vector<option_id> options;
  std::uint32_t seats = 1;
  /// Options in the order in which they prevail, as an official drew it after
  /// the close; empty before.
  std::vector<option_id> drawn;
  /// Who has withdrawn, and what becomes of the votes; see withdrawals.hpp.
  std::vector<option_id> withdrawn = {};
  withdrawal_rule withdrawal = withdrawal_rule::votes_stand;
  /// All are elected without a vote.
  bool acclaimed = false;
};

/// The terms that a definition gives to one of its contests.
/// @param withdrawn: candidates who have withdrawn.
count_terms terms_of(const election& rules, const contest& where,
                     std::vector<option_id> withdrawn = {});

} // namespace scrutin
