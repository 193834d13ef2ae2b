#include "domain/administration/permission.hpp"

#include <algorithm>

namespace scrutin {

namespace {

struct permission_row {
  std::string_view name;
  /// By role, in the order of all_roles.
  std::array<reach, all_roles.size()> held;
};

constexpr auto no = reach::nowhere;
constexpr auto own = reach::own_region;
constexpr auto all = reach::everywhere;

// In the order of `permission`. Who makes accounts decides nothing about an
// election; who decides makes no accounts.
constexpr std::array<permission_row, permissions> table{{
  // accounts, chief, returning, operator, auditor
  {"own-account", {all, all, all, all, all}},
  {"read-accounts", {all, all, no, no, all}},
  {"manage-accounts", {all, no, no, no, no}},
  {"read-audit", {no, all, no, no, all}},
  {"read-review", {no, all, own, no, all}},
  {"decide-review", {no, all, own, no, no}},
  {"purge-review", {no, all, no, no, no}},
  {"read-nodes", {no, all, no, all, all}},
  {"operate-nodes", {no, no, no, all, no}},
  {"change-roll", {no, all, own, no, no}},
  {"read-acts", {no, all, all, no, all}},
  {"open-election", {no, all, no, no, no}},
  {"close-election", {no, all, no, no, no}},
  {"certify-results", {no, all, own, no, no}},
  {"export-results", {no, all, own, no, all}},
  {"read-elections", {no, all, all, all, all}},
  {"define-election", {no, all, no, no, no}},
}};

const permission_row& row_of(permission x) {
  return table.at(static_cast<std::size_t>(x));
}

} // namespace

std::string_view to_string(permission x) {
  return row_of(x).name;
}

reach reach_of(role who, permission what) {
  return row_of(what).held.at(static_cast<std::size_t>(who) - 1);
}

reach reach_of(role_set who, permission what) {
  auto widest = reach::nowhere;
  for (auto x : all_roles) {
    if (who.has(x)) {
      widest = std::max(widest, reach_of(x, what));
    }
  }
  return widest;
}

} // namespace scrutin
