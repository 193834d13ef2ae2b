#pragma once

#include <mutex>
#include <thread>

#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>

#include "nodes/node.hpp"

namespace scrutin {

/// SIGINT, SIGTERM and SIGHUP (unless that is ignored, as under nohup) as the
/// wish to end in order. One that comes before there is a node is kept for
/// it. SIGPIPE is ignored: a log that nobody reads is no reason to stop.
class end_signals {
public:
  end_signals();
  end_signals(const end_signals&) = delete;
  end_signals& operator=(const end_signals&) = delete;
  ~end_signals();

  /// From here on, until release(), a signal makes that node's wait() return.
  void deliver_to(node& running);
  /// Signals have no effect any more.
  void release();

private:
  void on_signal(int number);

  std::mutex mutex_;
  node* running_ = nullptr;
  bool wanted_ = false;
  bool released_ = false;
  boost::asio::io_context io_;
  boost::asio::signal_set signals_;
  std::thread thread_;
};

} // namespace scrutin
