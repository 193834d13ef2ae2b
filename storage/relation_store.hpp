#pragma once

#include <cstdint>
#include <string>

#include "domain/counting/count.hpp"
#include "domain/election.hpp"
#include "domain/result.hpp"

namespace scrutin {

/// The predecessor's names for the state of an election.
enum class relation_status : unsigned char {
  draft,
  active,
  completed,
  /// Over without a result that counts.
  closed,
};

/// The relations that the predecessor's readers know, made of definitions and
/// released totals and nothing else. What is older never replaces what is
/// newer, whoever writes. Used from one thread at a time.
class relation_store {
public:
  virtual ~relation_store() = default;

  /// Whether this one is to write: of all that share the relations, one is, for
  /// as long as its connection holds.
  virtual result<bool> leads() = 0;

  /// Writes an election with its regions, parties and candidates, in French,
  /// as the predecessor's were; what was written of it before is replaced.
  virtual result<void> write(const election& x, relation_status status) = 0;

  /// Writes a contest's totals.
  /// @param released: counted from what the results policy let out, never from
  /// the box.
  /// @param day: of the release, since 1970-01-01.
  virtual result<void> write(election_id election, region_id region,
                             const contest_count& released,
                             std::uint32_t day) = 0;

  /// Notes how much waits for actors of a name; a week is kept.
  virtual result<void> note_queue(const std::string& name,
                                  std::uint64_t messages,
                                  std::uint64_t consumers, double per_s) = 0;
};

} // namespace scrutin
