#pragma once

#include <string>

#include "actors/account_registry.hpp"
#include "storage/review_store.hpp"

namespace scrutin {

/// What officials decide about refused attempts: each decision is one write
/// with its line of the audit log. Used from one thread at a time.
class review_desk {
public:
  /// @param queue: of the same store as the registry; both outlive the desk.
  review_desk(account_registry& registry, const review_store& queue)
    : registry_(registry), queue_(queue) {}

  /// Marks the entries that a choice picks, with a note. A further attempt
  /// opens its entry again.
  /// @returns how many; `malformed` for a note that is none, `unavailable`
  /// where the choice picks none, what account_registry's acts return.
  result<std::uint64_t> resolve(const acting& actor, review_choice choice,
                                const std::string& note);

  /// Removes entries that were resolved.
  /// @returns how many; as resolve().
  result<std::uint64_t> purge(const acting& actor, review_choice choice);

  /// How many entries a choice picks now.
  [[nodiscard]] result<std::uint64_t> count(const review_choice& choice) const;

private:
  result<std::uint64_t> decide(const acting& actor, audit_act what,
                               const review_choice& choice,
                               const std::string& note);

  account_registry& registry_;
  const review_store& queue_;
};

} // namespace scrutin
