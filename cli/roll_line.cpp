#include "cli/roll_line.hpp"

#include <charconv>

#include "domain/credential.hpp"
#include "domain/text.hpp"

namespace scrutin {

namespace {

error refused(const char* reason) {
  return {ec::malformed, reason};
}

result<credential_digest> digest_of_fields(const roll_fields& x,
                                           const std::string& election_code,
                                           const roll_format& format) {
  auto nas = normalize_nas(x.nas);
  if (!nas) {
    return refused("nas is not nine digits");
  }
  auto code = normalize_code(x.code, format.codes);
  if (!code) {
    return refused(format.codes == code_format::strong
                     ? "code is not a strong code: 18 base32 characters with "
                       "a checksum"
                     : "code is not six letters or digits");
  }
  return digest_of(credential{std::move(*nas), std::move(*code)},
                   format.digests, election_code);
}

} // namespace

void roll_fields::clear() {
  for (auto* text : {&nas, &code, &election, &digest, &region}) {
    text->clear();
  }
}

result<roll_line> check_fields(const roll_fields& x, std::uint64_t line,
                               const std::string& election_code,
                               const roll_format& format) {
  roll_line checked;
  checked.line = line;
  if (!x.election.empty() && x.election != election_code) {
    return refused("is of another election");
  }
  if (!x.region.empty()) {
    std::uint32_t id = 0;
    const auto* end = x.region.data() + x.region.size();
    auto [stop, failure] = std::from_chars(x.region.data(), end, id);
    if (failure != std::errc{} || stop != end || id == 0) {
      return refused("region is not a number");
    }
    checked.region = region_id{id};
  }
  if (!x.digest.empty()) {
    auto bytes = from_hex(x.digest);
    if (!bytes || bytes->size() != credential_digest::size) {
      return refused("hash is not 64 hexadecimal digits");
    }
    checked.digest = credential_digest::from(*bytes);
  }
  if (x.nas.empty() && x.code.empty()) {
    return x.digest.empty()
             ? result<roll_line>{refused("holds neither nas and code nor hash")}
             : result<roll_line>{checked};
  }
  auto computed = digest_of_fields(x, election_code, format);
  if (!computed) {
    return computed.failure();
  }
  if (!x.digest.empty() && checked.digest != *computed) {
    return refused("hash is not that of nas and code under the roll's scheme");
  }
  checked.digest = *computed;
  return checked;
}

} // namespace scrutin
