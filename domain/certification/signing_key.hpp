#pragma once

#include <memory>
#include <string_view>

#include "domain/cryptography.hpp"
#include "domain/election_keys.hpp"
#include "domain/fixed_bytes.hpp"

namespace scrutin {

using public_key = fixed_bytes<32, struct public_key_meaning>;
using signature = fixed_bytes<64, struct signature_meaning>;

/// Signs with Ed25519. Not for two threads at a time. Source: RFC 8032.
class signing_key {
public:
  /// @param seed: the secret key of RFC 8032.
  explicit signing_key(const secret_key& seed);
  /// What an election's results are signed with: derived from its keys, so
  /// that whoever opens them under the master key has it, and nobody else.
  signing_key(election_id election, const election_keys& keys);
  signing_key(signing_key&&) noexcept;
  signing_key& operator=(signing_key&&) noexcept;
  ~signing_key();

  [[nodiscard]] const public_key& published() const { return published_; }
  [[nodiscard]] signature sign(std::string_view bytes) const;

private:
  struct state;
  std::unique_ptr<state> state_;
  public_key published_;
};

/// Whether the key's owner signed exactly these bytes.
bool is_signed(std::string_view bytes, const signature& by,
               const public_key& under);

} // namespace scrutin
