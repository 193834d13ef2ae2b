#include "cli/count/drawn_lot.hpp"

namespace scrutin {

namespace {

bool asks_an_official(const counting_rules& rules) {
  return rules.ties == tie_rule::official
         || rules.ties == tie_rule::previous_round_then_official;
}

} // namespace

result<void> check_drawn(const count_terms& terms) {
  if (terms.drawn.empty() || asks_an_official(terms.rules)) {
    return {};
  }
  return error{ec::bad_configuration,
               "--drawn is for ties that go by an official's lot; the rules "
               "say otherwise"};
}

const char* advice_on_tie(const counting_rules& rules) {
  return asks_an_official(rules)
           ? "a tie stays open; enter the lot that an official drew with "
             "--drawn"
           : "a tie stays open by the rules; to decide it after all, count the "
             "ballots' file with --rule ties=...";
}

} // namespace scrutin
