#include "domain/attempts.hpp"

#include "domain/byte_codec.hpp"

namespace scrutin {

attempt_namer::attempt_namer(const secret_key& election_tag_key)
  : hash_(derive_key(election_tag_key, "attempts")) {
}

std::uint64_t attempt_namer::operator()(const credential_tag& tag) const {
  auto hash = hash_(tag.view());
  return byte_reader{hash.view()}.u64();
}

} // namespace scrutin
