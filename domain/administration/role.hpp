#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

namespace scrutin {

/// What somebody who administers is there for. Written to disk: never
/// renumber.
enum class role : std::uint8_t {
  /// Makes and disables accounts, and can neither open, close nor certify.
  account_administrator = 1,
  /// Answers for an election as a whole.
  chief_officer = 2,
  /// Answers for one region of one election.
  returning_officer = 3,
  /// Keeps nodes alive.
  node_operator = 4,
  /// Reads what the others did.
  auditor = 5,
};

inline constexpr std::array all_roles{
  role::account_administrator, role::chief_officer, role::returning_officer,
  role::node_operator, role::auditor};

/// `chief-officer`: stable, in files, options and answers.
std::string_view to_string(role x);
std::optional<role> parse_role(std::string_view text);

/// The roles of one account.
class role_set {
public:
  role_set() = default;
  /// @param bits: as bits() gave them.
  /// @returns nothing where a bit stands for no role.
  static std::optional<role_set> from_bits(std::uint32_t bits);

  void add(role x) { bits_ |= bit(x); }
  [[nodiscard]] bool has(role x) const { return (bits_ & bit(x)) != 0; }
  [[nodiscard]] bool empty() const { return bits_ == 0; }
  /// Whether this role is the only one.
  [[nodiscard]] bool is_only(role x) const { return bits_ == bit(x); }
  /// Bit n stands for role n.
  [[nodiscard]] std::uint32_t bits() const { return bits_; }

  friend bool operator==(const role_set& x, const role_set& y) {
    return x.bits_ == y.bits_;
  }

private:
  static std::uint32_t bit(role x) {
    return std::uint32_t{1} << static_cast<unsigned>(x);
  }

  std::uint32_t bits_ = 0;
};

} // namespace scrutin
