#pragma once

#include <chrono>
#include <string>

namespace scrutin {

/// Whether a host says that nothing listens at `HOST:PORT`: every address of
/// the host refuses the connection. Blocks, for `patience` at most and as long
/// as the system looks the name up.
/// @returns false where something listens, and where no answer came.
bool refuses_connections(const std::string& at,
                         std::chrono::milliseconds patience);

} // namespace scrutin
