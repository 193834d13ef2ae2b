#include "cli/end_signals.hpp"

#include <csignal>

#include <boost/asio/post.hpp>

#include "monitoring/log.hpp"

namespace scrutin {

namespace {

bool is_ignored(int signal) {
  struct sigaction now {};
  return sigaction(signal, nullptr, &now) == 0 && now.sa_handler == SIG_IGN;
}

} // namespace

end_signals::end_signals() : signals_(io_, SIGINT, SIGTERM) {
  std::signal(SIGPIPE, SIG_IGN);
  if (!is_ignored(SIGHUP)) {
    signals_.add(SIGHUP);
  }
  signals_.async_wait([this](boost::system::error_code failure, int number) {
    if (!failure) {
      on_signal(number);
    }
  });
  thread_ = std::thread{[this] { io_.run(); }};
}

end_signals::~end_signals() {
  boost::asio::post(io_, [this] { signals_.cancel(); });
  thread_.join();
}

void end_signals::deliver_to(node& running) {
  std::lock_guard<std::mutex> lock{mutex_};
  running_ = &running;
  if (wanted_) {
    running.request_stop();
  }
}

void end_signals::release() {
  std::lock_guard<std::mutex> lock{mutex_};
  running_ = nullptr;
  released_ = true;
}

void end_signals::on_signal(int number) {
  std::lock_guard<std::mutex> lock{mutex_};
  if (released_) {
    // It ends already, and the last line says why.
    return;
  }
  wanted_ = true;
  log_event(log_level::info, "node_stops", {{log_key::signal, number}});
  if (running_ != nullptr) {
    running_->request_stop();
  }
}

} // namespace scrutin
