#pragma once

#include <optional>
#include <string>

namespace scrutin {

/// Where another node of the cluster is.
struct node_address {
  /// What its certificate names.
  std::string name;
  /// `HOST:PORT` of its relay, or on this machine of its gate.
  std::string address;

  /// Whether it is reached without a link under TLS: at 127.0.0.1.
  [[nodiscard]] bool is_on_this_machine() const;
};

/// @param text: `[NAME@]HOST:PORT`; the host is the name where none is given.
/// @returns nothing for a text of another form.
std::optional<node_address> parse_node_address(const std::string& text);

} // namespace scrutin
