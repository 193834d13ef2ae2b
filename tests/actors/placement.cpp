// Which node should have a partition, and what a node does about it: plain
// logic, without actors.

#define CAF_SUITE placement
#include "caf/test/unit_test.hpp"

#include <algorithm>

#include "actors/ended_nodes.hpp"
#include "actors/placement.hpp"

using namespace scrutin;

namespace {

incarnation_id incarnation(unsigned char number) {
  incarnation_id x;
  x.data.fill(number);
  return x;
}

struct fixture {
  cluster_view view;
  std::vector<partition_id> all;
  std::map<partition_id, holding> held;
  placement_policy policy;

  fixture() {
    for (std::uint32_t region = 1; region <= 300; ++region) {
      all.push_back({{1}, {region}, 0});
    }
  }

  member_view& join(const std::string& name, std::uint64_t renewals = 5) {
    member_view x;
    x.what.name = name;
    x.what.incarnation = incarnation(1);
    x.what.roles.validator = true;
    x.renewals = renewals;
    view.members.push_back(x);
    return view.members.back();
  }

  void owns(const std::string& name, partition_id partition,
            epoch_number epoch = 3) {
    view.partitions.push_back({partition, name, epoch});
  }

  placement at(const std::string& self, unsigned char number = 1) {
    return {self, incarnation(number), policy};
  }

  placement_plan plan(const std::string& self = "a") {
    return at(self).plan(view, all, held);
  }
};

template <class T, class U>
bool contains(const std::vector<T>& list, const U& x) {
  return std::find(list.begin(), list.end(), x) != list.end();
}

} // namespace

CAF_TEST_FIXTURE_SCOPE(placement_tests, fixture)

CAF_TEST(a weight is the same in every version) {
  auto home = placement_weight("validator-1", {{7}, {3}, 2});
  auto other = placement_weight("validator-2", {{7}, {3}, 2});
  CAF_CHECK_EQUAL(home, 5898398418796488601u);
  CAF_CHECK_EQUAL(other, 4131602306330927220u);
}

CAF_TEST(every partition has one home and homes are shared out evenly) {
  for (auto name : {"a", "b", "c"}) {
    join(name);
  }
  std::map<std::string, int> shares;
  for (auto partition : all) {
    ++shares[at("a").home_of(view, partition)];
  }
  CAF_CHECK_EQUAL(shares.size(), 3u);
  for (const auto& [name, share] : shares) {
    CAF_CHECK(share > 70 && share < 130);
  }
}

CAF_TEST(a node that joins moves partitions to itself only) {
  join("a");
  join("b");
  auto before = view;
  join("c");
  for (auto partition : all) {
    auto was = at("a").home_of(before, partition);
    auto is = at("a").home_of(view, partition);
    CAF_CHECK(is == was || is == "c");
  }
}

CAF_TEST(a node alone takes everything that nobody owns) {
  join("a");
  CAF_CHECK(plan().take == all);
  CAF_CHECK(plan().stands);
}

CAF_TEST(nothing is taken before the node has renewed twice) {
  join("a", 1);
  CAF_CHECK(plan().take.empty());
  view.members[0].renewals = 2;
  CAF_CHECK(!plan().take.empty());
}

CAF_TEST(nodes that are silent or draining or no validators take nothing) {
  join("a");
  join("b").silent_ms = policy.lease_ms + 1;
  join("c").draining = true;
  join("d").what.roles.validator = false;
  join("e", 1);
  CAF_CHECK(plan("a").take.size() == all.size());
  for (auto name : {"b", "c", "d", "e"}) {
    CAF_CHECK(plan(name).take.empty());
  }
}

CAF_TEST(a partition of a live node is not taken and one of a silent node is) {
  join("a");
  auto& other = join("b");
  for (auto partition : all) {
    owns("b", partition);
  }
  CAF_CHECK(plan().take.empty());
  other.silent_ms = policy.lease_ms;
  CAF_CHECK(plan().take.empty());
  other.silent_ms = policy.lease_ms + 1;
  CAF_CHECK(plan().take == all);
}

CAF_TEST(partitions of a removed node may be taken at once) {
  join("a");
  owns("gone", all[0]);
  CAF_CHECK(contains(plan().take, all[0]));
}

