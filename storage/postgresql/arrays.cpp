#include "storage/postgresql/arrays.hpp"

#include <charconv>

#include "domain/result.hpp"

namespace scrutin {

std::vector<std::int64_t> pg_numbers_of(std::string_view text) {
  std::vector<std::int64_t> numbers;
  const auto* at = text.data() + 1;
  const auto* last = text.data() + text.size() - 1;
  while (at < last) {
    std::int64_t x = 0;
    auto [end, failure] = std::from_chars(at, last, x);
    if (failure != std::errc{}) {
      broken_invariant("an array of numbers holds something else");
    }
    numbers.push_back(x);
    at = end + 1;
  }
  return numbers;
}

} // namespace scrutin
