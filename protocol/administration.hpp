#pragma once

// What an edge and the administration of the same node say to one another. None
// of it crosses nodes: it holds passwords and tokens on their way.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <caf/deserializer.hpp>
#include <caf/error.hpp>
#include <caf/replies_to.hpp>
#include <caf/sec.hpp>
#include <caf/serializer.hpp>
#include <caf/typed_actor.hpp>

#include "domain/administration/account.hpp"
#include "domain/administration/audit_entry.hpp"
#include "domain/administration/secret_text.hpp"
#include "domain/course/official_act.hpp"
#include "domain/document_fields.hpp"
#include "domain/review.hpp"
#include "domain/review_decision.hpp"
#include "protocol/actors.hpp"

namespace scrutin {

/// How somebody proves who asks.
enum class proof_kind : std::uint8_t { none = 0, session, token };

struct admin_proof {
  proof_kind kind = proof_kind::none;
  /// SHA-256 of what was shown.
  sha256_hash hash;
};

enum class admin_operation : std::uint8_t {
  /// Nothing but find out whether it would be allowed.
  authorise = 0,
  log_in,
  log_out,
  show_session,
  change_own_password,
  list_accounts,
  add_account,
  disable_account,
  enable_account,
  set_password,
  make_token,
  revoke_tokens,
  read_audit,
  read_review,
  decide,
  list_acts,
  add_voter,
  revoke_voter,
  replace_voter,
  resolve_review,
  purge_review,
  show_closing,
  list_elections,
  show_election,
  define_election,
  list_write_ins,
  read_nodes,
  read_statistics,
};

enum class resolved_filter : std::uint8_t { any = 0, resolved, open };

/// Edge thread to administration: do that, if whoever asks may.
struct admin_request {
  std::uint64_t ticket = 0;
  admin_proof proof;
  permission needed = permission::own_account;
  admin_operation what = admin_operation::authorise;
  /// Whom it is about: a name alone, or all of a new account.
  account subject;
  /// To sign in with, or to be set.
  secret_text password;
  /// In place of which.
  secret_text old_password;
  /// Of a token.
  std::int64_t lifetime_ms = 0;
  /// What an official decides; a proposal's number alone to second it.
  official_act act;
  // -- of a list --
  /// The contest of refused attempts, or whose roll it is.
  contest_id where;
  /// Of what kind they are; 0: any.
  std::uint8_t kind = 0;
  /// Of refused attempts.
  resolved_filter resolved = resolved_filter::any;
  /// Entries that say the same are one.
  bool in_groups = false;
  /// Number of the entry before the first.
  std::uint64_t after = 0;
  std::uint32_t most = 0;
  // -- of the roll of `where` --
  /// Zero: none is revoked, or added.
  credential_tag revoked;
  credential_tag added;
  /// For the audit log.
  std::string reason;
  // -- of a decision about refused attempts --
  review_choice choice;
  std::string note;
  // -- of the election of `where` --
  /// What is to define it.
  std::string document;
  /// Only what it would change is asked for.
  bool dry_run = false;
};

enum class admin_verdict : std::uint8_t {
  done = 0,
  /// The proof holds no more, or never did.
  unauthenticated,
  forbidden,
  /// Name or password; which one is not said.
  wrong_login,
  not_found,
  /// Not possible as things stand.
  conflict,
  /// Breaks a rule of accounts, passwords or tokens.
  invalid,
  /// Nothing was begun.
  overloaded,
  /// The store cannot be reached, or is full.
  unavailable,
  /// Done in part or perhaps: to be repeated.
  outcome_unknown,
  /// The definition would not mean the same any more, or changes what is fixed.
  definition_changed,
};

/// Refused attempts of one credential, without a trace of which; or of several
/// that say the same.
struct listed_attempts {
  /// In the list of that contest, from 1.
  std::uint64_t number = 0;
  review_kind kind = review_kind::duplicate;
  std::uint32_t attempts = 0;
  /// Days since 1970-01-01 UTC.
  std::uint32_t first_day = 0;
  std::uint32_t last_day = 0;
  std::uint64_t entries = 1;
  /// See review_entry.
  std::uint64_t resolution = 0;
};

/// What a contest's queue holds of one kind.
struct review_count {
  review_kind kind = review_kind::duplicate;
  std::uint64_t entries = 0;
  std::uint64_t resolved = 0;
  /// Those past the bound of the queue too, which have no entry.
  std::uint64_t attempts = 0;
  std::uint64_t attempts_unlisted = 0;
};

/// How far the close of one partition is.
struct partition_closing {
  partition_id partition;
  /// Nothing: it does not answer now.
  std::optional<partition_status> status;
  /// Unix ms by the definition and what officials did; region_course::undecided
  /// where nobody has said.
  std::int64_t closes_at_ms = 0;
  /// See election.
  std::uint32_t grace_s = 0;
};

/// How an election is defined, as the node serves it.
struct shown_election {
  struct roll_part {
    region_id region;
    std::uint16_t slices = 0;
    std::uint64_t voters = 0;
  };

