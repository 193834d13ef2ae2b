#pragma once

#include <filesystem>
#include <string>

#include "domain/result.hpp"
#include "nodes/relay/openssl_handles.hpp"

namespace scrutin {

/// Where a node's identity is read from, all PEM.
struct identity_files {
  /// The node's certificate, then what leads to the authority.
  std::filesystem::path certificate;
  /// Unencrypted, mode 0400 or 0600.
  std::filesystem::path key;
  /// The authorities whose certificates are nodes'.
  std::filesystem::path authority;
};

/// Reads and checks the files, and makes of them what both sides of a link
/// are set up with: TLS 1.3 only, a certificate of that authority asked of
/// the other side, no resumption (it would pass over that check).
/// @returns `no_key`, with what is wrong and what to do, where a file cannot
/// be read, the key may be read by others or is another certificate's, or
/// the certificate has expired, does not come from the authority or is not
/// for this node.
result<ssl_ctx_ptr> load_identity(const identity_files& files,
                                  const std::string& node_name);

} // namespace scrutin
