#include "storage/rocksdb/rocksdb_roll.hpp"

#include <algorithm>
#include <array>

#include "domain/byte_codec.hpp"
#include "storage/rocksdb/database.hpp"
#include "storage/rocksdb/keys.hpp"

namespace scrutin {

namespace {

constexpr std::size_t buckets = 256;
constexpr std::uint8_t counts_format = 1;

struct roll_counts {
  std::uint64_t tags = 0;
  /// Calls that added tags so far: the number of the next chunks.
  std::uint32_t calls = 0;
};

std::string encode(const roll_counts& counts) {
  std::string bytes;
  byte_writer out{bytes};
  out.u8(counts_format);
  out.u32(counts.calls);
  out.u64(counts.tags);
  return bytes;
}

result<roll_counts> decode_counts(std::string_view bytes) {
  byte_reader in{bytes};
  auto format = in.u8();
  roll_counts counts;
  counts.calls = in.u32();
  counts.tags = in.u64();
  if (!in.complete() || format != counts_format) {
    return error{ec::damaged, "the counts of a roll cannot be read"};
  }
  return counts;
}

std::string encode(region_id region) {
  std::string bytes;
  byte_writer{bytes}.u32(region.value);
  return bytes;
}

region_id decode_region(std::string_view bytes) {
  return {byte_reader{bytes}.u32()};
}

std::string name_of(contest_id contest) {
  return "the roll of election " + std::to_string(contest.election.value)
         + " region " + std::to_string(contest.region.value);
}

result<roll_counts> counts_of(const database& db, contest_id contest) {
  auto bytes = db.get(keys::roll_counts(contest));
  if (!bytes) {
    return bytes.failure();
  }
  return *bytes ? decode_counts(**bytes) : roll_counts{};
}

template <class Visitor>
result<void> visit_chunk(std::string_view chunk, Visitor&& visit) {
  if (chunk.empty() || chunk.size() % credential_tag::size != 0) {
    return error{ec::damaged, "a chunk of a roll has a length that cannot be"};
  }
  for (; !chunk.empty(); chunk.remove_prefix(credential_tag::size)) {
    visit(credential_tag::from(chunk));
  }
  return {};
}

/// The tags of one call, packed by their first byte.
class packed_chunks {
public:
  void add(const credential_tag& tag) {
    chunks_[tag.data[0]] += tag.view();
    ++tags_;
  }
  [[nodiscard]] std::uint64_t tags() const { return tags_; }

