#include "storage/rocksdb/review_codec.hpp"

#include <algorithm>
#include <vector>

#include "domain/byte_codec.hpp"
#include "storage/rocksdb/database.hpp"
#include "storage/rocksdb/keys.hpp"

namespace scrutin {

namespace {

constexpr std::uint8_t attempts_format = 1;
/// Format 1 had no resolution.
constexpr std::uint8_t old_entry_format = 1;
constexpr std::uint8_t entry_format = 2;

} // namespace

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
  out.u64(entry.resolution);
  return bytes;
}

result<review_entry> decode_review_entry(std::string_view bytes) {
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
  if (format != old_entry_format) {
    entry.resolution = in.u64();
  }
  if (!in.complete() || format < old_entry_format || format > entry_format
      || entry.kind < review_kind::duplicate
      || entry.kind > review_kind::poison) {
    return error{ec::damaged, "an entry for review cannot be read"};
  }
  return entry;
}

std::string encode(const review_counts& counts) {
  std::string bytes;
  byte_writer out{bytes};
  out.u8(attempts_format);
  out.u64(counts.entries);
  out.u64(counts.attempts);
  return bytes;
}

result<review_counts> decode_review_counts(std::string_view bytes) {
  byte_reader in{bytes};
  auto format = in.u8();
  review_counts counts;
  counts.entries = in.u64();
  counts.attempts = in.u64();
  if (!in.complete() || format != attempts_format) {
    return error{ec::damaged, "the counts for review cannot be read"};
  }
  return counts;
}

result<void> decide(const database& db, const review_decision& x,
                    std::uint64_t number, rocksdb::WriteBatch& batch) {
  std::vector<review_entry> picked;
  auto take = [&](std::string_view, std::string_view value) {
    auto entry = decode_review_entry(value);
    if (!entry) {
      return result<void>{entry.failure()};
    }
    if (x.choice.picks(*entry)) {
      picked.push_back(*entry);
    }
    return result<void>{};
  };
  auto all = keys::reviews(x.choice.contest);
  if (auto done = db.scan(all.first, all.end, take); !done) {
    return done;
  }
  if (picked.size() != x.entries) {
    return error{ec::fenced, "the review queue has changed meanwhile"};
  }
  if (!x.purges) {
    for (auto& entry : picked) {
      entry.resolution = number;
      batch.Put(keys::review(entry), encode(entry));
    }
    return {};
  }
  auto key = keys::review_counts(x.choice.contest, x.choice.kind);
  auto stored = db.get(key);
  if (!stored) {
    return stored.failure();
  }
  auto counts = *stored ? decode_review_counts(**stored) : review_counts{};
  if (!counts) {
    return counts.failure();
  }
  for (const auto& entry : picked) {
    batch.Delete(keys::review(entry));
    counts->entries -= std::min(counts->entries, std::uint64_t{1});
    counts->attempts -=
      std::min(counts->attempts, std::uint64_t{entry.attempts});
  }
  batch.Put(key, encode(*counts));
  return {};
}

} // namespace scrutin
