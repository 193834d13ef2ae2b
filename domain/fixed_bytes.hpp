#pragma once

#include <array>
#include <cstddef>
#include <cstring>
#include <functional>
#include <string>
#include <string_view>

namespace scrutin {

/// Exactly `N` bytes with a meaning of their own: a tag is not a ballot id,
/// although both are 16 bytes. All zero until assigned.
template <std::size_t N, class Meaning>
struct fixed_bytes {
  static constexpr std::size_t size = N;

  std::array<unsigned char, N> data{};

  /// @param bytes: exactly `N` bytes.
  static fixed_bytes from(std::string_view bytes) {
    fixed_bytes result;
    std::memcpy(result.data.data(), bytes.data(), N);
    return result;
  }

  [[nodiscard]] std::string_view view() const {
    return {reinterpret_cast<const char*>(data.data()), N};
  }

  [[nodiscard]] bool is_zero() const { return *this == fixed_bytes{}; }

  friend bool operator==(const fixed_bytes& x, const fixed_bytes& y) {
    return std::memcmp(x.data.data(), y.data.data(), N) == 0;
  }
  friend bool operator!=(const fixed_bytes& x, const fixed_bytes& y) {
    return !(x == y);
  }
  friend bool operator<(const fixed_bytes& x, const fixed_bytes& y) {
    return std::memcmp(x.data.data(), y.data.data(), N) < 0;
  }
};

/// The first eight bytes, in the machine's order. A fair hash wherever the
/// bytes come out of a keyed function, as all of ours do.
template <std::size_t N, class Meaning>
std::uint64_t leading_word(const fixed_bytes<N, Meaning>& x) {
  static_assert(N >= sizeof(std::uint64_t));
  std::uint64_t word = 0;
  std::memcpy(&word, x.data.data(), sizeof(word));
  return word;
}

} // namespace scrutin

template <std::size_t N, class Meaning>
struct std::hash<scrutin::fixed_bytes<N, Meaning>> {
  std::size_t operator()(const scrutin::fixed_bytes<N, Meaning>& x) const {
    return static_cast<std::size_t>(scrutin::leading_word(x));
  }
};
