#include "storage/rocksdb/store_directory.hpp"

#include <cerrno>
#include <filesystem>
#include <system_error>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

namespace scrutin {

namespace {

error unavailable(const std::string& path, const char* what, int number) {
  return {ec::unavailable,
          path + ": " + what + ": "
            + std::error_code{number, std::generic_category()}.message()};
}

/// Makes the directory and its entry in the parent durable.
result<void> make_directory(const std::string& path) {
  if (::mkdir(path.c_str(), 0700) != 0) {
    return unavailable(path, "cannot be created", errno);
  }
  auto parent = std::filesystem::path{path + "/.."}.lexically_normal();
  int fd = ::open(parent.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd < 0 || ::fsync(fd) != 0) {
    auto number = errno;
    if (fd >= 0) {
      ::close(fd);
    }
    return unavailable(path, "cannot be made durable", number);
  }
  ::close(fd);
  return {};
}

} // namespace

result<store_directory> store_directory::hold(const std::string& path) {
  struct stat info {};
  if (::stat(path.c_str(), &info) != 0) {
    if (errno != ENOENT) {
      return unavailable(path, "cannot be used", errno);
    }
    if (auto made = make_directory(path); !made) {
      return made.failure();
    }
  } else if (!S_ISDIR(info.st_mode)) {
    return unavailable(path, "cannot be used", ENOTDIR);
  }
  if (::faccessat(AT_FDCWD, path.c_str(), R_OK | W_OK | X_OK, AT_EACCESS)
      != 0) {
    return unavailable(path, "cannot be used", errno);
  }
  auto file = path + "/scrutin.lock";
  int lock = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (lock < 0) {
    return unavailable(path, "cannot be locked", errno);
  }
  if (::flock(lock, LOCK_EX | LOCK_NB) != 0) {
    auto number = errno;
    ::close(lock);
    if (number == EWOULDBLOCK) {
      return error{ec::storage_locked, path + " is in use by another process"};
    }
    return unavailable(path, "cannot be locked", number);
  }
  return store_directory{path, lock};
}

store_directory::store_directory(store_directory&& other) noexcept
  : path_(std::move(other.path_)), lock_(std::exchange(other.lock_, -1)) {
}

store_directory::~store_directory() {
  if (lock_ >= 0) {
    ::close(lock_);
  }
}

std::uint64_t store_directory::free_bytes() const {
  struct statvfs info {};
  if (::statvfs(path_.c_str(), &info) != 0) {
    return 0;
  }
  return std::uint64_t{info.f_bavail} * info.f_frsize;
}

} // namespace scrutin
