#include "domain/counting/rules.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

#include "domain/cryptography.hpp"
#include "domain/text.hpp"

namespace scrutin {

namespace {

error wrong_rules(std::string what) {
  return {ec::bad_configuration, std::move(what)};
}

// -- words of the rules -------------------------------------------------------

template <class Rule>
using words = std::vector<std::pair<const char*, Rule>>;

const words<overvote_rule>& words_of(overvote_rule) {
  static const words<overvote_rule> all{{"refuse", overvote_rule::refuse},
                                        {"exhaust", overvote_rule::exhaust},
                                        {"skip", overvote_rule::skip},
                                        {"equal", overvote_rule::equal}};
  return all;
}

const words<skipped_rank_rule>& words_of(skipped_rank_rule) {
  static const words<skipped_rank_rule> all{
    {"refuse", skipped_rank_rule::refuse},
    {"skip", skipped_rank_rule::skip},
    {"exhaust_at_two", skipped_rank_rule::exhaust_at_two},
    {"exhaust_at_one", skipped_rank_rule::exhaust_at_one}};
  return all;
}

const words<repeated_option_rule>& words_of(repeated_option_rule) {
  static const words<repeated_option_rule> all{
    {"refuse", repeated_option_rule::refuse},
    {"skip", repeated_option_rule::skip},
    {"exhaust", repeated_option_rule::exhaust}};
  return all;
}

const words<tie_rule>& words_of(tie_rule) {
  static const words<tie_rule> all{
    {"previous_round", tie_rule::previous_round},
    {"ballot_order", tie_rule::ballot_order},
    {"lot", tie_rule::lot},
    {"unresolved", tie_rule::unresolved},
    {"official", tie_rule::official},
    {"previous_round_then_lot", tie_rule::previous_round_then_lot},
    {"previous_round_then_official", tie_rule::previous_round_then_official}};
  return all;
}

const words<stop_rule>& words_of(stop_rule) {
  static const words<stop_rule> all{
    {"majority", stop_rule::majority},
    {"two_remain", stop_rule::two_remain},
    {"first_round_majority", stop_rule::first_round_majority}};
  return all;
}

const words<elimination_rule>& words_of(elimination_rule) {
  static const words<elimination_rule> all{{"one", elimination_rule::one},
                                           {"batch", elimination_rule::batch}};
  return all;
}

const words<quota_rule>& words_of(quota_rule) {
  static const words<quota_rule> all{{"droop", quota_rule::droop},
                                     {"hare", quota_rule::hare}};
  return all;
}

const words<surplus_rule>& words_of(surplus_rule) {
  static const words<surplus_rule> all{{"fractional", surplus_rule::fractional},
                                       {"whole", surplus_rule::whole}};
  return all;
}

const words<points_rule>& words_of(points_rule) {
  static const words<points_rule> all{{"zero", points_rule::zero},
                                      {"average", points_rule::average},
                                      {"modified", points_rule::modified}};
  return all;
}

const words<strength_rule>& words_of(strength_rule) {
  static const words<strength_rule> all{
    {"winning_votes", strength_rule::winning_votes},
    {"margins", strength_rule::margins}};
  return all;
}

template <class Range, class Word>
std::string listed(const Range& range, Word word) {
  std::string text;
  for (std::size_t i = 0; i < range.size(); ++i) {
    text += i == 0 ? "" : i + 1 == range.size() ? " or " : ", ";
    text += word(range[i]);
  }
  return text;
}

// Of votes that can be compared with those of a round before; what STAR counts
// in its two rounds cannot.
bool has_earlier_rounds(counting_method x) {
  return has_rounds(x) && x != counting_method::star;
}

// Rules that a method cannot follow, and those that need another.
result<void> check_together(counting_method method,
                            const counting_rules& rules) {
  if (rules.overvotes == overvote_rule::equal && !compares_pairs(method)
      && style_of(method) == ballot_style::ranking) {
    return wrong_rules("overvotes cannot be equal in "
                       + std::string{to_string(method)}
                       + ", which follows one option at a time");
  }
  switch (rules.ties) {
  case tie_rule::previous_round:
  case tie_rule::previous_round_then_lot:
  case tie_rule::previous_round_then_official:
    if (!has_earlier_rounds(method)) {
      return wrong_rules("ties cannot go by earlier rounds in "
                         + std::string{to_string(method)} + ", which has none");
    }
    break;
  case tie_rule::ballot_order:
  case tie_rule::lot:
  case tie_rule::unresolved:
  case tie_rule::official:
    break;
  }
  auto draws = rules.ties == tie_rule::lot
               || rules.ties == tie_rule::previous_round_then_lot;
  if (draws && rules.lot_seed.empty()) {
    return wrong_rules("ties by lot need a public lot_seed");
  }
  if (method == counting_method::transferable_vote
      && rules.surplus == surplus_rule::whole && rules.lot_seed.empty()) {
    return wrong_rules("whole ballots are drawn by a public lot_seed, which is "
                       "missing");
  }
  return {};
}

// -- fields -------------------------------------------------------------------

template <auto Member>
struct word_field {
  using rule = std::decay_t<decltype(std::declval<counting_rules>().*Member)>;

