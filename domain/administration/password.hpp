#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "domain/result.hpp"

namespace scrutin {

/// What one hash of a password costs, and a guess with it.
/// Source: RFC 9106, section 4, second recommendation, with one lane.
struct password_cost {
  std::uint32_t memory_kib = 64 * 1024;
  std::uint32_t passes = 3;
  std::uint32_t lanes = 1;
};

/// Bytes of salt that hash_password() takes.
constexpr std::size_t password_salt_size = 16;

/// @returns `malformed` unless it has 12 to 128 bytes of UTF-8 without control
/// characters. No other rule: length is what counts.
/// Source: NIST SP 800-63B, section 5.1.1.2.
result<void> check_password(std::string_view password);

/// Argon2id. Takes about 100 ms and the cost's memory.
/// @param salt: 16 random bytes.
/// @returns `$argon2id$v=19$m=65536,t=3,p=1$salt$hash`; `overloaded` where the
/// memory is not there.
/// Source: RFC 9106.
result<std::string> hash_password(std::string_view password,
                                  std::string_view salt,
                                  const password_cost& cost);

/// Whether a password is the one that was hashed; as long either way, and as
/// costly as what was hashed.
/// @returns `damaged` where `hashed` is no such text, or asks for more than
/// 1 GiB, 16 passes or 16 lanes; `overloaded`.
result<bool> password_matches(std::string_view hashed,
                              std::string_view password);

} // namespace scrutin
