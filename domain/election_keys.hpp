#pragma once

#include <string>
#include <string_view>

#include "domain/cryptography.hpp"
#include "domain/election.hpp"
#include "domain/ids.hpp"
#include "domain/result.hpp"

namespace scrutin {

/// The four secrets of one election.
struct election_keys {
  secret_key tag;
  secret_key ballot;
  secret_key retry;
  secret_key frame;

  /// @param random: 128 bytes from a cryptographic source.
  static election_keys from(std::string_view random);
};

/// Random bytes that election_keys::from wants.
constexpr std::size_t election_keys_size = 4 * secret_key::size;

/// Seals the keys under the operator's master key, for the catalog.
/// @param nonce: 12 random bytes.
std::string wrap(const election_keys& keys, const secret_key& master,
                 election_id election, std::string_view nonce);

/// @returns `no_key` unless `wrapped` was made by `wrap` for that election
/// under that master key.
result<election_keys> unwrap(std::string_view wrapped, const secret_key& master,
                             election_id election);

/// What a cast is called everywhere beyond the edge.
struct cast_names {
  credential_tag tag;
  ballot_id ballot;
  retry_id retry;
  request_id request;
};

/// Turns credentials into tags and casts into names, under one election's
/// keys. Not for two threads at a time.
class cast_namer {
public:
  cast_namer(election_id election, const election_keys& keys);

  [[nodiscard]] credential_tag tag_of(const credential_digest& digest) const;

  /// @param retry_key: 1 to 64 bytes.
  /// @param selection: canonical bytes.
  [[nodiscard]] cast_names name(const credential_digest& digest,
                                std::string_view retry_key,
                                std::string_view selection) const;

  // -- codes of voters who come later -----------------------------------------
  // Nothing of them is kept: asked again, the same code comes out, so that an
  // answer that was lost is no code that was lost.

  /// A code for a voter who is added.
  /// @param nas: normalised.
  /// @param retry_key: 1 to 64 bytes; whoever knows it and the keys knows the
  /// code.
  [[nodiscard]] std::string code_of_added(region_id region,
                                          std::string_view nas,
                                          std::string_view retry_key,
                                          code_format format) const;

  /// The one code that may stand in the place of a credential: a second would
  /// be a second vote.
  [[nodiscard]] std::string code_in_place_of(const credential_digest& digest,
                                             code_format format) const;

private:
  election_id election_;
  keyed_hash tag_hash_;
  keyed_hash ballot_hash_;
  keyed_hash retry_hash_;
};

} // namespace scrutin
