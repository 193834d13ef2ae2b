#include "storage/rocksdb/rocksdb_ballot_box.hpp"

#include "domain/byte_codec.hpp"
#include "storage/rocksdb/database.hpp"
#include "storage/rocksdb/keys.hpp"

namespace scrutin {

namespace {

constexpr std::uint8_t record_format = 1;

std::string encode(const partition_record& record) {
  std::string bytes;
  byte_writer out{bytes};
  out.u8(record_format);
  out.u32(record.epoch);
  out.u64(record.last_sequence);
  out.u8(static_cast<std::uint8_t>(record.state));
  return bytes;
}

result<partition_record> decode(partition_id partition,
                                std::string_view bytes) {
  byte_reader in{bytes};
  auto format = in.u8();
  partition_record record;
  record.epoch = in.u32();
  record.last_sequence = in.u64();
  auto state = in.u8();
  if (!in.complete() || format != record_format || record.epoch == 0
      || state < static_cast<std::uint8_t>(partition_state::sealed)
      || state > static_cast<std::uint8_t>(partition_state::closed)) {
    return error{ec::damaged,
                 to_string(partition) + ": its record cannot be read"};
  }
  record.state = static_cast<partition_state>(state);
  return record;
}

/// Says whose log an error of the database stood in the way of.
error in_log(partition_id partition, const error& failure) {
  return {failure.code, to_string(partition) + ": " + failure.detail};
}

} // namespace

rocksdb_ballot_box::rocksdb_ballot_box(std::shared_ptr<database> db)
  : db_(std::move(db)) {
}

rocksdb_ballot_box::~rocksdb_ballot_box() = default;

// -- reading ------------------------------------------------------------------

result<partition_record>
rocksdb_ballot_box::stored_record(partition_id partition) const {
  auto bytes = db_->get(keys::partition(partition));
  if (!bytes) {
    return in_log(partition, bytes.failure());
  }
  return *bytes ? decode(partition, **bytes) : partition_record{};
}

result<void> rocksdb_ballot_box::read_log(partition_id partition,
                                          const partition_record& record,
                                          const frame_visitor& visit) const {
  log_check check{partition, record};
  sequence_number last_seen = 0;
  auto keys = keys::frames(partition);
  // An error of the visitor is the caller's own and stays as it is.
  bool visitor_failed = false;
  auto take = [&](std::string_view key, std::string_view value) {
    auto frame = decode_sealed_frame(value);
    if (!frame || key != keys::frame(partition, frame->header.sequence)) {
      return result<void>{
        error{ec::damaged,
              "frame " + std::to_string(last_seen + 1) + " cannot be read"}};
    }
    if (auto fits = check.next(frame->header); !fits) {
      visitor_failed = true;
      return fits;
    }
    last_seen = frame->header.sequence;
    auto taken = visit(std::move(*frame));
    visitor_failed = !taken;
    return taken;
  };
  auto done = db_->scan(keys.first, keys.end, take);
  if (!done && !visitor_failed) {
    auto failure = in_log(partition, done.failure());
    failure.detail += " (after frame " + std::to_string(last_seen) + ")";
    return failure;
  }
  return done ? check.end() : done;
}

result<void> rocksdb_ballot_box::read(partition_id partition,
                                      const frame_visitor& visit) const {
  auto record = stored_record(partition);
  if (!record) {
    return record.failure();
  }
  return read_log(partition, *record, visit);
}

result<std::vector<partition_id>> rocksdb_ballot_box::partitions() const {
  std::vector<partition_id> ids;
  auto keys = keys::partitions();
  auto done = db_->scan(keys.first, keys.end,
                        [&ids](std::string_view key, std::string_view) {
                          ids.push_back(keys::partition_of(key));
                          return result<void>{};
                        });
  if (!done) {
    return done.failure();
  }
  return ids;
}

// -- writing ------------------------------------------------------------------

result<partition_record*>
rocksdb_ballot_box::record_of(partition_id partition) {
  auto known = records_.find(partition);
  if (known == records_.end()) {
    auto stored = stored_record(partition);
    if (!stored) {
      return stored.failure();
    }
    known = records_.emplace(partition, *stored).first;
  }
  return &known->second;
}

result<acquired_log> rocksdb_ballot_box::acquire(partition_id partition,
                                                 const frame_visitor& visit) {
  auto record = record_of(partition);
  if (!record) {
    return record.failure();
  }
  auto raised = **record;
  ++raised.epoch;
  rocksdb::WriteBatch batch;
  batch.Put(keys::partition(partition), encode(raised));
  if (auto done = db_->write(batch, write_room::take_over); !done) {
    return done.failure();
  }
  **record = raised;
  if (auto done = read_log(partition, raised, visit); !done) {
    return done.failure();
  }
  return acquired_log{raised.epoch, raised.last_sequence};
}

std::vector<result<void>>
rocksdb_ballot_box::confirm(const std::vector<held_partition>& held) {
  std::vector<result<void>> outcomes;
  outcomes.reserve(held.size());
  for (const auto& x : held) {
    auto record = record_of(x.partition);
    outcomes.push_back(record ? check_held(x.partition, **record, x.epoch)
                              : result<void>{record.failure()});
  }
  return outcomes;
}

std::vector<result<void>>
rocksdb_ballot_box::append(const std::vector<spending_frame>& frames) {
  std::vector<result<void>> outcomes(frames.size());
  std::unordered_map<partition_id, partition_record> changed;
  rocksdb::WriteBatch batch;
  for (std::size_t i = 0; i < frames.size(); ++i) {
    const auto& frame = frames[i].frame;
    const auto& header = frame.header;
    auto known = record_of(header.partition);
    if (!known) {
      outcomes[i] = known.failure();
      continue;
    }
    auto earlier = changed.find(header.partition);
    auto now = earlier == changed.end() ? **known : earlier->second;
    auto after = record_after(now, header);
    if (now.epoch == 0) {
      outcomes[i] =
        error{ec::fenced, "nobody acquired " + to_string(header.partition)};
    } else if (!after) {
      outcomes[i] = after.failure();
    } else {
      changed[header.partition] = *after;
      batch.Put(keys::frame(header.partition, header.sequence), encode(frame));
    }
  }
  if (changed.empty()) {
    return outcomes;
  }
  for (const auto& [partition, record] : changed) {
    batch.Put(keys::partition(partition), encode(record));
  }
  if (auto done = db_->write(batch); !done) {
    return std::vector<result<void>>(frames.size(), done);
  }
  for (const auto& [partition, record] : changed) {
    records_[partition] = record;
  }
  return outcomes;
}

} // namespace scrutin
