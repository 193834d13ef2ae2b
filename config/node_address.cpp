#include "config/node_address.hpp"

#include "config/host_port.hpp"
#include "config/node_name.hpp"

namespace scrutin {

bool node_address::is_on_this_machine() const {
  return address.rfind("127.0.0.1:", 0) == 0;
}

std::optional<node_address> parse_node_address(const std::string& text) {
  auto mark = text.find('@');
  auto is_named = mark != std::string::npos;
  auto address = is_named ? text.substr(mark + 1) : text;
  auto where = parse_host_port(address);
  if (!where || where->port == 0) {
    return std::nullopt;
  }
  auto name = is_named ? text.substr(0, mark) : where->host;
  if (is_named && !is_node_name(name)) {
    return std::nullopt;
  }
  return node_address{std::move(name), std::move(address)};
}

} // namespace scrutin
