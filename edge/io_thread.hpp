#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <functional>
#include <memory>
#include <thread>

#include "edge/server.hpp"
#include "edge/session.hpp"

namespace scrutin::edge {

/// One thread of a server: an event loop, an application, and the
/// connections that were handed to it.
class io_thread {
public:
  /// @param options: outlive the thread.
  /// @param tls: null for plain HTTP; outlives the thread.
  io_thread(const server_options& options, boost::asio::ssl::context* tls,
            std::uint32_t number);
  io_thread(const io_thread&) = delete;
  io_thread& operator=(const io_thread&) = delete;
  ~io_thread();

  void start(const application_factory& factory);

  /// From any thread. Takes over the descriptor of an accepted connection.
  void hand_over(int descriptor, boost::asio::ip::tcp protocol,
                 const address_bytes& peer, connection_ticket ticket);
  /// From any thread.
  void post(std::function<void(application&)> what);
  /// From any thread: begin to stop.
  void drain();
  void join();

private:
  void run(const application_factory& factory);
  /// Looks at the time, and at some of the connections.
  void sweep();
  /// So many turns make a round, in which each connection is looked at: a
  /// crowd that came together is not ended all at once.
  static constexpr unsigned turns_of_a_round = 64;
  void look_at_some();
  [[nodiscard]] connection_list& all_connections();
  void drain_now();

  const server_options& options_;
  boost::asio::ssl::context* tls_;
  const std::uint32_t number_;
  boost::asio::io_context io_{1};
  boost::asio::executor_work_guard<boost::asio::io_context::executor_type>
    work_;
  boost::asio::steady_timer sweep_timer_;
  std::unique_ptr<application> app_;
  std::unique_ptr<session_surroundings> around_;
  /// Looked at in this round, or new.
  connection_list connections_;
  /// Not looked at yet in this round.
  connection_list unlooked_;
  std::size_t looks_a_turn_ = 0;
  steady::time_point drained_by_;
  std::int64_t date_s_ = 0;
  std::thread thread_;
};

} // namespace scrutin::edge
