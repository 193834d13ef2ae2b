#pragma once

#include <string>

#include "domain/count.hpp"
#include "domain/election.hpp"
#include "storage/postgresql/session.hpp"

namespace scrutin {

/// The predecessor's names for the state of an election.
enum class relation_status : unsigned char { draft, active, completed };

/// Writes the relations that the predecessor's readers know
/// (migrations/0002_predecessor_relations.sql), from definitions and released
/// totals and nothing else. Several results nodes may write the same: what is
/// older never replaces what is newer. Used from one thread at a time.
class predecessor_relations {
public:
  explicit predecessor_relations(const postgresql_options& options);

  /// Writes an election with its regions, parties and candidates, in French,
  /// as the predecessor's were; what was written of it before is replaced.
  result<void> write(const election& x, relation_status status);

  /// Writes a contest's totals.
  /// @param released: counted from what the results policy let out, never from
  /// the box.
  /// @param day: of the release, since 1970-01-01.
  result<void> write(election_id election, region_id region,
                     const contest_count& released, std::uint32_t day);

  /// Notes how much waits for actors of a name; a week is kept.
  result<void> note_queue(const std::string& name, std::uint64_t messages,
                          std::uint64_t consumers, double per_s);

private:
  pg_session session_;
};

} // namespace scrutin
