#include "storage/postgresql/postgresql_administration.hpp"

#include "storage/postgresql/review_decisions.hpp"

namespace scrutin {

namespace {

constexpr pg_statement list_accounts{
  "list_accounts",
  "SELECT name, roles, coalesce(election, 0), coalesce(region, 0), disabled,"
  " password_hash FROM scrutin.account ORDER BY name COLLATE \"C\""};

constexpr pg_statement find_account_of_name{
  "find_account",
  "SELECT name, roles, coalesce(election, 0), coalesce(region, 0), disabled,"
  " password_hash FROM scrutin.account WHERE name = $1"};

constexpr pg_statement put_account{
  "put_account",
  "INSERT INTO scrutin.account"
  " (name, roles, election, region, disabled, password_hash)"
  " VALUES ($1, $2, nullif($3::bigint, 0), nullif($4::bigint, 0),"
  " $5::bigint <> 0, $6)"
  " ON CONFLICT (name) DO UPDATE SET roles = excluded.roles,"
  " election = excluded.election, region = excluded.region,"
  " disabled = excluded.disabled, password_hash = excluded.password_hash"};

constexpr pg_statement find_token_of_hash{
  "find_token", "SELECT hash, account, expires_at_ms, last_used_day"
                " FROM scrutin.account_token WHERE hash = $1"};

constexpr pg_statement list_tokens{
  "list_tokens",
  "SELECT hash, account, expires_at_ms, last_used_day"
  " FROM scrutin.account_token WHERE account = $1 ORDER BY hash"};

constexpr pg_statement put_token{
  "put_token",
  "INSERT INTO scrutin.account_token"
  " (hash, account, expires_at_ms, last_used_day) VALUES ($1, $2, $3, $4)"
  " ON CONFLICT (hash) DO UPDATE SET account = excluded.account,"
  " expires_at_ms = excluded.expires_at_ms,"
  " last_used_day = excluded.last_used_day"};

constexpr pg_statement end_token{
  "end_token", "DELETE FROM scrutin.account_token WHERE hash = $1"};

constexpr pg_statement end_tokens_of{
  "end_tokens_of", "DELETE FROM scrutin.account_token WHERE account = $1"};

constexpr pg_statement use_token{
  "use_token",
  "UPDATE scrutin.account_token SET last_used_day = $2 WHERE hash = $1"};

constexpr pg_statement find_session_of_hash{
  "find_session", "SELECT hash, account, begun_at_ms, seen_at_ms"
                  " FROM scrutin.account_session WHERE hash = $1"};

constexpr pg_statement list_sessions{
  "list_sessions",
  "SELECT hash, account, begun_at_ms, seen_at_ms"
  " FROM scrutin.account_session WHERE account = $1 ORDER BY hash"};

constexpr pg_statement put_session{
  "put_session",
  "INSERT INTO scrutin.account_session"
  " (hash, account, begun_at_ms, seen_at_ms) VALUES ($1, $2, $3, $4)"
  " ON CONFLICT (hash) DO UPDATE SET account = excluded.account,"
  " begun_at_ms = excluded.begun_at_ms, seen_at_ms = excluded.seen_at_ms"};

constexpr pg_statement end_session{
  "end_session", "DELETE FROM scrutin.account_session WHERE hash = $1"};

constexpr pg_statement end_sessions_of{
  "end_sessions_of", "DELETE FROM scrutin.account_session WHERE account = $1"};

constexpr pg_statement use_session{
  "use_session",
  "UPDATE scrutin.account_session SET seen_at_ms = $2 WHERE hash = $1"};

constexpr pg_statement put_definition{"put_definition",
                                      "INSERT INTO scrutin.definition"
                                      " (election, number, code, document)"
                                      " VALUES ($1, $2, $3, $4)"};

constexpr pg_statement list_definitions_of{
  "list_definitions_of",
  "SELECT election, number, code, document FROM scrutin.definition"
  " WHERE election = $1 ORDER BY number DESC"};

constexpr pg_statement list_definitions{
  "list_definitions",
  "SELECT DISTINCT ON (election) election, number, code, document"
  " FROM scrutin.definition ORDER BY election, number DESC"};

constexpr pg_statement read_head{"read_head",
                                 "SELECT number, hash FROM scrutin.audit_head"};

constexpr pg_statement read_audit{
  "read_audit",
  "SELECT number, at_ms, actor, act, subject, detail, previous, hash"
  " FROM scrutin.audit WHERE number > $1 ORDER BY number LIMIT $2"};

constexpr pg_statement read_certificate{
  "read_certificate", "SELECT election, region, version, sha256, certificate"
                      " FROM scrutin.result_certificate"
                      " WHERE election = $1 AND region = $2 AND version = $3"};

constexpr pg_statement put_certificate{
  "put_certificate", "INSERT INTO scrutin.result_certificate"
                     " (election, region, version, sha256, certificate)"
                     " VALUES ($1, $2, $3, $4, $5)"};

constexpr pg_statement move_head{
  "move_head", "UPDATE scrutin.audit_head SET number = $1, hash = $2"
               " WHERE number = $1 - 1 AND hash = $3 RETURNING number"};

constexpr pg_statement append_audit{
  "append_audit",
  "INSERT INTO scrutin.audit"
  " (number, at_ms, actor, act, subject, detail, previous, hash)"
  " VALUES ($1, $2, $3, $4, $5, $6, $7, $8)"};

result<sha256_hash> hash_at(const pg_rows& rows, std::size_t i, int column) {
  auto bytes = rows.bytes(i, column);
  if (bytes.size() != sha256_hash::size) {
    return error{ec::damaged, "a hash of the administration has another size"};
  }
  return sha256_hash::from(bytes);
}

result<account_record> account_of(const pg_rows& rows, std::size_t i) {
  account_record x;
  x.what.name = std::string{rows.text(i, 0)};
  auto roles =
    role_set::from_bits(static_cast<std::uint32_t>(rows.number(i, 1)));
  if (!roles) {
    return error{ec::damaged, "an account has an unknown role"};
  }
  x.what.roles = *roles;
  contest_id region{{static_cast<std::uint32_t>(rows.number(i, 2))},
                    {static_cast<std::uint32_t>(rows.number(i, 3))}};
  if (region.election.value != 0) {
    x.what.region = region;
  }
  x.what.disabled = rows.boolean(i, 4);
  x.password_hash = std::string{rows.text(i, 5)};
  return x;
}

result<token_record> token_of(const pg_rows& rows, std::size_t i) {
  auto hash = hash_at(rows, i, 0);
  if (!hash) {
    return hash.failure();
  }
  return token_record{*hash, std::string{rows.text(i, 1)}, rows.number(i, 2),
                      static_cast<std::uint32_t>(rows.number(i, 3))};
}

result<session_record> session_of(const pg_rows& rows, std::size_t i) {
  auto hash = hash_at(rows, i, 0);
  if (!hash) {
    return hash.failure();
  }
  return session_record{*hash, std::string{rows.text(i, 1)}, rows.number(i, 2),
                        rows.number(i, 3)};
}

result<audit_entry> entry_of(const pg_rows& rows, std::size_t i) {
  auto previous = hash_at(rows, i, 6);
  if (!previous) {
    return previous.failure();
  }
  auto hash = hash_at(rows, i, 7);
  if (!hash) {
    return hash.failure();
  }
  return audit_entry{static_cast<std::uint64_t>(rows.number(i, 0)),
                     rows.number(i, 1),
                     std::string{rows.text(i, 2)},
                     std::string{rows.text(i, 3)},
                     std::string{rows.text(i, 4)},
                     std::string{rows.text(i, 5)},
                     *previous,
                     *hash};
}

result<result_certificate> certificate_of(const pg_rows& rows, std::size_t i) {
  return result_certificate{{static_cast<std::uint32_t>(rows.number(i, 0))},
                            {static_cast<std::uint32_t>(rows.number(i, 1))},
                            static_cast<std::uint32_t>(rows.number(i, 2)),
                            std::string{rows.text(i, 3)},
                            std::string{rows.bytes(i, 4)}};
}

result<definition_record> definition_of(const pg_rows& rows, std::size_t i) {
  return definition_record{{static_cast<std::uint32_t>(rows.number(i, 0))},
                           static_cast<std::uint64_t>(rows.number(i, 1)),
                           std::string{rows.text(i, 2)},
                           std::string{rows.text(i, 3)}};
}

/// What a statement reads, row by row.
template <class Record, class... Parameters>
result<std::vector<Record>>
read_all(pg_session& session,
         result<Record> (*row)(const pg_rows&, std::size_t),
         const pg_statement& statement, const Parameters&... parameters) {
  auto tx = session.begin(pg_mode::snapshot);
  if (!tx) {
    return tx.failure();
  }
  auto rows = tx->run(statement, parameters...);
  if (!rows) {
    return rows.failure();
  }
  std::vector<Record> list;
  for (std::size_t i = 0; i < rows->size(); ++i) {
    auto record = row(*rows, i);
    if (!record) {
      return record.failure();
    }
    list.push_back(*std::move(record));
  }
  return list;
}

/// The one row that there may be.
template <class Record>
result<std::optional<Record>> only(result<std::vector<Record>> list) {
  if (!list) {
    return list.failure();
  }
  return list->empty() ? std::optional<Record>{}
                       : std::optional<Record>{std::move(list->front())};
}

/// Runs statements until one fails.
class change_writer {
public:
  explicit change_writer(pg_transaction& tx) : tx_(tx) {}