CAF_TEST(what an earlier incarnation of the node owned is taken again
         or given up) {
  join("a");
  join("b");
  for (auto partition : all) {
    owns("a", partition);
  }
  auto made = plan();
  CAF_CHECK(!made.take.empty());
  CAF_CHECK(!made.disown.empty());
  CAF_CHECK_EQUAL(made.take.size() + made.disown.size(), all.size());
  for (const auto& x : made.disown) {
    CAF_CHECK_EQUAL(at("a").home_of(view, x.partition), "b");
    CAF_CHECK_EQUAL(x.epoch, 3u);
  }
  // Until it has renewed twice it may still turn out to be their home.
  view.members[0].renewals = 1;
  CAF_CHECK(plan().disown.empty());
}

CAF_TEST(a few partitions at a time go to a node that joins) {
  join("a");
  for (auto partition : all) {
    owns("a", partition);
    held[partition] = {3, false};
  }
  CAF_CHECK(plan().hand_over.empty());
  join("b");
  auto first = plan();
  CAF_CHECK_EQUAL(first.hand_over.size(), std::size_t{policy.moves_max});
  for (const auto& x : first.hand_over) {
    CAF_CHECK_EQUAL(x.to, "b");
    held[x.partition].leaving = true;
  }
  CAF_CHECK(plan().hand_over.empty());
  held.erase(first.hand_over[0].partition);
  CAF_CHECK_EQUAL(plan().hand_over.size(), 1u);
}

CAF_TEST(a draining node hands everything over while somebody takes it) {
  join("a").draining = true;
  policy.moves_max = 1000;
  for (auto partition : all) {
    owns("a", partition);
    held[partition] = {3, false};
  }
  CAF_CHECK(plan().hand_over.empty());
  join("b");
  CAF_CHECK_EQUAL(plan().hand_over.size(), all.size());
  CAF_CHECK(plan().take.empty());
}

CAF_TEST(a partition is lost once another has acquired it later) {
  join("a");
  join("b");
  owns("b", all[0], 4);
  held[all[0]] = {3, false};
  CAF_CHECK(plan().lost == std::vector<partition_id>{all[0]});
  held[all[0]] = {3, true};
  CAF_CHECK(plan().lost == std::vector<partition_id>{all[0]});
  // What is still being acquired is not lost: its epoch is to come.
  held[all[0]] = {0, false};
  CAF_CHECK(plan().lost.empty());
  // Nor is what this node acquired again itself, after a full disk.
  view.partitions[0].owner = "a";
  held[all[0]] = {3, false};
  CAF_CHECK(plan().lost.empty());
}

CAF_TEST(a node that another incarnation has followed stands no more) {
  join("a");
  CAF_CHECK(!at("a", 2).plan(view, all, held).stands);
  view.members.clear();
  CAF_CHECK(!plan().stands);
}

CAF_TEST(a node known to have ended is silent in every view) {
  join("a");
  join("b", 7);
  ended_nodes ended;
  ended.note("b", incarnation(1));
  ended.mark(view);
  CAF_CHECK(at("a").home_of(view, all[0]) == "a");
  CAF_CHECK(view.members[1].silent_ms > policy.lease_ms);
  CAF_CHECK_EQUAL(view.members[0].silent_ms, 0);
  // Its last heartbeat may come to be known after its end.
  for (std::uint64_t renewals : {7, 8, 8}) {
    view.members[1].renewals = renewals;
    view.members[1].silent_ms = 0;
    ended.follow(view);
    CAF_CHECK(view.members[1].silent_ms > policy.lease_ms);
  }
}

CAF_TEST(a node that goes on is alive again and so is its successor) {
  join("a");
  join("b", 7);
  ended_nodes ended;
  ended.note("b", incarnation(1));
  ended.follow(view);
  view.members[1].renewals = 9;
  view.members[1].silent_ms = 0;
  ended.follow(view);
  CAF_CHECK_EQUAL(view.members[1].silent_ms, 0);
  ended.note("b", incarnation(1));
  view.members[1].what.incarnation = incarnation(2);
  ended.follow(view);
  CAF_CHECK_EQUAL(view.members[1].silent_ms, 0);
  // What was noted is forgotten, and not only passed over.
  view.members[1].what.incarnation = incarnation(1);
  ended.follow(view);
  CAF_CHECK_EQUAL(view.members[1].silent_ms, 0);
}

CAF_TEST_FIXTURE_SCOPE_END()