  static std::string read(const counting_rules& from) {
    for (const auto& [word, value] : words_of(rule{})) {
      if (value == from.*Member) {
        return word;
      }
    }
    return "invalid";
  }

  static bool write(counting_rules& to, std::string_view given) {
    for (const auto& [word, value] : words_of(rule{})) {
      if (given == word) {
        to.*Member = value;
        return true;
      }
    }
    return false;
  }

  // Says the words that the method can follow; the others are refused by
  // check_rules(), which tells why.
  static rule_field named(const char* name, counting_method method) {
    std::vector<std::string> fitting;
    for (const auto& [word, value] : words_of(rule{})) {
      auto chosen = default_rules(method);
      chosen.lot_seed = "drawn";
      chosen.*Member = value;
      if (check_together(method, chosen)) {
        fitting.emplace_back(word);
      }
    }
    return {name, listed(fitting, [](const auto& x) { return x; }), &read,
            &write};
  }
};

template <auto Member, std::uint32_t Min, std::uint32_t Max>
struct number_field {
  static std::string read(const counting_rules& from) {
    return std::to_string(from.*Member);
  }

  static bool write(counting_rules& to, std::string_view given) {
    std::uint32_t value = 0;
    auto [end, failed] =
      std::from_chars(given.data(), given.data() + given.size(), value);
    if (failed != std::errc{} || end != given.data() + given.size()
        || value < Min || value > Max) {
      return false;
    }
    to.*Member = value;
    return true;
  }

