#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "domain/election.hpp"
#include "domain/result.hpp"

namespace scrutin {

/// What a document says, field by field in its order: `regions[1].name.fr` and
/// its text. The number in brackets is the id, or the code, of what is meant,
/// not its place; places have a field of their own, `regions[1].options.order`.
using document_fields = std::vector<std::pair<std::string, std::string>>;

/// An election and the document that defines it.
struct defined_election {
  election definition;
  document_fields fields;
};

/// A field that two documents say differently. Nothing: one does not have it.
struct field_difference {
  std::string field;
  std::optional<std::string> before;
  std::optional<std::string> after;
};

/// In the order of the later document, then what is in the earlier one alone.
std::vector<field_difference> differences(const document_fields& before,
                                          const document_fields& after);

/// How far an election is, for what its definition may still become.
enum class definition_stage : unsigned char {
  /// Nothing was done under it: everything but id and code may change.
  announced = 1,
  /// Its roll is in the ballot box in part: what a ballot means is fixed.
  begun,
  /// Its first region has opened, or is about to: its hours are those of
  /// officials, too.
  opened,
};

/// Whether a definition may take the place of another of the same election.
/// @param changed: what differences() says of their documents; what is refused
/// is named by it.
/// @returns `definition_changed`, saying which fields stand in the way and why.
result<void> check_redefinition(const election& before, const election& after,
                                const std::vector<field_difference>& changed,
                                definition_stage stage);

} // namespace scrutin
