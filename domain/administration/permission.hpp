#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "domain/administration/role.hpp"

namespace scrutin {

/// What a role may be allowed. A route or command names the one that it needs;
/// the table in permission.cpp says who has it, and nothing else does.
enum class permission : std::uint8_t {
  /// See and end one's own session, change one's own password, make tokens for
  /// oneself: every role.
  own_account = 0,
  read_accounts,
  manage_accounts,
  read_audit,
  /// Refused attempts; a returning officer those of the own region only.
  read_review,
  /// Resolve refused attempts; a returning officer those of the own region
  /// only.
  decide_review,
  /// Remove refused attempts that were resolved.
  purge_review,
  read_nodes,
  operate_nodes,
  /// Additions and revocations; a returning officer in the own region only.
  change_roll,
  read_acts,
  open_election,
  close_election,
  certify_results,
  export_results,
  /// How elections are defined; what they are is for every voter to see.
  read_elections,
  define_election,
};

constexpr std::size_t permissions =
  static_cast<std::size_t>(permission::define_election) + 1;

/// `read-review`: stable.
std::string_view to_string(permission x);

/// Where a permission holds.
enum class reach : std::uint8_t { nowhere = 0, own_region, everywhere };

/// What one role has of a permission.
reach reach_of(role who, permission what);

/// What several roles have together: the widest.
reach reach_of(role_set who, permission what);

} // namespace scrutin
