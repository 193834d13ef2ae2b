#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "domain/counting/rules.hpp"
#include "domain/ids.hpp"
#include "domain/result.hpp"

namespace scrutin {

/// A text for voters, in both languages.
struct bilingual {
  std::string fr;
  std::string en;
};

enum class election_kind : unsigned char {
  referendum = 1,
  municipal,
  provincial,
  federal,
};

/// When totals leave the system.
enum class release_policy : unsigned char {
  /// In steps of at least `release_step_ballots`, while voting goes on.
  live = 1,
  /// Turnout only, until the election's last region has closed.
  at_close,
};

/// What a share of votes is a share of.
enum class pass_denominator : unsigned char { valid = 1, cast, eligible };

/// What becomes of a law whose `oui` are exactly the share that they must pass.
enum class pass_tie : unsigned char { not_passed = 1, passed };

/// When a law passes: strictly more `oui` than `numerator / denominator` of
/// the base, and whatever else is asked for.
struct pass_rule {
  std::uint32_t numerator = 1;
  std::uint32_t denominator = 2;
  pass_denominator base = pass_denominator::valid;
  pass_tie tie = pass_tie::not_passed;
  /// Least part of the roll that must have voted, blank ballots included.
  std::uint32_t quorum_numerator = 0;
  std::uint32_t quorum_denominator = 1;
  /// Regions in which the law must have its share as well; 0: in none.
  std::uint32_t regions_needed = 0;
};

/// The shape of the codes on a roll.
enum class code_format : unsigned char {
  /// 80 random bits and a checksum in base32; see credential.hpp.
  strong = 1,
  /// The predecessor's six letters or digits.
  legacy,
};

/// What of a credential is hashed, and how it is put together.
enum class digest_scheme : unsigned char {
  /// `nas|CODE|code of the election`
  nas_code_election = 1,
  /// `nas` followed by `CODE`; the predecessor's elections.
  nas_code,
};

/// What a roll declares of its credentials.
struct roll_format {
  code_format codes = code_format::strong;
  digest_scheme digests = digest_scheme::nas_code_election;
};

/// What officials decide themselves; what they do not, the clock does.
struct official_rules {
  /// Opens by an official's act, whatever the hour.
  bool open = false;
  /// Closes by an official's act.
  bool close = false;
  /// Acts that a second official has to agree to.
  bool two_to_open = false;
  bool two_to_close = false;
  /// To annul, too.
  bool two_to_certify = false;
};

struct party {
  std::string code;
  bilingual name;
  /// `#RRGGBB`
  std::string color;
};

/// What a ballot can choose: a candidate or an answer.
struct contest_option {
  option_id id;
  /// `oui`, `non`; empty for candidates.
  std::string code;
  bilingual name;
  /// Empty for answers. Independents carry the party `IND`.
  std::string party_code;
};

/// One election in one region. Options stand in ballot order.
struct contest {
  region_id region;
  std::vector<contest_option> options;
  /// Options to elect.
  std::uint32_t seats = 1;

  /// @returns the option, or null where none has that id. O(options).
  [[nodiscard]] const contest_option* find(option_id id) const;
};

struct region {
  region_id id;
  std::string code;
  bilingual name;
};

/// What is being decided, and by which rules. Fixed once open.
struct election {
  election_id id;
  std::string code;
  bilingual name;
  election_kind kind = election_kind::referendum;
  counting_method method = counting_method::plurality;
  /// Referendums only.
  std::optional<bilingual> question;
  std::optional<pass_rule> pass;
  /// Those that the method reads; see rule_fields().
  counting_rules counting;
  bool blank_allowed = true;
  roll_format roll;
  release_policy policy = release_policy::at_close;
  /// k of the release rule: fewest new ballots that let totals out.
  std::uint32_t release_step_ballots = 25;
  /// Unix ms; casts received in [opens_at_ms, closes_at_ms) count.
  std::int64_t opens_at_ms = 0;
  std::int64_t closes_at_ms = 0;
  /// Seconds after closing in which casts received before it may commit.
  std::uint32_t grace_s = 30;
  official_rules officials;
  /// Voters a partition should hold; decides the slices of a region.
  std::uint32_t partition_voters = 250'000;
  std::vector<party> parties;
  std::vector<region> regions;
  std::vector<contest> contests;

  [[nodiscard]] bool is_referendum() const {
    return kind == election_kind::referendum;
  }
  [[nodiscard]] const region* find_region(region_id id) const;
  [[nodiscard]] const contest* find_contest(region_id id) const;
  [[nodiscard]] const party* find_party(const std::string& party_code) const;
  /// The option of a referendum with that code, in its first contest.
  [[nodiscard]] const contest_option*
  find_answer(const std::string& answer) const;
};

/// Checks a definition as a whole.
/// @returns `bad_configuration` with the first thing that is wrong: an id of
/// 0 or twice, a contest without options or without its region, a party that
/// is not listed, a window that ends before it starts, rules that the method
/// cannot follow, more seats than options, a referendum without question or
/// pass rule or with other options than oui and non, a limit passed (1,000
/// regions, 500 options a contest), a law that must pass in more regions than
/// it has.
result<void> validate(const election& x);

/// SHA-256 of everything in the definition that gives a cast ballot its
/// meaning, as 32 bytes; the names of options are part of it. Other names,
/// colours and hours may be corrected without changing it.
std::string meaning_fingerprint(const election& x);

/// What clients call the style of ballot: `single_choice` and `ranked_choice`
/// as the predecessor's do, else `multiple_choice` and `scores`.
const char* voting_method_of(counting_method x);

const char* to_string(election_kind x);
const char* to_string(release_policy x);

} // namespace scrutin
