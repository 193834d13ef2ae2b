#pragma once

#include <string_view>

#include "domain/cryptography.hpp"
#include "domain/ids.hpp"

namespace scrutin {

/// An option's lot: SHA-256 of the text `seed|election|region|option`, the
/// ids in decimal, so that anyone can draw it again with a common tool. Among
/// equals the option with the lowest lot yields.
/// @param seed: published before it could be chosen to please anyone.
sha256_hash lot_of(std::string_view seed, contest_id contest, option_id option);

} // namespace scrutin
