#include "cli/administration/terminal_line.hpp"

#include <fcntl.h>
#include <openssl/crypto.h>
#include <termios.h>
#include <unistd.h>

#include "nodes/descriptor.hpp"

namespace scrutin {

namespace {

constexpr std::size_t line_bytes_max = 512;
constexpr char interrupt = 3;
constexpr char end_of_input = 4;

/// A terminal that shows nothing of what is typed, as long as this lives.
/// Interrupts arrive as characters, so that none leaves it that way.
class quiet_terminal {
public:
  explicit quiet_terminal(int terminal) : terminal_(terminal) {
    is_quiet_ = ::tcgetattr(terminal_, &before_) == 0;
    if (is_quiet_) {
      auto quiet = before_;
      quiet.c_lflag &= ~static_cast<tcflag_t>(ECHO | ISIG | ICANON);
      is_quiet_ = ::tcsetattr(terminal_, TCSAFLUSH, &quiet) == 0;
    }
  }
  quiet_terminal(const quiet_terminal&) = delete;
  quiet_terminal& operator=(const quiet_terminal&) = delete;
  ~quiet_terminal() {
    if (is_quiet_) {
      ::tcsetattr(terminal_, TCSAFLUSH, &before_);
    }
  }

  [[nodiscard]] bool is_quiet() const { return is_quiet_; }

private:
  int terminal_;
  termios before_{};
  bool is_quiet_ = false;
};

void say(int terminal, std::string_view text) {
  while (!text.empty()) {
    auto size = ::write(terminal, text.data(), text.size());
    if (size <= 0) {
      return;
    }
    text.remove_prefix(static_cast<std::size_t>(size));
  }
}

/// Takes the last character away, all bytes of it.
void erase_last(std::string& line) {
  auto is_continued = true;
  while (is_continued && !line.empty()) {
    is_continued = (line.back() & 0xC0) == 0x80;
    line.pop_back();
  }
}

result<secret_text> type_line(int terminal, std::string_view prompt) {
  say(terminal, prompt);
  std::string line;
  line.reserve(line_bytes_max);
  char c = 0;
  while (::read(terminal, &c, 1) == 1 && c != '\n' && c != '\r'
         && c != end_of_input && c != interrupt
         && line.size() < line_bytes_max) {
    if (c == '\b' || c == 127) {
      erase_last(line);
    } else {
      line += c;
    }
  }
  say(terminal, "\n");
  secret_text typed{line};
  OPENSSL_cleanse(line.data(), line.size());
  if (c == interrupt) {
    return error{ec::unavailable, "given up: nothing was changed"};
  }
  return typed;
}

} // namespace

result<secret_text> read_terminal_line(std::string_view prompt, echo what,
                                       const std::string& otherwise) {
  descriptor terminal{::open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY)};
  if (terminal.number() < 0) {
    return error{ec::unavailable,
                 "there is no terminal to type on; " + otherwise};
  }
  if (what == echo::shown) {
    return type_line(terminal.number(), prompt);
  }
  quiet_terminal quiet{terminal.number()};
  if (!quiet.is_quiet()) {
    return error{ec::unavailable,
                 "the terminal would show what is typed; " + otherwise};
  }
  return type_line(terminal.number(), prompt);
}

} // namespace scrutin
