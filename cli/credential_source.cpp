#include "cli/credential_source.hpp"

#include "domain/credential.hpp"

namespace scrutin {

std::string_view random_bytes::take(std::size_t count) {
  constexpr std::size_t piece = std::size_t{64} * 1024;
  if (used_ + count > buffer_.size()) {
    buffer_ = source_(piece);
    used_ = 0;
  }
  auto taken = std::string_view{buffer_}.substr(used_, count);
  used_ += count;
  return taken;
}

nas_sequence::nas_sequence(random_bytes& random) {
  constexpr std::size_t entries = 1U << half_bits;
  for (auto& table : tables_) {
    table.reserve(entries);
    while (table.size() < entries) {
      auto two = random.take(2);
      auto word = unsigned{static_cast<unsigned char>(two[0])}
                  | (unsigned{static_cast<unsigned char>(two[1])} << 8);
      table.push_back(static_cast<std::uint16_t>(word & (entries - 1)));
    }
  }
}

std::uint32_t nas_sequence::permuted(std::uint32_t x) const {
  auto left = x >> half_bits;
  auto right = x & ((1U << half_bits) - 1);
  for (const auto& table : tables_) {
    auto mixed = left ^ table[right];
    left = right;
    right = mixed;
  }
  return (left << half_bits) | right;
}

std::string nas_sequence::next() {
  auto number = permuted(counter_++);
  while (number >= count_max) {
    number = permuted(counter_++);
  }
  std::string digits(9, '0');
  for (std::size_t i = digits.size(); i-- > 0; number /= 10) {
    digits[i] = static_cast<char>('0' + number % 10);
  }
  return digits;
}

std::string make_code(random_bytes& random, code_format format) {
  switch (format) {
  case code_format::strong:
    return make_strong_code(random.take(10));
  case code_format::legacy: {
    std::string symbols;
    while (symbols.size() < 6) {
      // 252 is the last multiple of 36: no symbol is likelier than another.
      auto byte = static_cast<unsigned char>(random.take(1).front());
      if (byte < 252) {
        symbols += static_cast<char>(byte % 36);
      }
    }
    return make_legacy_code(symbols);
  }
  }
  return {};
}

} // namespace scrutin
