#include "storage/rocksdb/rocksdb_review.hpp"

#include <map>

#include "domain/byte_codec.hpp"
#include "storage/review_merge.hpp"
#include "storage/rocksdb/database.hpp"
#include "storage/rocksdb/keys.hpp"

namespace scrutin {

namespace {

constexpr std::uint8_t entry_format = 1;

struct review_counts {
  std::uint64_t entries = 0;
  std::uint64_t attempts = 0;
};

/// Contest and kind stand in the key, but repeating them keeps the entry
/// readable on its own.
std::string encode(const review_entry& entry) {
  std::string bytes;
  byte_writer out{bytes};
  out.u8(entry_format);
  out.u32(entry.contest.election.value);
  out.u32(entry.contest.region.value);
  out.u8(static_cast<std::uint8_t>(entry.kind));
  out.u32(entry.attempts);
  out.u32(entry.first_day);
  out.u32(entry.last_day);
  out.fixed(entry.tag);
  return bytes;
}

result<review_entry> decode_entry(std::string_view bytes) {
  byte_reader in{bytes};
  auto format = in.u8();
  review_entry entry;
  entry.contest.election.value = in.u32();
  entry.contest.region.value = in.u32();
  entry.kind = static_cast<review_kind>(in.u8());
  entry.attempts = in.u32();
  entry.first_day = in.u32();
  entry.last_day = in.u32();
  entry.tag = in.fixed<credential_tag>();
  if (!in.complete() || format != entry_format
      || entry.kind < review_kind::duplicate
      || entry.kind > review_kind::poison) {
    return error{ec::damaged, "an entry for review cannot be read"};
  }
  return entry;
}

std::string encode(const review_counts& counts) {
  std::string bytes;
  byte_writer out{bytes};
  out.u8(entry_format);
  out.u64(counts.entries);
  out.u64(counts.attempts);
  return bytes;
}

result<review_counts> decode_counts(std::string_view bytes) {
  byte_reader in{bytes};
  auto format = in.u8();
  review_counts counts;
  counts.entries = in.u64();
  counts.attempts = in.u64();
  if (!in.complete() || format != entry_format) {
    return error{ec::damaged, "the counts for review cannot be read"};
  }
  return counts;
}

/// What one call changes: read once, merged in memory, written together.
class review_change {
public:
  explicit review_change(const database& db) : db_(db) {}

  result<void> merge(const review_entry& more) {
    auto counts = counts_at(keys::review_counts(more.contest, more.kind));
    if (!counts) {
      return counts.failure();
    }
    (*counts)->attempts += more.attempts;
    auto key = keys::review(more);
    auto entry = entries_.find(key);
    if (entry != entries_.end()) {
      merge_into(entry->second, more);
      return {};
    }
    auto stored = db_.get(key);
    if (!stored) {
      return stored.failure();
    }
    if (*stored) {
      auto known = decode_entry(**stored);
      if (!known) {
        return known.failure();
      }
      merge_into(*known, more);
      entries_.emplace(std::move(key), *known);
    } else if ((*counts)->entries < review_store::entries_max) {
      ++(*counts)->entries;
      entries_.emplace(std::move(key), more);
    }
    return {};
  }

  void put_into(rocksdb::WriteBatch& batch) const {
    for (const auto& [key, entry] : entries_) {
      batch.Put(key, encode(entry));
    }
    for (const auto& [key, counts] : counts_) {
      batch.Put(key, encode(counts));
    }
  }

private:
  result<review_counts*> counts_at(const std::string& key) {
    auto known = counts_.find(key);
    if (known == counts_.end()) {
      auto stored = db_.get(key);
      if (!stored) {
        return stored.failure();
      }
      auto counts = *stored ? decode_counts(**stored) : review_counts{};
      if (!counts) {
        return counts.failure();
      }
      known = counts_.emplace(key, *counts).first;
    }
    return &known->second;
  }

  const database& db_;
  std::map<std::string, review_entry> entries_;
  std::map<std::string, review_counts> counts_;
};

} // namespace

rocksdb_review::rocksdb_review(std::shared_ptr<database> db)
  : db_(std::move(db)) {
}

rocksdb_review::~rocksdb_review() = default;

result<void> rocksdb_review::add(const std::vector<review_entry>& entries) {
  if (entries.empty()) {
    return {};
  }
  review_change change{*db_};
  for (const auto& entry : entries) {
    if (auto done = change.merge(entry); !done) {
      return done;
    }
  }
  rocksdb::WriteBatch batch;
  change.put_into(batch);
  return db_->write(batch);
}

result<std::vector<review_entry>>
rocksdb_review::list(contest_id contest) const {
  std::vector<review_entry> entries;
  auto keys = keys::reviews(contest);
  auto take = [&entries](std::string_view, std::string_view value) {
    auto entry = decode_entry(value);
    if (!entry) {
      return result<void>{entry.failure()};
    }
    entries.push_back(*entry);
    return result<void>{};
  };
  if (auto done = db_->scan(keys.first, keys.end, take); !done) {
    return done.failure();
  }
  return entries;
}

result<std::uint64_t> rocksdb_review::attempts(contest_id contest,
                                               review_kind kind) const {
  auto stored = db_->get(keys::review_counts(contest, kind));
  if (!stored) {
    return stored.failure();
  }
  auto counts = *stored ? decode_counts(**stored) : review_counts{};
  if (!counts) {
    return counts.failure();
  }
  return counts->attempts;
}

} // namespace scrutin
