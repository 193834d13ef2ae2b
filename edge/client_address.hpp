#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "domain/result.hpp"
#include "edge/exchange.hpp"

namespace scrutin::edge {

/// @returns the address that a text stands for, IPv4 mapped into IPv6.
std::optional<address_bytes> parse_address(std::string_view text);

/// The proxies whose word on a client's address is taken.
class proxy_list {
public:
  /// @param networks: addresses, or networks such as `10.0.0.0/8`.
  /// @returns `bad_configuration` with the first that is neither.
  static result<proxy_list> parse(const std::vector<std::string>& networks);

  [[nodiscard]] bool contains(const address_bytes& x) const;

  /// Whose request it is: of X-Forwarded-For, read from the right, the first
  /// hop that is not a listed proxy. Where a hop cannot be read it is the proxy
  /// that wrote it, and the peer where the peer is none. A hop may carry a port
  /// (`192.0.2.1:80`, `[2001:db8::1]:80`); empty ones are passed over.
  [[nodiscard]] address_bytes client_of(const address_bytes& peer,
                                        std::string_view forwarded_for) const;

private:
  struct network {
    address_bytes prefix;
    /// Of the 128 of an IPv6 address.
    unsigned bits;
  };
  std::vector<network> networks_;
};

} // namespace scrutin::edge
