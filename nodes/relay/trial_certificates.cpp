#include "nodes/relay/trial_certificates.hpp"

#include <algorithm>
#include <cerrno>
#include <fstream>
#include <iterator>
#include <set>
#include <system_error>

#include <fcntl.h>
#include <openssl/bn.h>
#include <openssl/crypto.h>
#include <openssl/pem.h>
#include <unistd.h>

#include "config/node_name.hpp"
#include "nodes/descriptor.hpp"
#include "nodes/secret_file.hpp"

namespace scrutin {

namespace fs = std::filesystem;

namespace {

constexpr std::uint32_t authority_days = 3'650;
constexpr long seconds_per_day = 86'400;
// Clocks of several machines differ.
constexpr long backdated_s = 300;
constexpr std::size_t key_bytes_max = 65'536;

/// A certificate with its key, in memory.
struct certified_key {
  x509_ptr certificate;
  evp_key_ptr key;
};

// -- files --------------------------------------------------------------------

identity_files files_of(const fs::path& folder, const std::string& node) {
  return {folder / (node + ".pem"), folder / (node + ".key"),
          folder / "ca.pem"};
}

result<void> write_new(const fs::path& file, mode_t mode,
                       const std::string& text) {
  auto fault = [&file] {
    return error{ec::unavailable,
                 file.string() + ": " + std::generic_category().message(errno)};
  };
  descriptor out{
    ::open(file.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode)};
  if (out.number() < 0) {
    return fault();
  }
  auto size = ::write(out.number(), text.data(), text.size());
  if (size != static_cast<ssize_t>(text.size()) || ::fsync(out.number()) != 0) {
    auto why = fault();
    ::unlink(file.c_str());
    return why;
  }
  return {};
}

std::string text_of(BIO* from) {
  char* bytes = nullptr;
  auto size = BIO_get_mem_data(from, &bytes);
  return {bytes, static_cast<std::size_t>(size)};
}

result<void> write_pair(const identity_files& files, const certified_key& x) {
  bio_ptr key{BIO_new(BIO_s_secmem())};
  PEM_write_bio_PrivateKey(key.get(), x.key.get(), nullptr, nullptr, 0, nullptr,
                           nullptr);
  auto secret = text_of(key.get());
  auto done = write_new(files.key, 0400, secret);
  OPENSSL_cleanse(secret.data(), secret.size());
  if (!done) {
    return done;
  }
  bio_ptr certificate{BIO_new(BIO_s_mem())};
  PEM_write_bio_X509(certificate.get(), x.certificate.get());
  return write_new(files.certificate, 0644, text_of(certificate.get()));
}

result<certified_key> read_authority(const identity_files& files) {
  auto secret = read_secret_file(files.key, files.key.string(), key_bytes_max);
  if (!secret) {
    return secret.failure();
  }
  std::ifstream in{files.certificate, std::ios::binary};
  std::string text{std::istreambuf_iterator<char>{in}, {}};
  auto no_password = [](char*, int, int, void*) { return 0; };
  certified_key x;
  x.key.reset(PEM_read_bio_PrivateKey(bio_of(*secret).get(), nullptr,
                                      no_password, nullptr));
  x.certificate.reset(
    PEM_read_bio_X509(bio_of(text).get(), nullptr, nullptr, nullptr));
  OPENSSL_cleanse(secret->data(), secret->size());
  auto fits = x.key && x.certificate
              && X509_check_private_key(x.certificate.get(), x.key.get()) == 1;
  ERR_clear_error();
  if (!fits) {
    return error{ec::no_key, files.certificate.string() + " and "
                               + files.key.string()
                               + " are no authority; take another folder"};
  }
  return x;
}

// -- certificates -------------------------------------------------------------

void add_extension(X509* to, X509* issuer, int kind, const std::string& value) {
  X509V3_CTX about;
  X509V3_set_ctx(&about, issuer, to, nullptr, nullptr, 0);
  x509_extension_ptr made{
    X509V3_EXT_conf_nid(nullptr, &about, kind, value.c_str())};
  if (!made || X509_add_ext(to, made.get(), -1) != 1) {
    broken_invariant("OpenSSL makes no certificate extension");
  }
}

void set_serial(X509* to, const random_source& random) {
  constexpr std::size_t serial_bytes = 16;
  auto drawn = random(serial_bytes);
  auto* bytes = reinterpret_cast<unsigned char*>(drawn.data());
  bytes[0] &= 0x7f;
  auto* number = BN_bin2bn(bytes, static_cast<int>(drawn.size()), nullptr);
  BN_to_ASN1_INTEGER(number, X509_get_serialNumber(to));
  BN_free(number);
}

certified_key new_certificate(const std::string& common_name,
                              std::uint32_t days, const wall_clock& now,
                              const random_source& random) {
  certified_key x{x509_ptr{X509_new()}, evp_key_ptr{EVP_EC_gen("P-256")}};
  if (!x.certificate || !x.key) {
    broken_invariant("OpenSSL makes no key");
  }
  auto* it = x.certificate.get();
  X509_set_version(it, 2);
  set_serial(it, random);
  auto now_s = static_cast<std::time_t>(now() / 1'000);
  X509_time_adj_ex(X509_getm_notBefore(it), 0, -backdated_s, &now_s);
  X509_time_adj_ex(X509_getm_notAfter(it), 0, seconds_per_day * days, &now_s);
  X509_set_pubkey(it, x.key.get());
  X509_NAME_add_entry_by_txt(
    X509_get_subject_name(it), "CN", MBSTRING_UTF8,
    reinterpret_cast<const unsigned char*>(common_name.data()),
    static_cast<int>(common_name.size()), -1, 0);
  return x;
}

void sign(X509* it, X509* issuer, EVP_PKEY* key) {
  X509_set_issuer_name(it, X509_get_subject_name(issuer));
  if (X509_sign(it, key, EVP_sha256()) == 0) {
    broken_invariant("OpenSSL signs no certificate");
  }
}

certified_key new_authority(std::uint32_t days, const wall_clock& now,
                            const random_source& random) {
  auto x = new_certificate("Scrutin trial authority",
                           std::max(days, authority_days), now, random);
  auto* it = x.certificate.get();
  add_extension(it, it, NID_basic_constraints, "critical,CA:TRUE,pathlen:0");
  add_extension(it, it, NID_key_usage, "critical,keyCertSign,cRLSign");
  add_extension(it, it, NID_subject_key_identifier, "hash");
  sign(it, it, x.key.get());
  return x;
}

certified_key new_node(const std::string& node, std::uint32_t days,
                       const certified_key& authority, const wall_clock& now,
                       const random_source& random) {
  // A common name ends at 64 characters, a node's name may be longer.
  constexpr std::size_t common_name_max = 64;
  auto x = new_certificate(node.substr(0, common_name_max), days, now, random);
  auto* it = x.certificate.get();
  auto* issuer = authority.certificate.get();
  add_extension(it, issuer, NID_basic_constraints, "critical,CA:FALSE");
  add_extension(it, issuer, NID_key_usage, "critical,digitalSignature");
  add_extension(it, issuer, NID_ext_key_usage, "serverAuth,clientAuth");
  add_extension(it, issuer, NID_subject_alt_name, "DNS:" + node);
  add_extension(it, issuer, NID_subject_key_identifier, "hash");
  add_extension(it, issuer, NID_authority_key_identifier, "keyid");
  sign(it, issuer, authority.key.get());
  return x;
}

// -- the request --------------------------------------------------------------

result<void> check(const trial_request& wanted) {
  std::set<std::string> known;
  for (const auto& node : wanted.nodes) {
    if (!is_node_name(node) || node == "ca") {
      return error{ec::bad_configuration,
                   node
                     + " names no node; take a host name in lower case, "
                       "such as node-1"};
    }
    if (!known.insert(node).second) {
      return error{ec::bad_configuration, node + " is there twice"};
    }
    auto files = files_of(wanted.folder, node);
    for (const auto& file : {files.certificate, files.key}) {
      if (fs::exists(file)) {
        return error{ec::wrong_state,
                     file.string() + ": exists; nothing is replaced"};
      }
    }
  }
  return {};
}

} // namespace

result<trial_certificates>
make_trial_certificates(const trial_request& wanted, const wall_clock& now,
                        const random_source& random) {
  if (auto done = check(wanted); !done) {
    return done.failure();
  }
  std::error_code failure;
  fs::create_directories(wanted.folder, failure);
  if (failure) {
    return error{ec::unavailable,
                 wanted.folder.string() + ": " + failure.message()};
  }
  auto own = files_of(wanted.folder, "ca");
  trial_certificates made;
  certified_key authority;
  if (fs::exists(own.certificate) || fs::exists(own.key)) {
    auto known = read_authority(own);
    if (!known) {
      return known.failure();
    }
    authority = *std::move(known);
  } else {
    made.authority_is_new = true;
    authority = new_authority(wanted.days, now, random);
    if (auto done = write_pair(own, authority); !done) {
      return done.failure();
    }
  }
  for (const auto& node : wanted.nodes) {
    auto files = files_of(wanted.folder, node);
    auto done =
      write_pair(files, new_node(node, wanted.days, authority, now, random));
    if (!done) {
      return done.failure();
    }
    made.nodes.push_back({node, files});
  }
  return made;
}

} // namespace scrutin
