#pragma once

#include <string>
#include <string_view>
#include <utility>

namespace scrutin {

/// A password or token on its way: wiped wherever it ends, and never printed.
class secret_text {
public:
  secret_text() = default;
  explicit secret_text(std::string_view text) : text_(text) {}
  secret_text(const secret_text&) = default;
  secret_text(secret_text&& other) noexcept;
  secret_text& operator=(const secret_text& other);
  secret_text& operator=(secret_text&& other) noexcept;
  ~secret_text() { wipe(); }

  [[nodiscard]] std::string_view view() const { return text_; }
  [[nodiscard]] bool empty() const { return text_.empty(); }
  void wipe();

private:
  std::string text_;
};

} // namespace scrutin
