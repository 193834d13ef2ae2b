#define CAF_SUITE membership
#include "caf/test/unit_test.hpp"

#include "storage/postgresql/open.hpp"
#include "tests/fixtures/eventually.hpp"
#include "tests/postgresql/shared_server.hpp"
#include "tests/storage/sample_frames.hpp"

using namespace scrutin;
using namespace scrutin::fixtures;

namespace {

constexpr partition_id here{{7}, {1}, 0};

member node_of(const std::string& name, std::uint64_t incarnation) {
  member x;
  x.name = name;
  x.incarnation = incarnation_id::from(noise(16, incarnation));
  x.address = "10.0.0.1:7000";
  x.roles.edge = true;
  x.roles.validator = true;
  x.protocol = 3;
  return x;
}

ec code_of(const result<void>& outcome) {
  return outcome ? ec{} : outcome.failure().code;
}

struct fixture {
  std::string database = shared_server().make_database();
  store s = open("a");

  store open(const std::string& owner) const {
    auto options = shared_server().options(database);
    options.owner = owner;
    auto opened = open_postgresql(options);
    CAF_REQUIRE(opened);
    return std::move(*opened);
  }
  cluster_store& cluster() const { return *s.cluster; }
  /// Of the one partition.
  std::string owner() const {
    auto view = cluster().view();
    CAF_REQUIRE(view && view->partitions.size() == 1);
    return view->partitions.front().owner;
  }
};

} // namespace

CAF_TEST_FIXTURE_SCOPE(membership_tests, fixture)

CAF_TEST(a node is seen as it says and by the clock of the server) {
  CAF_REQUIRE(cluster().renew(node_of("a", 1)));
  CAF_REQUIRE(cluster().renew(node_of("a", 1)));
  CAF_REQUIRE(cluster().renew(node_of("b", 2)));
  auto view = cluster().view();
  CAF_REQUIRE(view && view->members.size() == 2);
  const auto& a = view->members[0];
  CAF_CHECK_EQUAL(a.what.name, "a");
  CAF_CHECK(a.what.incarnation == node_of("a", 1).incarnation);
  CAF_CHECK_EQUAL(a.what.address, "10.0.0.1:7000");
  CAF_CHECK(a.what.roles.edge && a.what.roles.validator
            && !a.what.roles.results);
  CAF_CHECK_EQUAL(a.what.protocol, 3u);
  CAF_CHECK_EQUAL(a.renewals, 2u);
  CAF_CHECK_EQUAL(view->members[1].renewals, 1u);
  CAF_CHECK(a.silent_ms >= 0 && a.silent_ms < 60'000);
  auto grows = eventually(
    [&] { return cluster().view()->members[0].silent_ms > a.silent_ms; },
    std::chrono::seconds{10});
  CAF_CHECK(grows);
}

CAF_TEST(the newest start under a name puts the earlier ones out) {
  CAF_REQUIRE(cluster().renew(node_of("a", 1)));
  CAF_REQUIRE(cluster().set_draining("a", true));
  CAF_REQUIRE(cluster().renew(node_of("a", 2)));
  CAF_CHECK_EQUAL(code_of(cluster().renew(node_of("a", 1))), ec::fenced);
  CAF_CHECK_EQUAL(code_of(cluster().renew(node_of("a", 2))), ec{});
  auto view = cluster().view();
  CAF_REQUIRE(view && view->members.size() == 1);
  CAF_CHECK_EQUAL(view->members[0].renewals, 2u);
  CAF_CHECK(!view->members[0].draining);
}

CAF_TEST(a removed node is out and its partitions may be taken) {
  CAF_REQUIRE(cluster().renew(node_of("a", 1)));
  CAF_REQUIRE(acquire(*s.ballot_box, here));
  CAF_CHECK_EQUAL(owner(), "a");
  CAF_REQUIRE(cluster().remove("a"));
  CAF_CHECK(cluster().view()->members.empty());
  CAF_CHECK_EQUAL(owner(), "");
  CAF_CHECK_EQUAL(code_of(cluster().renew(node_of("a", 1))), ec::fenced);
  CAF_CHECK_EQUAL(code_of(cluster().renew(node_of("a", 3))), ec{});
}

CAF_TEST(a partition is given up by its newest owner alone) {
  auto first = acquire(*s.ballot_box, here);
  auto other = open("b");
  auto second = acquire(*other.ballot_box, here);
  CAF_REQUIRE(cluster().release(here, first->epoch));
  auto view = cluster().view();
  CAF_CHECK_EQUAL(view->partitions.at(0).owner, "b");
  CAF_CHECK_EQUAL(view->partitions.at(0).epoch, second->epoch);
  CAF_CHECK(view->partitions.at(0).partition == here);
  CAF_REQUIRE(other.cluster->release(here, second->epoch));
  CAF_CHECK_EQUAL(owner(), "");
}

CAF_TEST(draining is for nodes that are there) {
  CAF_CHECK_EQUAL(code_of(cluster().set_draining("a", true)), ec::unavailable);
  CAF_REQUIRE(cluster().renew(node_of("a", 1)));
  CAF_REQUIRE(cluster().set_draining("a", true));
  CAF_REQUIRE(cluster().renew(node_of("a", 1)));
  CAF_CHECK(cluster().view()->members.at(0).draining);
  CAF_REQUIRE(cluster().set_draining("a", false));
  CAF_CHECK(!cluster().view()->members.at(0).draining);
}

CAF_TEST_FIXTURE_SCOPE_END()
