#include "domain/election_keys.hpp"

#include "domain/byte_codec.hpp"

namespace scrutin {

namespace {

constexpr std::uint8_t wrap_format = 1;

std::string wrap_context(election_id election) {
  std::string context = "scrutin election keys";
  byte_writer{context}.u32(election.value);
  return context;
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

} // namespace scrutin
