#pragma once

#include <exception>
#include <optional>
#include <string>

#include <caf/error.hpp>

#include "domain/ids.hpp"
#include "domain/result.hpp"

namespace scrutin {

/// Our errors as CAF carries them: the code in our own category, the detail
/// as context.
caf::error to_caf(const error& x);

/// @returns our error, or nothing for one of CAF's own.
std::optional<error> from_caf(const caf::error& x);

/// For actors that handle ballots: what an exception ends them with. CAF's own
/// way prints the exception's text, which could hold anything.
caf::error error_of_exception(std::exception_ptr& x);

/// What a validator ends with when judging a cast threw: says which cast, to
/// whoever sent it and to nobody's log.
caf::error poison_error(const retry_id& cast);

/// @returns the cast that a poison_error blames.
std::optional<retry_id> poison_of(const caf::error& x);

/// For logs: ours by name, CAF's as CAF says it.
std::string describe(const caf::error& x);

} // namespace scrutin
