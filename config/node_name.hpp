#pragma once

#include <string>

namespace scrutin {

/// Whether a text can name a node: a host name in lower case, which its
/// certificate carries as a DNS name. Letters, digits and hyphens, in labels
/// of up to 63 between dots; never a wildcard.
/// Source: RFC 1123, section 2.1.
bool is_node_name(const std::string& x);

} // namespace scrutin
