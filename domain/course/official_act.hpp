#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "domain/administration/audit_entry.hpp"
#include "domain/ids.hpp"
#include "domain/result.hpp"

namespace scrutin {

/// What officials decide of an election once it is defined. Part of what is
/// hashed in the audit log, as text.
enum class act_kind : std::uint8_t {
  open = 1,
  suspend,
  resume,
  /// Close later than was said before.
  extend,
  close,
  certify,
  annul,
  /// A candidate does not stand any more.
  withdraw,
  /// Certify anew, in place of what was certified before.
  amend,
  /// A name that voters wrote in counts for a candidate, or for nobody.
  merge,
};

/// `open`, `suspend`: stable, in files, routes and answers.
const char* to_string(act_kind x);
std::optional<act_kind> parse_act_kind(std::string_view text);

/// Where two officials are needed, the first one proposes.
enum class act_stage : std::uint8_t { done = 1, proposed };

/// One decision. The audit log is the only place where it stands: so that it
/// cannot be changed, and so that no decision is without its line.
struct official_act {
  static constexpr std::size_t reason_bytes_max = 300;

  /// Of its line in the audit log.
  std::uint64_t number = 0;
  act_kind what = act_kind::open;
  act_stage stage = act_stage::done;
  election_id election;
  /// 0: every region.
  region_id region;
  std::int64_t at_ms = 0;
  /// Of an extension: when voting closes; else 0.
  std::int64_t until_ms = 0;
  /// Of a withdrawal: the candidate. Of a merge: whom the name counts for, 0
  /// for nobody. Else 0.
  option_id option;
  /// Who did it; of what was proposed, the second official.
  std::string by;
  /// Of the proposal that it follows; 0: none.
  std::uint64_t proposal = 0;
  /// Of what is certified: SHA-256 of the document that was signed, in
  /// hexadecimal.
  std::string certificate = {};
  /// Of a merge: write_in_id_of() the name, which itself never stands in a log.
  std::string written_name = {};
  /// May be empty; see needs_reason().
  std::string reason = {};
};

/// Whether an act puts a signed result in place.
bool certifies(act_kind x);

/// Whether an act has to say why: all but those that everybody expects.
bool needs_reason(act_kind x);

/// `opened`, `proposed` and so on, with `election 4` as its subject: how an act
/// stands in the audit log.
audit_line to_line(const official_act& x);

/// The act that an entry is about; nothing for one that is about none.
std::optional<official_act> official_act_of(const audit_entry& x);

/// What a line about a whole election is about: `election 4`.
std::string subject_of(election_id x);

/// The election that an entry says was defined, or whose roll was loaded.
std::optional<election_id> changed_election_of(const audit_entry& x);

/// The election whose voters were about to be changed one by one.
std::optional<election_id> roll_change_of(const audit_entry& x);

/// @returns `malformed` for a reason that is missing, too long, or has control
/// characters, for a time with another act than an extension, and for a
/// withdrawal without its candidate and region.
result<void> check_shape(const official_act& x);

} // namespace scrutin
