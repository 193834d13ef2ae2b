#define CAF_SUITE cluster
#include "caf/test/unit_test.hpp"

#include <algorithm>

#include "tests/storage/backends.hpp"
#include "tests/storage/sample_frames.hpp"

using namespace scrutin;
using namespace std::chrono_literals;

namespace {

constexpr partition_id here{{7}, {1}, 0};
constexpr partition_id there{{7}, {1}, 1};

member sample_member(const std::string& name, unsigned char incarnation = 1) {
  member x;
  x.name = name;
  x.incarnation.data.fill(incarnation);
  x.address = name + ".example:9100";
  x.roles = {true, true, false};
  x.protocol = 3;
  return x;
}

const member_view* find(const cluster_view& view, const std::string& name) {
  auto found =
    std::find_if(view.members.begin(), view.members.end(),
                 [&](const member_view& x) { return x.what.name == name; });
  return found == view.members.end() ? nullptr : &*found;
}

partition_owner owner_of(const cluster_store& cluster, partition_id partition) {
  auto view = cluster.view();
  CAF_REQUIRE(view);
  auto found = std::find_if(
    view->partitions.begin(), view->partitions.end(),
    [&](const partition_owner& x) { return x.partition == partition; });
  return found == view->partitions.end() ? partition_owner{partition, {}, 0}
                                         : *found;
}

ec code_of(const result<void>& outcome) {
  return outcome ? ec{} : outcome.failure().code;
}

} // namespace

CAF_TEST(an authority without nodes is empty) {
  on_every_cluster([](cluster_place& place) {
    auto view = place.open_cluster()->view();
    CAF_REQUIRE(view);
    CAF_CHECK(view->members.empty());
    CAF_CHECK(view->partitions.empty());
  });
}

CAF_TEST(what a node says of itself is seen by all) {
  on_every_cluster([](cluster_place& place) {
    auto one = place.open_cluster();
    auto other = place.open_cluster();
    CAF_REQUIRE(one->renew(sample_member("a", 5)));
    CAF_REQUIRE(other->renew(sample_member("b", 6)));
    auto view = other->view();
    CAF_REQUIRE(view);
    CAF_CHECK_EQUAL(view->members.size(), 2u);
    const auto* a = find(*view, "a");
    CAF_REQUIRE(a != nullptr);
    CAF_CHECK(a->what.incarnation == sample_member("a", 5).incarnation);
    CAF_CHECK_EQUAL(a->what.address, "a.example:9100");
    CAF_CHECK(a->what.roles.edge);
    CAF_CHECK(a->what.roles.validator);
    CAF_CHECK(!a->what.roles.results);
    CAF_CHECK_EQUAL(a->what.protocol, 3u);
    CAF_CHECK(!a->draining);
  });
}

CAF_TEST(silence is measured by the clock of the authority) {
  on_every_cluster([](cluster_place& place) {
    auto cluster = place.open_cluster();
    CAF_REQUIRE(cluster->renew(sample_member("a")));
    place.pass(400ms);
    CAF_REQUIRE(cluster->renew(sample_member("b")));
    place.pass(100ms);
    auto view = cluster->view();
    CAF_REQUIRE(view);
    CAF_CHECK(find(*view, "a")->silent_ms >= 500);
    CAF_CHECK(find(*view, "b")->silent_ms >= 100);
    CAF_CHECK(find(*view, "b")->silent_ms < find(*view, "a")->silent_ms);
    CAF_REQUIRE(cluster->renew(sample_member("a")));
    auto after = cluster->view();
    CAF_CHECK(find(*after, "a")->silent_ms < find(*after, "b")->silent_ms);
  });
}

CAF_TEST(renewals count from each start of a node) {
  on_every_cluster([](cluster_place& place) {
    auto cluster = place.open_cluster();
    for (std::uint64_t i = 1; i <= 3; ++i) {
      CAF_REQUIRE(cluster->renew(sample_member("a", 1)));
      auto seen = find(*cluster->view(), "a")->renewals;
      CAF_CHECK_EQUAL(seen, i);
    }
    auto again = place.open_cluster();
    CAF_REQUIRE(again->renew(sample_member("a", 2)));
    auto seen = find(*again->view(), "a")->renewals;
    CAF_CHECK_EQUAL(seen, 1u);
  });
}

CAF_TEST(a node that was started again fences its earlier incarnation) {
  on_every_cluster([](cluster_place& place) {
    auto old = place.open_cluster();
    CAF_REQUIRE(old->renew(sample_member("a", 1)));
    auto young = place.open_cluster();
    CAF_REQUIRE(young->renew(sample_member("a", 2)));
    CAF_CHECK_EQUAL(code_of(old->renew(sample_member("a", 1))), ec::fenced);
    CAF_CHECK(young->renew(sample_member("a", 2)));
    CAF_CHECK(find(*young->view(), "a")->what.incarnation
              == sample_member("a", 2).incarnation);
  });
}