  template <class... Parameters>
  void run(const pg_statement& statement, const Parameters&... parameters) {
    if (done_) {
      auto outcome = tx_.run(statement, parameters...);
      done_ = outcome ? result<void>{} : outcome.failure();
    }
  }
  [[nodiscard]] const result<void>& done() const { return done_; }

private:
  pg_transaction& tx_;
  result<void> done_;
};

void write(change_writer& out, const administration_change& x) {
  if (!x.sessions_end_of.empty()) {
    out.run(end_sessions_of, x.sessions_end_of);
  }
  if (!x.tokens_end_of.empty()) {
    out.run(end_tokens_of, x.tokens_end_of);
  }
  for (const auto& hash : x.sessions_end) {
    out.run(end_session, pg_bytes{hash.view()});
  }
  for (const auto& hash : x.tokens_end) {
    out.run(end_token, pg_bytes{hash.view()});
  }
  if (x.account) {
    auto region = x.account->what.region.value_or(contest_id{});
    out.run(
      put_account, x.account->what.name,
      std::int64_t{x.account->what.roles.bits()},
      std::int64_t{region.election.value}, std::int64_t{region.region.value},
      std::int64_t{x.account->what.disabled ? 1 : 0}, x.account->password_hash);
  }
  if (x.token) {
    out.run(put_token, pg_bytes{x.token->hash.view()}, x.token->account,
            x.token->expires_at_ms, std::int64_t{x.token->last_used_day});
  }
  if (x.session) {
    out.run(put_session, pg_bytes{x.session->hash.view()}, x.session->account,
            x.session->begun_at_ms, x.session->seen_at_ms);
  }
  if (x.certificate) {
    out.run(put_certificate, std::int64_t{x.certificate->election.value},
            std::int64_t{x.certificate->region.value},
            std::int64_t{x.certificate->version}, x.certificate->sha256,
            pg_bytes{x.certificate->text});
  }
}

/// One statement that is no act. Does not wait for the disk.
template <class... Parameters>
result<void> note(pg_session& session, const pg_statement& statement,
                  const Parameters&... parameters) {
  auto tx = session.begin();
  if (!tx) {
    return tx.failure();
  }
  auto relaxed = tx->run("SET LOCAL synchronous_commit = off");
  auto done = relaxed ? tx->run(statement, parameters...) : relaxed;
  return done ? tx->commit() : done.failure();
}

} // namespace

postgresql_administration::postgresql_administration(
  const postgresql_options& options)
  : session_(options, "administration") {
}

result<std::vector<account_record>>
postgresql_administration::accounts() const {
  return read_all(session_, account_of, list_accounts);
}

result<std::optional<account_record>>
postgresql_administration::find_account(const std::string& name) const {
  return only(read_all(session_, account_of, find_account_of_name, name));
}

result<std::optional<token_record>>
postgresql_administration::find_token(const sha256_hash& hash) const {
  return only(
    read_all(session_, token_of, find_token_of_hash, pg_bytes{hash.view()}));
}

result<std::vector<token_record>>
postgresql_administration::tokens_of(const std::string& account) const {
  return read_all(session_, token_of, list_tokens, account);
}

result<std::optional<session_record>>
postgresql_administration::find_session(const sha256_hash& hash) const {
  return only(read_all(session_, session_of, find_session_of_hash,
                       pg_bytes{hash.view()}));
}

result<std::vector<session_record>>
postgresql_administration::sessions_of(const std::string& account) const {
  return read_all(session_, session_of, list_sessions, account);
}

result<std::vector<definition_record>>
postgresql_administration::definitions(election_id election) const {
  return read_all(session_, definition_of, list_definitions_of,
                  std::int64_t{election.value});
}

result<std::vector<definition_record>>
postgresql_administration::definitions() const {
  return read_all(session_, definition_of, list_definitions);
}

result<audit_mark> postgresql_administration::head() const {
  auto tx = session_.begin(pg_mode::snapshot);
  if (!tx) {
    return tx.failure();
  }
  auto rows = tx->run(read_head);
  if (!rows) {
    return rows.failure();
  }
  if (rows->empty()) {
    return error{ec::damaged, "the head of the audit log is not there"};
  }
  auto hash = hash_at(*rows, 0, 1);
  if (!hash) {
    return hash.failure();
  }
  return audit_mark{static_cast<std::uint64_t>(rows->number(0, 0)), *hash};
}

result<std::vector<audit_entry>>
postgresql_administration::audit(std::uint64_t after, std::size_t most) const {
  return read_all(session_, entry_of, read_audit,
                  static_cast<std::int64_t>(after),
                  static_cast<std::int64_t>(most));
}

result<std::optional<result_certificate>>
postgresql_administration::find_certificate(election_id election,
                                            region_id region,
                                            std::uint32_t version) const {
  return only(read_all(session_, certificate_of, read_certificate,
                       std::int64_t{election.value}, std::int64_t{region.value},
                       std::int64_t{version}));
}

result<void>
postgresql_administration::commit(const audit_entry& next,
                                  const administration_change& change) {
  auto tx = session_.begin();
  if (!tx) {
    return tx.failure();
  }
  auto number = static_cast<std::int64_t>(next.number);
  auto moved = tx->run(move_head, number, pg_bytes{next.hash.view()},
                       pg_bytes{next.previous.view()});
  if (!moved) {
    return moved.failure();
  }
  if (moved->empty()) {
    return error{ec::fenced, "the audit log has grown meanwhile"};
  }
  if (change.review) {
    if (auto done = decide(*tx, *change.review, next.number); !done) {
      return done;
    }
  }
  change_writer out{*tx};
  out.run(append_audit, number, next.at_ms, next.actor, next.act, next.subject,
          next.detail, pg_bytes{next.previous.view()},
          pg_bytes{next.hash.view()});
  write(out, change);
  if (change.definition) {
    const auto& x = *change.definition;
    out.run(put_definition, std::int64_t{x.election.value}, number, x.code,
            x.document);
  }
  if (!out.done()) {
    auto why = out.done().failure();
    // A number or hash that is there already: the head says less than the log.
    return why.code == ec::spent_twice
             ? error{ec::damaged, "the audit log has more entries than its "
                                  "head says: "
                                    + why.detail}
             : why;
  }
  return tx->commit();
}

result<void> postgresql_administration::note_token_use(const sha256_hash& hash,
                                                       std::uint32_t day) {
  return note(session_, use_token, pg_bytes{hash.view()}, std::int64_t{day});
}

result<void>
postgresql_administration::note_session_use(const sha256_hash& hash,
                                            std::int64_t at_ms) {
  return note(session_, use_session, pg_bytes{hash.view()}, at_ms);
}

} // namespace scrutin
