#pragma once

#include <iosfwd>
#include <string>
#include <vector>

#include "domain/election.hpp"
#include "domain/review_kinds.hpp"
#include "storage/review_store.hpp"

namespace scrutin {

/// Attempts of one kind in one region.
struct review_pattern {
  region_id region;
  review_kind kind = review_kind::duplicate;
  std::uint64_t entries = 0;
  /// Those past the bound of the queue too, which have no entry.
  std::uint64_t attempts = 0;
  std::uint64_t attempts_listed = 0;
};

/// What officials get of the review queue: no tag, and nothing by which
/// entries of two kinds, regions or elections could be seen to be one
/// credential's. Entries are sorted by what they say, and numbered from 1 in
/// that order, so that a number stands for nobody.
struct review_list {
  /// By region and kind, those without attempts left out.
  std::vector<review_pattern> patterns;
  /// Without their tags.
  std::vector<review_entry> entries;
};

/// Reads the queue of an election's contests.
/// @param region: 0: all.
/// @returns errors of the store. Bounded by the queue's own bound.
result<review_list> list_review(const review_store& from, const election& in,
                                std::uint32_t region);

/// entry,region,kind,attempts,first_day,last_day,resolved, the last a number of
/// a line of the audit log; attempts past the bound of
/// the queue in lines without an entry and days.
void print_review_csv(std::ostream& out, const review_list& x);

/// One object: election, patterns, entries.
void print_review_json(std::ostream& out, const election& in,
                       const review_list& x);

/// Days since 1970-01-01 as `2026-11-02`.
std::string day_text(std::uint32_t day);

} // namespace scrutin
