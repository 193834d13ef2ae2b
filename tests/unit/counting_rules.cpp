// Goal: rules go by their names, and what cannot be followed is refused in
// words that help. Method: every word and bound, and each message.
#define CAF_SUITE counting_rules
#include "caf/test/unit_test.hpp"

#include <algorithm>
#include <set>

#include "domain/counting/rules.hpp"

using namespace scrutin;

namespace {

using method = counting_method;

template <class Result>
std::string said(const Result& x) {
  if (x) {
    return "";
  }
  CAF_CHECK(x.failure().code == ec::bad_configuration);
  return x.failure().detail;
}

std::string set(method of, const char* name, const char* value) {
  auto rules = default_rules(of);
  return said(set_rule(rules, of, name, value));
}

template <class Change>
std::string checked(method of, Change change, std::uint32_t seats = 1) {
  auto rules = default_rules(of);
  change(rules);
  return said(check_rules(of, rules, seats));
}

void nothing(counting_rules&) {
}

const named_rules& named(const std::string& name) {
  const auto& all = all_named_rules();
  auto found = std::find_if(all.begin(), all.end(),
                            [&](const auto& x) { return x.name == name; });
  CAF_REQUIRE(found != all.end());
  return *found;
}

} // namespace

// -- names --------------------------------------------------------------------

CAF_TEST(each method has a name of its own and a ballot) {
  std::set<std::string> names;
  for (auto x : all_counting_methods()) {
    names.insert(to_string(x));
  }
  CAF_CHECK(names
            == (std::set<std::string>{"plurality", "irv", "block", "approval",
                                      "score", "star", "borda", "stv",
                                      "schulze", "ranked_pairs"}));
  CAF_CHECK(style_of(method::plurality) == ballot_style::one);
  CAF_CHECK(style_of(method::block) == ballot_style::set);
  CAF_CHECK(style_of(method::approval) == ballot_style::set);
  CAF_CHECK(style_of(method::score) == ballot_style::scores);
  CAF_CHECK(style_of(method::star) == ballot_style::scores);
  for (auto x :
       {method::instant_runoff, method::borda, method::transferable_vote,
        method::schulze, method::ranked_pairs}) {
    CAF_CHECK(style_of(x) == ballot_style::ranking);
  }
}

CAF_TEST(another name is refused and all methods are said) {
  CAF_CHECK_EQUAL(said(counting_method_of("IRV")),
                  "no counting method is called IRV; it must be plurality, "
                  "irv, block, approval, score, star, borda, stv, schulze or "
                  "ranked_pairs");
  CAF_CHECK(!counting_method_of(""));
}

CAF_TEST(numbers of methods and rules never change) {
  // They are hashed into the fingerprints of elections.
  std::uint8_t number = 0;
  for (auto x : all_counting_methods()) {
    CAF_CHECK_EQUAL(static_cast<std::uint8_t>(x), ++number);
  }
  CAF_CHECK(static_cast<int>(method::ranked_pairs) == 10);
  CAF_CHECK(static_cast<int>(overvote_rule::equal) == 4);
  CAF_CHECK(static_cast<int>(skipped_rank_rule::exhaust_at_one) == 4);
  CAF_CHECK(static_cast<int>(repeated_option_rule::exhaust) == 3);
  CAF_CHECK(static_cast<int>(tie_rule::previous_round_then_official) == 7);
  CAF_CHECK(static_cast<int>(stop_rule::first_round_majority) == 3);
}

// -- setting rules ------------------------------------------------------------

CAF_TEST(a rule that the method has not is refused with those it has) {
  CAF_CHECK_EQUAL(set(method::plurality, "quota", "hare"),
                  "plurality has no rule quota; it has ties or lot_seed");
  CAF_CHECK_EQUAL(set(method::borda, "stop", "majority"),
                  "borda has no rule stop; it has overvotes, skipped_ranks, "
                  "repeats, ranks_max, points, ties or lot_seed");
}

CAF_TEST(a value that a rule has not is refused with those it has) {
  CAF_CHECK_EQUAL(set(method::transferable_vote, "quota", "Droop"),
                  "quota must be droop or hare");
  CAF_CHECK_EQUAL(set(method::borda, "points", ""),
                  "points must be zero, average or modified");
  CAF_CHECK_EQUAL(set(method::score, "score_max", "0"),
                  "score_max must be a number from 1 to 100");
}

