#include "domain/election_keys.hpp"

#include <openssl/crypto.h>

#include "domain/byte_codec.hpp"
#include "domain/credential.hpp"

namespace scrutin {

namespace {

constexpr std::uint8_t wrap_format = 1;

std::string wrap_context(election_id election) {
  std::string context = "scrutin election keys";
  byte_writer{context}.u32(election.value);
  return context;
}

std::string code_from(std::string_view drawn, code_format format) {
  constexpr std::size_t strong_bytes = 10;
  constexpr std::size_t legacy_symbols = 6;
  constexpr std::uint32_t symbols = 36;
  if (format == code_format::strong) {
    return make_strong_code(drawn.substr(0, strong_bytes));
  }
  byte_reader in{drawn};
  std::string chosen;
  for (std::size_t i = 0; i < legacy_symbols; ++i) {
    chosen += static_cast<char>(in.u32() % symbols);
  }
  return make_legacy_code(chosen);
}

} // namespace

election_keys election_keys::from(std::string_view random) {
  if (random.size() != election_keys_size) {
    broken_invariant("election keys from too few random bytes");
  }
  auto part = [&](std::size_t i) {
    return secret_key{random.substr(i * secret_key::size, secret_key::size)};
  };
  return {part(0), part(1), part(2), part(3)};
}

std::string wrap(const election_keys& keys, const secret_key& master,
                 election_id election, std::string_view nonce) {
  std::string plain;
  byte_writer out{plain};
  for (const auto* key : {&keys.tag, &keys.ballot, &keys.retry, &keys.frame}) {
    out.raw(key->view());
  }
  std::string wrapped;
  byte_writer header{wrapped};
  header.u8(wrap_format);
  header.raw(nonce);
  wrapped += sealer{derive_key(master, "wrap")}.seal(
    nonce, wrap_context(election), plain);
  return wrapped;
}

result<election_keys> unwrap(std::string_view wrapped, const secret_key& master,
                             election_id election) {
  byte_reader in{wrapped};
  auto format = in.u8();
  auto nonce = in.raw(sealer::nonce_size);
  auto sealed = in.raw(in.remaining());
  if (in.failed() || format != wrap_format) {
    return error{ec::no_key, "the election's wrapped keys are not readable"};
  }
  auto plain = sealer{derive_key(master, "wrap")}.open(
    nonce, wrap_context(election), sealed);
  if (!plain || plain->size() != election_keys_size) {
    return error{ec::no_key,
                 "the master key does not open the keys of election "
                   + std::to_string(election.value)};
  }
  return election_keys::from(*plain);
}

cast_namer::cast_namer(election_id election, const election_keys& keys)
  : election_(election), tag_hash_(keys.tag), ballot_hash_(keys.ballot),
    retry_hash_(keys.retry) {
}

credential_tag cast_namer::tag_of(const credential_digest& digest) const {
  return credential_tag::from(tag_hash_(digest.view()).view());
}

cast_names cast_namer::name(const credential_digest& digest,
                            std::string_view retry_key,
                            std::string_view selection) const {
  cast_names names;
  names.tag = tag_of(digest);
  std::string input;
  input.reserve(4 + credential_tag::size + 2 + retry_key.size()
                + selection.size());
  byte_writer out{input};
  out.u32(election_.value);
  out.fixed(names.tag);
  out.sized(retry_key);
  names.ballot = ballot_id::from(ballot_hash_(input).view());
  out.raw(selection);
  // Two halves of one keyed hash: neither tells anything of the other.
  auto retry = retry_hash_(input);
  names.retry = retry_id::from(retry.view());
  names.request = request_id::from(retry.view().substr(retry_id::size));
  return names;
}

std::string cast_namer::code_of_added(region_id region, std::string_view nas,
                                      std::string_view retry_key,
                                      code_format format) const {
  // No digest is as long: what comes out is the hash of no credential.
  std::string input = "scrutin code of an added voter";
  byte_writer out{input};
  out.u32(election_.value);
  out.u32(region.value);
  out.sized(nas);
  out.sized(retry_key);
  auto drawn = tag_hash_(input);
  OPENSSL_cleanse(input.data(), input.size());
  return code_from(drawn.view(), format);
}

std::string cast_namer::code_in_place_of(const credential_digest& digest,
                                         code_format format) const {
  std::string input = "scrutin code in place of another";
  byte_writer out{input};
  out.u32(election_.value);
  out.fixed(digest);
  auto drawn = tag_hash_(input);
  OPENSSL_cleanse(input.data(), input.size());
  return code_from(drawn.view(), format);
}

} // namespace scrutin
