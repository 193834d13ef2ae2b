#pragma once

#include <cstdint>
#include <unordered_map>
#include <vector>

#include "domain/attempts.hpp"
#include "domain/review.hpp"

namespace scrutin {

/// Refused attempts of one partition, counted in memory until they are
/// collected. Bounded: past `credentials_max` credentials of a kind, further
/// ones are counted together under a tag of zeros.
class refusals {
public:
  static constexpr std::size_t credentials_max = 100'000;

  /// @param tag_key: of the election.
  refusals(contest_id contest, const secret_key& tag_key)
    : contest_(contest), name_(tag_key) {}

  /// Attempts under earlier owners of the partition: `note` goes on from there.
  void remember(const std::vector<attempt_count>& before);

  /// @param day: days since 1970-01-01 UTC.
  /// @returns attempts of that kind by that credential so far, this one
  /// included: duplicates under earlier owners too, as far as remembered.
  std::uint32_t note(review_kind kind, const credential_tag& tag,
                     std::uint32_t day);

  /// What was noted since the last collection.
  std::vector<review_entry> collect();

  /// Of what was collected, the duplicates as they are counted over all owners.
  [[nodiscard]] std::vector<attempt_count>
  duplicates_in(const std::vector<review_entry>& collected) const;

private:
  struct counter {
    std::uint32_t attempts = 0;
    std::uint32_t uncollected = 0;
    std::uint32_t first_day = 0;
    std::uint32_t last_day = 0;
  };
  using counters = std::unordered_map<credential_tag, counter>;

  counters& of(review_kind kind);

  contest_id contest_;
  attempt_namer name_;
  /// By name; of earlier owners.
  std::unordered_map<std::uint64_t, std::uint32_t> before_;
  std::unordered_map<std::uint8_t, counters> kinds_;
  std::vector<std::pair<review_kind, credential_tag>> touched_;
};

} // namespace scrutin
