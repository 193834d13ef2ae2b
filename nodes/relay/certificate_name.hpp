#pragma once

#include <optional>
#include <string>

#include <openssl/x509.h>

namespace scrutin {

/// Which node a certificate is for: its one DNS name among the subject
/// alternative names. The common name does not count, and nothing is a
/// pattern.
/// @returns nothing for a certificate with no such name, several, or one that
/// is_node_name() refuses.
std::optional<std::string> node_name_of(const X509* certificate);

} // namespace scrutin
