#pragma once

#include <boost/asio/ssl/context.hpp>
#include <memory>
#include <string>

#include "domain/result.hpp"

namespace scrutin::edge {

/// Where the server's identity is read from; both empty: no TLS.
struct tls_files {
  /// PEM, the server's certificate first.
  std::string certificate_chain;
  /// PEM, unencrypted.
  std::string private_key;

  [[nodiscard]] bool wanted() const {
    return !certificate_chain.empty() || !private_key.empty();
  }
};

/// A context that speaks TLS 1.3 and nothing older.
/// @returns `no_key` if a file is missing, unreadable or does not fit the
/// other.
result<std::unique_ptr<boost::asio::ssl::context>>
make_tls_context(const tls_files& files);

} // namespace scrutin::edge