  election_id id;
  std::string code;
  bilingual name;
  /// See meaning_fingerprint().
  std::string fingerprint;
  /// TOML; empty where it is not known.
  std::string document;
  /// Line of the audit log that defined it; 0: a document of the node's own.
  std::uint64_t number = 0;
  /// Who, and when in Unix ms; where there is a line.
  std::string by;
  std::int64_t at_ms = 0;
  std::vector<roll_part> roll;
};

/// What a control room is told.
struct control_room {
  /// The node that answers.
  member self;
  /// Unix ms at which its administration began.
  std::int64_t since_ms = 0;
  /// As of the last heartbeat; empty where the node is alone.
  cluster_view cluster;
  /// After which a node that is not heard of has lost its partitions.
  std::int64_t lease_ms = 0;
  std::uint64_t accounts = 0;
  std::uint64_t audit_lines = 0;
};

/// A name that voters wrote in.
struct listed_write_in {
  region_id region;
  /// See write_in_id_of().
  std::string id;
  std::string name;
  std::uint64_t votes = 0;
  /// Whether officials have decided about it, and whom it counts for then; 0:
  /// nobody.
  bool decided = false;
  option_id option;
};

/// Administration to edge thread: exactly one for each request.
struct admin_answer {
  std::uint64_t ticket = 0;
  admin_verdict verdict = admin_verdict::done;
  /// Why not; never a secret.
  std::string detail;
  /// Who is signed in, or was added.
  account who;
  /// A session or token that was made.
  secret_text secret;
  std::int64_t expires_at_ms = 0;
  std::vector<account> accounts;
  std::vector<audit_entry> entries;
  std::vector<listed_attempts> reviews;
  /// Of an election, or the one that was done or proposed.
  std::vector<official_act> acts;
  /// Of an election.
  std::vector<partition_closing> closing;
  /// When those were asked: Unix ms.
  std::int64_t asked_at_ms = 0;
  /// Of every kind that has attempts.
  std::vector<review_count> review_counts;
  /// What the entries of `reviews` name.
  std::vector<review_resolution> resolutions;
  /// Entries of the whole list, or that were decided about.
  std::uint64_t total = 0;
  /// All, or the one that was asked for.
  std::vector<shown_election> elections;
  /// What a definition changes, or would.
  std::vector<field_difference> changes;
  /// Of a definition: there was none of that election.
  bool is_new = false;
  /// Of an election, most votes first.
  std::vector<listed_write_in> write_ins;
  control_room room;
};

/// Administration to passwords: is it that one? Takes a while.
struct check_login {
  /// Empty: of nobody; takes as long.
  std::string password_hash;
  secret_text password;
};

struct login_checked {
  bool is_right = false;
};

/// Administration to passwords: what does it hash to?
struct hash_wanted {
  secret_text password;
};

struct password_hashed {
  std::string password_hash;
};

/// Gets what administration answers.
using admin_sink_actor = caf::typed_actor<caf::reacts_to<admin_answer>>;

/// Hashes passwords, one after the other. Blocks on the processor: detached.
using passwords_actor =
  caf::typed_actor<caf::replies_to<check_login>::with<login_checked>,
                   caf::replies_to<hash_wanted>::with<password_hashed>>;

/// Answers those who administer. Blocks on the store: detached.
using administration_actor = caf::typed_actor<caf::reacts_to<admin_request>,
                                              // Where changes of a roll go to.
                                              caf::reacts_to<partition_map>,
                                              // From membership.
                                              caf::reacts_to<cluster_news>>;

/// A secret that is on its way to another process is a mistake: no byte of it
/// is written.
inline caf::error refuse_to_travel() {
  return caf::make_error(caf::sec::invalid_argument,
                         "administration never crosses nodes");
}

inline caf::error inspect(caf::serializer&, admin_request&) {
  return refuse_to_travel();
}
inline caf::error inspect(caf::deserializer&, admin_request&) {
  return refuse_to_travel();
}
inline caf::error inspect(caf::serializer&, admin_answer&) {
  return refuse_to_travel();
}
inline caf::error inspect(caf::deserializer&, admin_answer&) {
  return refuse_to_travel();
}
inline caf::error inspect(caf::serializer&, check_login&) {
  return refuse_to_travel();
}
inline caf::error inspect(caf::deserializer&, check_login&) {
  return refuse_to_travel();
}
inline caf::error inspect(caf::serializer&, login_checked&) {
  return refuse_to_travel();
}
inline caf::error inspect(caf::deserializer&, login_checked&) {
  return refuse_to_travel();
}
inline caf::error inspect(caf::serializer&, hash_wanted&) {
  return refuse_to_travel();
}
inline caf::error inspect(caf::deserializer&, hash_wanted&) {
  return refuse_to_travel();
}
inline caf::error inspect(caf::serializer&, password_hashed&) {
  return refuse_to_travel();
}
inline caf::error inspect(caf::deserializer&, password_hashed&) {
  return refuse_to_travel();
}

} // namespace scrutin
