#pragma once

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <thread>

#include "domain/surroundings.hpp"

namespace scrutin {

/// Ends a connection on which a statement gets no answer for too long: a
/// server that was stopped, or that waits for a standby that never comes,
/// still acknowledges every byte. libpq would wait for ever.
class silence_watch {
public:
  /// @param socket: of the connection; open for as long as this lives.
  silence_watch(int socket, monotonic_clock now, std::uint32_t silence_ms_max);
  silence_watch(const silence_watch&) = delete;
  silence_watch& operator=(const silence_watch&) = delete;
  ~silence_watch();

  /// A statement is sent.
  void begin();
  /// Its answer is there.
  void end() { since_ms_ = idle; }
  /// Whether statements may take as long as they do.
  void set_patient(bool patient) { patient_ = patient; }

private:
  static constexpr std::int64_t idle = -1;

  void look();
  [[nodiscard]] std::int64_t now_ms() const { return now_() / 1'000'000; }

  int socket_;
  monotonic_clock now_;
  std::int64_t silence_ms_max_;
  std::atomic<std::int64_t> since_ms_{idle};
  std::atomic<bool> patient_{false};
  std::mutex mutex_;
  std::condition_variable stopped_;
  bool stop_ = false;
  std::thread watcher_;
};

} // namespace scrutin
