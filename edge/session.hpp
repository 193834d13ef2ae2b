#pragma once

#include <atomic>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/intrusive/list.hpp>
#include <chrono>
#include <memory>
#include <string>

#include "edge/exchange.hpp"
#include "edge/limits.hpp"

namespace scrutin::edge {

using steady = std::chrono::steady_clock;

/// What all connections of one io thread share.
struct session_surroundings {
  const limits& bounds;
  application& app;
  /// The value of Date, renewed every second.
  std::string date;
  bool stopping = false;
  /// When the thread last looked at the time: for deadlines, which are no more
  /// exact than that.
  steady::time_point now = steady::now();
  /// Requests in progress whose bodies are longer than `body_bytes_max`.
  std::uint32_t large_bodies = 0;
};

/// The leave of one connection to hold a body that is longer than others may
/// be: a few of an io thread at a time, so that they cannot fill the memory.
class large_body_turn {
public:
  static constexpr std::uint32_t turns = 4;

  large_body_turn() = default;
  large_body_turn(const large_body_turn&) = delete;
  large_body_turn& operator=(const large_body_turn&) = delete;
  ~large_body_turn() { give_back(); }

  /// @returns whether there was one.
  bool take(session_surroundings& from) {
    if (from_ == nullptr && from.large_bodies < turns) {
      from_ = &from;
      ++from.large_bodies;
    }
    return from_ != nullptr;
  }
  void give_back() {
    if (from_ != nullptr) {
      --from_->large_bodies;
      from_ = nullptr;
    }
  }

private:
  session_surroundings* from_ = nullptr;
};

/// A connection as its io thread sees it: something with a deadline.
class timed_connection
  : public boost::intrusive::list_base_hook<
      boost::intrusive::link_mode<boost::intrusive::auto_unlink>> {
public:
  timed_connection() = default;
  timed_connection(const timed_connection&) = delete;
  timed_connection& operator=(const timed_connection&) = delete;
  virtual ~timed_connection() = default;

  /// Called now and then; a connection past its deadline gives up.
  virtual void look_at_the_time(steady::time_point now) = 0;
  /// The server stops: close if idle, else after the answer.
  virtual void drain() = 0;
  /// At once, answered or not.
  virtual void abandon() = 0;
};

using connection_list =
  boost::intrusive::list<timed_connection,
                         boost::intrusive::constant_time_size<false>>;

/// Called when a connection is gone.
using connection_ticket = std::shared_ptr<void>;

/// Serves one accepted connection until it ends. The session keeps itself.
/// @param list: gets the session; must outlive it.
/// @param ticket: kept as long as the connection lives.
void run_session(boost::asio::ip::tcp::socket socket, const address_bytes& peer,
                 session_surroundings& around, connection_list& list,
                 connection_ticket ticket);

/// The same over TLS.
void run_tls_session(boost::asio::ip::tcp::socket socket,
                     boost::asio::ssl::context& tls, const address_bytes& peer,
                     session_surroundings& around, connection_list& list,
                     connection_ticket ticket);

} // namespace scrutin::edge
