#include "edge/tls_context.hpp"

namespace scrutin::edge {

result<std::unique_ptr<boost::asio::ssl::context>>
make_tls_context(const tls_files& files) {
  namespace ssl = boost::asio::ssl;
  auto context = std::make_unique<ssl::context>(ssl::context::tls_server);
  SSL_CTX_set_min_proto_version(context->native_handle(), TLS1_3_VERSION);
  boost::system::error_code failure;
  context->use_certificate_chain_file(files.certificate_chain, failure);
  if (failure) {
    return error{ec::no_key, "cannot read the certificate chain "
                               + files.certificate_chain};
  }
  context->use_private_key_file(files.private_key, ssl::context::pem, failure);
  if (failure || SSL_CTX_check_private_key(context->native_handle()) != 1) {
    return error{ec::no_key, "cannot use the private key " + files.private_key
                               + " with that certificate"};
  }
  return context;
}

} // namespace scrutin::edge
