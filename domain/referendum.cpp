#include "domain/referendum.hpp"

namespace scrutin {

namespace {

__extension__ using wide = unsigned __int128;

wide base_of(pass_denominator base, const referendum_votes& votes) {
  switch (base) {
  case pass_denominator::valid:
    return wide{votes.oui} + votes.non;
  case pass_denominator::cast:
    return wide{votes.oui} + votes.non + votes.blank;
  case pass_denominator::eligible:
    return votes.eligible;
  }
  broken_invariant("a pass rule over an unknown base");
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

referendum_outcome decide_referendum(const pass_rule& rule,
                                     const referendum_votes& votes) {
  // Three counts of 64 bits and a factor of 32: at most 98 bits.
  return wide{votes.oui} * rule.denominator
             > base_of(rule.base, votes) * rule.numerator
           ? referendum_outcome::passed
           : referendum_outcome::not_passed;
}

} // namespace scrutin
