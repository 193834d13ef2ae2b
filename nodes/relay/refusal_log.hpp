#pragma once

#include <chrono>
#include <cstdint>
#include <string>

namespace scrutin {

/// Says which connections a relay refused and why. Whoever can reach its port
/// can make lines: past ten in a second they are only counted, and the next
/// line says how many.
class refusal_log {
public:
  /// A connection from outside came to nothing.
  /// @param node: the name it proved or claimed; empty where it gave none.
  void refused(const std::string& node, const std::string& why);
  /// A dialled peer could not be reached, or one of the two refused.
  void not_dialled(const std::string& node, const std::string& why);

private:
  /// Whether there is room in this second.
  bool may_write();

  std::chrono::steady_clock::time_point second_{};
  std::uint32_t lines_ = 0;
  std::uint64_t left_out_ = 0;
};

} // namespace scrutin
