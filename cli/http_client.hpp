#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "domain/result.hpp"

namespace scrutin {

/// Where a server is.
struct server_url {
  bool tls = false;
  std::string host;
  std::string port;
  /// Put before every target; without a slash at its end.
  std::string base_path;
};

/// Reads `http://host[:port][/path]` or `https://…`.
/// @returns `malformed` for anything else.
result<server_url> parse_server_url(const std::string& text);

struct http_get {
  server_url server;
  /// Such as `/api/v1/stream`.
  std::string target;
  std::vector<std::pair<std::string, std::string>> headers;
  /// PEM file with the authorities to trust; empty: the system's.
  std::string authorities_file;
  std::chrono::seconds timeout{10};
};

struct http_post {
  http_get to;
  std::string body;
  std::string content_type = "application/json";
  /// PUT in place of POST: takes the place of what is there.
  bool put = false;
};

/// The body of an answer, as it arrives. HTTP/1.1, one connection each.
class http_body {
public:
  virtual ~http_body() = default;

  [[nodiscard]] virtual unsigned status() const = 0;

  /// Waits for the next bytes.
  /// @returns them; empty at the end of the body; `timed_out`; `unavailable`
  /// where the connection broke.
  virtual result<std::string> read_some(std::chrono::seconds timeout) = 0;
};

/// Connects, checks the server's certificate and name where it is https, and
/// sends a GET, or a PUT.
/// @returns `unavailable` or `timed_out`, naming the server.
result<std::unique_ptr<http_body>> open_http(const http_get& request);

/// The same for a POST or PUT.
/// @returns `unavailable` where nothing was sent; `timed_out` where it was and
/// no answer came: what became of it is not known.
result<std::unique_ptr<http_body>> open_http(const http_post& request);

} // namespace scrutin
