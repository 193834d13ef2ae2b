#include "nodes/master_key.hpp"

#include <cerrno>
#include <cstdio>
#include <memory>
#include <system_error>

#include <fcntl.h>
#include <openssl/crypto.h>
#include <unistd.h>

#include "domain/text.hpp"
#include "nodes/descriptor.hpp"
#include "nodes/secret_file.hpp"

namespace scrutin {

namespace {

constexpr std::size_t master_key_bytes_max = 128;

error no_master_key(std::string what) {
  return {ec::no_key, std::move(what)};
}

std::string errno_text() {
  return std::generic_category().message(errno);
}

// Either form of a key. Wipes the text.
result<secret_key> key_from_text(std::string text, const std::string& origin) {
  auto compact = text;
  while (compact.size() > secret_key::size
         && (compact.back() == '\n' || compact.back() == '\r')) {
    compact.pop_back();
  }
  auto bytes = compact.size() == secret_key::size ? std::optional{compact}
                                                  : from_hex(compact);
  auto fits = bytes && bytes->size() == secret_key::size;
  auto key = fits ? secret_key{*bytes} : secret_key{};
  OPENSSL_cleanse(text.data(), text.size());
  OPENSSL_cleanse(compact.data(), compact.size());
  if (bytes) {
    OPENSSL_cleanse(bytes->data(), bytes->size());
  }
  if (!fits) {
    return no_master_key(origin
                         + " does not hold a master key: 32 bytes, or 64 "
                           "hexadecimal digits");
  }
  return key;
}

} // namespace

result<secret_key>
master_key_from_file(const std::filesystem::path& file,
                     const std::filesystem::path& data_directory) {
  auto name = "master key file " + file.string();
  if (lies_inside(file, data_directory)) {
    return no_master_key(name + " lies inside the data directory; move it out");
  }
  auto text = read_secret_file(file, name, master_key_bytes_max);
  if (!text) {
    auto why = text.failure();
    if (!std::filesystem::exists(file)) {
      why.detail += "; `scrutin keys init` makes one";
    }
    return why;
  }
  return key_from_text(std::move(*text), name);
}

result<secret_key> master_key_from_command(const std::string& command) {
  std::unique_ptr<std::FILE, int (*)(std::FILE*)> in{
    ::popen(command.c_str(), "re"), ::pclose};
  if (!in) {
    return no_master_key("the master key command could not be run: "
                         + errno_text());
  }
  std::string text(master_key_bytes_max, '\0');
  text.resize(std::fread(text.data(), 1, text.size(), in.get()));
  if (::pclose(in.release()) != 0) {
    OPENSSL_cleanse(text.data(), text.size());
    return no_master_key("the master key command failed");
  }
  return key_from_text(std::move(text), "the master key command's output");
}

result<secret_key> read_master_key(const node_options& options) {
  const auto& keys = options.keys;
  return keys.master_key_file.empty()
           ? master_key_from_command(keys.master_key_command)
           : master_key_from_file(keys.master_key_file, options.data_directory);
}

result<void> create_master_key_file(const std::filesystem::path& file,
                                    const random_source& random) {
  descriptor out{
    ::open(file.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0400)};
  if (out.number() < 0) {
    return errno == EEXIST
             ? error{ec::wrong_state,
                     file.string() + ": exists; a key is never replaced"}
             : error{ec::unavailable, file.string() + ": " + errno_text()};
  }
  auto bytes = random(secret_key::size);
  auto text = to_hex(bytes) + "\n";
  auto size = ::write(out.number(), text.data(), text.size());
  auto whole =
    size == static_cast<ssize_t>(text.size()) && ::fsync(out.number()) == 0;
  OPENSSL_cleanse(bytes.data(), bytes.size());
  OPENSSL_cleanse(text.data(), text.size());
  if (!whole) {
    auto why = errno_text();
    ::unlink(file.c_str());
    return error{ec::unavailable, file.string() + ": " + why};
  }
  return {};
}

} // namespace scrutin
