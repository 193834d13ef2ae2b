#include "edge/response.hpp"

// Beast wants it first.
#include <ostream>

#include <array>
#include <boost/beast/http/status.hpp>
#include <charconv>

namespace scrutin::edge {

namespace {

std::string_view content_field(content x) {
  switch (x) {
  case content::none:
    return {};
  case content::json:
    return "Content-Type: application/json\r\n";
  case content::problem:
    return "Content-Type: application/problem+json\r\n";
  case content::text:
    return "Content-Type: text/plain; charset=utf-8\r\n";
  case content::metrics:
    return "Content-Type: text/plain; version=0.0.4; charset=utf-8\r\n";
  case content::html:
    return "Content-Type: text/html; charset=utf-8\r\n";
  case content::javascript:
    return "Content-Type: text/javascript; charset=utf-8\r\n";
  case content::event_stream:
    return "Content-Type: text/event-stream\r\n";
  case content::toml:
    return "Content-Type: application/toml\r\n";
  case content::csv:
    return "Content-Type: text/csv; charset=utf-8\r\n";
  }
  return {};
}

std::string_view cache_field(cache x) {
  switch (x) {
  case cache::no_store:
    return "Cache-Control: no-store\r\n";
  case cache::one_second:
    return "Cache-Control: public, max-age=1\r\n";
  case cache::one_hour:
    return "Cache-Control: public, max-age=3600\r\n";
  }
  return {};
}

// The same on every answer: nothing here is to be sniffed, framed or named
// to another site.
constexpr std::string_view security_fields =
  "X-Content-Type-Options: nosniff\r\n"
  "Referrer-Policy: no-referrer\r\n"
  "X-Frame-Options: DENY\r\n";
// A page brings its own policy.
constexpr std::string_view data_policy =
  "Content-Security-Policy: default-src 'none'; frame-ancestors 'none'\r\n";
constexpr std::string_view transport_security =
  "Strict-Transport-Security: max-age=31536000\r\n";

void append_number(std::string& out, std::uint64_t number) {
  std::array<char, 20> digits{};
  auto end =
    std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr;
  out.append(digits.data(), static_cast<std::size_t>(end - digits.data()));
}

} // namespace

std::string_view reason_of(unsigned status) {
  auto reason = boost::beast::http::obsolete_reason(
    static_cast<boost::beast::http::status>(status));
  return {reason.data(), reason.size()};
}

void render(std::string& out, const response& x, const head_style& style) {
  constexpr std::size_t head_size = 512;
  out.reserve(out.size() + head_size + x.fields.size() + x.body.size());
  out += "HTTP/1.1 ";
  append_number(out, x.status);
  out += ' ';
  out += reason_of(x.status);
  out += "\r\nDate: ";
  out += style.date;
  out += "\r\n";
  out += content_field(x.type);
  if (!style.endless && x.status != 204) {
    out += "Content-Length: ";
    append_number(out, x.body.size());
    out += "\r\n";
  }
  if (x.tongue) {
    out += "Content-Language: ";
    out += tag_of(*x.tongue);
    out += "\r\n";
  }
  out += cache_field(x.keep);
  out += security_fields;
  if (x.type != content::html) {
    out += data_policy;
  }
  if (style.tls) {
    out += transport_security;
  }
  if (x.retry_after_s > 0) {
    out += "Retry-After: ";
    append_number(out, x.retry_after_s);
    out += "\r\n";
  }
  out += x.fields;
  if (style.close || style.endless) {
    out += "Connection: close\r\n";
  }
  out += "\r\n";
  if (!style.without_body) {
    out += x.body;
  }
}

} // namespace scrutin::edge
