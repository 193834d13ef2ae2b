// Goal: nodes on hosts of their own keep their promises whatever becomes of
// the network between them.
// Method: hosts in network namespaces, with PostgreSQL on one and a node under
// TLS on each of the others, all real. While a crowd casts, ways are cut so
// that packets vanish; at the end the clients' record is compared with the
// ballot box.
#define CAF_SUITE hosts
#include "caf/test/unit_test.hpp"

#include <algorithm>
#include <iostream>
#include <map>
#include <utility>
#include <vector>

#include "tests/fixtures/eventually.hpp"
#include "tests/fixtures/host_network.hpp"
#include "tests/fixtures/trial_cluster.hpp"

using namespace scrutin;
using namespace scrutin::fixtures;

namespace {

// The test's own host, where PostgreSQL runs.
const std::string middle;

// Before the database, which is to be on the same network.
struct network_first {
  host_network network{{"a", "b", "c"}};
};

struct fixture : network_first, trial_cluster {
  fixture() : trial_cluster(network.address(middle)) {
    use_tls({"a", "b", "c"});
  }

  bool skipped() const {
    if (!network.made()) {
      std::cout << "SKIPPED: hosts: no right to make networks" << std::endl;
    }
    return !network.made();
  }

  void start_on_host(const std::string& node,
                     std::vector<std::string> settings = {}) {
    settings.insert(settings.end(),
                    {"http.address=" + network.address(node),
                     "cluster.listen=" + network.address(node) + ":4711"});
    start(node, settings, network.on(node));
    CAF_CHECK(nodes[node]->wait_ready());
  }

  void start_hosts() {
    for (const auto* node : {"a", "b", "c"}) {
      start_on_host(node);
    }
    wait_for_shares({"a", "b", "c"});
  }

  std::string link_lost(const std::string& with) const {
    return R"("event":"peer_lost","node":")" + with + "\"";
  }

  bool says(const std::string& node, const std::string& part,
            std::size_t since = 0) const {
    return contents_of(log_of(node)).find(part, since) != std::string::npos;
  }

  std::string link_found(const std::string& with) const {
    return R"("event":"peer_connected","node":")" + with + "\"";
  }

  // Ends all trouble, and waits until either of each pair has found the other.
  void heal_between(const std::vector<std::pair<std::string, std::string>>& x) {
    std::map<std::string, std::size_t> before;
    for (const auto& [one, other] : x) {
      before[one] = contents_of(log_of(one)).size();
      before[other] = contents_of(log_of(other)).size();
    }
    network.heal();
    CAF_CHECK(eventually(
      [&] {
        return std::all_of(x.begin(), x.end(), [&](const auto& pair) {
          const auto& [one, other] = pair;
          return says(one, link_found(other), before[one])
                 && says(other, link_found(one), before[other]);
        });
      },
      std::chrono::seconds{30}));
  }

  // Casts at one node as long as `trouble` lasts, and for a while more: some
  // for the first time, and all that were accepted before once more.
  template <class Trouble>
  void cast_during(const std::string& node, Trouble trouble) {
    auto places = unanswered();
    places.resize(std::min<std::size_t>(places.size(), voters / 2));
    auto again = places_with(record, {cast_fate::accepted});
    places.insert(places.end(), again.begin(), again.end());
    casting_crowd crowd{record, places, nodes[node]->at(), connections};
    wait_for(crowd, voters / 8);
    trouble();
    crowd.send_home();
    crowd.join();
  }

  // Until the node on a has noticed that it lost the one on b.
  template <class Trouble>
  void lose_and_find(Trouble trouble) {
    if (skipped()) {
      return;
    }
    start_hosts();
    for (int round = 0; round < 3; ++round) {
      cast_during("a", [&] {
        auto before = contents_of(log_of("a")).size();
        trouble();
        CAF_CHECK(eventually([&] { return says("a", link_lost("b"), before); },
                             std::chrono::seconds{20}));
        heal_between({{"a", "b"}});
      });
    }
    end_well();
  }

  void end_well() {
    cast_the_rest("a");
    check_at_the_end({"a", "b", "c"});
  }
};

} // namespace

CAF_TEST_FIXTURE_SCOPE(hosts_tests, fixture)

CAF_TEST(two hosts that do not hear each other lose nothing and find back) {
  lose_and_find([&] { network.cut("a", "b"); });
}

CAF_TEST(a way that is silent in one direction is noticed) {
  lose_and_find([&] { network.silence("b", "a"); });
}

CAF_TEST(a host that nobody hears is followed and steps down) {
  if (skipped()) {
    return;
  }
  start_hosts();
  cast_during("a", [&] {
    for (const auto& other : {std::string{"a"}, std::string{"c"}}) {
      network.cut("b", other);
    }
    network.silence(middle, "b");
    CAF_CHECK(
      eventually([&] { return owned_by("b") == 0; }, std::chrono::seconds{30}));
    heal_between({{"a", "b"}, {"b", "c"}});
    wait_for_shares({"b"});
  });
  end_well();
}

CAF_TEST(a host that flaps serves on and counts nothing twice) {
  if (skipped()) {
    return;
  }
  start_hosts();
  cast_during("c", [&] {
    for (int round = 0; round < 3; ++round) {
      auto before_a = contents_of(log_of("a")).size();
      auto before_c = contents_of(log_of("c")).size();
      network.cut("b", "a");
      network.cut("b", "c");
      CAF_CHECK(eventually(
        [&] {
          return says("a", link_lost("b"), before_a)
                 && says("c", link_lost("b"), before_c);
        },
        std::chrono::seconds{20}));
      heal_between({{"a", "b"}, {"b", "c"}});
    }
  });
  end_well();
}

CAF_TEST(another user of a host does not reach BASP behind the firewall) {
  if (skipped()) {
    return;
  }
  const std::string port = "4712";
  start_on_host("a", {"cluster.port=" + port});
  auto connect_as = [&](const std::string& user) {
    auto done = network.run("a", {"setpriv", "--reuid=" + user,
                                  "--regid=" + user, "--clear-groups", "bash",
                                  "-c", "exec 3<>/dev/tcp/127.0.0.1/" + port});
    return done.end.code == 0;
  };
  const std::string owner = "0"; // as which the test's nodes run
  const std::string stranger = "65534";
  CAF_CHECK(connect_as(stranger));
  auto ruled = network.run("a", {"nft", "-D", "node_user=" + owner, "-D",
                                 "basp_port=" + port, "-f", SCRUTIN_FIREWALL});
  CAF_CHECK_EQUAL(ruled.err, "");
  CAF_CHECK(!connect_as(stranger));
  CAF_CHECK(connect_as(owner));
  // Links that come from another host go through the node's own relay.
  start_on_host("b");
  wait_for_shares({"a", "b"});
  CAF_CHECK(eventually([&] { return says("a", link_found("b")); },
                       std::chrono::seconds{20}));
  cast_the_rest("b");
  check_at_the_end({"a", "b"});
}

CAF_TEST_FIXTURE_SCOPE_END()
