// Goal: several real nodes on one database keep every promise that one keeps,
// whichever of them is killed, stopped or told to end.
// Method: a server of PostgreSQL and three of ours, all real, with CAF's
// connections between them; a crowd casts at one or two of them meanwhile. At
// the end the clients' record is compared with the ballot box.
#define CAF_SUITE cluster
#include "caf/test/unit_test.hpp"

#include <csignal>

#include "tests/fixtures/eventually.hpp"
#include "tests/fixtures/trial_cluster.hpp"

using namespace scrutin;
using namespace scrutin::fixtures;

namespace {

struct fixture : trial_cluster {
  /// Put before a program, makes its clock of the day wrong.
  /// @param by: `+1h`, `-1h`.
  static std::vector<std::string> with_clock(const std::string& by) {
    auto found =
      run_program({"sh", "-c", "ls /usr/lib/*/faketime/libfaketimeMT.so.1"});
    CAF_REQUIRE_EQUAL(found.end.code, 0);
    auto library = found.out.substr(0, found.out.find('\n'));
    return {"env", "LD_PRELOAD=" + library, "FAKETIME=" + by,
            "FAKETIME_DONT_FAKE_MONOTONIC=1"};
  }

  /// A certificate of the authority, of a node that is no member.
  void link_as_stranger(const std::string& node) const {
    const std::string mark = R"("event":"relay_listens","node":"a","listen":")";
    auto said = contents_of(log_of("a"));
    auto at = said.find(mark);
    CAF_REQUIRE(at != std::string::npos);
    at += mark.size();
    auto files = (certificates() / node).string();
    run_program({"sh", "-c",
                 "timeout 5 openssl s_client -quiet -tls1_3 -connect "
                   + said.substr(at, said.find('"', at) - at) + " -cert "
                   + files + ".pem -key " + files + ".key -CAfile "
                   + (certificates() / "ca.pem").string() + " </dev/null"});
  }
};

} // namespace

CAF_TEST_FIXTURE_SCOPE(cluster_tests, fixture)

CAF_TEST(a node of three is killed under load and comes back) {
  start_all();
  for (int round = 0; round < 2; ++round) {
    // The second crowd finishes what the first was called away from.
    auto casts = unanswered();
    casting_crowd crowd{record, casts, nodes["a"]->port(), connections};
    wait_for(crowd, casts.size() / 8);
    nodes["b"]->kill();
    wait_for(crowd, casts.size() / 4);
    start("b");
    CAF_CHECK(nodes["b"]->wait_ready());
    wait_for(crowd, casts.size() / 2);
    crowd.send_home();
    crowd.join();
  }
  cast_the_rest("b");
  check_at_the_end({"a", "b", "c"});
}

CAF_TEST(a node that is told to end hands over and nobody is refused) {
  // A machine that is busy may hold heartbeats up; that is not what is tried.
  start_all({"cluster.lease_ms=30000"});
  casting_crowd crowd{record, unanswered(), nodes["a"]->port(), connections};
  wait_for(crowd, voters / 4);
  CAF_CHECK_EQUAL(nodes["c"]->stop(), 0);
  CAF_CHECK_EQUAL(owned_by("c"), 0);
  crowd.join();
  CAF_CHECK_EQUAL(record.count(cast_fate::unknown), 0u);
  for (const auto& x : record.casts()) {
    if (x.fate != cast_fate::accepted) {
      CAF_ERROR("a cast was answered with status " << x.status);
    }
  }
  check_at_the_end({"a", "b"});
}

CAF_TEST(nodes that are linked under TLS keep what they promise) {
  use_tls({"a", "b", "c", "d"});
  start_all();
  link_as_stranger("d");
  auto refused = [&] {
    return contents_of(log_of("a"))
             .find(R"("event":"relay_refuses","node":"d")")
           != std::string::npos;
  };
  CAF_CHECK(eventually(refused, std::chrono::seconds{20}));
  casting_crowd crowd{record, unanswered(), nodes["a"]->port(), connections};
  wait_for(crowd, voters / 2);
  nodes["b"]->kill();
  wait_for(crowd, voters);
  start("b");
  CAF_CHECK(nodes["b"]->wait_ready());
  crowd.send_home();
  crowd.join();
  cast_the_rest("c");
  for (const auto* node : {"a", "b", "c"}) {
    CAF_CHECK(contents_of(log_of(node)).find("relay_link_opened")
              != std::string::npos);
  }
  check_at_the_end({"a", "b", "c"});
}

CAF_TEST(a node that is killed is followed before its lease is over) {
  use_tls({"a", "b", "c"});
  start_all({"cluster.lease_ms=600000"});
  casting_crowd crowd{record, unanswered(), nodes["a"]->port(), connections};
  wait_for(crowd, voters / 4);
  nodes["b"]->kill();
  CAF_CHECK(
    eventually([&] { return owned_by("b") == 0; }, std::chrono::seconds{60}));
  crowd.join();
  cast_the_rest("c");
  check_at_the_end({"a", "c"});
}

CAF_TEST(the relations of the predecessor show what is released) {
  start_all();
  casting_crowd crowd{record, unanswered(), nodes["a"]->port(), connections};
  wait_for(crowd, voters);
  // Whichever of them writes.
  nodes["b"]->kill();
  wait_for(crowd, 3 * voters / 2);
  crowd.send_home();
  crowd.join();
  cast_the_rest("c");
  auto text = [&](const std::string& query) {
    auto rows = database.run(name, query);
    return rows.empty() ? std::string{} : std::string{rows.text(0, 0)};
  };
  CAF_CHECK(eventually(
    [&] {
      return text("SELECT oui_count || '|' || non_count || '|' || total_votes"
                  " FROM vote_results WHERE law_id = 'TRIAL-LAW'")
             == "1333|667|2000";
    },
    std::chrono::seconds{20}));
  CAF_CHECK_EQUAL(text("SELECT string_agg(vote_count::text, '|' ORDER BY"
                       " candidate_id) FROM election_results"),
                  "1000|0|1000|0");
  CAF_CHECK_EQUAL(text("SELECT string_agg(status, '|') FROM elections"),
                  "active|active");
  // All sessions that may write, and the one that does.
  CAF_CHECK_EQUAL(text("SELECT count(*) FROM pg_locks WHERE locktype ="
                       " 'advisory' AND objid = 1935897207"),
                  "1");
  check_at_the_end({"a", "c"});
}

