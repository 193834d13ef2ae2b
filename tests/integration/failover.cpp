// Goal: what is acknowledged outlives the database server that took it.
// Method: PostgreSQL with a synchronous standby, both real. While a crowd
// casts, the first is killed and the standby promoted; at the end the clients'
// record is compared with the ballot box that is left.
#define CAF_SUITE failover
#include "caf/test/unit_test.hpp"

#include "tests/fixtures/casting_crowd.hpp"
#include "tests/fixtures/eventually.hpp"
#include "tests/fixtures/postgresql_server.hpp"

using namespace scrutin;
using namespace scrutin::fixtures;

namespace {

constexpr std::uint32_t voters = 2'000;
constexpr std::size_t connections = 12;

struct trial_with_standby {
  postgresql_server first;
  std::string name = first.make_database();
  std::unique_ptr<postgresql_server> standby = first.make_standby();
  temporary_folder secrets;
  trial_election trial{
    {law_document()},
    voters,
    first.sections(first.connection(name, *standby), secrets / "password")};
  cast_ledger record;

  trial_with_standby() {
    for (std::size_t i = 0; i < voters; ++i) {
      record.add_law_cast(trial, i, i % 3 == 0 ? "non" : "oui");
    }
  }

  std::vector<std::size_t> unanswered() const {
    return places_with(record, {cast_fate::unknown, cast_fate::open});
  }

  void fail_over();
  void lose_standby();
};

void trial_with_standby::fail_over() {
  std::vector<std::unique_ptr<server_process>> nodes;
  for (const std::string node : {"a", "b"}) {
    nodes.push_back(std::make_unique<server_process>(
      trial.config(), trial.folder() / ("log-" + node),
      std::vector<std::string>{"cluster.node=" + node}));
  }
  for (const auto& node : nodes) {
    CAF_REQUIRE(node->wait_ready());
  }
  casting_crowd crowd{record, unanswered(), nodes[0]->at(), connections};
  CAF_CHECK(eventually([&] { return crowd.answered() >= voters / 4; },
                       std::chrono::seconds{30}));
  first.kill();
  standby->promote();
  CAF_CHECK(eventually([&] { return crowd.answered() >= voters / 2; },
                       std::chrono::seconds{60}));
  crowd.send_home();
  crowd.join();
  CAF_CHECK(eventually(
    [&] {
      casting_crowd rest{record, unanswered(), nodes[1]->at(), connections};
      rest.join();
      return unanswered().empty();
    },
    std::chrono::seconds{60}));
  CAF_CHECK_EQUAL(record.count(cast_fate::accepted), voters);
  for (const auto& node : nodes) {
    CAF_CHECK_EQUAL(joined(faults_in_repeats(*node, record)), "");
    CAF_CHECK_EQUAL(node->stop(), 0);
  }
  CAF_CHECK_EQUAL(joined(faults_in_box(trial, record)), "");
}

void trial_with_standby::lose_standby() {
  auto node = trial.serve({"actors.cast_deadline_ms=500"});
  http_client client{node->at()};
  CAF_CHECK(record.send(0, client));
  CAF_CHECK(record.casts()[0].fate == cast_fate::accepted);
  standby->kill();
  record.send(1, client);
  CAF_CHECK(record.casts()[1].fate != cast_fate::accepted);
  standby->start();
  CAF_CHECK(eventually(
    [&] {
      record.send(1, client);
      return record.casts()[1].fate == cast_fate::accepted;
    },
    std::chrono::seconds{30}));
  CAF_CHECK_EQUAL(node->stop(), 0);
  CAF_CHECK_EQUAL(joined(faults_in_box(trial, record)), "");
}

} // namespace

CAF_TEST(a synchronous standby that takes over has every acknowledged ballot) {
  for (int round = 0; round < 3; ++round) {
    trial_with_standby{}.fail_over();
  }
}

CAF_TEST(without a standby that has it nothing is acknowledged) {
  trial_with_standby{}.lose_standby();
}
