#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

#include "domain/fixed_bytes.hpp"
#include "domain/result.hpp"

namespace scrutin {

/// A 256-bit secret. Wiped when destroyed.
class secret_key {
public:
  static constexpr std::size_t size = 32;

  secret_key() = default;
  /// @param bytes: exactly 32 bytes.
  explicit secret_key(std::string_view bytes);
  secret_key(const secret_key&) = default;
  secret_key& operator=(const secret_key&) = default;
  ~secret_key();

  [[nodiscard]] std::string_view view() const { return bytes_.view(); }

private:
  fixed_bytes<size, struct key_meaning> bytes_;
};

using sha256_hash = fixed_bytes<32, struct sha256_meaning>;

/// SHA-256. Source: FIPS 180-4.
sha256_hash sha256(std::string_view bytes);

/// HMAC-SHA-256 under one key, prepared once and used often. Not for two
/// threads at a time. Source: RFC 2104.
class keyed_hash {
public:
  explicit keyed_hash(const secret_key& key);
  keyed_hash(keyed_hash&&) noexcept;
  keyed_hash& operator=(keyed_hash&&) noexcept;
  ~keyed_hash();

  [[nodiscard]] sha256_hash operator()(std::string_view bytes) const;

private:
  struct state;
  std::unique_ptr<state> state_;
};

/// A key of its own for each purpose: HMAC-SHA-256(key, purpose ‖ 0 ‖
/// context). Source: NIST SP 800-108, one block.
secret_key derive_key(const secret_key& key, std::string_view purpose,
                      std::string_view context = {});

/// AES-256-GCM under one key with nonces that the caller makes unique. Not
/// for two threads at a time. Source: NIST SP 800-38D.
class sealer {
public:
  static constexpr std::size_t nonce_size = 12;
  static constexpr std::size_t overhead = 16;

  explicit sealer(const secret_key& key);
  sealer(sealer&&) noexcept;
  sealer& operator=(sealer&&) noexcept;
  ~sealer();

  /// @param nonce: 12 bytes, never used twice for different text.
  /// @returns the ciphertext followed by a tag of 16 bytes.
  [[nodiscard]] std::string seal(std::string_view nonce,
                                 std::string_view associated,
                                 std::string_view text) const;

  /// @returns the text; `damaged` unless all three are as they were sealed.
  [[nodiscard]] result<std::string> open(std::string_view nonce,
                                         std::string_view associated,
                                         std::string_view sealed) const;

private:
  struct state;
  std::unique_ptr<state> state_;
};

/// Compares in a time that depends on the lengths alone.
bool equal_in_constant_time(std::string_view x, std::string_view y);

} // namespace scrutin
