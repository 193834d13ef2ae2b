#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "domain/result.hpp"
#include "domain/surroundings.hpp"

namespace scrutin {

/// How a Redis server is reached.
struct redis_options {
  /// `HOST:PORT`, or the path of a Unix socket.
  std::string address;
  /// Empty: the default user.
  std::string user;
  /// Empty: none is asked for.
  std::string password;
  /// Of connecting, and of every reply, up to twice as long while bytes come.
  std::chrono::milliseconds patience{250};
  /// Pause before it is tried again; doubles up to the most.
  std::chrono::milliseconds pause_min{100};
  std::chrono::milliseconds pause_max{5'000};
  monotonic_clock steady;
};

/// A command with its words.
using redis_command = std::vector<std::string>;

/// A reply, reduced to what is asked for here.
struct redis_reply {
  std::int64_t integer = 0;
  std::string text;
  std::vector<redis_reply> items;
  /// The server refused the command; `text` says why.
  bool refused = false;
};

/// One connection, made when it is first used and again after it broke.
/// Blocks; used from one thread at a time. Source: RESP2, over hiredis.
class redis_link {
public:
  explicit redis_link(redis_options options);
  redis_link(const redis_link&) = delete;
  redis_link& operator=(const redis_link&) = delete;
  ~redis_link();

  /// Sends all commands at once and reads their replies.
  /// @returns one reply a command, in order; `unavailable` while the server
  /// cannot be reached, refuses the password or does not answer. Commands may
  /// have been carried out all the same.
  result<std::vector<redis_reply>>
  run(const std::vector<redis_command>& commands);

private:
  struct connection;

  result<void> connect();
  error lost(std::string what);

  redis_options options_;
  std::unique_ptr<connection> connected_;
  std::int64_t next_try_ns_ = 0;
  std::chrono::milliseconds pause_{0};
};

} // namespace scrutin
