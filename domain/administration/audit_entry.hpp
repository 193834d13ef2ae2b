#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "domain/cryptography.hpp"
#include "domain/result.hpp"

namespace scrutin {

/// What can be done that has a line in the audit log.
enum class audit_act : std::uint8_t {
  account_added = 0,
  account_disabled,
  account_enabled,
  password_set,
  token_made,
  tokens_revoked,
  session_begun,
  session_ended,
  accounts_listed,
  log_read,
  log_verified,
  election_opened,
  election_suspended,
  election_resumed,
  election_extended,
  election_closed,
  election_certified,
  /// Certified anew, in place of what was certified before.
  election_amended,
  election_annulled,
  /// Waits for a second official.
  election_proposed,
  /// What follows was about to be done: it stands in the log of a partition,
  /// which is written apart from this one.
  roll_change_begun,
  /// And was not, for a rule forbids it.
  roll_change_refused,
  voter_added,
  voter_revoked,
  voter_replaced,
  review_read,
  review_resolved,
  review_purged,
  review_exported,
  election_recounted,
  election_exported,
  candidate_withdrawn,
  election_defined,
  /// Voters were loaded in bulk: nodes look at the roll anew.
  roll_imported,
  write_in_merged,
};

/// `account-added`: stable, part of what is hashed.
std::string_view to_string(audit_act x);

/// One act, before it has its place in the log. Never a secret.
struct audit_line {
  /// Unix ms, by the clock of whoever did it.
  std::int64_t at_ms = 0;
  /// A login name, or `command line`.
  std::string actor;
  audit_act act = audit_act::account_added;
  /// The account or thing that it was done to.
  std::string subject;
  /// What else there is to say; may be empty.
  std::string detail;
};

/// Who acts where somebody with access to the store does.
constexpr std::string_view command_line_actor = "command line";

/// Where a log ends, or stood once: of the entry with that number, its hash.
/// Number 0: nothing is in it.
struct audit_mark {
  std::uint64_t number = 0;
  sha256_hash hash;

  friend bool operator==(const audit_mark& x, const audit_mark& y) {
    return x.number == y.number && x.hash == y.hash;
  }
  friend bool operator!=(const audit_mark& x, const audit_mark& y) {
    return !(x == y);
  }
};

/// One act in its place: number n holds the hash of number n - 1, so that
/// nothing before a known hash can be changed, removed, inserted or moved
/// unseen.
struct audit_entry {
  /// From 1, without a gap.
  std::uint64_t number = 0;
  std::int64_t at_ms = 0;
  std::string actor;
  /// As to_string(audit_act) says it: kept as text, so that a program verifies
  /// the acts of a newer one too.
  std::string act;
  std::string subject;
  std::string detail;
  /// Hash of the entry before; zero of the first.
  sha256_hash previous;
  sha256_hash hash;
};

bool operator==(const audit_entry& x, const audit_entry& y);

/// What is hashed and stored: format 1 (u8), number (u64), time (u64), then
/// actor, act, subject and detail, each after its length (varint), then the
/// previous hash (32 bytes). Big-endian.
std::string encode_content(const audit_entry& x);

/// SHA-256 over `scrutin audit entry`, a zero byte, and encode_content().
sha256_hash hash_of(const audit_entry& x);

/// The whole entry: content, then its hash.
std::string encode(const audit_entry& x);
/// @returns `damaged` for other bytes. Does not look whether the hash is right.
result<audit_entry> decode_audit_entry(std::string_view bytes);

/// Gives an act its place after what stands there. Texts past their bounds are
/// cut: an act is never lost for its description.
audit_entry entry_after(const audit_mark& last, const audit_line& what);

} // namespace scrutin
