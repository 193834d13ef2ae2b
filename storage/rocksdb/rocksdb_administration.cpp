#include "storage/rocksdb/rocksdb_administration.hpp"

#include <algorithm>

#include "storage/rocksdb/administration_codec.hpp"
#include "storage/rocksdb/database.hpp"
#include "storage/rocksdb/keys.hpp"
#include "storage/rocksdb/review_codec.hpp"

namespace scrutin {

namespace {

/// One value, read by `decode`; nothing where there is none.
template <class Record>
result<std::optional<Record>>
read_one(const database& db, const std::string& key,
         result<Record> (*decode)(std::string_view)) {
  auto bytes = db.get(key);
  if (!bytes) {
    return bytes.failure();
  }
  if (!*bytes) {
    return std::optional<Record>{};
  }
  auto record = decode(**bytes);
  if (!record) {
    return record.failure();
  }
  return std::optional<Record>{*std::move(record)};
}

/// Every value of a range that `wanted` wants.
template <class Record, class Wanted>
result<std::vector<Record>>
read_all(const database& db, const keys::range& where,
         result<Record> (*decode)(std::string_view), Wanted wanted) {
  std::vector<Record> list;
  auto take = [&](std::string_view, std::string_view value) {
    auto record = decode(value);
    if (!record) {
      return result<void>{record.failure()};
    }
    if (wanted(*record)) {
      list.push_back(*std::move(record));
    }
    return result<void>{};
  };
  if (auto done = db.scan(where.first, where.end, take); !done) {
    return done.failure();
  }
  return list;
}

template <class Record>
auto belongs_to(const std::string& account) {
  return [&account](const Record& x) { return x.account == account; };
}

} // namespace

rocksdb_administration::rocksdb_administration(std::shared_ptr<database> db)
  : db_(std::move(db)) {
}

rocksdb_administration::~rocksdb_administration() = default;

result<std::vector<account_record>> rocksdb_administration::accounts() const {
  return read_all<account_record>(*db_, keys::accounts(), decode_account,
                                  [](const account_record&) { return true; });
}

result<std::optional<account_record>>
rocksdb_administration::find_account(const std::string& name) const {
  return read_one<account_record>(*db_, keys::account(name), decode_account);
}

result<std::optional<token_record>>
rocksdb_administration::find_token(const sha256_hash& hash) const {
  return read_one<token_record>(*db_, keys::token(hash), decode_token);
}

result<std::vector<token_record>>
rocksdb_administration::tokens_of(const std::string& account) const {
  return read_all<token_record>(*db_, keys::tokens(), decode_token,
                                belongs_to<token_record>(account));
}

result<std::optional<session_record>>
rocksdb_administration::find_session(const sha256_hash& hash) const {
  return read_one<session_record>(*db_, keys::session(hash), decode_session);
}

result<std::vector<session_record>>
rocksdb_administration::sessions_of(const std::string& account) const {
  return read_all<session_record>(*db_, keys::sessions(), decode_session,
                                  belongs_to<session_record>(account));
}

result<std::vector<definition_record>>
rocksdb_administration::definitions(election_id election) const {
  auto list = read_all<definition_record>(
    *db_, keys::definitions(election), decode_definition,
    [](const definition_record&) { return true; });
  if (list) {
    std::reverse(list->begin(), list->end());
  }
  return list;
}

result<std::vector<definition_record>>
rocksdb_administration::definitions() const {
  std::vector<definition_record> newest;
  auto where = keys::definitions();
  auto take = [&newest](std::string_view, std::string_view value) {
    auto record = decode_definition(value);
    if (!record) {
      return result<void>{record.failure()};
    }
    // In the order of elections, then numbers.
    if (!newest.empty() && newest.back().election == record->election) {
      newest.pop_back();
    }
    newest.push_back(*std::move(record));
    return result<void>{};
  };
  if (auto done = db_->scan(where.first, where.end, take); !done) {
    return done.failure();
  }
  return newest;
}

result<audit_mark> rocksdb_administration::head() const {
  auto mark = read_one<audit_mark>(*db_, keys::audit_head(), decode_mark);
  if (!mark) {
    return mark.failure();
  }
  return (*mark).value_or(audit_mark{});
}

result<std::vector<audit_entry>>
rocksdb_administration::audit(std::uint64_t after, std::size_t most) const {
  std::vector<audit_entry> list;
  auto where = keys::audit_after(after);
  // An error ends a reading: this one means that there is enough.
  const error enough{ec::too_large, {}};
  auto take = [&](std::string_view, std::string_view value) {
    if (list.size() >= most) {
      return result<void>{enough};
    }
    auto entry = decode_audit_entry(value);
    if (!entry) {
      return result<void>{entry.failure()};
    }
    list.push_back(*std::move(entry));
    return result<void>{};
  };
  auto done = db_->scan(where.first, where.end, take);
  if (!done && done.failure().code != enough.code) {
    return done.failure();
  }
  return list;
}

result<std::optional<result_certificate>>
rocksdb_administration::find_certificate(election_id election, region_id region,
                                         std::uint32_t version) const {
  return read_one<result_certificate>(
    *db_, keys::certificate(election, region, version), decode_certificate);
}

result<void>
rocksdb_administration::commit(const audit_entry& next,
                               const administration_change& change) {
  auto last = head();
  if (!last) {
    return last.failure();
  }
  if (next.number != last->number + 1 || next.previous != last->hash) {
    return error{ec::fenced, "the audit log has grown meanwhile"};
  }
  rocksdb::WriteBatch batch;
  std::unique_lock queue{db_->review_queue(), std::defer_lock};
  if (change.review) {
    queue.lock();
    if (auto done = decide(*db_, *change.review, next.number, batch); !done) {
      return done;
    }
  }
  if (!change.sessions_end_of.empty()) {
    auto ended = sessions_of(change.sessions_end_of);
    if (!ended) {
      return ended.failure();
    }
    for (const auto& x : *ended) {
      batch.Delete(keys::session(x.hash));
    }
  }
  if (!change.tokens_end_of.empty()) {
    auto ended = tokens_of(change.tokens_end_of);
    if (!ended) {
      return ended.failure();
    }
    for (const auto& x : *ended) {
      batch.Delete(keys::token(x.hash));
    }
  }
  for (const auto& hash : change.sessions_end) {
    batch.Delete(keys::session(hash));
  }
  for (const auto& hash : change.tokens_end) {
    batch.Delete(keys::token(hash));
  }
  if (change.account) {
    batch.Put(keys::account(change.account->what.name),
              encode(*change.account));
  }
  if (change.token) {
    batch.Put(keys::token(change.token->hash), encode(*change.token));
  }
  if (change.session) {
    batch.Put(keys::session(change.session->hash), encode(*change.session));
  }
  if (change.certificate) {
    const auto& x = *change.certificate;
    batch.Put(keys::certificate(x.election, x.region, x.version), encode(x));
  }
  if (change.definition) {
    auto record = *change.definition;
    record.number = next.number;
    batch.Put(keys::definition(record.election, record.number), encode(record));
  }
  batch.Put(keys::audit(next.number), encode(next));
  batch.Put(keys::audit_head(), encode(audit_mark{next.number, next.hash}));
  return db_->write(batch);
}

result<void> rocksdb_administration::note_token_use(const sha256_hash& hash,
                                                    std::uint32_t day) {
  auto known = find_token(hash);
  if (!known || !*known) {
    return known ? result<void>{} : known.failure();
  }
  (*known)->last_used_day = day;
  rocksdb::WriteBatch batch;
  batch.Put(keys::token(hash), encode(**known));
  return db_->write(batch);
}

result<void> rocksdb_administration::note_session_use(const sha256_hash& hash,
                                                      std::int64_t at_ms) {
  auto known = find_session(hash);
  if (!known || !*known) {
    return known ? result<void>{} : known.failure();
  }
  (*known)->seen_at_ms = at_ms;
  rocksdb::WriteBatch batch;
  batch.Put(keys::session(hash), encode(**known));
  return db_->write(batch);
}

} // namespace scrutin
