#define CAF_SUITE restart_budget
#include "caf/test/unit_test.hpp"

#include "actors/restart_budget.hpp"

using namespace scrutin;
using namespace std::chrono_literals;

namespace {

restart_policy policy() {
  restart_policy x;
  x.pause_min = 10ms;
  x.pause_max = 60ms;
  x.restarts_max = 5;
  x.window = 1000ms;
  return x;
}

const restart_budget::time_point noon{std::chrono::hours{12}};

} // namespace

CAF_TEST(pauses double up to their limit) {
  restart_budget budget{policy()};
  CAF_CHECK(budget.on_failure(noon, 0) == 10ms);
  CAF_CHECK(budget.on_failure(noon, 0) == 20ms);
  CAF_CHECK(budget.on_failure(noon, 0) == 40ms);
  CAF_CHECK(budget.on_failure(noon, 0) == 60ms);
}

CAF_TEST(jitter shortens a pause by up to half) {
  restart_budget budget{policy()};
  CAF_CHECK(budget.on_failure(noon, 255) == 5ms);
}

CAF_TEST(too many failures in the window are too many) {
  restart_budget budget{policy()};
  for (int i = 0; i < 5; ++i) {
    CAF_CHECK(budget.on_failure(noon, 0));
  }
  CAF_CHECK(!budget.on_failure(noon, 0));
}

CAF_TEST(failures that are long past are forgiven) {
  restart_budget budget{policy()};
  for (int i = 0; i < 50; ++i) {
    CAF_CHECK(budget.on_failure(noon + i * 1001ms, 0) == 10ms);
  }
}

CAF_TEST(a policy without order is refused) {
  auto wrong = policy();
  wrong.pause_max = 1ms;
  CAF_CHECK(!wrong.validate());
  CAF_CHECK(policy().validate());
}
