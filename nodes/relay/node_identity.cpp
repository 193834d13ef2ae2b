#include "nodes/relay/node_identity.hpp"

#include <ctime>
#include <fstream>
#include <iterator>
#include <vector>

#include <openssl/crypto.h>
#include <openssl/pem.h>

#include "nodes/relay/certificate_name.hpp"
#include "nodes/secret_file.hpp"

namespace scrutin {

namespace {

constexpr std::size_t identity_bytes_max = 65'536;

error no_identity(std::string what) {
  return {ec::no_key, std::move(what)};
}

// An encrypted key must not make a node ask its terminal.
int no_password(char*, int, int, void*) {
  return 0;
}

std::string date_text(const ASN1_TIME* when) {
  std::tm parts{};
  std::string text(20, '\0');
  if (ASN1_TIME_to_tm(when, &parts) != 1) {
    return "an unknown time";
  }
  text.resize(
    std::strftime(text.data(), text.size() + 1, "%Y-%m-%dT%H:%M:%SZ", &parts));
  return text;
}

result<std::vector<x509_ptr>> read_certificates(const std::string& name,
                                                const std::string& file) {
  std::ifstream in{file, std::ios::binary};
  if (!in) {
    return no_identity(name
                       + " cannot be read; look at its path and owner "
                         "(`scrutin cluster certs` makes one for trials)");
  }
  std::string text{std::istreambuf_iterator<char>{in}, {}};
  auto source = bio_of(text);
  std::vector<x509_ptr> all;
  while (auto* one =
           PEM_read_bio_X509(source.get(), nullptr, nullptr, nullptr)) {
    all.emplace_back(one);
  }
  ERR_clear_error();
  if (all.empty()) {
    return no_identity(name + " holds no certificate in PEM form");
  }
  return all;
}

result<evp_key_ptr> read_key(const std::string& name, const std::string& file) {
  auto text = read_secret_file(file, name, identity_bytes_max);
  if (!text) {
    return text.failure();
  }
  auto source = bio_of(*text);
  evp_key_ptr key{
    PEM_read_bio_PrivateKey(source.get(), nullptr, no_password, nullptr)};
  ERR_clear_error();
  source.reset();
  OPENSSL_cleanse(text->data(), text->size());
  if (!key) {
    return no_identity(name + " holds no key in PEM form, or an encrypted one");
  }
  return key;
}

result<void> check_dates(const std::string& name, const X509* certificate) {
  const auto* until = X509_get0_notAfter(certificate);
  if (X509_cmp_current_time(until) < 0) {
    return no_identity(name + " expired at " + date_text(until)
                       + "; put a new one and its key in place");
  }
  const auto* from = X509_get0_notBefore(certificate);
  if (X509_cmp_current_time(from) > 0) {
    return no_identity(name + " is not valid before " + date_text(from)
                       + "; look at the machine's clock");
  }
  return {};
}

// What the other nodes will ask of it, in either role.
result<void> check_chain(const std::string& name, const std::string& authority,
                         const std::vector<x509_ptr>& chain,
                         X509_STORE* store) {
  STACK_OF(X509)* between = sk_X509_new_null();
  for (std::size_t i = 1; i < chain.size(); ++i) {
    sk_X509_push(between, chain[i].get());
  }
  std::string why;
  for (auto purpose : {X509_PURPOSE_SSL_SERVER, X509_PURPOSE_SSL_CLIENT}) {
    x509_store_ctx_ptr check{X509_STORE_CTX_new()};
    X509_STORE_CTX_init(check.get(), store, chain.front().get(), between);
    X509_STORE_CTX_set_purpose(check.get(), purpose);
    if (why.empty() && X509_verify_cert(check.get()) != 1) {
      why =
        X509_verify_cert_error_string(X509_STORE_CTX_get_error(check.get()));
    }
  }
  sk_X509_free(between);
  ERR_clear_error();
  if (!why.empty()) {
    return no_identity(name + " is not one that " + authority + " certifies: "
                       + why + "; take the authority that made it");
  }
  return {};
}

ssl_ctx_ptr context_of(const std::vector<x509_ptr>& chain, EVP_PKEY* key,
                       X509_STORE* store) {
  ssl_ctx_ptr context{SSL_CTX_new(TLS_method()), SSL_CTX_free};
  auto* x = context.get();
  SSL_CTX_set_min_proto_version(x, TLS1_3_VERSION);
  SSL_CTX_set_verify(x, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT,
                     nullptr);
  SSL_CTX_set_session_cache_mode(x, SSL_SESS_CACHE_OFF);
  SSL_CTX_set_num_tickets(x, 0);
  auto good = SSL_CTX_use_certificate(x, chain.front().get()) == 1
              && SSL_CTX_use_PrivateKey(x, key) == 1;
  SSL_CTX_set1_cert_store(x, store);
  for (std::size_t i = 1; i < chain.size(); ++i) {
    good = good && SSL_CTX_add1_chain_cert(x, chain[i].get()) == 1;
  }
  ERR_clear_error();
  return good ? context : nullptr;
}

} // namespace

result<ssl_ctx_ptr> load_identity(const identity_files& files,
                                  const std::string& node_name) {
  auto certificate_name =
    "cluster.certificate_file " + files.certificate.string();
  auto key_name = "cluster.key_file " + files.key.string();
  auto authority_name = "cluster.ca_file " + files.authority.string();
  auto chain = read_certificates(certificate_name, files.certificate);
  if (!chain) {
    return chain.failure();
  }
  auto key = read_key(key_name, files.key);
  if (!key) {
    return key.failure();
  }
  auto authorities = read_certificates(authority_name, files.authority);
  if (!authorities) {
    return authorities.failure();
  }
  auto* own = chain->front().get();
  if (X509_check_private_key(own, key->get()) != 1) {
    ERR_clear_error();
    return no_identity(key_name + " does not belong to " + certificate_name
                       + "; take the two that were made together");
  }
  if (auto done = check_dates(certificate_name, own); !done) {
    return done.failure();
  }
  x509_store_ptr store{X509_STORE_new()};
  for (const auto& authority : *authorities) {
    X509_STORE_add_cert(store.get(), authority.get());
  }
  if (auto done =
        check_chain(certificate_name, authority_name, *chain, store.get());
      !done) {
    return done.failure();
  }
  auto named = node_name_of(own);
  if (named != node_name) {
    return no_identity(certificate_name + " is for "
                       + (named ? *named : "no node (it needs one DNS name)")
                       + ", but cluster.node is " + node_name
                       + "; mend one of them");
  }
  auto context = context_of(*chain, key->get(), store.get());
  if (!context) {
    return no_identity(certificate_name
                       + " cannot be used: its key is of a kind or size that "
                         "OpenSSL refuses");
  }
  return context;
}

} // namespace scrutin
