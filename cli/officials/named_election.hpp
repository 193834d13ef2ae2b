#pragma once

#include <cstdint>
#include <string>

#include "cli/officials/admin_client.hpp"

namespace scrutin {

/// The id of an election by what people call it.
/// @param name: its code, or its id.
/// @returns `unknown_election`; `unavailable` where the node does not answer.
result<std::uint32_t> find_election(const admin_client& at,
                                    const std::string& name);

} // namespace scrutin
