#pragma once

#include <cstdint>
#include <string>

#include "domain/result.hpp"

namespace scrutin {

/// A store's directory, held exclusively for as long as this lives.
class store_directory {
public:
  /// Makes the directory (0700) where it is not there, and locks it.
  /// @returns `unavailable` if it cannot be made or used, `storage_locked` if
  /// another handle, in this process or another, holds it.
  static result<store_directory> hold(const std::string& path);

  store_directory(store_directory&& other) noexcept;
  store_directory& operator=(store_directory&&) = delete;
  ~store_directory();

  [[nodiscard]] const std::string& path() const { return path_; }
  /// Bytes that may still be written to its file system, 0 if it cannot tell.
  [[nodiscard]] std::uint64_t free_bytes() const;

private:
  store_directory(std::string path, int lock)
    : path_(std::move(path)), lock_(lock) {}

  std::string path_;
  int lock_;
};

} // namespace scrutin
