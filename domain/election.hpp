#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
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

/// When ballots are taken: those received in [opens_at_ms, closes_at_ms) count.
/// Unix ms.
struct voting_window {
  std::int64_t opens_at_ms = 0;
  std::int64_t closes_at_ms = 0;
};

/// In which order the options of a contest are shown to voters. Counts and
/// results keep to the order of the definition.
enum class ballot_order_rule : unsigned char {
  /// As the definition has them.
  listed = 1,
  /// By name; see shown_order().
  alphabetical,
  /// By lot, from the public seed of the definition.
  drawn,
  /// As listed, beginning with another option for each voter.
  rotated,
};

/// What becomes of the votes of a candidate who withdraws while voting goes on.
enum class withdrawal_rule : unsigned char {
  /// They count, and may go on being cast: the candidate can win.
  votes_stand = 1,
  /// They count for nobody.
  votes_void,
  /// Rankings count as if the candidate had never stood on them.
  next_preference,
  /// Voting in that region ends, and its contest is annulled.
  contest_annulled,
};

/// What becomes of the votes of regions that hold fewer than
/// `release_step_ballots` ballots when all has closed.
enum class small_region_rule : unsigned char {
  /// They come out like any other's.
  publish = 1,
  /// They come out only as part of a sum over several regions; see
  /// merged_regions.hpp.
  merge,
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
  /// What an alphabetical ballot sorts by, such as the family name; where it is
  /// empty, the French name.
  std::string sort_name = {};
  /// A few lines about a candidate.
  std::optional<bilingual> bio = {};
  /// `https://` address or absolute path of a picture; may be empty.
  std::string photo = {};
  /// `https://` address of a page; may be empty.
  std::string web = {};
  /// A candidate who is not on the ballot: only names that voters write in can
  /// count for them.
  bool write_in = false;
};

/// One election in one region. Options stand in ballot order.
struct contest {
  region_id region;
  std::vector<contest_option> options;
  /// Options to elect.
  std::uint32_t seats = 1;
  /// There are no more candidates than seats: all are elected without a vote.
  /// No ballots are taken, and no roll is needed.
  bool acclaimed = false;

  /// @returns the option, or null where none has that id. O(options).
  [[nodiscard]] const contest_option* find(option_id id) const;
};

struct region {
  region_id id;
  std::string code;
  bilingual name;
  /// Where it is not that of the election.
  std::optional<voting_window> window = {};
  /// IANA name of the zone whose hours it keeps; empty: that of the election.
  std::string time_zone = {};
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
  /// Unix ms; of the regions that have no window of their own.
  std::int64_t opens_at_ms = 0;
  std::int64_t closes_at_ms = 0;
  /// IANA name of the zone that hours are told in; may be empty.
  std::string time_zone;
  /// Seconds after closing in which casts received before it may commit.
  std::uint32_t grace_s = 30;
  official_rules officials;
  /// Voters a partition should hold; decides the slices of a region.
  std::uint32_t partition_voters = 250'000;
  ballot_order_rule order = ballot_order_rule::listed;
  /// Published before it could be chosen to please anyone; `drawn` only.
  std::string order_seed;
  /// Where there is none, no candidate can be withdrawn.
  std::optional<withdrawal_rule> withdrawal;
  small_region_rule small_regions = small_region_rule::publish;
  /// Whether voters may write a name in; see write_ins.hpp.
  bool write_ins = false;
  std::vector<party> parties;
  std::vector<region> regions;
  std::vector<contest> contests;

  [[nodiscard]] bool is_referendum() const {
    return kind == election_kind::referendum;
  }
  [[nodiscard]] const region* find_region(region_id id) const;
  [[nodiscard]] const contest* find_contest(region_id id) const;
  /// When a region votes. O(regions).
  [[nodiscard]] voting_window window_of(region_id id) const;
  /// From the first opening of a region to the last closing.
  [[nodiscard]] voting_window whole_window() const;
  [[nodiscard]] const party* find_party(const std::string& party_code) const;
  /// The option of a referendum with that code, in its first contest.
  [[nodiscard]] const contest_option*
  find_answer(const std::string& answer) const;
};

/// Checks a definition as a whole.
/// @returns `bad_configuration` with the first thing that is wrong: an id of
/// 0 or twice, a contest without options or without its region, a party that
/// is not listed, a window that ends before it starts, rules that the method
/// cannot follow, more seats than options where nobody is acclaimed, fewer
/// where somebody is, a referendum without question or pass rule or with other
/// options than oui and non, a limit passed (1,000 regions, 500 options a
/// contest), a law that must pass in more regions than it has, an address that
/// is not `https://`, a withdrawal or a ballot order that the election cannot
/// have.
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
/// `listed`, `alphabetical`, `drawn`, `rotated`.
const char* to_string(ballot_order_rule x);
/// `votes_stand`, `votes_void`, `next_preference`, `contest_annulled`.
const char* to_string(withdrawal_rule x);
std::optional<withdrawal_rule> parse_withdrawal_rule(std::string_view text);
/// `publish`, `merge`.
const char* to_string(small_region_rule x);

} // namespace scrutin
