#include "storage/rocksdb/rocksdb_review.hpp"

#include <map>

#include "storage/review_merge.hpp"
#include "storage/rocksdb/database.hpp"
#include "storage/rocksdb/keys.hpp"
#include "storage/rocksdb/review_codec.hpp"

namespace scrutin {

namespace {

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
      auto known = decode_review_entry(**stored);
      if (!known) {
        return known.failure();
      }
      merge_into(*known, more);
      entries_.emplace(std::move(key), *known);
    } else if ((*counts)->entries < review_store::entries_max) {
      ++(*counts)->entries;
      entries_.emplace(std::move(key), more).first->second.resolution = 0;
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
      auto counts = *stored ? decode_review_counts(**stored) : review_counts{};
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
  std::lock_guard lock{db_->review_queue()};
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
    auto entry = decode_review_entry(value);
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
  auto counts = *stored ? decode_review_counts(**stored) : review_counts{};
  if (!counts) {
    return counts.failure();
  }
  return counts->attempts;
}

} // namespace scrutin
