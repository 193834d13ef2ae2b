#pragma once

#include <cstdint>
#include <string>

#include "cli/officials/official_flags.hpp"

namespace scrutin {

/// The id of an election by what people call it.
/// @param name: its code, or its id.
/// @returns `unknown_election`; `unavailable` where the node does not answer.
result<std::uint32_t> find_election(const admin_client& at,
                                    const std::string& name);

/// An election at the node that is asked about it.
struct reached_election {
  admin_client at;
  std::uint32_t id = 0;
};

/// Opens the way to a node, and finds an election there.
/// @returns errors of official_flags::open() and find_election().
result<reached_election> reach_election(const official_flags& by,
                                        const std::string& name);

} // namespace scrutin
