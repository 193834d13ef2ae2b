#include "domain/certification/signing_key.hpp"

#include <openssl/evp.h>

#include "domain/byte_codec.hpp"

namespace scrutin {

namespace {

struct key_deleter {
  void operator()(EVP_PKEY* x) const { EVP_PKEY_free(x); }
};
struct context_deleter {
  void operator()(EVP_MD_CTX* x) const { EVP_MD_CTX_free(x); }
};
using key_ptr = std::unique_ptr<EVP_PKEY, key_deleter>;
using context_ptr = std::unique_ptr<EVP_MD_CTX, context_deleter>;

const unsigned char* bytes_of(std::string_view x) {
  return reinterpret_cast<const unsigned char*>(x.data());
}

secret_key seed_of(election_id election, const election_keys& keys) {
  std::string context;
  byte_writer{context}.u32(election.value);
  return derive_key(keys.tag, "scrutin result signing", context);
}

} // namespace

struct signing_key::state {
  key_ptr key;
};

signing_key::signing_key(const secret_key& seed)
  : state_(std::make_unique<state>()) {
  state_->key.reset(EVP_PKEY_new_raw_private_key(
    EVP_PKEY_ED25519, nullptr, bytes_of(seed.view()), secret_key::size));
  auto size = public_key::size;
  if (!state_->key
      || EVP_PKEY_get_raw_public_key(state_->key.get(), published_.data.data(),
                                     &size)
           != 1) {
    broken_invariant("OpenSSL makes no Ed25519 key");
  }
}

signing_key::signing_key(election_id election, const election_keys& keys)
  : signing_key(seed_of(election, keys)) {
}

signing_key::signing_key(signing_key&&) noexcept = default;
signing_key& signing_key::operator=(signing_key&&) noexcept = default;
signing_key::~signing_key() = default;

signature signing_key::sign(std::string_view bytes) const {
  signature made;
  auto size = signature::size;
  context_ptr context{EVP_MD_CTX_new()};
  if (!context
      || EVP_DigestSignInit(context.get(), nullptr, nullptr, nullptr,
                            state_->key.get())
           != 1
      || EVP_DigestSign(context.get(), made.data.data(), &size, bytes_of(bytes),
                        bytes.size())
           != 1) {
    broken_invariant("OpenSSL does not sign");
  }
  return made;
}

bool is_signed(std::string_view bytes, const signature& by,
               const public_key& under) {
  key_ptr key{EVP_PKEY_new_raw_public_key(
    EVP_PKEY_ED25519, nullptr, bytes_of(under.view()), public_key::size)};
  context_ptr context{EVP_MD_CTX_new()};
  return key && context
         && EVP_DigestVerifyInit(context.get(), nullptr, nullptr, nullptr,
                                 key.get())
              == 1
         && EVP_DigestVerify(context.get(), bytes_of(by.view()),
                             signature::size, bytes_of(bytes), bytes.size())
              == 1;
}

} // namespace scrutin
