#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "domain/fixed_bytes.hpp"

namespace scrutin {

/// Appends numbers and bytes to a string: the encoding of everything that
/// reaches the disk or is hashed. Big-endian, so that keys sort.
class byte_writer {
public:
  explicit byte_writer(std::string& out) : out_(out) {}

  void u8(std::uint8_t x) { out_ += static_cast<char>(x); }
  void u16(std::uint16_t x) { big_endian(x, 2); }
  void u32(std::uint32_t x) { big_endian(x, 4); }
  void u64(std::uint64_t x) { big_endian(x, 8); }
  /// LEB128: seven bits a byte, least significant first.
  void varint(std::uint64_t x) {
    for (; x >= 0x80; x >>= 7) {
      u8(static_cast<std::uint8_t>(x | 0x80));
    }
    u8(static_cast<std::uint8_t>(x));
  }
  void raw(std::string_view bytes) { out_ += bytes; }
  /// A length (varint), then the bytes.
  void sized(std::string_view bytes) {
    varint(bytes.size());
    raw(bytes);
  }
  template <std::size_t N, class Meaning>
  void fixed(const fixed_bytes<N, Meaning>& x) {
    raw(x.view());
  }

private:
  void big_endian(std::uint64_t x, int bytes) {
    for (int shift = (bytes - 1) * 8; shift >= 0; shift -= 8) {
      out_ += static_cast<char>((x >> shift) & 0xFF);
    }
  }

  std::string& out_;
};

/// Reads what byte_writer wrote. Reading past the end, or an overlong varint,
/// makes it fail; once failed it stays failed and yields zeros, so that a
/// caller checks once, at the end.
class byte_reader {
public:
  explicit byte_reader(std::string_view in) : in_(in) {}

  std::uint8_t u8() { return static_cast<std::uint8_t>(big_endian(1)); }
  std::uint16_t u16() { return static_cast<std::uint16_t>(big_endian(2)); }
  std::uint32_t u32() { return static_cast<std::uint32_t>(big_endian(4)); }
  std::uint64_t u64() { return big_endian(8); }
  std::uint64_t varint() {
    // Most are one byte, and counts read many millions.
    if (!in_.empty() && !failed_ && (in_.front() & 0x80) == 0) {
      auto small = static_cast<unsigned char>(in_.front());
      in_.remove_prefix(1);
      return small;
    }
    std::uint64_t value = 0;
    for (unsigned shift = 0; shift < 64; shift += 7) {
      auto byte = u8();
      auto part = std::uint64_t{byte} & 0x7F;
      if (failed_ || (shift == 63 && part > 1)) {
        break;
      }
      value |= part << shift;
      if ((byte & 0x80) == 0) {
        if (byte == 0 && shift > 0) {
          break; // a shorter form exists
        }
        return value;
      }
    }
    failed_ = true;
    return 0;
  }
  std::string_view raw(std::uint64_t size) {
    if (failed_ || size > in_.size()) {
      failed_ = true;
      return {};
    }
    auto bytes = in_.substr(0, static_cast<std::size_t>(size));
    in_.remove_prefix(bytes.size());
    return bytes;
  }
  std::string_view sized() { return raw(varint()); }
  template <class Fixed>
  Fixed fixed() {
    auto bytes = raw(Fixed::size);
    return failed_ ? Fixed{} : Fixed::from(bytes);
  }

  /// How many things follow (varint). Fails unless that many of at least
  /// `bytes_each` bytes can be there, so that a count is safe to reserve for.
  std::uint64_t count(std::size_t bytes_each) {
    auto value = varint();
    if (value > in_.size() / bytes_each) {
      failed_ = true;
    }
    return failed_ ? 0 : value;
  }

  [[nodiscard]] bool failed() const { return failed_; }
  [[nodiscard]] std::size_t remaining() const { return in_.size(); }
  /// Everything was read and nothing was missing.
  [[nodiscard]] bool complete() const { return !failed_ && in_.empty(); }

private:
  std::uint64_t big_endian(std::uint64_t size) {
    std::uint64_t value = 0;
    for (char c : raw(size)) {
      value = (value << 8) | static_cast<unsigned char>(c);
    }
    return value;
  }

  std::string_view in_;
  bool failed_ = false;
};

} // namespace scrutin
