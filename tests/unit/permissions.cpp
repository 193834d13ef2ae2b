#define CAF_SUITE permissions
#include "domain/administration/permission.hpp"

#include "caf/test/unit_test.hpp"

#include <map>
#include <set>
#include <string>

using namespace scrutin;

namespace {

constexpr auto no = reach::nowhere;
constexpr auto own = reach::own_region;
constexpr auto all = reach::everywhere;

// What docs/ADMIN.md promises, written down a second time: whoever changes the
// table has to say so twice.
const std::map<role, std::map<permission, reach>> promised{
  {role::account_administrator,
   {{permission::own_account, all},
    {permission::read_accounts, all},
    {permission::manage_accounts, all}}},
  {role::chief_officer,
   {{permission::own_account, all},
    {permission::read_accounts, all},
    {permission::read_audit, all},
    {permission::read_review, all},
    {permission::decide_review, all},
    {permission::purge_review, all},
    {permission::read_nodes, all},
    {permission::change_roll, all},
    {permission::read_acts, all},
    {permission::open_election, all},
    {permission::close_election, all},
    {permission::certify_results, all},
    {permission::export_results, all},
    {permission::read_elections, all},
    {permission::define_election, all}}},
  {role::returning_officer,
   {{permission::own_account, all},
    {permission::read_acts, all},
    {permission::read_review, own},
    {permission::decide_review, own},
    {permission::change_roll, own},
    {permission::certify_results, own},
    {permission::export_results, own},
    {permission::read_elections, all}}},
  {role::node_operator,
   {{permission::own_account, all},
    {permission::read_nodes, all},
    {permission::operate_nodes, all},
    {permission::read_elections, all}}},
  {role::auditor,
   {{permission::own_account, all},
    {permission::read_accounts, all},
    {permission::read_acts, all},
    {permission::read_audit, all},
    {permission::read_review, all},
    {permission::read_nodes, all},
    {permission::export_results, all},
    {permission::read_elections, all}}},
};

role_set set_of_bits(unsigned bits) {
  role_set roles;
  for (std::size_t i = 0; i < all_roles.size(); ++i) {
    if ((bits >> i & 1U) != 0) {
      roles.add(all_roles.at(i));
    }
  }
  return roles;
}

} // namespace

CAF_TEST(every role has what is promised and nothing else) {
  for (auto who : all_roles) {
    const auto& has = promised.at(who);
    for (std::size_t i = 0; i < permissions; ++i) {
      auto what = static_cast<permission>(i);
      auto found = has.find(what);
      auto wanted = found == has.end() ? no : found->second;
      if (reach_of(who, what) != wanted) {
        CAF_ERROR(std::string{to_string(who)} << ": "
                                              << std::string{to_string(what)});
      }
    }
  }
}

CAF_TEST(an administrator of accounts never opens closes or certifies) {
  for (auto what : {permission::open_election, permission::close_election,
                    permission::certify_results, permission::change_roll,
                    permission::read_review, permission::export_results,
                    permission::define_election}) {
    CAF_CHECK(reach_of(role::account_administrator, what) == no);
  }
}

CAF_TEST(whoever decides about an election makes no accounts) {
  for (auto who : all_roles) {
    auto decides = reach_of(who, permission::open_election) != no
                   || reach_of(who, permission::close_election) != no
                   || reach_of(who, permission::certify_results) != no;
    auto makes = reach_of(who, permission::manage_accounts) != no;
    CAF_CHECK(!(decides && makes));
  }
}

CAF_TEST(an auditor changes nothing) {
  for (auto what : {permission::manage_accounts, permission::operate_nodes,
                    permission::change_roll, permission::open_election,
                    permission::close_election, permission::certify_results,
                    permission::define_election}) {
    CAF_CHECK(reach_of(role::auditor, what) == no);
  }
}

CAF_TEST(several roles have the widest reach of each) {
  for (unsigned bits = 0; bits < 32; ++bits) {
    auto roles = set_of_bits(bits);
    for (std::size_t i = 0; i < permissions; ++i) {
      auto what = static_cast<permission>(i);
      auto widest = no;
      for (auto who : all_roles) {
        if (roles.has(who) && reach_of(who, what) > widest) {
          widest = reach_of(who, what);
        }
      }
      CAF_CHECK(reach_of(roles, what) == widest);
    }
  }
}

CAF_TEST(no role set allows nothing) {
  for (std::size_t i = 0; i < permissions; ++i) {
    CAF_CHECK(reach_of(role_set{}, static_cast<permission>(i)) == no);
  }
}

CAF_TEST(names of roles and permissions are different and read back) {
  std::set<std::string_view> names;
  for (auto who : all_roles) {
    names.insert(to_string(who));
    CAF_CHECK(parse_role(to_string(who)) == who);
  }
  for (std::size_t i = 0; i < permissions; ++i) {
    names.insert(to_string(static_cast<permission>(i)));
  }
  CAF_CHECK_EQUAL(names.size(), all_roles.size() + permissions);
  for (const auto* wrong : {"", "root", "Auditor", "auditor ", "admin"}) {
    CAF_CHECK(!parse_role(wrong));
  }
}

CAF_TEST(bits that stand for no role are refused) {
  for (std::uint32_t bits = 0; bits < 256; ++bits) {
    auto known = role_set::from_bits(bits);
    auto is_known = (bits & ~std::uint32_t{0x3E}) == 0;
    CAF_CHECK_EQUAL(known.has_value(), is_known);
    CAF_CHECK(!known || known->bits() == bits);
  }
}
