#define CAF_SUITE accounts
#include "domain/administration/account.hpp"

#include "caf/test/unit_test.hpp"

#include "domain/administration/secret_text.hpp"

using namespace scrutin;

namespace {

constexpr contest_id here{{3}, {1}};

account make(const std::string& name, std::initializer_list<role> roles) {
  account x;
  x.name = name;
  for (auto each : roles) {
    x.roles.add(each);
    if (each == role::returning_officer) {
      x.region = here;
    }
  }
  return x;
}

} // namespace

CAF_TEST(login names are plain and never look like the command line) {
  for (const auto* right : {"ab", "a-b.c_9", "marie.curie"}) {
    CAF_CHECK(check_account_name(right).has_value());
  }
  CAF_CHECK(check_account_name(std::string(64, 'a')).has_value());
  CAF_CHECK(!check_account_name(std::string(65, 'a')));
  for (const auto* wrong : {"", "a", "9a", "Marie", "a b", "a/b", "a\n",
                            "command line", "rené", "-a", "a%62"}) {
    CAF_CHECK(!check_account_name(wrong));
  }
  std::string with_zero{"ab\0c", 4};
  CAF_CHECK(!check_account_name(with_zero));
}

CAF_TEST(account administrators and auditors have no other role) {
  for (auto alone : {role::account_administrator, role::auditor}) {
    CAF_CHECK(check_account(make("ann", {alone})).has_value());
    for (auto other : all_roles) {
      if (other != alone) {
        auto both = check_account(make("ann", {alone, other}));
        CAF_CHECK(!both && both.failure().code == ec::malformed);
      }
    }
  }
  CAF_CHECK(
    check_account(make("ann", {role::chief_officer, role::node_operator}))
      .has_value());
  CAF_CHECK(!check_account(make("ann", {})));
}

CAF_TEST(a returning officer has a region and nobody else has one) {
  auto x = make("ann", {role::returning_officer});
  CAF_CHECK(check_account(x).has_value());
  x.region.reset();
  CAF_CHECK(!check_account(x));
  x.region = contest_id{{0}, {1}};
  CAF_CHECK(!check_account(x));
  auto chief = make("ann", {role::chief_officer});
  chief.region = here;
  CAF_CHECK(!check_account(chief));
}

CAF_TEST(a returning officer acts in the own region of the own election only) {
  auto x = make("ann", {role::returning_officer});
  CAF_CHECK(may(x, permission::certify_results));
  CAF_CHECK(may(x, permission::certify_results, here));
  CAF_CHECK(!may(x, permission::certify_results, {{3}, {2}}));
  CAF_CHECK(!may(x, permission::certify_results, {{4}, {1}}));
  CAF_CHECK(!may(x, permission::open_election, here));
  x.roles.add(role::chief_officer);
  CAF_CHECK(may(x, permission::certify_results, {{4}, {1}}));
}

CAF_TEST(a disabled account may do nothing) {
  for (auto who : all_roles) {
    auto x = make("ann", {who});
    x.disabled = true;
    for (std::size_t i = 0; i < permissions; ++i) {
      CAF_CHECK(!may(x, static_cast<permission>(i)));
      CAF_CHECK(!may(x, static_cast<permission>(i), here));
    }
  }
}

CAF_TEST(a secret is empty where it was moved from) {
  secret_text x{"correct horse battery"};
  auto y = std::move(x);
  CAF_CHECK(x.empty());
  CAF_CHECK(y.view() == "correct horse battery");
  secret_text z;
  z = std::move(y);
  CAF_CHECK(y.empty());
  CAF_CHECK(z.view() == "correct horse battery");
  z.wipe();
  CAF_CHECK(z.empty());
}
