#include "domain/administration/role.hpp"

namespace scrutin {

std::string_view to_string(role x) {
  switch (x) {
  case role::account_administrator:
    return "account-administrator";
  case role::chief_officer:
    return "chief-officer";
  case role::returning_officer:
    return "returning-officer";
  case role::node_operator:
    return "operator";
  case role::auditor:
    return "auditor";
  }
  return "unknown";
}

std::optional<role> parse_role(std::string_view text) {
  for (auto x : all_roles) {
    if (to_string(x) == text) {
      return x;
    }
  }
  return std::nullopt;
}

std::optional<role_set> role_set::from_bits(std::uint32_t bits) {
  role_set known;
  for (auto x : all_roles) {
    if ((bits & bit(x)) != 0) {
      known.add(x);
    }
  }
  return known.bits() == bits ? std::optional{known} : std::nullopt;
}

} // namespace scrutin
