#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace scrutin {

/// An array of whole numbers, as PostgreSQL writes one: `{1,2,3}`.
class pg_numbers {
public:
  void add(std::int64_t x) {
    text_ += text_.empty() ? '{' : ',';
    text_ += std::to_string(x);
  }
  [[nodiscard]] std::string text() const {
    return text_.empty() ? "{}" : text_ + '}';
  }

private:
  std::string text_;
};

/// Reads such an array back.
std::vector<std::int64_t> pg_numbers_of(std::string_view text);

} // namespace scrutin
