#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "domain/election.hpp"
#include "domain/surroundings.hpp"

namespace scrutin {

/// Random bytes drawn in large pieces: the system's source costs too much to
/// be asked for ten at a time.
class random_bytes {
public:
  explicit random_bytes(random_source source) : source_(std::move(source)) {}

  /// @returns so many bytes (at most 4,096), valid until the next call.
  std::string_view take(std::size_t count);

private:
  random_source source_;
  std::string buffer_;
  std::size_t used_ = 0;
};

/// Numbers of nine digits in random order, none twice, without remembering
/// them: a Feistel network over 30 bits with random tables permutes the
/// counter, and what falls past nine digits is passed over.
/// Source: Luby and Rackoff, 1988; Black and Rogaway, "Ciphers with arbitrary
/// finite domains", 2002 (cycle walking).
class nas_sequence {
public:
  static constexpr std::uint32_t count_max = 1'000'000'000;

  explicit nas_sequence(random_bytes& random);

  /// @returns nine digits, differing from all before; callable a billion
  /// times.
  std::string next();

private:
  static constexpr std::size_t rounds = 8;
  static constexpr unsigned half_bits = 15;

  [[nodiscard]] std::uint32_t permuted(std::uint32_t x) const;

  std::array<std::vector<std::uint16_t>, rounds> tables_;
  std::uint32_t counter_ = 0;
};

/// A new code in the roll's format.
std::string make_code(random_bytes& random, code_format format);

} // namespace scrutin
