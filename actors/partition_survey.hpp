#pragma once

#include <chrono>
#include <functional>
#include <unordered_map>
#include <vector>

#include "domain/election_directory.hpp"
#include "protocol/administration.hpp"

namespace scrutin {

/// Every partition of an election, not asked yet.
std::vector<partition_closing> partitions_to_ask(const served_election& in);

/// Asks partitions how they are, all at once.
/// @param self: who asks; outlives the answers.
/// @param validators: those that can be asked now.
/// @param then: called once, when all have answered or their time is up, with
/// what they said; without `status` where they said nothing.
void survey_partitions(
  administration_actor::pointer self,
  const std::unordered_map<partition_id, validator_actor>& validators,
  std::vector<partition_closing> which, std::chrono::milliseconds deadline,
  std::function<void(std::vector<partition_closing>)> then);

} // namespace scrutin
