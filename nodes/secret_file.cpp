#include "nodes/secret_file.hpp"

#include <algorithm>
#include <cerrno>
#include <system_error>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "nodes/descriptor.hpp"

namespace scrutin {

namespace {

error no_key(std::string what) {
  return {ec::no_key, std::move(what)};
}

std::string reason() {
  return std::generic_category().message(errno);
}

result<void> check_file(int file, const std::string& name) {
  struct stat about {};
  if (::fstat(file, &about) != 0) {
    return no_key(name + ": " + reason());
  }
  if (!S_ISREG(about.st_mode)) {
    return no_key(name + " is not a regular file");
  }
  if (about.st_uid != ::geteuid() && about.st_uid != 0) {
    return no_key(name + " belongs to another user; chown it to this one");
  }
  auto mode = about.st_mode & 07777;
  if (mode != 0400 && mode != 0600) {
    return no_key(name + " may be used by others; chmod 0400 it");
  }
  return {};
}

} // namespace

result<std::string> read_secret_file(const std::filesystem::path& file,
                                     const std::string& name,
                                     std::size_t bytes_max) {
  descriptor in{::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK)};
  if (in.number() < 0) {
    return no_key(name + ": " + reason());
  }
  if (auto done = check_file(in.number(), name); !done) {
    return done.failure();
  }
  std::string text(bytes_max, '\0');
  auto size = ::read(in.number(), text.data(), text.size());
  if (size < 0) {
    return no_key(name + ": " + reason());
  }
  text.resize(static_cast<std::size_t>(size));
  return text;
}

result<std::string> read_password_file(const std::filesystem::path& file,
                                       const std::string& name) {
  constexpr std::size_t bytes_max = 512;
  auto text = read_secret_file(file, name, bytes_max);
  if (!text) {
    return text.failure();
  }
  text->resize(std::min(text->find_first_of("\r\n"), text->size()));
  if (text->empty()) {
    return no_key(name + " holds no password in its first line");
  }
  return *std::move(text);
}

} // namespace scrutin
