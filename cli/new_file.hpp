#pragma once

#include <filesystem>
#include <fstream>
#include <memory>

#include "domain/result.hpp"

namespace scrutin {

/// Whether a new file may go to a place.
/// @param replaces: whether a file that is there already goes.
/// @returns `wrong_state` where one is there and stays, or where something else
/// is: a folder, a device.
result<void> check_place(const std::filesystem::path& place, bool replaces);

/// A file that is there whole or not at all: written beside its place under a
/// name of its own, synced, and then put there. Mode 0600.
class new_file {
public:
  /// @returns what check_place() does; `unavailable`, naming the file, where
  /// it cannot be made.
  static result<std::unique_ptr<new_file>> create(std::filesystem::path place,
                                                  bool replaces);

  new_file(const new_file&) = delete;
  new_file& operator=(const new_file&) = delete;
  /// Removes what was not finished.
  ~new_file();

  [[nodiscard]] std::ostream& out() { return out_; }

  /// Puts the file in its place; durable when this returns.
  /// @returns `unavailable` where something could not be written;
  /// `wrong_state` where another was put there meanwhile.
  result<void> finish();

private:
  new_file(std::filesystem::path place, bool replaces);

  [[nodiscard]] error failed() const;

  std::filesystem::path place_;
  bool replaces_;
  /// Empty once it is in its place.
  std::filesystem::path written_;
  int descriptor_ = -1;
  std::ofstream out_;
};

} // namespace scrutin
