#pragma once

#include <cstdint>
#include <map>
#include <mutex>
#include <set>
#include <string>
#include <tuple>
#include <unordered_map>
#include <utility>
#include <vector>

#include "domain/review.hpp"
#include "storage/administration_store.hpp"
#include "storage/catalog_store.hpp"
#include "storage/cluster_store.hpp"
#include "storage/partition_record.hpp"

namespace scrutin {

/// What stores in memory hold. Outlives the stores that share it, as a disk
/// outlives a process. The mutex serves every member.
struct memory_contents {
  struct partition_log {
    partition_record record;
    std::vector<sealed_frame> frames;
    std::uint64_t spent = 0;
    /// By whoever acquired it last, for tests to look at.
    std::size_t frames_read = 0;
    /// Node that acquired it last and has not given it up; empty: nobody.
    std::string owner;
  };

  /// One node, under its name.
  struct node_record {
    member what;
    bool draining = false;
    /// Of the last heartbeat, by the authority's clock: Unix ms.
    std::int64_t renewed_at_ms = 0;
    std::uint64_t renewals = 0;
  };

  /// One election's roll.
  struct election_roll {
    std::unordered_map<credential_tag, region_id> region_of;
    std::map<region_id, std::vector<credential_tag>> tags;
    /// In `region_of`, but not in `tags`.
    std::set<credential_tag> reserved;
  };

  struct review_counts {
    std::uint64_t entries = 0;
    std::uint64_t attempts = 0;
  };

  std::mutex mutex;
  std::map<partition_id, partition_log> logs;
  std::map<election_id, election_roll> rolls;
  std::map<election_id, catalog_record> catalog;
  std::map<contest_id,
           std::map<std::pair<review_kind, credential_tag>, review_entry>>
    reviews;
  std::map<std::pair<contest_id, review_kind>, review_counts> review_totals;
  std::map<std::string, account_record> accounts;
  std::map<sha256_hash, token_record> tokens;
  std::map<sha256_hash, session_record> sessions;
  /// By election and number.
  std::map<std::pair<election_id, std::uint64_t>, definition_record>
    definitions;
  std::vector<audit_entry> audit;
  /// By election, region and version.
  std::map<std::tuple<election_id, region_id, std::uint32_t>,
           result_certificate>
    certificates;
  std::map<std::string, node_record> nodes;
  /// Incarnations that were followed by another, or removed.
  std::set<incarnation_id> past_incarnations;
};

} // namespace scrutin
