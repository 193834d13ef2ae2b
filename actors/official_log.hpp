#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <vector>

#include "domain/course/election_course.hpp"
#include "domain/election_directory.hpp"
#include "storage/administration_store.hpp"

namespace scrutin {

/// What officials did, read from the audit log as it grows. Used from one
/// thread at a time.
class official_log {
public:
  official_log(std::shared_ptr<const administration_store> store,
               const directory_ptr& elections);

  /// Reads what the log holds by now.
  /// @returns the acts that are new since it last returned any; errors of the
  /// store, after which the next call goes on.
  result<std::vector<official_act>> catch_up();

  /// As of the last call; null for an election that is not served.
  [[nodiscard]] const election_course* course(election_id id) const;
  /// Every act so far, in the order of the log.
  [[nodiscard]] const std::vector<official_act>& acts() const { return acts_; }

private:
  std::shared_ptr<const administration_store> store_;
  directory_ptr elections_;
  /// Number of the last entry that was read.
  std::uint64_t read_ = 0;
  /// Acts that were returned.
  std::size_t told_ = 0;
  std::vector<official_act> acts_;
  std::map<election_id, election_course> courses_;
};

} // namespace scrutin
