#pragma once

#include <cstdlib>
#include <filesystem>
#include <string>

#include "domain/result.hpp"

namespace scrutin {

/// A directory of its own for one test, gone when this is.
class scratch_directory {
public:
  scratch_directory() {
    auto pattern =
      (std::filesystem::temp_directory_path() / "scrutin-storage-XXXXXX")
        .string();
    if (::mkdtemp(pattern.data()) == nullptr) {
      broken_invariant("no scratch directory can be made");
    }
    path_ = pattern;
  }
  scratch_directory(const scratch_directory&) = delete;
  scratch_directory& operator=(const scratch_directory&) = delete;
  ~scratch_directory() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }

  [[nodiscard]] const std::string& path() const { return path_; }

private:
  std::string path_;
};

} // namespace scrutin
