#pragma once

#include <cstdint>
#include <optional>

#include <sys/types.h>

namespace scrutin {

/// Which user of this host holds the other end of a connection over
/// 127.0.0.1. Linux only: reads /proc/net/tcp.
/// @param from: the other end's port.
/// @param to: this end's port.
/// @returns nothing where there is no such connection any more.
std::optional<uid_t> loopback_owner(std::uint16_t from, std::uint16_t to);

} // namespace scrutin
