#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "cli/load/contest_survey.hpp"

namespace scrutin::load {

/// What the totals of one place should come to.
struct expected_totals {
  std::string path;
  /// Ballots before the run.
  std::uint64_t before = 0;
  /// Of those, casts that an earlier run left without a certain outcome, and
  /// that this run may have been told of as accepted.
  std::uint64_t perhaps_before = 0;
  std::uint64_t acknowledged = 0;
  /// Casts without a certain outcome: each may or may not be in.
  std::uint64_t unknown = 0;
};

enum class check_verdict : unsigned char {
  /// Totals equal what was acknowledged (and at most what is unknown above).
  equal,
  /// Off by no more than the release rule may hold back: short while voting
  /// is open, or above by ballots of before the run that came out during it.
  held_back,
  /// Ballots are missing, or there are more than were cast.
  unequal,
};

const char* to_string(check_verdict x);

/// Compares published totals with what a client was told, once they stand
/// still: released totals follow acknowledgements by a moment.
class final_check {
public:
  /// @param held_back_max: ballots a place that release may hold back.
  /// @param settle_ns: how long totals must stand still.
  final_check(std::vector<expected_totals> expected,
              std::uint64_t held_back_max, std::int64_t settle_ns);

  /// Takes in what is published now.
  /// @param seen: as many as expected, in their order.
  /// @returns the verdict once totals have stood still for long enough.
  std::optional<check_verdict>
  observe(const std::vector<published_totals>& seen, std::int64_t now_ns);

  [[nodiscard]] const std::vector<expected_totals>& expected() const {
    return expected_;
  }
  [[nodiscard]] const std::vector<published_totals>& last_seen() const {
    return seen_;
  }

private:
  [[nodiscard]] check_verdict judge(std::size_t i) const;

  std::vector<expected_totals> expected_;
  std::uint64_t held_back_max_;
  std::int64_t settle_ns_;
  std::vector<published_totals> seen_;
  std::int64_t still_since_ns_ = 0;
};

} // namespace scrutin::load
