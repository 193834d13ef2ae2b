#include "domain/referendum.hpp"

namespace scrutin {

namespace {

__extension__ using wide = unsigned __int128;

wide cast_in(const referendum_votes& votes) {
  return wide{votes.oui} + votes.non + votes.blank;
}

wide base_of(pass_denominator base, const referendum_votes& votes) {
  switch (base) {
  case pass_denominator::valid:
    return wide{votes.oui} + votes.non;
  case pass_denominator::cast:
    return cast_in(votes);
  case pass_denominator::eligible:
    return votes.eligible;
  }
  broken_invariant("a pass rule over an unknown base");
}

struct share_check {
  bool is_met = false;
  bool is_tied = false;
};

share_check check_share(const pass_rule& rule, const referendum_votes& votes) {
  // Three counts of 64 bits and a factor of 32: at most 98 bits.
  auto has = wide{votes.oui} * rule.denominator;
  auto wanted = base_of(rule.base, votes) * rule.numerator;
  auto tied = has == wanted && votes.oui > 0;
  return {has > wanted || (tied && rule.tie == pass_tie::passed), tied};
}

} // namespace

const char* to_string(referendum_outcome x) {
  switch (x) {
  case referendum_outcome::passed:
    return "passed";
  case referendum_outcome::not_passed:
    return "not_passed";
  }
  return "invalid";
}

referendum_decision
decide_referendum(const pass_rule& rule,
                  const std::vector<referendum_votes>& regions) {
  referendum_decision x;
  referendum_votes whole;
  for (const auto& votes : regions) {
    whole = whole + votes;
    x.regions_passed += check_share(rule, votes).is_met ? 1 : 0;
  }
  auto share = check_share(rule, whole);
  x.has_share = share.is_met;
  x.is_tied = share.is_tied;
  x.has_quorum = cast_in(whole) * rule.quorum_denominator
                 >= wide{whole.eligible} * rule.quorum_numerator;
  auto passes =
    x.has_share && x.has_quorum && x.regions_passed >= rule.regions_needed;
  x.outcome =
    passes ? referendum_outcome::passed : referendum_outcome::not_passed;
  return x;
}

} // namespace scrutin
