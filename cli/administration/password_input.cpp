#include "cli/administration/password_input.hpp"

#include <openssl/crypto.h>

#include "cli/administration/terminal_line.hpp"
#include "domain/administration/password.hpp"
#include "nodes/secret_file.hpp"

namespace scrutin {

namespace {

result<secret_text> type_twice() {
  const std::string otherwise = "give --password-file FILE, of mode 0400";
  auto once = read_terminal_line("New password: ", echo::hidden, otherwise);
  if (!once) {
    return once;
  }
  if (auto sound = check_password(once->view()); !sound) {
    return sound.failure();
  }
  auto again = read_terminal_line("Again: ", echo::hidden, otherwise);
  if (!again) {
    return again;
  }
  if (once->view() != again->view()) {
    return error{ec::malformed, "the two differ: nothing was changed"};
  }
  return once;
}

} // namespace

result<secret_text> read_new_password(const std::filesystem::path& file) {
  if (file.empty()) {
    return type_twice();
  }
  auto line = read_password_file(file, "password file " + file.string());
  if (!line) {
    return line.failure();
  }
  secret_text password{*line};
  OPENSSL_cleanse(line->data(), line->size());
  if (auto sound = check_password(password.view()); !sound) {
    return sound.failure();
  }
  return password;
}

} // namespace scrutin
