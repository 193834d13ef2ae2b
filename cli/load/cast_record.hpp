#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "cli/load/cast_plan.hpp"
#include "cli/load/vote_answer.hpp"

namespace scrutin::load {

/// A line of a client's own record: what it asked for and what it was told.
struct recorded_cast {
  std::uint64_t index = 0;
  cast_kind kind = cast_kind::first;
  std::string election;
  std::uint32_t region_id = 0;
  /// Empty where none was sent.
  std::string retry_key;
  std::string selection;
  vote_answer answer;
};

/// The client's own record of each cast, for comparing with the ballot box
/// after a fault: CSV, one line a cast, handed to the kernel before the next
/// cast of its connection. Lines of several threads do not mix. Holds what
/// voters keep to themselves: for tests only, readable by its owner.
///
/// Columns: `index,kind,election,region,retry_key,selection,outcome,status,
/// tracking_code`. The index is the credential's place in the roll's files;
/// kind and outcome are as `to_string` has them; an outcome is
/// `accepted`, `unknown` (perhaps counted) or one of the refusals.
class cast_record {
public:
  /// Begins a record. An existing one is continued when `append`, else
  /// replaced.
  static result<cast_record> open(const std::string& file, bool append);

  cast_record(cast_record&& other) noexcept;
  cast_record& operator=(cast_record&&) = delete;
  ~cast_record();

  /// Writes a line. A failure ends the process: a record with holes proves
  /// nothing.
  void write(const recorded_cast& x) const;

private:
  explicit cast_record(int descriptor) : descriptor_(descriptor) {}

  int descriptor_;
};

/// Reads a record. A torn last line is left out.
/// @returns `unavailable` or `malformed`, naming file and line.
result<void>
read_cast_record(const std::string& file,
                 const std::function<void(const recorded_cast&)>& visit);

} // namespace scrutin::load
