// Goal: the whole way of a ballot, small enough to follow by hand.
// Method: seventeen votes on a law and in a ranked contest, then duplicates, an
// unknown credential and a wrong option; everything must add up.
#define CAF_SUITE smoke_17
#include "caf/test/unit_test.hpp"

#include <boost/json.hpp>

#include "domain/credential.hpp"

#include "tests/fixtures/cast_ledger.hpp"
#include "tests/fixtures/eventually.hpp"

using namespace scrutin;
using namespace scrutin::fixtures;

namespace {

constexpr std::size_t votes = 17;
constexpr std::chrono::seconds soon{10};

// Nobody's; its checksum is right.
const voter stranger{"100000009", make_strong_code("0123456789")};

boost::json::object read(http_client& client, const std::string& target) {
  auto answer = client.get(target);
  CAF_REQUIRE(answer);
  CAF_REQUIRE_EQUAL(answer->result_int(), 200u);
  return boost::json::parse(answer->body()).as_object();
}

std::int64_t number(const boost::json::object& x, const char* name) {
  return x.at(name).as_int64();
}

void cast_seventeen(const trial_election& trial, cast_ledger& record,
                    http_client& client) {
  for (std::size_t i = 0; i < votes; ++i) {
    const auto* answer = i < 10 ? "oui" : i < 16 ? "non" : "blank";
    CAF_CHECK(record.send(record.add_law_cast(trial, i, answer), client));
    // 8, 5 and 4 first preferences; the last four prefer 2 next.
    const auto* ranks = i < 8 ? "[[1]]" : i < 13 ? "[[2],[1]]" : "[[3],[2]]";
    CAF_CHECK(record.send(record.add_council_cast(trial, i, ranks), client));
  }
}

} // namespace

CAF_TEST(seventeen votes are cast and add up) {
  trial_election trial{{law_document(), council_document(3)}, votes};
  auto server = trial.serve();
  http_client client{server->port()};
  cast_ledger record;
  cast_seventeen(trial, record, client);
  for (const auto& x : record.casts()) {
    CAF_CHECK_EQUAL(x.status, 202u);
  }
  CAF_CHECK_EQUAL(record.count(cast_fate::accepted), 2 * votes);

  CAF_MESSAGE("the same voters again, with other retry keys");
  for (std::size_t i = 0; i < votes; ++i) {
    auto answer =
      client.post(law_route, law_cast(trial.voters()[i], "non"), "other");
    CAF_REQUIRE(answer);
    CAF_CHECK_EQUAL(answer->result_int(), 202u);
    CAF_CHECK_EQUAL(field_of(answer->body(), "status"), "duplicate");
    auto again = client.post(council_route,
                             council_cast(trial.voters()[i], "[[3]]"), "other");
    CAF_REQUIRE(again);
    CAF_CHECK_EQUAL(again->result_int(), 409u);
  }

  CAF_MESSAGE("the very same casts again");
  for (const auto& x : record.casts()) {
    auto answer = client.post(x.route, x.body, x.retry_key);
    CAF_REQUIRE(answer);
    CAF_CHECK_EQUAL(answer->body(), x.answer);
  }
  // Ballots are counted, not answers: neither repeats nor duplicates move it.
  auto figures = client.get("/metrics");
  CAF_REQUIRE(figures);
  for (const auto* line :
       {"scrutin_casts_total{outcome=\"accepted\"} 34\n",
        "scrutin_frame_ballots_sum 34\n",
        "{route=\"/api/v1/vote\",status=\"2xx\"} 0\n",
        "{route=\"/api/v1/elections/vote\",status=\"2xx\"} 0\n"}) {
    CAF_MESSAGE(line);
    CAF_CHECK(figures->body().find(line) != std::string::npos);
  }

  CAF_MESSAGE("a credential that is on no roll");
  auto answer = client.post(law_route, law_cast(stranger, "oui"));
  CAF_REQUIRE(answer);
  CAF_CHECK_EQUAL(field_of(answer->body(), "status"), "invalid");
  answer = client.post(council_route, council_cast(stranger, "[[1]]"));
  CAF_REQUIRE(answer);
  CAF_CHECK_EQUAL(answer->result_int(), 400u);

  CAF_MESSAGE("totals");
  const auto* law_results = "/api/v1/results/TRIAL-LAW";
  CAF_CHECK(eventually(
    [&] { return number(read(client, law_results), "total_votes") == votes; },
    soon));
  auto law = read(client, law_results);
  CAF_CHECK_EQUAL(number(law, "oui_count"), 10);
  CAF_CHECK_EQUAL(number(law, "non_count"), 6);
  CAF_CHECK_EQUAL(number(law, "blank_count"), 1);
  const auto* council_results = "/api/v1/elections/2/regions/1/results";
  CAF_CHECK(eventually(
    [&] {
      return number(read(client, council_results), "total_votes") == votes;
    },
    soon));
  auto council = read(client, council_results);
  CAF_CHECK_EQUAL(number(council, "leading"), 2);
  CAF_CHECK_EQUAL(council.at("rounds").as_array().size(), 2u);

  CAF_MESSAGE("receipts");
  for (const auto& x : record.casts()) {
    auto receipt = client.post("/api/v1/receipts", R"({"tracking_code":")"
                                                     + x.tracking_code + "\"}");
    CAF_REQUIRE(receipt);
    CAF_CHECK(receipt->body().find("\"in_box\":true") != std::string::npos);
  }
  CAF_CHECK_EQUAL(server->stop(), 0);
  CAF_CHECK_EQUAL(joined(faults_in_box(trial, record)), "");
}
