#pragma once

#include <cstdint>

#include "domain/cryptography.hpp"
#include "domain/ids.hpp"

namespace scrutin {

/// Attempts of one credential after its vote.
struct attempt_count {
  /// As attempt_namer names it.
  std::uint64_t credential = 0;
  std::uint32_t attempts = 0;

  friend bool operator==(const attempt_count& x, const attempt_count& y) {
    return x.credential == y.credential && x.attempts == y.attempts;
  }
};

/// What a credential is called where its attempts are counted: the first eight
/// bytes of an HMAC-SHA-256 of its tag under a key derived from the election's
/// key of tags. Whoever keeps the counts learns no tag. Not for two threads at
/// a time.
class attempt_namer {
public:
  explicit attempt_namer(const secret_key& election_tag_key);

  [[nodiscard]] std::uint64_t operator()(const credential_tag& tag) const;

private:
  keyed_hash hash_;
};

} // namespace scrutin
