#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "domain/result.hpp"
#include "domain/review_decision.hpp"

namespace rocksdb {
class WriteBatch;
}

namespace scrutin {

class database;

/// How many entries and attempts a contest has of a kind.
struct review_counts {
  std::uint64_t entries = 0;
  std::uint64_t attempts = 0;
};

std::string encode(const review_entry& entry);
/// @returns `damaged`.
result<review_entry> decode_review_entry(std::string_view bytes);

std::string encode(const review_counts& counts);
/// @returns `damaged`.
result<review_counts> decode_review_counts(std::string_view bytes);

/// Adds to a batch what a decision changes. The caller holds the review queue.
/// @param number: of the line of the audit log.
/// @returns `fenced` where the choice picks another number of entries.
result<void> decide(const database& db, const review_decision& x,
                    std::uint64_t number, rocksdb::WriteBatch& batch);

} // namespace scrutin