CAF_TEST(a removed node is forgotten and may come back as a new incarnation) {
  on_every_cluster([](cluster_place& place) {
    auto cluster = place.open_cluster();
    CAF_REQUIRE(cluster->renew(sample_member("a", 1)));
    auto operators = place.open_cluster();
    CAF_REQUIRE(operators->remove("a"));
    CAF_CHECK(operators->view()->members.empty());
    CAF_CHECK_EQUAL(code_of(cluster->renew(sample_member("a", 1))), ec::fenced);
    CAF_CHECK(operators->view()->members.empty());
    auto again = place.open_cluster();
    CAF_CHECK(again->renew(sample_member("a", 2)));
  });
}

CAF_TEST(
  draining is set from outside and holds until the node is started again) {
  on_every_cluster([](cluster_place& place) {
    auto cluster = place.open_cluster();
    CAF_CHECK_EQUAL(code_of(cluster->set_draining("a", true)), ec::unavailable);
    CAF_REQUIRE(cluster->renew(sample_member("a", 1)));
    CAF_REQUIRE(cluster->set_draining("a", true));
    CAF_REQUIRE(cluster->renew(sample_member("a", 1)));
    CAF_CHECK(find(*cluster->view(), "a")->draining);
    auto again = place.open_cluster();
    CAF_REQUIRE(again->renew(sample_member("a", 2)));
    CAF_CHECK(!find(*again->view(), "a")->draining);
    CAF_REQUIRE(again->set_draining("a", true));
    CAF_REQUIRE(again->set_draining("a", false));
    CAF_CHECK(!find(*again->view(), "a")->draining);
  });
}

CAF_TEST(who acquires a partition owns it until another does) {
  on_every_cluster([](cluster_place& place) {
    auto cluster = place.open_cluster();
    auto a = place.open("a");
    auto b = place.open("b");
    auto first = acquire(*a.ballot_box, here)->epoch;
    CAF_CHECK_EQUAL(owner_of(*cluster, here).owner, "a");
    CAF_CHECK_EQUAL(owner_of(*cluster, here).epoch, first);
    auto second = acquire(*b.ballot_box, here)->epoch;
    CAF_CHECK(second > first);
    CAF_CHECK_EQUAL(owner_of(*cluster, here).owner, "b");
    CAF_CHECK_EQUAL(owner_of(*cluster, here).epoch, second);
    CAF_CHECK_EQUAL(owner_of(*cluster, there).owner, "");
    auto fenced =
      append_one(*a.ballot_box, sample_frame(here, first, 1, frame_kind::open));
    CAF_CHECK_EQUAL(code_of(fenced), ec::fenced);
    CAF_CHECK(append_one(*b.ballot_box,
                         sample_frame(here, second, 1, frame_kind::open)));
  });
}

CAF_TEST(a partition is given up by its newest owner only) {
  on_every_cluster([](cluster_place& place) {
    auto cluster = place.open_cluster();
    auto a = place.open("a");
    auto b = place.open("b");
    CAF_CHECK(cluster->release(here, 1));
    auto first = acquire(*a.ballot_box, here)->epoch;
    auto second = acquire(*b.ballot_box, here)->epoch;
    CAF_CHECK(cluster->release(here, first));
    CAF_CHECK_EQUAL(owner_of(*cluster, here).owner, "b");
    CAF_CHECK(cluster->release(here, second));
    CAF_CHECK_EQUAL(owner_of(*cluster, here).owner, "");
    CAF_CHECK_EQUAL(owner_of(*cluster, here).epoch, second);
    auto third = acquire(*a.ballot_box, here)->epoch;
    CAF_CHECK(third > second);
    CAF_CHECK_EQUAL(owner_of(*cluster, here).owner, "a");
  });
}

CAF_TEST(a removed node owns nothing that counts) {
  on_every_cluster([](cluster_place& place) {
    auto cluster = place.open_cluster();
    auto a = place.open("a");
    CAF_REQUIRE(cluster->renew(sample_member("a")));
    CAF_REQUIRE(acquire(*a.ballot_box, here));
    CAF_REQUIRE(cluster->remove("a"));
    CAF_CHECK(find(*cluster->view(), "a") == nullptr);
    CAF_CHECK_EQUAL(owner_of(*cluster, here).owner, "");
    CAF_CHECK_EQUAL(owner_of(*cluster, here).epoch, 1u);
  });
}
