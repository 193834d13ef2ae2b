#pragma once

#include <memory>
#include <set>

#include "config/node_options.hpp"
#include "domain/cryptography.hpp"
#include "domain/election_directory.hpp"
#include "domain/surroundings.hpp"
#include "monitoring/metrics.hpp"
#include "nodes/election_registry.hpp"

namespace scrutin {

/// Takes up what is defined while a node runs. On a shared database it opens
/// stores of its own, under the lock of programs that prepare elections: the
/// node's belong to its actors. Used from one thread at a time.
class definition_taker {
public:
  /// @param options, figures: outlive it.
  /// @param elections: where new versions go.
  definition_taker(const node_options& options,
                   std::shared_ptr<election_directory> elections,
                   secret_key master, random_source random, metrics& figures);

  /// Whether the ballot box holds anything of an election.
  /// @param own: of the actor that asks.
  result<bool> has_begun(const election_stores& own, election_id id) const;

  /// Sees that these elections are as they are defined by now.
  /// @returns whether any is another than before; errors of the store.
  result<bool> take_up(const election_stores& own,
                       const std::set<election_id>& changed);

private:
  [[nodiscard]] bool is_shared() const;
  [[nodiscard]] result<std::vector<served_election>>
  read(const election_stores& own, const std::set<election_id>& changed) const;

  const node_options& options_;
  std::shared_ptr<election_directory> elections_;
  secret_key master_;
  random_source random_;
  metrics& figures_;
};

} // namespace scrutin
