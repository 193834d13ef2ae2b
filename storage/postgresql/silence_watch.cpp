#include "storage/postgresql/silence_watch.hpp"

#include <algorithm>
#include <chrono>

#include <sys/socket.h>

namespace scrutin {

silence_watch::silence_watch(int socket, monotonic_clock now,
                             std::uint32_t silence_ms_max)
  : socket_(socket), now_(std::move(now)), silence_ms_max_(silence_ms_max),
    watcher_([this] { look(); }) {
}

silence_watch::~silence_watch() {
  {
    std::lock_guard<std::mutex> lock{mutex_};
    stop_ = true;
  }
  stopped_.notify_all();
  watcher_.join();
}

void silence_watch::begin() {
  since_ms_ = now_ms();
}

void silence_watch::look() {
  // Late by a quarter at most; nobody is woken for a statement.
  std::chrono::milliseconds between{
    std::max<std::int64_t>(20, silence_ms_max_ / 4)};
  std::unique_lock<std::mutex> lock{mutex_};
  while (!stopped_.wait_for(lock, between, [this] { return stop_; })) {
    auto since = since_ms_.load();
    if (since != idle && !patient_ && now_ms() - since > silence_ms_max_) {
      // Whoever waits for the answer is told that the connection is lost.
      ::shutdown(socket_, SHUT_RDWR);
    }
  }
}

} // namespace scrutin
