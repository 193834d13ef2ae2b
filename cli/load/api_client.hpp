#pragma once

#include <boost/asio/ip/tcp.hpp>
#include <boost/json/value.hpp>
#include <string>

#include "cli/load/contest_target.hpp"
#include "domain/result.hpp"

namespace scrutin::load {

/// Reads `http://host[:port][/]`.
/// @returns `malformed` for anything else; port 80 where none is named.
result<server_address> parse_url(const std::string& url);

/// @returns an address of the server; `unavailable` if its name has none.
result<boost::asio::ip::tcp::endpoint> resolve(const server_address& server);

/// Fetches a JSON document on a connection of its own.
/// @returns `unavailable` or `timed_out` without an answer of status 200;
/// `malformed` if that is not JSON.
result<boost::json::value> fetch_json(const server_address& server,
                                      const std::string& target);

} // namespace scrutin::load
