#include "storage/rocksdb/keys.hpp"

#include "domain/byte_codec.hpp"

namespace scrutin::keys {

namespace {

std::string begin(char kind) {
  return std::string(1, kind);
}

std::string election_key(char kind, election_id election) {
  auto key = begin(kind);
  byte_writer{key}.u32(election.value);
  return key;
}

std::string contest_key(char kind, contest_id contest) {
  auto key = election_key(kind, contest.election);
  byte_writer{key}.u32(contest.region.value);
  return key;
}

std::string partition_key(char kind, partition_id id) {
  auto key = contest_key(kind, id.contest());
  byte_writer{key}.u16(id.slice);
  return key;
}

/// Every key that begins with `prefix`: no key is longer than 64 bytes.
range all_of(std::string prefix) {
  auto end = prefix + std::string(64, '\xFF');
  return {std::move(prefix), std::move(end)};
}

} // namespace

std::string store_format() {
  return begin('m');
}

std::string partition(partition_id id) {
  return partition_key('p', id);
}

range partitions() {
  return all_of(begin('p'));
}

partition_id partition_of(std::string_view key) {
  byte_reader in{key};
  in.u8();
  partition_id id;
  id.election.value = in.u32();
  id.region.value = in.u32();
  id.slice = in.u16();
  return id;
}

std::string frame(partition_id id, sequence_number sequence) {
  auto key = partition_key('f', id);
  byte_writer{key}.u64(sequence);
  return key;
}

range frames(partition_id id) {
  return all_of(partition_key('f', id));
}

std::string roll_counts(contest_id contest) {
  return contest_key('n', contest);
}

range roll_counts(election_id election) {
  return all_of(election_key('n', election));
}

std::string roll_chunk(contest_id contest, std::uint8_t bucket,
                       std::uint32_t call) {
  auto key = contest_key('r', contest);
  byte_writer out{key};
  out.u8(bucket);
  out.u32(call);
  return key;
}

range roll_chunks(election_id election) {
  return all_of(election_key('r', election));
}

range roll_chunks(contest_id contest, std::uint8_t first, std::uint8_t last) {
  auto end = contest_key('r', contest);
  byte_writer{end}.u8(last);
  return {roll_chunk(contest, first, 0), all_of(end).end};
}

region_id roll_region(std::string_view key) {
  byte_reader in{key.substr(5)};
  return {in.u32()};
}

std::string reserved_tag(election_id election, const credential_tag& tag) {
  auto key = election_key('l', election);
  byte_writer{key}.fixed(tag);
  return key;
}

range reserved_tags(election_id election) {
  return all_of(election_key('l', election));
}

credential_tag reserved_tag(std::string_view key) {
  byte_reader in{key.substr(5)};
  return in.fixed<credential_tag>();
}

std::string catalog(election_id election) {
  return election_key('c', election);
}

range catalog() {
  return all_of(begin('c'));
}

std::string review(const review_entry& entry) {
  auto key = contest_key('v', entry.contest);
  byte_writer out{key};
  out.u8(static_cast<std::uint8_t>(entry.kind));
  out.fixed(entry.tag);
  return key;
}

range reviews(contest_id contest) {
  return all_of(contest_key('v', contest));
}

std::string review_counts(contest_id contest, review_kind kind) {
  auto key = contest_key('w', contest);
  byte_writer{key}.u8(static_cast<std::uint8_t>(kind));
  return key;
}

std::string account(const std::string& name) {
  return begin('A') + name;
}

range accounts() {
  // Names are longer than other keys, and plain ASCII.
  return {begin('A'), begin('A' + 1)};
}

std::string token(const sha256_hash& hash) {
  return begin('T') + std::string{hash.view()};
}

range tokens() {
  return all_of(begin('T'));
}

std::string session(const sha256_hash& hash) {
  return begin('S') + std::string{hash.view()};
}

range sessions() {
  return all_of(begin('S'));
}

std::string definition(election_id election, std::uint64_t number) {
  auto key = election_key('D', election);
  byte_writer{key}.u64(number);
  return key;
}

range definitions(election_id election) {
  return all_of(election_key('D', election));
}

range definitions() {
  return all_of(begin('D'));
}

std::string audit(std::uint64_t number) {
  auto key = begin('L');
  byte_writer{key}.u64(number);
  return key;
}

range audit_after(std::uint64_t number) {
  // The byte after an entry's own key: nothing lies between.
  return {audit(number) + '\0', all_of(begin('L')).end};
}

std::string certificate(election_id election, region_id region,
                        std::uint32_t version) {
  auto key = contest_key('R', {election, region});
  byte_writer{key}.u32(version);
  return key;
}

std::string audit_head() {
  return begin('H');
}

} // namespace scrutin::keys
