#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "domain/cryptography.hpp"
#include "domain/election.hpp"
#include "domain/ids.hpp"
#include "domain/result.hpp"

namespace scrutin {

/// What a voter holds, normalised. Lives for one request and is wiped.
class credential {
public:
  credential(std::string nas, std::string code)
    : nas_(std::move(nas)), code_(std::move(code)) {}
  credential(const credential&) = delete;
  credential& operator=(const credential&) = delete;
  credential(credential&&) = default;
  credential& operator=(credential&&) = default;
  ~credential();

  /// 9 digits.
  [[nodiscard]] const std::string& nas() const { return nas_; }
  /// Upper case, without dashes or spaces.
  [[nodiscard]] const std::string& code() const { return code_; }

private:
  std::string nas_;
  std::string code_;
};

/// Drops spaces and dashes.
/// @returns nine digits, or nothing for any other text.
std::optional<std::string> normalize_nas(std::string_view text);

/// Upper-cases, drops spaces and dashes, and checks the format: six ASCII
/// letters or digits (`legacy`), or eighteen base32 characters of which the
/// last two are the checksum of the others (`strong`; O, I and L are read as
/// 0, 1 and 1).
/// @returns the code as it is hashed, or nothing for any other text.
std::optional<std::string> normalize_code(std::string_view text,
                                          code_format format);

/// A strong code made of 10 random bytes (80 bits): sixteen base32 characters
/// and a checksum of two (10 bits of SHA-256), without grouping.
std::string make_strong_code(std::string_view random_bytes);

/// A legacy code made of 6 bytes, each below 36: letters and digits.
std::string make_legacy_code(std::string_view symbols);

/// `XXXX-XXXX-XXXX-XXXX-XX`, for people to read; a legacy code as it is.
std::string group_code(std::string_view code);

/// SHA-256 of the credential as its roll's scheme puts it together.
credential_digest digest_of(const credential& x, digest_scheme scheme,
                            std::string_view election_code);

} // namespace scrutin
