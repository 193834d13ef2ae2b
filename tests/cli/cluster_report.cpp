#define CAF_SUITE cluster_report
#include "cli/cluster_report.hpp"
#include "cli/cluster_watch.hpp"

#include <sstream>

#include "caf/test/unit_test.hpp"

using namespace scrutin;

namespace {

/// Shows one view after the other; then it is away.
struct scripted_cluster : cluster_store {
  std::vector<cluster_view> views;
  mutable std::size_t at = 0;

  result<void> renew(const member&) override { return {}; }
  result<cluster_view> view() const override {
    return at < views.size() ? result<cluster_view>{views[at++]}
                             : error{ec::storage_away, "no answer"};
  }
  result<void> release(partition_id, epoch_number) override { return {}; }
  result<void> set_draining(const std::string&, bool) override { return {}; }
  result<void> remove(const std::string&) override { return {}; }
};

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

CAF_TEST(whoever watches hears what is there and then what changes) {
  join("a");
  join("b");
  view.partitions = {{{{1}, {1}, 0}, "a", 3}, {{{1}, {1}, 1}, "", 4}};
  scripted_cluster cluster;
  cluster.views = {view, view};
  view.members[1].silent_ms = 9'000;
  view.partitions[1] = {{{1}, {1}, 1}, "a", 5};
  cluster.views.push_back(view);
  view.members.pop_back();
  cluster.views.push_back(view);
  cluster_watch_options options;
  options.interval_ms = 1;
  options.count = 5;
  CAF_CHECK(watch_cluster(at, cluster, options) == exit_code::ok);
  CAF_CHECK_EQUAL(out.str(),
                  "a: live\nb: live\n"
                  "election 1 region 1 slice 0: nobody to a, epoch 3\n"
                  "election 1 region 1 slice 1: nobody to nobody, epoch 4\n"
                  "b: silent, was live\n"
                  "election 1 region 1 slice 1: nobody to a, epoch 5\n"
                  "b: gone, was silent\n");
  CAF_CHECK_EQUAL(err.str(), "scrutin: no answer; looking again\n");
  cluster.views = {view};
  cluster.at = 0;
  options.count = 1;
  options.print = print_format::json;
  out.str("");
  CAF_CHECK(watch_cluster(at, cluster, options) == exit_code::ok);
  CAF_CHECK_EQUAL(
    out.str().substr(0, out.str().find('\n')),
    R"({"event":"node","node":"a","state":"live","was":"unknown"})");
}

CAF_TEST(on a terminal there is a table with what happened last below) {
  join("a");
  scripted_cluster cluster;
  cluster.views = {view};
  view.members[0].draining = true;
  cluster.views.push_back(view);
  cluster_watch_options options;
  options.interval_ms = 1;
  options.count = 2;
  at.out_is_terminal = true;
  CAF_CHECK(watch_cluster(at, cluster, options) == exit_code::ok);
  auto last = out.str().substr(out.str().rfind("NODE"));
  CAF_CHECK(last.find("draining") != std::string::npos);
  CAF_CHECK(last.find("  a: draining, was live\n") != std::string::npos);
  // How it was at first is in the table, and did not happen.
  CAF_CHECK(last.find("a: live\n") == std::string::npos);
}

CAF_TEST_FIXTURE_SCOPE_END()
