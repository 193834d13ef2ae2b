#define CAF_SUITE cluster_report
#include "cli/cluster_report.hpp"

#include <sstream>

#include "caf/test/unit_test.hpp"

using namespace scrutin;

namespace {

struct fixture {
  std::ostringstream out;
  std::ostringstream err;
  terminal at{out, err};
  cluster_view view;

  member_view& join(const std::string& name) {
    member_view x;
    x.what.name = name;
    x.what.roles = {true, true, false};
    x.what.address = "127.0.0.1:9100";
    x.what.protocol = 1;
    x.renewals = 5;
    x.silent_ms = 12;
    view.members.push_back(x);
    return view.members.back();
  }
};

} // namespace

CAF_TEST_FIXTURE_SCOPE(cluster_report_tests, fixture)

CAF_TEST(a node is joining or live or draining or silent) {
  auto x = join("a");
  CAF_CHECK_EQUAL(state_of(x, 3000), "live");
  x.renewals = 1;
  CAF_CHECK_EQUAL(state_of(x, 3000), "joining");
  x.draining = true;
  CAF_CHECK_EQUAL(state_of(x, 3000), "draining");
  x.silent_ms = 3001;
  CAF_CHECK_EQUAL(state_of(x, 3000), "silent");
}

CAF_TEST(a partition of nobody or of a silent node has no live owner) {
  join("a");
  view.partitions = {{{{1}, {1}, 0}, "a", 3}, {{{1}, {1}, 1}, "", 4}};
  CAF_CHECK_EQUAL(partitions_of(view, "a"), 1u);
  CAF_CHECK_EQUAL(orphans_of(view, 3000), 1u);
  view.members[0].silent_ms = 4000;
  CAF_CHECK_EQUAL(orphans_of(view, 3000), 2u);
  print_cluster(at, view, 3000, print_format::text);
  CAF_CHECK_EQUAL(out.str(),
                  "1 nodes, 1 silent; 2 partitions, 2 without a live owner\n");
}

CAF_TEST(nodes and partitions are printed for scripts too) {
  join("a");
  join("b");
  view.partitions = {{{{1}, {2}, 3}, "b", 4}};
  print_nodes(at, view, 3000, print_format::json, "b");
  CAF_CHECK_EQUAL(
    out.str(),
    "[{\"node\":\"b\",\"state\":\"live\",\"partitions\":1,\"silent_ms\":12,"
    "\"roles\":\"edge,validator\",\"address\":\"127.0.0.1:9100\","
    "\"protocol\":1}]\n");
  out.str("");
  print_partitions(at, view, print_format::json);
  CAF_CHECK_EQUAL(out.str(),
                  "[{\"election_id\":1,\"region_id\":2,\"slice\":3,\"epoch\":4,"
                  "\"owner\":\"b\"}]\n");
}

CAF_TEST_FIXTURE_SCOPE_END()
