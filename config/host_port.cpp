#include "config/host_port.hpp"

#include <charconv>

#include <arpa/inet.h>

namespace scrutin {

std::optional<host_port> parse_host_port(const std::string& text) {
  auto colon = text.rfind(':');
  if (colon == std::string::npos) {
    return std::nullopt;
  }
  host_port x;
  x.host = text.substr(0, colon);
  const auto* end = text.data() + text.size();
  auto [stop, failure] = std::from_chars(text.data() + colon + 1, end, x.port);
  if (failure != std::errc{} || stop != end) {
    return std::nullopt;
  }
  auto bracketed =
    x.host.size() > 2 && x.host.front() == '[' && x.host.back() == ']';
  if (bracketed) {
    x.host = x.host.substr(1, x.host.size() - 2);
  }
  auto holds_colon = x.host.find(':') != std::string::npos;
  if (x.host.empty() || holds_colon != bracketed) {
    return std::nullopt;
  }
  return x;
}

bool is_ip_address(const std::string& x) {
  in6_addr scratch{};
  return inet_pton(AF_INET, x.c_str(), &scratch) == 1
         || inet_pton(AF_INET6, x.c_str(), &scratch) == 1;
}

} // namespace scrutin
