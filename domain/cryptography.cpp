#include "domain/cryptography.hpp"

#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/params.h>

namespace scrutin {

namespace {

const unsigned char* octets(std::string_view x) {
  return reinterpret_cast<const unsigned char*>(x.data());
}

unsigned char* octets(std::string& x) {
  return reinterpret_cast<unsigned char*>(x.data());
}

// OpenSSL's calls fail here only for want of memory or a broken installation.
void must(int outcome) {
  if (outcome != 1) {
    broken_invariant("OpenSSL refused a primitive that it must have");
  }
}

struct digest_context {
  EVP_MD_CTX* context = EVP_MD_CTX_new();
  digest_context() { must(EVP_DigestInit_ex(context, EVP_sha256(), nullptr)); }
  digest_context(const digest_context&) = delete;
  digest_context& operator=(const digest_context&) = delete;
  ~digest_context() { EVP_MD_CTX_free(context); }
};

} // namespace

// -- keys ---------------------------------------------------------------------

secret_key::secret_key(std::string_view bytes) {
  if (bytes.size() != size) {
    broken_invariant("a secret key of the wrong size");
  }
  bytes_ = decltype(bytes_)::from(bytes);
}

secret_key::~secret_key() {
  OPENSSL_cleanse(bytes_.data.data(), bytes_.data.size());
}

secret_key derive_key(const secret_key& key, std::string_view purpose,
                      std::string_view context) {
  std::string input{purpose};
  input += '\0';
  input += context;
  return secret_key{keyed_hash{key}(input).view()};
}

// -- hashing ------------------------------------------------------------------

sha256_hash sha256(std::string_view bytes) {
  static thread_local digest_context scratch;
  sha256_hash out;
  must(EVP_DigestInit_ex(scratch.context, nullptr, nullptr));
  must(EVP_DigestUpdate(scratch.context, bytes.data(), bytes.size()));
  must(EVP_DigestFinal_ex(scratch.context, out.data.data(), nullptr));
  return out;
}

struct keyed_hash::state {
  EVP_MAC_CTX* context = nullptr;

  explicit state(const secret_key& key) {
    auto* algorithm = EVP_MAC_fetch(nullptr, "HMAC", nullptr);
    context = EVP_MAC_CTX_new(algorithm);
    EVP_MAC_free(algorithm);
    std::string name = "SHA256";
    OSSL_PARAM parameters[] = {
      OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, name.data(), 0),
      OSSL_PARAM_construct_end(),
    };
    must(
      EVP_MAC_init(context, octets(key.view()), key.view().size(), parameters));
  }
  state(const state&) = delete;
  state& operator=(const state&) = delete;
  ~state() { EVP_MAC_CTX_free(context); }
};

keyed_hash::keyed_hash(const secret_key& key)
  : state_(std::make_unique<state>(key)) {
}
keyed_hash::keyed_hash(keyed_hash&&) noexcept = default;
keyed_hash& keyed_hash::operator=(keyed_hash&&) noexcept = default;
keyed_hash::~keyed_hash() = default;

sha256_hash keyed_hash::operator()(std::string_view bytes) const {
  sha256_hash out;
  // No key: starts over with the one that was set.
  must(EVP_MAC_init(state_->context, nullptr, 0, nullptr));
  must(EVP_MAC_update(state_->context, octets(bytes), bytes.size()));
  must(
    EVP_MAC_final(state_->context, out.data.data(), nullptr, out.data.size()));
  return out;
}

bool equal_in_constant_time(std::string_view x, std::string_view y) {
  return x.size() == y.size()
         && CRYPTO_memcmp(x.data(), y.data(), x.size()) == 0;
}

// -- sealing ------------------------------------------------------------------

struct sealer::state {
  EVP_CIPHER_CTX* encrypting = EVP_CIPHER_CTX_new();
  EVP_CIPHER_CTX* decrypting = EVP_CIPHER_CTX_new();

  explicit state(const secret_key& key) {
    const auto* cipher = EVP_aes_256_gcm();
    must(EVP_EncryptInit_ex(encrypting, cipher, nullptr, octets(key.view()),
                            nullptr));
    must(EVP_DecryptInit_ex(decrypting, cipher, nullptr, octets(key.view()),
                            nullptr));
  }
  state(const state&) = delete;
  state& operator=(const state&) = delete;
  ~state() {
    EVP_CIPHER_CTX_free(encrypting);
    EVP_CIPHER_CTX_free(decrypting);
  }
};

sealer::sealer(const secret_key& key) : state_(std::make_unique<state>(key)) {
}
sealer::sealer(sealer&&) noexcept = default;
sealer& sealer::operator=(sealer&&) noexcept = default;
sealer::~sealer() = default;

std::string sealer::seal(std::string_view nonce, std::string_view associated,
                         std::string_view text) const {
  if (nonce.size() != nonce_size) {
    broken_invariant("a nonce of the wrong size");
  }
  auto* context = state_->encrypting;
  std::string sealed(text.size() + overhead, '\0');
  int written = 0;
  must(EVP_EncryptInit_ex(context, nullptr, nullptr, nullptr, octets(nonce)));
  must(EVP_EncryptUpdate(context, nullptr, &written, octets(associated),
                         static_cast<int>(associated.size())));
  must(EVP_EncryptUpdate(context, octets(sealed), &written, octets(text),
                         static_cast<int>(text.size())));
  must(EVP_EncryptFinal_ex(context, octets(sealed) + written, &written));
  must(EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_GCM_GET_TAG, overhead,
                           octets(sealed) + text.size()));
  return sealed;
}

result<std::string> sealer::open(std::string_view nonce,
                                 std::string_view associated,
                                 std::string_view sealed) const {
  if (nonce.size() != nonce_size || sealed.size() < overhead) {
    return error{ec::damaged, "sealed bytes are too short"};
  }
  auto* context = state_->decrypting;
  auto body = sealed.substr(0, sealed.size() - overhead);
  std::string tag{sealed.substr(body.size())};
  std::string text(body.size(), '\0');
  int written = 0;
  must(EVP_DecryptInit_ex(context, nullptr, nullptr, nullptr, octets(nonce)));
  must(EVP_DecryptUpdate(context, nullptr, &written, octets(associated),
                         static_cast<int>(associated.size())));
  must(EVP_DecryptUpdate(context, octets(text), &written, octets(body),
                         static_cast<int>(body.size())));
  must(
    EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_GCM_SET_TAG, overhead, tag.data()));
  if (EVP_DecryptFinal_ex(context, octets(text) + written, &written) != 1) {
    return error{ec::damaged, "sealed bytes do not verify under this key"};
  }
  return text;
}

} // namespace scrutin
