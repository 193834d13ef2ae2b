#include "cli/new_file.hpp"

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <system_error>

#include <fcntl.h>
#include <unistd.h>

namespace scrutin {

namespace {

error is_there(const std::filesystem::path& place) {
  return {ec::wrong_state,
          place.string() + " is there already; --force replaces it"};
}

// A file's name is durable once its folder is. Where a file system cannot sync
// folders, it is as durable as it gets.
void sync_folder(const std::filesystem::path& file) {
  auto folder = file.parent_path();
  auto name = folder.empty() ? std::filesystem::path{"."} : folder;
  auto descriptor = ::open(name.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (descriptor >= 0) {
    ::fsync(descriptor);
    ::close(descriptor);
  }
}

// @returns false, with errno, where it cannot; EEXIST for a file that stays.
bool move(const std::filesystem::path& from, const std::filesystem::path& to,
          bool replaces) {
  if (replaces) {
    return ::rename(from.c_str(), to.c_str()) == 0;
  }
  if (::renameat2(AT_FDCWD, from.c_str(), AT_FDCWD, to.c_str(),
                  RENAME_NOREPLACE)
      == 0) {
    return true;
  }
  // Not every file system can do that; most of the others have links.
  return errno == EINVAL && ::link(from.c_str(), to.c_str()) == 0
         && ::unlink(from.c_str()) == 0;
}

} // namespace

result<void> check_place(const std::filesystem::path& place, bool replaces) {
  std::error_code ignored;
  auto status = std::filesystem::symlink_status(place, ignored);
  // A device would give way to a file.
  if (std::filesystem::exists(status)
      && !std::filesystem::is_regular_file(status)
      && !std::filesystem::is_symlink(status)) {
    return error{ec::wrong_state,
                 place.string() + " is there already and is no file"};
  }
  if (!replaces && std::filesystem::exists(status)) {
    return is_there(place);
  }
  return {};
}

new_file::new_file(std::filesystem::path place, bool replaces)
  : place_(std::move(place)), replaces_(replaces) {
}

new_file::~new_file() {
  out_.close();
  if (descriptor_ >= 0) {
    ::close(descriptor_);
  }
  if (!written_.empty()) {
    ::unlink(written_.c_str());
  }
}

result<std::unique_ptr<new_file>> new_file::create(std::filesystem::path place,
                                                   bool replaces) {
  if (auto done = check_place(place, replaces); !done) {
    return done.failure();
  }
  std::unique_ptr<new_file> file{new new_file{std::move(place), replaces}};
  auto name = file->place_.string() + ".XXXXXX";
  file->descriptor_ = ::mkostemp(name.data(), O_CLOEXEC);
  if (file->descriptor_ < 0) {
    return file->failed();
  }
  file->written_ = name;
  file->out_.open(file->written_, std::ios::binary);
  if (!file->out_) {
    return file->failed();
  }
  return file;
}

error new_file::failed() const {
  return {ec::unavailable,
          place_.string() + ": " + std::generic_category().message(errno)};
}

result<void> new_file::finish() {
  errno = 0;
  out_.close();
  if (!out_) {
    return error{ec::unavailable,
                 place_.string() + ": cannot be written; is the disk full?"};
  }
  if (::fsync(descriptor_) != 0) {
    return failed();
  }
  if (!move(written_, place_, replaces_)) {
    return errno == EEXIST ? is_there(place_) : failed();
  }
  written_.clear();
  sync_folder(place_);
  return {};
}

} // namespace scrutin
