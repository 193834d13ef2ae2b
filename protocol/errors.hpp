#pragma once

#include <optional>
#include <string>

#include <caf/error.hpp>

#include "domain/result.hpp"

namespace scrutin {

/// Our errors as CAF carries them: the code in our own category, the detail
/// as context.
caf::error to_caf(const error& x);

/// @returns our error, or nothing for one of CAF's own.
std::optional<error> from_caf(const caf::error& x);

/// For logs: ours by name, CAF's as CAF says it.
std::string describe(const caf::error& x);

} // namespace scrutin
