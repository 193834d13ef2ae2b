#include "domain/administration/audit_entry.hpp"

#include <algorithm>
#include <tuple>

#include "domain/byte_codec.hpp"
#include "domain/text.hpp"

namespace scrutin {

namespace {

constexpr std::uint8_t entry_format = 1;
constexpr std::size_t name_bytes_max = 128;
constexpr std::size_t detail_bytes_max = 640;

/// At most so many bytes, and never part of a character. What not every store
/// takes as text becomes a question mark: the line has to read back as it was
/// hashed.
std::string cut(std::string text, std::size_t bytes_max) {
  auto is_odd = [](char c) {
    return static_cast<unsigned char>(c) < 0x20 || c == 0x7F;
  };
  std::replace_if(text.begin(), text.end(), is_odd, '?');
  if (!is_utf8(text)) {
    std::replace_if(
      text.begin(), text.end(), [](char c) { return (c & 0x80) != 0; }, '?');
  }
  text.resize(std::min(text.size(), bytes_max));
  while (!is_utf8(text)) {
    text.pop_back();
  }
  return text;
}

} // namespace

std::string_view to_string(audit_act x) {
  switch (x) {
  case audit_act::account_added:
    return "account-added";
  case audit_act::account_disabled:
    return "account-disabled";
  case audit_act::account_enabled:
    return "account-enabled";
  case audit_act::password_set:
    return "password-set";
  case audit_act::token_made:
    return "token-made";
  case audit_act::tokens_revoked:
    return "tokens-revoked";
  case audit_act::session_begun:
    return "session-begun";
  case audit_act::session_ended:
    return "session-ended";
  case audit_act::accounts_listed:
    return "accounts-listed";
  case audit_act::log_read:
    return "log-read";
  case audit_act::log_verified:
    return "log-verified";
  case audit_act::election_opened:
    return "election-opened";
  case audit_act::election_suspended:
    return "election-suspended";
  case audit_act::election_resumed:
    return "election-resumed";
  case audit_act::election_extended:
    return "election-extended";
  case audit_act::election_closed:
    return "election-closed";
  case audit_act::election_certified:
    return "election-certified";
  case audit_act::election_amended:
    return "election-amended";
  case audit_act::election_annulled:
    return "election-annulled";
  case audit_act::election_proposed:
    return "election-proposed";
  case audit_act::roll_change_begun:
    return "roll-change-begun";
  case audit_act::roll_change_refused:
    return "roll-change-refused";
  case audit_act::voter_added:
    return "voter-added";
  case audit_act::voter_revoked:
    return "voter-revoked";
  case audit_act::voter_replaced:
    return "voter-replaced";
  case audit_act::review_read:
    return "review-read";
  case audit_act::review_resolved:
    return "review-resolved";
  case audit_act::review_purged:
    return "review-purged";
  case audit_act::review_exported:
    return "review-exported";
  case audit_act::election_recounted:
    return "election-recounted";
  case audit_act::election_exported:
    return "election-exported";
  case audit_act::candidate_withdrawn:
    return "candidate-withdrawn";
  case audit_act::election_defined:
    return "election-defined";
  case audit_act::roll_imported:
    return "roll-imported";
  case audit_act::write_in_merged:
    return "write-in-merged";
  }
  return "unknown";
}

bool operator==(const audit_entry& x, const audit_entry& y) {
  return std::tie(x.number, x.at_ms, x.actor, x.act, x.subject, x.detail,
                  x.previous, x.hash)
         == std::tie(y.number, y.at_ms, y.actor, y.act, y.subject, y.detail,
                     y.previous, y.hash);
}

std::string encode_content(const audit_entry& x) {
  std::string bytes;
  byte_writer out{bytes};
  out.u8(entry_format);
  out.u64(x.number);
  out.u64(static_cast<std::uint64_t>(x.at_ms));
  for (const auto* text : {&x.actor, &x.act, &x.subject, &x.detail}) {
    out.sized(*text);
  }
  out.fixed(x.previous);
  return bytes;
}

sha256_hash hash_of(const audit_entry& x) {
  std::string bytes = "scrutin audit entry";
  bytes += '\0';
  bytes += encode_content(x);
  return sha256(bytes);
}

std::string encode(const audit_entry& x) {
  auto bytes = encode_content(x);
  byte_writer{bytes}.fixed(x.hash);
  return bytes;
}

result<audit_entry> decode_audit_entry(std::string_view bytes) {
  byte_reader in{bytes};
  audit_entry x;
  auto format = in.u8();
  x.number = in.u64();
  x.at_ms = static_cast<std::int64_t>(in.u64());
  for (auto* text : {&x.actor, &x.act, &x.subject, &x.detail}) {
    *text = std::string{in.sized()};
  }
  x.previous = in.fixed<sha256_hash>();
  x.hash = in.fixed<sha256_hash>();
  if (!in.complete() || format != entry_format) {
    return error{ec::damaged, "an entry of the audit log cannot be read"};
  }
  return x;
}

audit_entry entry_after(const audit_mark& last, const audit_line& what) {
  audit_entry x;
  x.number = last.number + 1;
  x.at_ms = what.at_ms;
  x.actor = cut(what.actor, name_bytes_max);
  x.act = std::string{to_string(what.act)};
  x.subject = cut(what.subject, name_bytes_max);
  x.detail = cut(what.detail, detail_bytes_max);
  x.previous = last.hash;
  x.hash = hash_of(x);
  return x;
}

} // namespace scrutin