  static rule_field named(const char* name) {
    return {name,
            "a number from " + std::to_string(Min) + " to "
              + std::to_string(Max),
            &read, &write};
  }
};

std::string read_seed(const counting_rules& from) {
  return from.lot_seed;
}

bool write_seed(counting_rules& to, std::string_view given) {
  if (given.size() > 256) {
    return false;
  }
  to.lot_seed = given;
  return true;
}

using rules = counting_rules;

rule_field ties(counting_method x) {
  return word_field<&rules::ties>::named("ties", x);
}

rule_field seed() {
  return {"lot_seed", "a text of at most 256 bytes", &read_seed, &write_seed};
}

// What every ranked ballot is read by.
std::vector<rule_field> ranked(counting_method x, std::vector<rule_field> own) {
  std::vector<rule_field> fields{
    word_field<&rules::overvotes>::named("overvotes", x),
    word_field<&rules::skipped_ranks>::named("skipped_ranks", x),
    word_field<&rules::repeats>::named("repeats", x),
    number_field<&rules::ranks_max, 0, 500>::named("ranks_max")};
  fields.insert(fields.end(), own.begin(), own.end());
  fields.push_back(ties(x));
  fields.push_back(seed());
  return fields;
}

std::vector<rule_field> fields_of(counting_method x) {
  switch (x) {
  case counting_method::plurality:
    return {ties(x), seed()};
  case counting_method::instant_runoff:
    return ranked(x,
                  {word_field<&rules::stop>::named("stop", x),
                   word_field<&rules::elimination>::named("elimination", x)});
  case counting_method::block:
  case counting_method::approval:
    return {number_field<&rules::choices_max, 0, 500>::named("choices_max"),
            ties(x), seed()};
  case counting_method::score:
  case counting_method::star:
    return {number_field<&rules::score_max, 1, 100>::named("score_max"),
            ties(x), seed()};
  case counting_method::borda:
    return ranked(x, {word_field<&rules::points>::named("points", x)});
  case counting_method::transferable_vote:
    return ranked(x, {word_field<&rules::quota>::named("quota", x),
                      word_field<&rules::surplus>::named("surplus", x),
                      number_field<&rules::decimals, 0, 9>::named("decimals")});
  case counting_method::schulze:
  case counting_method::ranked_pairs:
    return ranked(x, {word_field<&rules::strength>::named("strength", x)});
  }
  broken_invariant("rules of an unknown counting method");
}

bool has_one_winner(counting_method x) {
  return x == counting_method::instant_runoff || x == counting_method::star
         || compares_pairs(x);
}

} // namespace

ballot_style style_of(counting_method x) {
  switch (x) {
  case counting_method::plurality:
    return ballot_style::one;
  case counting_method::block:
  case counting_method::approval:
    return ballot_style::set;
  case counting_method::score:
  case counting_method::star:
    return ballot_style::scores;
  case counting_method::instant_runoff:
  case counting_method::borda:
  case counting_method::transferable_vote:
  case counting_method::schulze:
  case counting_method::ranked_pairs:
    return ballot_style::ranking;
  }
  broken_invariant("the ballot of an unknown counting method");
}

bool has_rounds(counting_method x) {
  return x == counting_method::instant_runoff
         || x == counting_method::transferable_vote
         || x == counting_method::star;
}

bool compares_pairs(counting_method x) {
  return x == counting_method::schulze || x == counting_method::ranked_pairs;
}

const char* to_string(counting_method x) {
  switch (x) {
  case counting_method::plurality:
    return "plurality";
  case counting_method::instant_runoff:
    return "irv";
  case counting_method::block:
    return "block";
  case counting_method::approval:
    return "approval";
  case counting_method::score:
    return "score";
  case counting_method::star:
    return "star";
  case counting_method::borda:
    return "borda";
  case counting_method::transferable_vote:
    return "stv";
  case counting_method::schulze:
    return "schulze";
  case counting_method::ranked_pairs:
    return "ranked_pairs";
  }
  return "invalid";
}

const std::vector<counting_method>& all_counting_methods() {
  static const std::vector<counting_method> all{
    counting_method::plurality, counting_method::instant_runoff,
    counting_method::block,     counting_method::approval,
    counting_method::score,     counting_method::star,
    counting_method::borda,     counting_method::transferable_vote,
    counting_method::schulze,   counting_method::ranked_pairs,
  };
  return all;
}

result<counting_method> counting_method_of(std::string_view name) {
  const auto& all = all_counting_methods();
  for (auto x : all) {
    if (name == to_string(x)) {
      return x;
    }
  }
  return wrong_rules("no counting method is called " + std::string{name}
                     + "; it must be "
                     + listed(all, [](auto x) { return to_string(x); }));
}

const std::vector<rule_field>& rule_fields(counting_method x) {
  static const auto all = [] {
    std::vector<std::vector<rule_field>> fields;
    for (auto method : all_counting_methods()) {
      fields.push_back(fields_of(method));
    }
    return fields;
  }();
  return all.at(static_cast<std::size_t>(x) - 1);
}

std::string rules_text(counting_method method, const counting_rules& rules,
                       std::uint32_t seats) {
  auto text = std::string{"method="} + to_string(method)
              + "\nseats=" + std::to_string(seats) + "\n";
  for (const auto& field : rule_fields(method)) {
    text += field.name + ("=" + field.read(rules)) + "\n";
  }
  return text;
}

std::string rules_digest(counting_method method, const counting_rules& rules,
                         std::uint32_t seats) {
  return to_hex(sha256(rules_text(method, rules, seats)).view());
}

result<void> set_rule(counting_rules& rules, counting_method method,
                      std::string_view name, std::string_view value) {
  const auto& fields = rule_fields(method);
  auto field = std::find_if(fields.begin(), fields.end(),
                            [&](const auto& x) { return name == x.name; });
  if (field == fields.end()) {
    return wrong_rules(std::string{to_string(method)} + " has no rule "
                       + std::string{name} + "; it has "
                       + listed(fields, [](const auto& x) { return x.name; }));
  }
  if (!field->write(rules, value)) {
    return wrong_rules(std::string{name} + " must be " + field->allowed);
  }
  return {};
}

result<void> check_rules(counting_method method, const counting_rules& rules,
                         std::uint32_t seats) {
  std::string name = to_string(method);
  for (const auto& field : rule_fields(method)) {
    auto copy = rules;
    if (!field.write(copy, field.read(rules))) {
      return wrong_rules(field.name + (" must be " + field.allowed));
    }
  }
  if (seats == 0) {
    return wrong_rules("a contest needs at least one seat");
  }
  if (seats > 1 && has_one_winner(method)) {
    return wrong_rules(name + " fills one seat");
  }
  return check_together(method, rules);
}

std::size_t choices_allowed(counting_method method, const counting_rules& rules,
                            std::uint32_t seats, std::size_t options) {
  if (method == counting_method::plurality) {
    return 1;
  }
  if (rules.choices_max != 0) {
    return rules.choices_max;
  }
  return method == counting_method::block ? seats : options;
}

counting_rules default_rules(counting_method x) {
  counting_rules rules;
  rules.overvotes =
    compares_pairs(x) ? overvote_rule::equal : overvote_rule::exhaust;
  rules.repeats = repeated_option_rule::skip;
  return rules;
}

const std::vector<named_rules>& all_named_rules() {
  static const auto all = [] {
    counting_rules minneapolis;
    minneapolis.overvotes = overvote_rule::skip;
    minneapolis.skipped_ranks = skipped_rank_rule::skip;
    minneapolis.repeats = repeated_option_rule::skip;
    minneapolis.ranks_max = 3;
    minneapolis.stop = stop_rule::first_round_majority;
    minneapolis.elimination = elimination_rule::batch;
    minneapolis.ties = tie_rule::official;

    counting_rules san_francisco;
    san_francisco.overvotes = overvote_rule::exhaust;
    san_francisco.skipped_ranks = skipped_rank_rule::skip;
    san_francisco.repeats = repeated_option_rule::skip;
    san_francisco.ranks_max = 10;
    san_francisco.stop = stop_rule::majority;
    san_francisco.ties = tie_rule::official;

    counting_rules maine;
    maine.overvotes = overvote_rule::exhaust;
    maine.skipped_ranks = skipped_rank_rule::exhaust_at_two;
    maine.repeats = repeated_option_rule::skip;
    maine.stop = stop_rule::two_remain;
    maine.elimination = elimination_rule::batch;
    maine.ties = tie_rule::official;

    counting_rules scotland;
    scotland.overvotes = overvote_rule::exhaust;
    scotland.skipped_ranks = skipped_rank_rule::exhaust_at_one;
    scotland.repeats = repeated_option_rule::exhaust;
    scotland.quota = quota_rule::droop;
    scotland.surplus = surplus_rule::fractional;
    scotland.decimals = 5;
    scotland.ties = tie_rule::previous_round_then_official;

    return std::vector<named_rules>{
      {"minneapolis", counting_method::instant_runoff, minneapolis,
       "Minneapolis Code of Ordinances, title 8.5, chapter 167"},
      {"san_francisco", counting_method::instant_runoff, san_francisco,
       "San Francisco Charter, section 13.102"},
      {"maine", counting_method::instant_runoff, maine,
       "Maine Revised Statutes, title 21-A, section 723-A; 29-250 C.M.R. "
       "chapter 535"},
      {"scotland", counting_method::transferable_vote, scotland,
       "Scottish Local Government Elections Order 2007, schedule 1, rules 45 "
       "to 52"},
    };
  }();
  return all;
}

} // namespace scrutin
