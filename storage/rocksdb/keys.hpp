#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "domain/cryptography.hpp"
#include "domain/ids.hpp"
#include "domain/review.hpp"

/// The keys of the embedded store: a letter for the kind of entry, then
/// numbers big-endian, so that what is read together lies together.
namespace scrutin::keys {

/// Keys in [first, end).
struct range {
  std::string first;
  std::string end;
};

/// `m`: the format of the store.
std::string store_format();

/// `p` partition → its record.
std::string partition(partition_id id);
range partitions();
/// Reads what partition() wrote; `key` may be a key of a frame as well.
partition_id partition_of(std::string_view key);

/// `f` partition sequence → header and sealed content.
std::string frame(partition_id id, sequence_number sequence);
range frames(partition_id id);

/// `n` election region → how many tags, and how many calls added them.
std::string roll_counts(contest_id contest);
range roll_counts(election_id election);
/// `r` election region bucket call → tags whose first byte is the bucket.
std::string roll_chunk(contest_id contest, std::uint8_t bucket,
                       std::uint32_t call);
range roll_chunks(election_id election);
/// @param last: the last bucket of the range, included.
range roll_chunks(contest_id contest, std::uint8_t first, std::uint8_t last);
/// The region in a key of roll_chunk or roll_counts.
region_id roll_region(std::string_view key);

/// `l` election tag → region that it is reserved for.
std::string reserved_tag(election_id election, const credential_tag& tag);
range reserved_tags(election_id election);
/// The tag in a key of reserved_tag.
credential_tag reserved_tag(std::string_view key);

/// `c` election → catalog record.
std::string catalog(election_id election);
range catalog();

/// `v` contest kind tag → attempts and days.
std::string review(const review_entry& entry);
range reviews(contest_id contest);
/// `w` contest kind → how many entries and attempts.
std::string review_counts(contest_id contest, review_kind kind);

/// `A` name → account.
std::string account(const std::string& name);
range accounts();
/// `T` hash → token.
std::string token(const sha256_hash& hash);
range tokens();
/// `S` hash → session.
std::string session(const sha256_hash& hash);
range sessions();
/// `D` election number → document of that definition.
std::string definition(election_id election, std::uint64_t number);
range definitions(election_id election);
range definitions();
/// `L` number → entry of the audit log.
std::string audit(std::uint64_t number);
range audit_after(std::uint64_t number);
/// `R` election region version → signed result.
std::string certificate(election_id election, region_id region,
                        std::uint32_t version);
/// `H`: where the audit log ends.
std::string audit_head();

} // namespace scrutin::keys