  void put_into(rocksdb::WriteBatch& batch, contest_id contest,
                std::uint32_t call) const {
    for (std::size_t bucket = 0; bucket < buckets; ++bucket) {
      if (!chunks_[bucket].empty()) {
        batch.Put(
          keys::roll_chunk(contest, static_cast<std::uint8_t>(bucket), call),
          chunks_[bucket]);
      }
    }
  }

private:
  std::array<std::string, buckets> chunks_;
  std::uint64_t tags_ = 0;
};

} // namespace

rocksdb_roll::rocksdb_roll(std::shared_ptr<database> db) : db_(std::move(db)) {
}

rocksdb_roll::~rocksdb_roll() = default;

// -- writing ------------------------------------------------------------------

result<rocksdb_roll::index*> rocksdb_roll::index_of(election_id election) {
  auto known = indexes_.find(election);
  if (known != indexes_.end()) {
    return &known->second;
  }
  std::uint64_t tags = 0;
  auto counts = keys::roll_counts(election);
  auto done = db_->scan(counts.first, counts.end,
                        [&tags](std::string_view, std::string_view value) {
                          auto of_region = decode_counts(value);
                          if (!of_region) {
                            return result<void>{of_region.failure()};
                          }
                          tags += of_region->tags;
                          return result<void>{};
                        });
  if (!done) {
    return done.failure();
  }
  index places{static_cast<std::size_t>(tags)};
  auto take = [&places](std::string_view key, std::string_view chunk) {
    auto region = keys::roll_region(key);
    return visit_chunk(chunk, [&](const credential_tag& tag) {
      places.insert({tag, region});
    });
  };
  auto chunks = keys::roll_chunks(election);
  done = db_->scan(chunks.first, chunks.end, take);
  if (!done) {
    return done.failure();
  }
  if (places.size() != tags) {
    return error{ec::damaged,
                 "the rolls of election " + std::to_string(election.value)
                   + " hold " + std::to_string(places.size())
                   + " tags, their counts say " + std::to_string(tags)};
  }
  done = read_reserved(election, [&](region_id region, const auto& tag) {
    places.insert({tag, region});
  });
  if (!done) {
    return done.failure();
  }
  return &indexes_.emplace(election, std::move(places)).first->second;
}

result<std::vector<roll_outcome>>
rocksdb_roll::add(election_id election, region_id region,
                  const std::vector<credential_tag>& tags) {
  auto is_zero = [](const credential_tag& tag) { return tag.is_zero(); };
  if (std::any_of(tags.begin(), tags.end(), is_zero)) {
    return error{ec::malformed, "a tag of zeros cannot be on a roll"};
  }
  contest_id contest{election, region};
  auto counts = counts_of(*db_, contest);
  if (!counts) {
    return counts.failure();
  }
  auto places = index_of(election);
  if (!places) {
    return places.failure();
  }
  std::vector<roll_outcome> outcomes;
  outcomes.reserve(tags.size());
  packed_chunks chunks;
  for (const auto& tag : tags) {
    if ((*places)->insert({tag, region})) {
      chunks.add(tag);
      outcomes.push_back(roll_outcome::added);
    } else {
      outcomes.push_back((*places)->find(tag)->region == region
                           ? roll_outcome::repeated
                           : roll_outcome::elsewhere);
    }
  }
  if (chunks.tags() == 0) {
    return outcomes;
  }
  rocksdb::WriteBatch batch;
  chunks.put_into(batch, contest, counts->calls);
  batch.Put(
    keys::roll_counts(contest),
    encode(roll_counts{counts->tags + chunks.tags(), counts->calls + 1}));
  if (auto done = db_->write(batch); !done) {
    // The index holds what the disk does not: read it anew when next asked.
    indexes_.erase(election);
    return done.failure();
  }
  return outcomes;
}

result<std::optional<region_id>>
rocksdb_roll::region_of(election_id election, const credential_tag& tag) const {
  std::optional<region_id> found;
  auto kept = db_->get(keys::reserved_tag(election, tag));
  if (!kept) {
    return kept.failure();
  }
  if (*kept) {
    return std::optional{decode_region(**kept)};
  }
  auto look_in = [&](region_id region) {
    auto chunks =
      keys::roll_chunks({election, region}, tag.data[0], tag.data[0]);
    return db_->scan(chunks.first, chunks.end, [&](auto, auto chunk) {
      return visit_chunk(chunk, [&](const credential_tag& x) {
        found = x == tag ? std::optional{region} : found;
      });
    });
  };
  auto counts = keys::roll_counts(election);
  auto done = db_->scan(counts.first, counts.end, [&](auto key, auto) {
    return look_in(keys::roll_region(key));
  });
  if (!done) {
    return done.failure();
  }
  return found;
}

result<roll_outcome> rocksdb_roll::reserve(election_id election,
                                           region_id region,
                                           const credential_tag& tag) {
  if (tag.is_zero()) {
    return error{ec::malformed, "a tag of zeros cannot be on a roll"};
  }
  auto there = region_of(election, tag);
  if (!there) {
    return there.failure();
  }
  if (*there) {
    return **there == region ? roll_outcome::repeated : roll_outcome::elsewhere;
  }
  indexes_.erase(election);
  rocksdb::WriteBatch batch;
  batch.Put(keys::reserved_tag(election, tag), encode(region));
  auto done = db_->write(batch);
  return done ? result<roll_outcome>{roll_outcome::added} : done.failure();
}

result<void> rocksdb_roll::release(election_id election,
                                   const credential_tag& tag) {
  indexes_.erase(election);
  rocksdb::WriteBatch batch;
  batch.Delete(keys::reserved_tag(election, tag));
  return db_->write(batch);
}

result<void> rocksdb_roll::clear(election_id election) {
  rocksdb::WriteBatch batch;
  auto counts = keys::roll_counts(election);
  auto chunks = keys::roll_chunks(election);
  auto reserved = keys::reserved_tags(election);
  for (const auto& keys : {counts, chunks, reserved}) {
    auto status = batch.DeleteRange(keys.first, keys.end);
    if (!status.ok()) {
      return error{ec::storage_failed, status.ToString()};
    }
  }
  indexes_.erase(election);
  return db_->write(batch);
}

// -- reading ------------------------------------------------------------------

result<std::uint64_t> rocksdb_roll::count(election_id election,
                                          region_id region) const {
  auto counts = counts_of(*db_, {election, region});
  if (!counts) {
    return counts.failure();
  }
  return counts->tags;
}

result<void> rocksdb_roll::read(
  election_id election, region_id region, prefix_range prefixes,
  const std::function<void(const credential_tag&)>& visit) const {
  if (prefixes.first >= prefixes.last) {
    return {};
  }
  indexes_.erase(election);
  auto bucket_of = [](std::uint32_t prefix) {
    return static_cast<std::uint8_t>(prefix >> 8);
  };
  auto take = [&](std::string_view, std::string_view chunk) {
    return visit_chunk(chunk, [&](const credential_tag& tag) {
      auto prefix = slice_prefix(tag);
      if (prefix >= prefixes.first && prefix < prefixes.last) {
        visit(tag);
      }
    });
  };
  contest_id contest{election, region};
  auto keys = keys::roll_chunks(contest, bucket_of(prefixes.first),
                                bucket_of(prefixes.last - 1));
  auto done = db_->scan(keys.first, keys.end, take);
  if (!done) {
    return error{done.failure().code,
                 name_of(contest) + ": " + done.failure().detail};
  }
  return done;
}

result<void> rocksdb_roll::read_reserved(
  election_id election,
  const std::function<void(region_id, const credential_tag&)>& visit) const {
  auto keys = keys::reserved_tags(election);
  return db_->scan(keys.first, keys.end,
                   [&](std::string_view key, std::string_view region) {
                     visit(decode_region(region), keys::reserved_tag(key));
                     return result<void>{};
                   });
}

} // namespace scrutin
