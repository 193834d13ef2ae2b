#pragma once

#include <string>
#include <string_view>

#include "edge/strict_request.hpp"
#include "protocol/administration.hpp"

namespace scrutin::edge {

/// The name of the cookie that holds a session. Over TLS the prefix makes a
/// browser hold it to one host, every path and TLS; in clear, which is for
/// loopback only, no browser would take it under that name.
/// Source: RFC 6265bis, section 4.1.3.2.
std::string_view session_cookie(bool secure);

/// What a request shows: a bearer token, or else a session's cookie. A request
/// that shows a token shows no session, whatever cookies came along; one with
/// two sessions shows none.
admin_proof read_proof(const request_head& head, bool secure);

/// The session's secret that a request shows; empty where it shows none.
std::string_view session_secret_of(const request_head& head, bool secure);

/// What a page has to send as X-CSRF-Token: made of the session's secret, which
/// pages cannot read, and told to those of the same origin only.
/// @param secret: 64 hexadecimal digits.
std::string csrf_token_of(std::string_view secret);

/// `Set-Cookie: …`, a line: the browser keeps the session, or forgets it where
/// `secret` is empty.
std::string set_cookie_line(std::string_view secret, bool secure);

} // namespace scrutin::edge
