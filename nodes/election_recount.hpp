#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "domain/election_directory.hpp"
#include "domain/tally.hpp"
#include "storage/store.hpp"

namespace scrutin {

/// One contest, as the ballot box holds it.
struct recounted_contest {
  region_id region;
  /// As they count: names that were written in are merged as officials decided,
  /// or say nothing any more.
  tally votes;
  /// On its roll at the close.
  std::uint64_t voters = 0;
  /// Candidates who have withdrawn, in the order of their withdrawals.
  std::vector<option_id> withdrawn = {};
  /// Regions that this is the sum of, itself among them; none where it is one
  /// region.
  std::vector<region_id> merged = {};
};

/// Gets how many of an election's partitions are read, and ballots in them.
using recount_progress =
  std::function<void(std::uint64_t partitions, std::uint64_t ballots)>;

/// Adds a closed election up from the ballot box alone: opens every frame of
/// every partition, checks the log's rules as box_audit does, and that each
/// ballot is one that its contest allows. Acquires nothing.
///
/// Nothing comes out of an election of which any partition, in any region, is
/// not closed: whatever its results policy lets out before, this is not the
/// way out. Memory: of one partition at a time, and each distinct selection
/// once.
/// @returns the contests in the order of the definition, those that come out in
/// one sum in place of the first of them; `wrong_state` where
/// the election is not closed; `damaged`, a line for each partition that breaks
/// a rule, where one was found before; errors of the store.
result<std::vector<recounted_contest>>
recount(const store& from, const served_election& served,
        const recount_progress& progress);

} // namespace scrutin
