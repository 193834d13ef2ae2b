#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "domain/administration/account.hpp"
#include "domain/administration/audit_entry.hpp"
#include "domain/certification/result_certificate.hpp"
#include "domain/ids.hpp"
#include "domain/result.hpp"
#include "domain/review_decision.hpp"

namespace scrutin {

/// An account, and what its password hashes to.
struct account_record {
  account what;
  /// As hash_password() gives it; empty: no password lets in.
  std::string password_hash;
};

/// A token, known by its hash alone.
struct token_record {
  /// SHA-256 of the token.
  sha256_hash hash;
  std::string account;
  /// Unix ms; past it the token lets nobody in.
  std::int64_t expires_at_ms = 0;
  /// Days since 1970-01-01 UTC; 0: never used.
  std::uint32_t last_used_day = 0;
};

/// Somebody who is signed in, known by the hash of what the browser holds.
struct session_record {
  /// SHA-256 of the session's secret.
  sha256_hash hash;
  std::string account;
  std::int64_t begun_at_ms = 0;
  /// Of the last request, to within half a minute.
  std::int64_t seen_at_ms = 0;
};

/// How an election was defined by one act. Kept for ever: a later one takes its
/// place, and says by its line what it was before.
struct definition_record {
  election_id election;
  /// Of its line in the audit log.
  std::uint64_t number = 0;
  std::string code;
  /// TOML, as it was sent.
  std::string document;
};

/// What one act changes, in this order.
struct administration_change {
  /// Sessions and tokens of this account end; empty: of none.
  std::string sessions_end_of;
  std::string tokens_end_of;
  std::vector<sha256_hash> sessions_end;
  std::vector<sha256_hash> tokens_end;
  /// New, or in place of the one of that name.
  std::optional<account_record> account;
  std::optional<token_record> token;
  std::optional<session_record> session;
  /// Of the review queue of the same store.
  std::optional<review_decision> review;
  /// New; none is ever changed.
  std::optional<result_certificate> certificate;
  /// Gets the number of the act's line.
  std::optional<definition_record> definition;
};

/// Accounts, tokens, sessions and the audit log of those who administer. Every
/// act stands in the log, and nothing changes without its line: both are one
/// write. Used from one thread at a time.
class administration_store {
public:
  virtual ~administration_store() = default;

  /// Every account, by name.
  virtual result<std::vector<account_record>> accounts() const = 0;
  virtual result<std::optional<account_record>>
  find_account(const std::string& name) const = 0;
  virtual result<std::optional<token_record>>
  find_token(const sha256_hash& hash) const = 0;
  virtual result<std::vector<token_record>>
  tokens_of(const std::string& account) const = 0;
  virtual result<std::optional<session_record>>
  find_session(const sha256_hash& hash) const = 0;
  virtual result<std::vector<session_record>>
  sessions_of(const std::string& account) const = 0;

  /// Of one election, the newest first.
  virtual result<std::vector<definition_record>>
  definitions(election_id election) const = 0;
  /// The newest of each election, by their ids.
  virtual result<std::vector<definition_record>> definitions() const = 0;

  /// Where the log ends.
  virtual result<audit_mark> head() const = 0;
  /// At most so many entries after a number, in order.
  virtual result<std::vector<audit_entry>> audit(std::uint64_t after,
                                                 std::size_t most) const = 0;

  /// Of one region of an election, or of the whole, which is region 0.
  virtual result<std::optional<result_certificate>>
  find_certificate(election_id election, region_id region,
                   std::uint32_t version) const = 0;

  /// Writes an act and what it changes, both or neither; durable when it
  /// returns. Since every change has its entry, whoever read accounts at a head
  /// and commits the entry after it changes what it saw.
  /// @returns `fenced`, and nothing is changed, unless the entry is the next
  /// one after the head, and where the review queue changed meanwhile: read
  /// again, and try again. `timed_out` where nobody
  /// could find out whether it was written: the log tells.
  virtual result<void> commit(const audit_entry& next,
                              const administration_change& change) = 0;

  /// Not acts: no line tells of them. No effect where there is none of that
  /// hash. A crash may lose the newest.
  virtual result<void> note_token_use(const sha256_hash& hash,
                                      std::uint32_t day) = 0;
  virtual result<void> note_session_use(const sha256_hash& hash,
                                        std::int64_t at_ms) = 0;
};

} // namespace scrutin
