#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "domain/result.hpp"

namespace scrutin {

/// How ballots become a result; docs/COUNTING.md tells of each. Written into
/// fingerprints: never renumber.
enum class counting_method : unsigned char {
  /// One option a ballot; most votes win.
  plurality = 1,
  /// Options in order of preference; the weakest leave one after the other.
  instant_runoff,
  /// As many options a ballot as the rules allow; most votes win the seats.
  block,
  /// Any options a ballot; most approvals win.
  approval,
  /// A score for each option; the highest sum wins.
  score,
  /// Scores; the two with the highest sums, then who is preferred of these.
  star,
  /// Preferences earn points by their place.
  borda,
  /// Preferences; seats by quota, with surpluses and the weakest transferred.
  transferable_vote,
  /// Preferences, compared pair by pair; strongest paths.
  schulze,
  /// Preferences, compared pair by pair; the strongest pairs first.
  ranked_pairs,
};

/// What a voter marks.
enum class ballot_style : unsigned char { one, set, ranking, scores };

ballot_style style_of(counting_method x);

/// Whether a count goes in rounds, or by pairs of options.
bool has_rounds(counting_method x);
bool compares_pairs(counting_method x);

/// `plurality`, `irv`, `block`, `approval`, `score`, `star`, `borda`, `stv`,
/// `schulze`, `ranked_pairs`.
const char* to_string(counting_method x);

/// @returns `bad_configuration`, naming all methods, for any other name.
result<counting_method> counting_method_of(std::string_view name);

/// Every method, in the order of its number.
const std::vector<counting_method>& all_counting_methods();

// The rules below are written into fingerprints: never renumber.

/// What a rank that names several options means.
enum class overvote_rule : unsigned char {
  /// The ballot is refused when cast.
  refuse = 1,
  /// The ballot counts no further from that rank on.
  exhaust,
  /// That rank is passed over.
  skip,
  /// They are preferred equally. Where pairs are compared only.
  equal,
};

/// What ranks left empty before a marked one mean.
enum class skipped_rank_rule : unsigned char {
  /// The ballot is refused when cast.
  refuse = 1,
  /// Empty ranks are passed over.
  skip,
  /// One is passed over; two in a row end the ballot.
  exhaust_at_two,
  /// The first ends the ballot.
  exhaust_at_one,
};

/// What a further rank for an option that has one means.
enum class repeated_option_rule : unsigned char {
  /// The ballot is refused when cast.
  refuse = 1,
  /// It says nothing; nor is its rank a skipped one.
  skip,
  /// The ballot counts no further from there on.
  exhaust,
};

/// Who prevails among equals.
enum class tie_rule : unsigned char {
  /// Who was ahead in the nearest earlier round where they differed; then the
  /// option earlier on the ballot.
  previous_round = 1,
  /// The option earlier on the ballot.
  ballot_order,
  /// By lot drawn from `counting_rules::lot_seed`.
  lot,
  /// Nobody: the count stops, and says between whom.
  unresolved,
  /// By a lot that an official draws and enters; the count stops until then.
  official,
  /// As previous_round, then by lot.
  previous_round_then_lot,
  /// As previous_round, then by the official's lot.
  previous_round_then_official,
};

/// When an instant-runoff ends.
enum class stop_rule : unsigned char {
  /// As soon as an option has more than half of the continuing ballots.
  majority = 1,
  /// When two options remain, whatever the votes before.
  two_remain,
  /// As soon as an option has more than half of the first round's votes, or
  /// two remain.
  first_round_majority,
};

/// How many leave in a round of an instant-runoff.
enum class elimination_rule : unsigned char {
  /// The one with fewest votes.
  one = 1,
  /// All that could not catch up with the next even together, where at least
  /// two remain; else the one with fewest votes. The same options stay in the
  /// end as with `one`, unless a tie is decided by earlier rounds.
  batch,
};

/// Votes that are enough for a seat.
enum class quota_rule : unsigned char {
  /// Valid ballots / (seats + 1), without its fraction, plus 1.
  droop = 1,
  /// Valid ballots / seats, without its fraction.
  hare,
};

/// What of an elected option's ballots passes on.
enum class surplus_rule : unsigned char {
  /// All of them, each at a part of its value (weighted inclusive Gregory).
  fractional = 1,
  /// As many whole ballots as the surplus, in proportion to what they say.
  whole,
};

/// Points of a Borda count among n options.
enum class points_rule : unsigned char {
  /// n-1 for the first, n-2 for the next…; none for an option left out.
  zero = 1,
  /// As zero; those left out share the points left over.
  average,
  /// As many as a ballot ranks for its first, down to 1 for its last.
  modified,
};

/// How strong the victory of one option over another is.
enum class strength_rule : unsigned char {
  /// Ballots that prefer the winner; of as many, fewer that prefer the loser.
  winning_votes = 1,
  /// These, less those that prefer the loser.
  margins,
};

/// Every parameter of every method; rule_fields() tells which a method reads.
struct counting_rules {
  overvote_rule overvotes = overvote_rule::refuse;
  skipped_rank_rule skipped_ranks = skipped_rank_rule::skip;
  repeated_option_rule repeats = repeated_option_rule::refuse;
  tie_rule ties = tie_rule::unresolved;
  stop_rule stop = stop_rule::majority;
  elimination_rule elimination = elimination_rule::one;
  quota_rule quota = quota_rule::droop;
  surplus_rule surplus = surplus_rule::fractional;
  points_rule points = points_rule::zero;
  strength_rule strength = strength_rule::winning_votes;
  /// Public seed of lots; may be empty where none is drawn from it.
  std::string lot_seed;
  /// Ranks a ballot may hold; 0: as many as there are options when it is cast,
  /// any number in a file.
  std::uint32_t ranks_max = 0;
  /// Options a ballot may name; 0: as many as there are seats in a block
  /// vote, as there are options in an approval vote.
  std::uint32_t choices_max = 0;
  /// The highest score, 1 to 100; the lowest is 0.
  std::uint32_t score_max = 5;
  /// Digits after the point of a transferred ballot's value, 0 to 9.
  std::uint32_t decimals = 5;
};

/// A parameter by its name in definitions, on the command line and in results.
struct rule_field {
  const char* name;
  /// The words it may be, or what number.
  std::string allowed;
  std::string (*read)(const counting_rules& from);
  /// @returns false for a value that is not allowed.
  bool (*write)(counting_rules& to, std::string_view value);
};

/// The parameters that a method reads.
const std::vector<rule_field>& rule_fields(counting_method x);

/// All that a count goes by, a line each: `method=irv`, `seats=1`, then
/// `name=value` for each parameter that the method reads, in the order of
/// rule_fields(). Its SHA-256 stands in results.
std::string rules_text(counting_method method, const counting_rules& rules,
                       std::uint32_t seats);

/// SHA-256 of rules_text(), in hexadecimal.
std::string rules_digest(counting_method method, const counting_rules& rules,
                         std::uint32_t seats);

/// Sets a parameter of a method.
/// @returns `bad_configuration` with what is allowed instead.
result<void> set_rule(counting_rules& rules, counting_method method,
                      std::string_view name, std::string_view value);

/// Checks the parameters of a method together.
/// @param seats: of the contest, at least 1.
/// @returns `bad_configuration` for a rule that the method cannot follow.
result<void> check_rules(counting_method method, const counting_rules& rules,
                         std::uint32_t seats);

/// How many options a ballot of one or several may name.
/// @param options: that stand in the contest.
std::size_t choices_allowed(counting_method method, const counting_rules& rules,
                            std::uint32_t seats, std::size_t options);

/// What counts are begun with where nothing else is said: a file's ballots are
/// read as leniently as their method allows, and ties stay open.
counting_rules default_rules(counting_method x);

/// The rules of a jurisdiction, under a name.
struct named_rules {
  const char* name;
  counting_method method;
  counting_rules rules;
  /// Where they stand.
  const char* source;
};

const std::vector<named_rules>& all_named_rules();

} // namespace scrutin
