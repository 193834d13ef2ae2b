#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "domain/election.hpp"
#include "domain/ids.hpp"
#include "domain/result.hpp"

namespace scrutin {

/// One voter as a roll file names them. Texts are as the file writes them;
/// empty where it does not say.
struct roll_fields {
  std::string nas;
  std::string code;
  /// Code of the election; the predecessor's `law_id`.
  std::string election;
  /// 64 hexadecimal digits.
  std::string digest;
  std::string region;

  void clear();
};

/// What a roll file says of one voter, checked.
struct roll_line {
  std::uint64_t line = 0;
  credential_digest digest;
  /// None where the file does not name one.
  std::optional<region_id> region;
};

/// Checks one voter against what the election's roll declares.
/// @returns the line; `malformed` with a reason that holds nothing of the
/// line itself: neither a credential nor a digest, a NAS or code that breaks
/// the roll's format, a digest that is not that of the credential under the
/// roll's scheme, another election, a region that is no number.
result<roll_line> check_fields(const roll_fields& x, std::uint64_t line,
                               const std::string& election_code,
                               const roll_format& format);

} // namespace scrutin
