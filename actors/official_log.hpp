#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <set>
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
  [[nodiscard]] const election_course* course(election_id id);
  /// The same by another definition.
  [[nodiscard]] election_course course_of(const election& rules) const;
  /// Elections that were defined, or whose rolls were loaded, since the last
  /// call.
  std::set<election_id> take_changed();
  /// Whether voters were added or revoked one by one, or were about to be.
  [[nodiscard]] bool has_roll_changes(election_id id) const {
    return roll_changes_.count(id) != 0;
  }
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
  struct known_course {
    const served_election* of = nullptr;
    election_course course;
  };

  void read(const audit_entry& x);

  /// Of those that were asked for.
  std::map<election_id, known_course> courses_;
  std::set<election_id> changed_;
  std::set<election_id> roll_changes_;
};

} // namespace scrutin
