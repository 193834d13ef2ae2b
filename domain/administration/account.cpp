#include "domain/administration/account.hpp"

#include <algorithm>

namespace scrutin {

namespace {

constexpr std::size_t name_size_min = 2;
constexpr std::size_t name_size_max = 64;

bool is_letter(char c) {
  return c >= 'a' && c <= 'z';
}

bool is_name_character(char c) {
  return is_letter(c) || (c >= '0' && c <= '9') || c == '.' || c == '_'
         || c == '-';
}

} // namespace

result<void> check_account_name(std::string_view name) {
  auto fits = name.size() >= name_size_min && name.size() <= name_size_max
              && is_letter(name.front())
              && std::all_of(name.begin(), name.end(), is_name_character);
  return fits ? result<void>{}
              : error{ec::malformed,
                      "a login name is 2 to 64 of a-z, 0-9, dot, dash and "
                      "underscore, and begins with a letter"};
}

result<void> check_account(const account& x) {
  if (auto named = check_account_name(x.name); !named) {
    return named;
  }
  if (x.roles.empty()) {
    return error{ec::malformed, "an account needs a role"};
  }
  for (auto alone : {role::account_administrator, role::auditor}) {
    if (x.roles.has(alone) && !x.roles.is_only(alone)) {
      return error{ec::malformed, "the role " + std::string{to_string(alone)}
                                    + " goes with no other: make a second "
                                      "account"};
    }
  }
  if (x.roles.has(role::returning_officer) != x.region.has_value()) {
    return error{ec::malformed, x.region
                                  ? "only a returning officer has a region"
                                  : "a returning officer needs an election "
                                    "and a region of it"};
  }
  if (x.region
      && (x.region->election.value == 0 || x.region->region.value == 0)) {
    return error{ec::malformed, "elections and regions are numbered from 1"};
  }
  return {};
}

bool may(const account& who, permission what) {
  return !who.disabled && reach_of(who.roles, what) != reach::nowhere;
}

bool may(const account& who, permission what, contest_id where) {
  if (who.disabled) {
    return false;
  }
  switch (reach_of(who.roles, what)) {
  case reach::nowhere:
    return false;
  case reach::own_region:
    return who.region == where;
  case reach::everywhere:
    return true;
  }
  return false;
}

} // namespace scrutin
