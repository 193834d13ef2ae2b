#include "domain/tracking_code.hpp"

#include "domain/byte_codec.hpp"
#include "domain/cryptography.hpp"
#include "domain/text.hpp"

namespace scrutin {

namespace {

constexpr std::size_t checksum_size = 4;
constexpr std::size_t group_size = 5;
constexpr std::size_t text_size_max = 128;

std::string checksum(std::string_view body) {
  auto hash = sha256("scrutin tracking code " + std::string{body});
  return std::string{hash.view().substr(0, checksum_size)};
}

} // namespace

std::string to_string(const tracking_code& x) {
  std::string body;
  byte_writer out{body};
  out.varint(x.partition.election.value);
  out.varint(x.partition.region.value);
  out.varint(x.partition.slice);
  out.fixed(x.ballot);
  auto digits = to_base32(body + checksum(body));
  std::string text;
  text.reserve(digits.size() + digits.size() / group_size);
  for (std::size_t i = 0; i < digits.size(); i += group_size) {
    if (i > 0) {
      text += '-';
    }
    text.append(digits, i, group_size);
  }
  return text;
}

result<tracking_code> parse_tracking_code(std::string_view text) {
  const auto wrong = error{ec::malformed, "not a tracking code: check it "
                                          "against the one you were given"};
  if (text.size() > text_size_max) {
    return wrong;
  }
  auto bytes = from_base32(text);
  if (!bytes || bytes->size() < checksum_size) {
    return wrong;
  }
  auto body = std::string_view{*bytes}.substr(0, bytes->size() - checksum_size);
  if (checksum(body) != std::string_view{*bytes}.substr(body.size())) {
    return wrong;
  }
  byte_reader in{body};
  auto election = in.varint();
  auto region = in.varint();
  auto slice = in.varint();
  tracking_code code;
  code.ballot = in.fixed<ballot_id>();
  if (!in.complete() || election > UINT32_MAX || region > UINT32_MAX
      || slice > UINT16_MAX) {
    return wrong;
  }
  code.partition = {{static_cast<std::uint32_t>(election)},
                    {static_cast<std::uint32_t>(region)},
                    static_cast<std::uint16_t>(slice)};
  return code;
}

} // namespace scrutin
