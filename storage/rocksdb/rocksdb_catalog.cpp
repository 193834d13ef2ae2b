#include "storage/rocksdb/rocksdb_catalog.hpp"

#include "domain/byte_codec.hpp"
#include "storage/rocksdb/database.hpp"
#include "storage/rocksdb/keys.hpp"

namespace scrutin {

namespace {

constexpr std::uint8_t catalog_format = 1;

std::string encode(const catalog_record& record) {
  std::string bytes;
  byte_writer out{bytes};
  out.u8(catalog_format);
  out.u32(record.election.value);
  out.sized(record.fingerprint);
  out.sized(record.wrapped_keys);
  out.varint(record.slices.size());
  for (const auto& [region, slices] : record.slices) {
    out.u32(region.value);
    out.u16(slices);
  }
  return bytes;
}

result<catalog_record> decode(std::string_view bytes) {
  byte_reader in{bytes};
  auto format = in.u8();
  catalog_record record;
  record.election.value = in.u32();
  record.fingerprint = in.sized();
  record.wrapped_keys = in.sized();
  for (auto left = in.varint(); left > 0 && !in.failed(); --left) {
    region_id region{in.u32()};
    record.slices.emplace_back(region, in.u16());
  }
  if (!in.complete() || format != catalog_format) {
    return error{ec::damaged, "a catalog record cannot be read"};
  }
  return record;
}

} // namespace

rocksdb_catalog::rocksdb_catalog(std::shared_ptr<database> db)
  : db_(std::move(db)) {
}

rocksdb_catalog::~rocksdb_catalog() = default;

result<std::optional<catalog_record>>
rocksdb_catalog::find(election_id id) const {
  auto bytes = db_->get(keys::catalog(id));
  if (!bytes) {
    return bytes.failure();
  }
  if (!*bytes) {
    return std::optional<catalog_record>{};
  }
  auto record = decode(**bytes);
  if (!record) {
    return record.failure();
  }
  return std::optional{std::move(*record)};
}

result<void> rocksdb_catalog::put(const catalog_record& record) {
  rocksdb::WriteBatch batch;
  batch.Put(keys::catalog(record.election), encode(record));
  return db_->write(batch);
}

result<bool> rocksdb_catalog::add(const catalog_record& record) {
  auto known = find(record.election);
  if (!known) {
    return known.failure();
  }
  if (*known) {
    return false;
  }
  auto done = put(record);
  return done ? result<bool>{true} : done.failure();
}

result<std::vector<catalog_record>> rocksdb_catalog::all() const {
  std::vector<catalog_record> records;
  auto keys = keys::catalog();
  auto take = [&records](std::string_view, std::string_view value) {
    auto record = decode(value);
    if (!record) {
      return result<void>{record.failure()};
    }
    records.push_back(std::move(*record));
    return result<void>{};
  };
  if (auto done = db_->scan(keys.first, keys.end, take); !done) {
    return done.failure();
  }
  return records;
}

} // namespace scrutin
