#include "edge/admin_session.hpp"

#include <boost/beast/core/string.hpp>

#include "domain/text.hpp"
#include "edge/header_text.hpp"

namespace scrutin::edge {

namespace {

constexpr std::size_t secret_size = 64;
constexpr std::size_t token_bytes_max = 128;
// As long as a session lasts at most.
constexpr std::string_view kept_s = "28800";

bool is_secret(std::string_view x) {
  if (x.size() != secret_size) {
    return false;
  }
  for (char c : x) {
    if ((c < '0' || c > '9') && (c < 'a' || c > 'f')) {
      return false;
    }
  }
  return true;
}

/// The value of the one cookie of that name; empty where there are two.
std::string_view cookie_of(std::string_view cookies, std::string_view name) {
  std::string_view value;
  bool is_known = false;
  while (!cookies.empty()) {
    auto end = cookies.find(';');
    auto pair = trimmed(cookies.substr(0, end));
    cookies = end == std::string_view::npos ? std::string_view{}
                                            : cookies.substr(end + 1);
    auto equals = pair.find('=');
    if (equals == std::string_view::npos || pair.substr(0, equals) != name) {
      continue;
    }
    if (is_known) {
      return {};
    }
    is_known = true;
    value = pair.substr(equals + 1);
  }
  return value;
}

} // namespace

std::string_view session_cookie(bool secure) {
  return secure ? "__Host-scrutin" : "scrutin";
}

std::string_view session_secret_of(const request_head& head, bool secure) {
  auto value = cookie_of(head.cookie, session_cookie(secure));
  return is_secret(value) ? value : std::string_view{};
}

admin_proof read_proof(const request_head& head, bool secure) {
  if (!head.authorization.empty()) {
    constexpr std::string_view scheme = "Bearer ";
    auto shown = head.authorization;
    auto is_bearer = shown.size() > scheme.size()
                     && boost::beast::iequals(
                       boost::beast::string_view{shown.data(), scheme.size()},
                       boost::beast::string_view{scheme.data(), scheme.size()});
    if (!is_bearer) {
      return {};
    }
    auto token = trimmed(shown.substr(scheme.size()));
    return token.empty() || token.size() > token_bytes_max
             ? admin_proof{}
             : admin_proof{proof_kind::token, sha256(token)};
  }
  auto secret = session_secret_of(head, secure);
  return secret.empty() ? admin_proof{}
                        : admin_proof{proof_kind::session, sha256(secret)};
}

std::string csrf_token_of(std::string_view secret) {
  auto bytes = from_hex(secret);
  if (!bytes || bytes->size() != secret_key::size) {
    return {};
  }
  keyed_hash hash{secret_key{*bytes}};
  return to_hex(hash("scrutin: this page acts for the session").view());
}

std::string set_cookie_line(std::string_view secret, bool secure) {
  std::string line = "Set-Cookie: ";
  line += session_cookie(secure);
  line += '=';
  line += secret;
  line += "; Path=/; HttpOnly; SameSite=Strict; Max-Age=";
  line += secret.empty() ? std::string_view{"0"} : kept_s;
  line += secure ? "; Secure\r\n" : "\r\n";
  return line;
}

} // namespace scrutin::edge
