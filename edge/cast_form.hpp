#pragma once

#include <optional>
#include <string>
#include <variant>

#include "domain/credential.hpp"
#include "domain/election_directory.hpp"
#include "domain/selection.hpp"
#include "edge/problem.hpp"
#include "edge/strict_json.hpp"

namespace scrutin::edge {

/// A cast as a voter sent it: well-formed, for a contest that there is.
/// Whether the credential exists and the selection stands is judged later.
struct cast_form {
  const served_election* served = nullptr;
  const contest* where = nullptr;
  credential voter;
  selection choice;
  /// The ballot is of a kind, or for a method, that the contest does not
  /// take. `choice` is then one that no contest accepts, so that credential
  /// and state are judged first.
  bool wrong_method = false;
};

/// Longest texts that are read as a NAS and as a code, with what may stand
/// between their characters.
inline constexpr std::size_t nas_bytes_max = 32;
inline constexpr std::size_t code_bytes_max = 64;

/// The fields of a credential before its roll's format is known.
struct credential_fields {
  /// Normalised.
  std::optional<std::string> nas;
  std::optional<std::string_view> code;
};

/// `nas` and `code`; refuses what is missing or wrong.
credential_fields read_credential(field_reader& fields);

/// A form, or the answer to one that is none.
using form_reading = std::variant<cast_form, problem>;

/// Body of POST /api/v1/vote: `nas`, `code`, `law_id`, `vote`, `region_id`.
form_reading read_law_cast(const json::object& body,
                           const election_directory& elections);

/// Body of POST /api/v1/elections/vote: `nas`, `code`, `election_id`,
/// `region_id`, one of `candidate_id`, `ranked_choices` and `selection`, and
/// perhaps `voting_method`.
form_reading read_election_cast(const json::object& body,
                                const election_directory& elections);

} // namespace scrutin::edge
