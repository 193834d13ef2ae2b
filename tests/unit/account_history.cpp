#define CAF_SUITE account_history
#include "domain/administration/account_history.hpp"

#include "caf/test/unit_test.hpp"

using namespace scrutin;

namespace {

account officer_of(const std::string& name, std::uint32_t region) {
  account x;
  x.name = name;
  x.roles.add(role::returning_officer);
  x.region = contest_id{{4}, {region}};
  return x;
}

struct fixture {
  account_history told;
  account ann = officer_of("ann", 2);
  account bob = officer_of("bob", 3);

  void log(audit_act what, const account& about) {
    audit_entry x;
    x.act = to_string(what);
    x.subject = about.name;
    x.detail = what == audit_act::account_added ? description_of(about) : "";
    told.add(x);
  }

  fixture() {
    log(audit_act::account_added, ann);
    log(audit_act::password_set, ann);
    log(audit_act::account_added, bob);
  }

  /// The one difference.
  std::string different(const std::vector<account>& now) const {
    auto all = told.differences(now);
    return all.size() == 1 ? all.front() : std::to_string(all.size());
  }
};

} // namespace

CAF_TEST_FIXTURE_SCOPE(account_history_tests, fixture)

CAF_TEST(accounts as the log tells of them do not differ) {
  CAF_CHECK_EQUAL(different({bob, ann}), "0");
  ann.disabled = true;
  log(audit_act::account_disabled, ann);
  CAF_CHECK_EQUAL(different({ann, bob}), "0");
  ann.disabled = false;
  log(audit_act::account_enabled, ann);
  CAF_CHECK_EQUAL(different({ann, bob}), "0");
}

CAF_TEST(each account that differs is named) {
  CAF_CHECK_EQUAL(different({ann}),
                  "bob is in the log, and there is no such account");
  CAF_CHECK_EQUAL(different({ann, bob, officer_of("eve", 2)}),
                  "eve is an account that the log never added");
  auto moved = officer_of("bob", 2);
  CAF_CHECK_EQUAL(different({ann, moved}),
                  "bob has roles returning-officer, election 4 region 2; the "
                  "log says roles returning-officer, election 4 region 3");
  auto raised = bob;
  raised.roles.add(role::chief_officer);
  CAF_CHECK(different({ann, raised}).find("chief-officer")
            != std::string::npos);
  ann.disabled = true;
  CAF_CHECK_EQUAL(different({ann, bob}),
                  "ann is disabled; the log says otherwise");
  log(audit_act::account_disabled, ann);
  ann.disabled = false;
  CAF_CHECK_EQUAL(different({ann, bob}),
                  "ann is enabled; the log says otherwise");
  CAF_CHECK_EQUAL(told.differences({}).size(), 2u);
}

CAF_TEST_FIXTURE_SCOPE_END()