CAF_TEST(a number is taken within its bounds and as digits only) {
  const struct {
    method of;
    const char* name;
    std::vector<const char*> good, bad;
  } cases[] = {
    {method::score, "score_max", {"1", "100"}, {"0", "101"}},
    {method::transferable_vote, "decimals", {"0", "9"}, {"10"}},
    {method::instant_runoff, "ranks_max", {"0", "500"}, {"501"}},
  };
  for (const auto& x : cases) {
    for (const auto* value : x.good) {
      auto rules = default_rules(x.of);
      CAF_CHECK(set_rule(rules, x.of, x.name, value));
      CAF_CHECK(rules_text(x.of, rules, 1)
                  .find(std::string{"\n"} + x.name + "=" + value + "\n")
                != std::string::npos);
    }
    for (const auto* value : x.bad) {
      CAF_CHECK_NOT_EQUAL(set(x.of, x.name, value), "");
    }
    for (const auto* value :
         {"", "-1", "+1", " 1", "1 ", "1.0", "4294967297"}) {
      CAF_CHECK_NOT_EQUAL(set(x.of, x.name, value), "");
    }
  }
}

CAF_TEST(a value that is refused changes nothing) {
  auto rules = default_rules(method::transferable_vote);
  auto before = rules_text(method::transferable_vote, rules, 2);
  CAF_CHECK(!set_rule(rules, method::transferable_vote, "decimals", "77"));
  CAF_CHECK(!set_rule(rules, method::transferable_vote, "surplus", "none"));
  CAF_CHECK_EQUAL(rules_text(method::transferable_vote, rules, 2), before);
}

CAF_TEST(a seed is a text of at most 256 bytes) {
  CAF_CHECK_EQUAL(
    set(method::plurality, "lot_seed", std::string(256, 's').c_str()), "");
  CAF_CHECK_EQUAL(
    set(method::plurality, "lot_seed", std::string(257, 's').c_str()),
    "lot_seed must be a text of at most 256 bytes");
}

// -- rules that do not go together --------------------------------------------

CAF_TEST(seats that a method cannot fill are refused) {
  CAF_CHECK_EQUAL(checked(method::approval, nothing, 0),
                  "a contest needs at least one seat");
  for (auto x : {method::instant_runoff, method::star, method::schulze,
                 method::ranked_pairs}) {
    CAF_CHECK_EQUAL(checked(x, nothing, 2),
                    std::string{to_string(x)} + " fills one seat");
    CAF_CHECK_EQUAL(checked(x, nothing, 1), "");
  }
  for (auto x : {method::plurality, method::block, method::approval,
                 method::score, method::borda, method::transferable_vote}) {
    CAF_CHECK_EQUAL(checked(x, nothing, 5), "");
  }
}

CAF_TEST(equal ranks are refused where one option is followed at a time) {
  auto equal = [](counting_rules& x) { x.overvotes = overvote_rule::equal; };
  for (auto x :
       {method::instant_runoff, method::transferable_vote, method::borda}) {
    CAF_CHECK_EQUAL(checked(x, equal),
                    "overvotes cannot be equal in " + std::string{to_string(x)}
                      + ", which follows one option at a time");
  }
  CAF_CHECK_EQUAL(checked(method::schulze, equal), "");
  CAF_CHECK_EQUAL(checked(method::ranked_pairs, equal), "");
}

CAF_TEST(ties go by earlier rounds only where there are rounds) {
  for (auto ties : {tie_rule::previous_round, tie_rule::previous_round_then_lot,
                    tie_rule::previous_round_then_official}) {
    auto change = [&](counting_rules& x) {
      x.ties = ties;
      x.lot_seed = "seed";
    };
    for (auto x : all_counting_methods()) {
      auto rounds =
        x == method::instant_runoff || x == method::transferable_vote;
      CAF_CHECK_EQUAL(checked(x, change),
                      rounds
                        ? std::string{}
                        : "ties cannot go by earlier rounds in "
                            + std::string{to_string(x)} + ", which has none");
    }
  }
}

CAF_TEST(numbers out of their bounds are refused however they were set) {
  auto refused = [](counting_method x, auto change) {
    auto rules = default_rules(x);
    change(rules);
    return !check_rules(x, rules, 1);
  };
  CAF_CHECK(refused(counting_method::transferable_vote,
                    [](auto& x) { x.decimals = 10; }));
  CAF_CHECK(refused(counting_method::score, [](auto& x) { x.score_max = 0; }));
  CAF_CHECK(
    refused(counting_method::score, [](auto& x) { x.score_max = 101; }));
  CAF_CHECK(
    refused(counting_method::approval, [](auto& x) { x.choices_max = 501; }));
  // What a method does not read is no matter.
  CAF_CHECK(
    !refused(counting_method::plurality, [](auto& x) { x.decimals = 10; }));
}

