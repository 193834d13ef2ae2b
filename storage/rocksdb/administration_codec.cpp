#include "storage/rocksdb/administration_codec.hpp"

#include "domain/byte_codec.hpp"

namespace scrutin {

namespace {

constexpr std::uint8_t administration_format = 1;

error unreadable(const char* what) {
  return {ec::damaged, std::string{what} + " cannot be read"};
}

} // namespace

std::string encode(const account_record& x) {
  std::string bytes;
  byte_writer out{bytes};
  out.u8(administration_format);
  out.sized(x.what.name);
  out.u32(x.what.roles.bits());
  out.u8(x.what.disabled ? 1 : 0);
  auto region = x.what.region.value_or(contest_id{});
  out.u32(region.election.value);
  out.u32(region.region.value);
  out.sized(x.password_hash);
  return bytes;
}

result<account_record> decode_account(std::string_view bytes) {
  byte_reader in{bytes};
  auto format = in.u8();
  account_record x;
  x.what.name = std::string{in.sized()};
  auto roles = role_set::from_bits(in.u32());
  auto disabled = in.u8();
  contest_id region;
  region.election.value = in.u32();
  region.region.value = in.u32();
  x.password_hash = std::string{in.sized()};
  if (!in.complete() || format != administration_format || !roles
      || disabled > 1) {
    return unreadable("an account");
  }
  x.what.roles = *roles;
  x.what.disabled = disabled == 1;
  if (region.election.value != 0) {
    x.what.region = region;
  }
  return x;
}

std::string encode(const token_record& x) {
  std::string bytes;
  byte_writer out{bytes};
  out.u8(administration_format);
  out.fixed(x.hash);
  out.sized(x.account);
  out.u64(static_cast<std::uint64_t>(x.expires_at_ms));
  out.u32(x.last_used_day);
  return bytes;
}

result<token_record> decode_token(std::string_view bytes) {
  byte_reader in{bytes};
  auto format = in.u8();
  token_record x;
  x.hash = in.fixed<sha256_hash>();
  x.account = std::string{in.sized()};
  x.expires_at_ms = static_cast<std::int64_t>(in.u64());
  x.last_used_day = in.u32();
  if (!in.complete() || format != administration_format) {
    return unreadable("a token");
  }
  return x;
}

std::string encode(const session_record& x) {
  std::string bytes;
  byte_writer out{bytes};
  out.u8(administration_format);
  out.fixed(x.hash);
  out.sized(x.account);
  out.u64(static_cast<std::uint64_t>(x.begun_at_ms));
  out.u64(static_cast<std::uint64_t>(x.seen_at_ms));
  return bytes;
}

result<session_record> decode_session(std::string_view bytes) {
  byte_reader in{bytes};
  auto format = in.u8();
  session_record x;
  x.hash = in.fixed<sha256_hash>();
  x.account = std::string{in.sized()};
  x.begun_at_ms = static_cast<std::int64_t>(in.u64());
  x.seen_at_ms = static_cast<std::int64_t>(in.u64());
  if (!in.complete() || format != administration_format) {
    return unreadable("a session");
  }
  return x;
}

std::string encode(const definition_record& x) {
  std::string bytes;
  byte_writer out{bytes};
  out.u8(administration_format);
  out.u32(x.election.value);
  out.u64(x.number);
  out.sized(x.code);
  out.sized(x.document);
  return bytes;
}

result<definition_record> decode_definition(std::string_view bytes) {
  byte_reader in{bytes};
  auto format = in.u8();
  definition_record x;
  x.election.value = in.u32();
  x.number = in.u64();
  x.code = std::string{in.sized()};
  x.document = std::string{in.sized()};
  if (!in.complete() || format != administration_format) {
    return unreadable("the definition of an election");
  }
  return x;
}

std::string encode(const audit_mark& x) {
  std::string bytes;
  byte_writer out{bytes};
  out.u8(administration_format);
  out.u64(x.number);
  out.fixed(x.hash);
  return bytes;
}

result<audit_mark> decode_mark(std::string_view bytes) {
  byte_reader in{bytes};
  auto format = in.u8();
  audit_mark x;
  x.number = in.u64();
  x.hash = in.fixed<sha256_hash>();
  if (!in.complete() || format != administration_format) {
    return unreadable("the head of the audit log");
  }
  return x;
}

std::string encode(const result_certificate& x) {
  std::string bytes;
  byte_writer out{bytes};
  out.u8(administration_format);
  out.u32(x.election.value);
  out.u32(x.region.value);
  out.u32(x.version);
  out.sized(x.sha256);
  out.sized(x.text);
  return bytes;
}

result<result_certificate> decode_certificate(std::string_view bytes) {
  byte_reader in{bytes};
  auto format = in.u8();
  result_certificate x;
  x.election.value = in.u32();
  x.region.value = in.u32();
  x.version = in.u32();
  x.sha256 = std::string{in.sized()};
  x.text = std::string{in.sized()};
  if (!in.complete() || format != administration_format) {
    return unreadable("a signed result");
  }
  return x;
}

} // namespace scrutin
