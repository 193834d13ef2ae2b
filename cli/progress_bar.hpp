#pragma once

#include <chrono>
#include <cstdint>
#include <string>

#include "cli/terminal.hpp"

namespace scrutin {

/// Shows on standard error how far a long command is: a bar that redraws
/// itself on a terminal, a plain line every five seconds elsewhere.
class progress_bar {
public:
  using clock = std::chrono::steady_clock;

  /// @param unit: what is counted, such as `credentials`.
  progress_bar(const terminal& at, std::string what, std::string unit,
               std::uint64_t total);

  /// @param done: of `total`, in the same unit.
  /// @param counted: things done, for the speed.
  void update(std::uint64_t done, std::uint64_t counted);

  /// Ends the bar's line.
  void finish();

  [[nodiscard]] double elapsed_s() const;

private:
  void draw(std::uint64_t done, std::uint64_t counted);

  const terminal& at_;
  std::string what_;
  std::string unit_;
  std::uint64_t total_;
  clock::time_point began_ = clock::now();
  clock::time_point next_ = began_;
  bool drawn_ = false;
};

} // namespace scrutin