CAF_TEST(lots need a seed) {
  for (auto ties : {tie_rule::lot, tie_rule::previous_round_then_lot}) {
    CAF_CHECK_EQUAL(checked(method::instant_runoff,
                            [&](counting_rules& x) { x.ties = ties; }),
                    "ties by lot need a public lot_seed");
  }
  auto whole = [](counting_rules& x) { x.surplus = surplus_rule::whole; };
  CAF_CHECK_EQUAL(checked(method::transferable_vote, whole),
                  "whole ballots are drawn by a public lot_seed, which is "
                  "missing");
  // A method that has no surpluses does not ask for it.
  CAF_CHECK_EQUAL(checked(method::instant_runoff, whole), "");
}

CAF_TEST(what counts begin with can be followed) {
  for (auto x : all_counting_methods()) {
    CAF_CHECK_EQUAL(checked(x, nothing), "");
    CAF_CHECK(default_rules(x).ties == tie_rule::unresolved);
  }
}

// -- what is said of rules ----------------------------------------------------

CAF_TEST(the rules of a count are a line each) {
  CAF_CHECK_EQUAL(
    rules_text(method::plurality, default_rules(method::plurality), 3),
    "method=plurality\nseats=3\nties=unresolved\nlot_seed=\n");
  CAF_CHECK_EQUAL(
    rules_text(method::transferable_vote, named("scotland").rules, 4),
    "method=stv\nseats=4\novervotes=exhaust\n"
    "skipped_ranks=exhaust_at_one\nrepeats=exhaust\n"
    "ranks_max=0\nquota=droop\nsurplus=fractional\ndecimals=5\n"
    "ties=previous_round_then_official\nlot_seed=\n");
}

CAF_TEST(rules that differ are said differently) {
  // Every word of every rule that a method reads, one at a time.
  for (auto x : all_counting_methods()) {
    std::set<std::string> texts{rules_text(x, default_rules(x), 1)};
    for (const auto& field : rule_fields(x)) {
      for (const auto* word :
           {"refuse", "exhaust", "skip", "equal", "exhaust_at_two",
            "exhaust_at_one", "lot", "official", "hare", "whole", "average",
            "margins", "batch", "two_remain", "7"}) {
        auto rules = default_rules(x);
        auto before = field.read(rules);
        if (field.write(rules, word) && field.read(rules) != before) {
          CAF_CHECK(texts.insert(rules_text(x, rules, 1)).second);
        }
      }
    }
  }
}

CAF_TEST(jurisdictions have the rules that their table says) {
  // docs/COUNTING.md, "Rules of jurisdictions".
  for (const auto& x : all_named_rules()) {
    CAF_CHECK_EQUAL(said(check_rules(x.method, x.rules, 1)), "");
    CAF_CHECK(std::string{x.source} != "");
  }
  const auto& minneapolis = named("minneapolis").rules;
  CAF_CHECK(minneapolis.overvotes == overvote_rule::skip);
  CAF_CHECK_EQUAL(minneapolis.ranks_max, 3u);
  CAF_CHECK(minneapolis.stop == stop_rule::first_round_majority);
  CAF_CHECK(minneapolis.elimination == elimination_rule::batch);
  const auto& san_francisco = named("san_francisco").rules;
  CAF_CHECK(san_francisco.overvotes == overvote_rule::exhaust);
  CAF_CHECK_EQUAL(san_francisco.ranks_max, 10u);
  CAF_CHECK(san_francisco.stop == stop_rule::majority);
  const auto& maine = named("maine").rules;
  CAF_CHECK(maine.skipped_ranks == skipped_rank_rule::exhaust_at_two);
  CAF_CHECK(maine.stop == stop_rule::two_remain);
  CAF_CHECK(named("scotland").method == method::transferable_vote);
}

CAF_TEST(what a rule may be is what its method can follow) {
  auto allowed = [](counting_method method, std::string_view name) {
    for (const auto& field : rule_fields(method)) {
      if (name == field.name) {
        return field.allowed;
      }
    }
    return std::string{};
  };
  CAF_CHECK_EQUAL(allowed(counting_method::instant_runoff, "overvotes"),
                  "refuse, exhaust or skip");
  CAF_CHECK_EQUAL(allowed(counting_method::schulze, "overvotes"),
                  "refuse, exhaust, skip or equal");
  CAF_CHECK_EQUAL(allowed(counting_method::star, "ties"),
                  "ballot_order, lot, unresolved or official");
}
