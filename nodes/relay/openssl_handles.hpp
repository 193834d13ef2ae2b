#pragma once

#include <memory>
#include <string>

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

namespace scrutin {

/// Frees what OpenSSL hands out.
template <auto Free>
struct openssl_free {
  template <class T>
  void operator()(T* x) const {
    Free(x);
  }
};

using bio_ptr = std::unique_ptr<BIO, openssl_free<BIO_free_all>>;
using evp_key_ptr = std::unique_ptr<EVP_PKEY, openssl_free<EVP_PKEY_free>>;
using x509_ptr = std::unique_ptr<X509, openssl_free<X509_free>>;
using x509_extension_ptr =
  std::unique_ptr<X509_EXTENSION, openssl_free<X509_EXTENSION_free>>;
using x509_store_ptr =
  std::unique_ptr<X509_STORE, openssl_free<X509_STORE_free>>;
using x509_store_ctx_ptr =
  std::unique_ptr<X509_STORE_CTX, openssl_free<X509_STORE_CTX_free>>;
using general_names_ptr =
  std::unique_ptr<GENERAL_NAMES, openssl_free<GENERAL_NAMES_free>>;
using ssl_ctx_ptr = std::shared_ptr<SSL_CTX>;

/// A source that reads a text, which must outlive it.
inline bio_ptr bio_of(const std::string& text) {
  return bio_ptr{BIO_new_mem_buf(text.data(), static_cast<int>(text.size()))};
}

} // namespace scrutin
