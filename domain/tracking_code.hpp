#pragma once

#include <string>
#include <string_view>

#include "domain/ids.hpp"
#include "domain/result.hpp"

namespace scrutin {

/// What a voter keeps: where the ballot lies and what it is called there.
struct tracking_code {
  partition_id partition;
  ballot_id ballot;
};

/// Base32 in groups of five: election, region and slice as varints, the
/// ballot id (16 bytes), four bytes of SHA-256 over all of that.
std::string to_string(const tracking_code& x);

/// Reads a tracking code in either case, with or without its dashes.
/// @returns `malformed` on a wrong character, length or checksum.
result<tracking_code> parse_tracking_code(std::string_view text);

} // namespace scrutin