CAF_TEST(commands show the nodes and make one hand over) {
  start_all();
  auto scrutin = [&](std::vector<std::string> words) {
    words.insert(words.begin(), scrutin_program());
    words.insert(words.end(), {"--config", trial.config()});
    return run_program(words);
  };
  auto listed = scrutin({"node", "ls", "-o", "json"});
  CAF_CHECK_EQUAL(listed.end.code, 0);
  CAF_CHECK(listed.out.find("\"node\":\"b\",\"state\":\"live\"")
            != std::string::npos);
  // A partition on its way to another node has no owner for a moment.
  CAF_CHECK(eventually(
    [&] {
      auto status = scrutin({"cluster", "status"});
      return status.end.code == 0
             && status.out
                  == "3 nodes, 0 silent; 20 partitions, 0 without a live "
                     "owner\n";
    },
    std::chrono::seconds{20}));
  auto drained = scrutin({"node", "drain", "b"});
  CAF_CHECK_EQUAL(drained.end.code, 0);
  CAF_CHECK_EQUAL(owned_by("b"), 0);
  CAF_CHECK_EQUAL(scrutin({"node", "remove", "b"}).end.code, 6);
  CAF_CHECK_EQUAL(scrutin({"node", "undrain", "b"}).end.code, 0);
  CAF_CHECK(
    eventually([&] { return owned_by("b") > 0; }, std::chrono::seconds{20}));
  CAF_CHECK_EQUAL(scrutin({"node", "status", "d"}).end.code, 5);
  nodes["b"]->kill();
  CAF_CHECK(
    eventually([&] { return owned_by("b") == 0; }, std::chrono::seconds{20}));
  // Others follow it at once; the lease of its last heartbeat is still counted.
  CAF_CHECK(eventually(
    [&] {
      return scrutin({"node", "remove", "b"}).end.code == 0;
    },
    std::chrono::seconds{20}));
  cast_the_rest("a");
  check_at_the_end({"a", "c"});
}

CAF_TEST(a node that was stopped for longer than its lease steps down) {
  start_all();
  casting_crowd crowd{record, unanswered(), nodes["a"]->port(), connections};
  wait_for(crowd, voters / 4);
  ::kill(nodes["b"]->pid(), SIGSTOP);
  CAF_CHECK(
    eventually([&] { return owned_by("b") == 0; }, std::chrono::seconds{20}));
  ::kill(nodes["b"]->pid(), SIGCONT);
  crowd.send_home();
  crowd.join();
  CAF_CHECK(
    eventually([&] { return owned_by("b") > 0; }, std::chrono::seconds{20}));
  cast_the_rest("b");
  check_at_the_end({"a", "b", "c"});
}

CAF_TEST(five nodes come and go while people vote) {
  for (const auto* node : {"a", "b"}) {
    start(node);
  }
  for (const auto* node : {"a", "b"}) {
    CAF_REQUIRE(nodes[node]->wait_ready());
  }
  casting_crowd crowd{record, unanswered(), nodes["b"]->at(), connections};
  wait_for(crowd, voters / 8);
  for (const auto* node : {"c", "d", "e"}) {
    start(node);
  }
  for (const auto* node : {"c", "d", "e"}) {
    CAF_CHECK(nodes[node]->wait_ready());
  }
  wait_for_shares({"a", "b", "c", "d", "e"});
  CAF_CHECK_EQUAL(nodes["d"]->stop(), 0);
  CAF_CHECK_EQUAL(owned_by("d"), 0);
  nodes["a"]->kill();
  CAF_CHECK(
    eventually([&] { return owned_by("a") == 0; }, std::chrono::seconds{20}));
  CAF_CHECK_EQUAL(nodes["c"]->stop(), 0);
  start("a");
  CAF_CHECK(nodes["a"]->wait_ready());
  wait_for_shares({"a", "b", "e"});
  crowd.send_home();
  crowd.join();
  cast_the_rest("e");
  check_at_the_end({"a", "b", "e"});
}

CAF_TEST(clocks that are an hour off break no rule) {
  // To one it is over, to another it has just begun.
  trial.replace_document(law_code, "partition_voters = 200\n"
                                     + law_document({-3700, 1800, 1}));
  start("a");
  start("b", {}, with_clock("+1h"));
  start("c", {}, with_clock("-1h"));
  for (const auto* node : {"a", "b", "c"}) {
    CAF_REQUIRE(nodes[node]->wait_ready());
  }
  wait_for_shares({"a", "b", "c"});
  CAF_CHECK(contents_of(log_of("b")).find("partition_taken")
            != std::string::npos);
  casting_crowd crowd{record, unanswered(), nodes["a"]->at(), connections};
  crowd.join();
  // The council's window holds on every clock; the law's is closed where one
  // was wrong, and never open after that.
  CAF_CHECK(record.count(cast_fate::accepted) >= voters);
  CAF_CHECK(record.count(cast_fate::accepted) < 2u * voters);
  check_at_the_end({"a", "b", "c"});
}

CAF_TEST_FIXTURE_SCOPE_END()
