#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace scrutin {

/// Where something listens: `10.0.0.1:4711`, `db.example.org:5432`,
/// `[2001:db8::1]:4711`.
struct host_port {
  /// Without brackets.
  std::string host;
  std::uint16_t port = 0;
};

/// @returns nothing for a text of another form.
std::optional<host_port> parse_host_port(const std::string& text);

/// Whether a text is an IPv4 or IPv6 address.
bool is_ip_address(const std::string& x);

} // namespace scrutin
