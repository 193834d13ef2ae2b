#pragma once

#include <functional>
#include <string>
#include <vector>

#include "actors/account_registry.hpp"
#include "actors/official_log.hpp"
#include "domain/document_fields.hpp"
#include "domain/election_directory.hpp"

namespace scrutin {

/// What definitions are checked with.
struct definition_checks {
  /// Reads a document.
  /// @returns `bad_configuration`, every problem on a line of its own.
  std::function<result<defined_election>(const std::string& document)> read;
  /// Whether the ballot box holds anything of an election.
  std::function<result<bool>(election_id)> has_begun;
  wall_clock now;
};

/// What came of a definition, or would.
struct definition_outcome {
  std::vector<field_difference> changes;
  /// There was none of that election.
  bool is_new = false;
};

/// Defines elections: the act and the document are one write.
class definition_desk {
public:
  /// Before the first region opens, hours may move until so long before: every
  /// node knows of it by then.
  static constexpr std::int64_t lead_ms = 5'000;

  /// @param registry, officials: outlive it.
  definition_desk(account_registry& registry, official_log& officials,
                  directory_ptr elections, definition_checks checks);

  /// Defines an election by a document. One that says the same changes nothing
  /// and writes no line.
  /// @param dry_run: only find out what it would change.
  /// @returns `malformed` for a document that is wrong or of another election;
  /// `wrong_state` where another election has its code; `definition_changed`
  /// where it changes what is fixed by now; errors of the store.
  result<definition_outcome> define(const acting& actor, election_id id,
                                    const std::string& document, bool dry_run);

private:
  /// The definition that holds now, wherever it is from.
  struct standing {
    election definition;
    document_fields fields;
  };

  result<std::optional<standing>> find(election_id id) const;
  /// What it would change as things stand.
  result<definition_outcome> plan(const defined_election& next);
  [[nodiscard]] result<void> check_code(const election& next) const;
  result<definition_stage> stage_of(const election& x);

  account_registry& registry_;
  official_log& officials_;
  directory_ptr elections_;
  definition_checks checks_;
};

} // namespace scrutin
