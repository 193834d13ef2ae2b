// Goal: readers of the predecessor's relations find its names and columns, with
// what was released and nothing more.
#define CAF_SUITE relations
#include "caf/test/unit_test.hpp"

#include "storage/postgresql/open.hpp"
#include "storage/postgresql/predecessor_relations.hpp"
#include "tests/fixtures/elections.hpp"
#include "tests/fixtures/eventually.hpp"
#include "tests/postgresql/shared_server.hpp"
#include "tests/storage/sample_frames.hpp"

using namespace scrutin;
using fixtures::eventually;

namespace {

constexpr region_id first_region{1};
constexpr std::uint32_t today = 20'000;

election council() {
  auto x = fixtures::single(3);
  x.id = {9};
  x.code = "conseil";
  x.kind = election_kind::municipal;
  x.parties = {{"CAQ", {"Coalition", "Coalition"}, "#00A5E0"}};
  x.contests[0].options[0].name.fr = "Jeanne de la Tour";
  x.contests[0].options[0].party_code = "CAQ";
  return x;
}

contest_count released(std::uint64_t blank,
                       const std::vector<std::uint64_t>& votes) {
  contest_count x;
  x.blank = blank;
  x.ballots = blank;
  for (std::size_t i = 0; i < votes.size(); ++i) {
    x.votes.push_back({{static_cast<std::uint32_t>(i + 1)}, votes[i]});
    x.ballots += votes[i];
  }
  return x;
}

struct fixture {
  fixtures::postgresql_server& server = shared_server();
  std::string database = server.make_database();
  store s = open();
  predecessor_relations relations{server.options(database)};
  election law = fixtures::referendum();

  fixture() {
    CAF_REQUIRE(relations.write(law, relation_status::active));
    CAF_REQUIRE(relations.write(council(), relation_status::draft));
  }
  store open() const {
    auto opened = open_postgresql(server.options(database));
    CAF_REQUIRE(opened);
    return std::move(*opened);
  }
  /// The rows of a query, cells and rows in one text.
  std::string rows(const std::string& query, int columns) const {
    auto found = server.run(database, query);
    std::string text;
    for (std::size_t i = 0; i < found.size(); ++i) {
      for (int k = 0; k < columns; ++k) {
        text += std::string{found.text(i, k)} + (k + 1 < columns ? "|" : ";");
      }
    }
    return text;
  }
};

} // namespace

CAF_TEST_FIXTURE_SCOPE(relation_tests, fixture)

CAF_TEST(every relation of the predecessor can be read) {
  for (const auto* name :
       {"vote_results", "vote_audit", "duplicate_attempts", "election_results",
        "system_stats", "processing_queue_stats", "vote_summary",
        "recent_audit_entries", "top_duplicate_attempts", "parties", "regions",
        "elections", "candidates"}) {
    server.run(database, std::string{"SELECT * FROM "} + name);
  }
  CAF_CHECK_EQUAL(
    rows("SELECT count(*) FROM information_schema.columns WHERE table_schema ="
         " 'public' AND column_name IN ('ip_addresses', 'user_agents', 'vote',"
         " 'choice', 'citizen_id', 'nas')",
         1),
    "0;");
}

CAF_TEST(definitions are written whole and anew) {
  auto shorter = council();
  shorter.contests[0].options.pop_back();
  CAF_REQUIRE(relations.write(shorter, relation_status::completed));
  CAF_CHECK_EQUAL(rows("SELECT id, election_code, election_type, status FROM "
                       "elections ORDER BY id",
                       4),
                  "1|loi-12|referendum|active;9|conseil|municipal|completed;");
  CAF_CHECK_EQUAL(
    rows("SELECT count(*) FROM candidates WHERE election_id = 9", 1), "2;");
  CAF_CHECK_EQUAL(rows("SELECT first_name, last_name, party_code FROM "
                       "candidates WHERE election_id = 9 AND id = 1",
                       3),
                  "Jeanne de la|Tour|CAQ;");
  CAF_CHECK_EQUAL(rows("SELECT party_code, party_color FROM parties", 2),
                  "CAQ|#00A5E0;");
}

CAF_TEST(a law shows what was released and older totals change nothing) {
  auto write = [&](std::uint64_t blank, std::uint64_t oui, std::uint64_t non,
                   std::uint32_t day) {
    CAF_REQUIRE(
      relations.write(law.id, first_region, released(blank, {oui, non}), day));
  };
  auto results = [&] {
    return rows("SELECT law_id, oui_count, non_count, total_votes FROM "
                "vote_results",
                4);
  };
  CAF_CHECK_EQUAL(results(), "");
  write(1, 20, 10, today);
  CAF_CHECK_EQUAL(results(), "loi-12|20|10|31;");
  write(2, 60, 20, today + 1);
  write(1, 20, 10, today);
  CAF_CHECK_EQUAL(results(), "loi-12|60|20|82;");
  CAF_CHECK_EQUAL(
    rows("SELECT oui_percentage, non_percentage FROM vote_summary", 2),
    "75.00|25.00;");
  CAF_CHECK_EQUAL(rows("SELECT status, day - date '1970-01-01', votes FROM "
                       "vote_audit ORDER BY day",
                       3),
                  "accepted|20000|31;accepted|20001|51;");
  CAF_CHECK_EQUAL(rows("SELECT stat_value FROM system_stats WHERE stat_key = "
                       "'total_votes'",
                       1),
                  "82;");
}

CAF_TEST(an election shows candidates with their share) {
  CAF_REQUIRE(
    relations.write({9}, first_region, released(5, {30, 10, 0}), today));
  CAF_CHECK_EQUAL(rows("SELECT candidate_id, vote_count FROM election_results "
                       "ORDER BY candidate_id",
                       2),
                  "1|30;2|10;3|0;");
  CAF_CHECK_EQUAL(rows("SELECT count(*) FROM vote_results", 1), "0;");
}

CAF_TEST(refused attempts show as counts by day) {
  auto tag = credential_tag::from(noise(16, 1));
  contest_id where{law.id, first_region};
  CAF_REQUIRE(s.review->add(
    {{where, review_kind::duplicate, tag, 3, today, today + 1},
     {where, review_kind::unknown_credential, tag, 2, today, today}}));
  CAF_CHECK_EQUAL(rows("SELECT law_id, attempt_count, last_attempt_at - "
                       "first_attempt_at FROM top_duplicate_attempts",
                       3),
                  "loi-12|3|1;");
  CAF_CHECK_EQUAL(
    rows("SELECT status, votes FROM recent_audit_entries ORDER BY status", 2),
    "duplicate|3;unknown_credential|2;");
}

CAF_TEST(of all that share the relations one leads as long as it is there) {
  auto first =
    std::make_unique<predecessor_relations>(server.options(database));
  predecessor_relations second{server.options(database)};
  auto leads = [](relation_store& x) {
    auto answer = x.leads();
    CAF_REQUIRE(answer);
    return *answer;
  };
  CAF_CHECK(leads(*first));
  CAF_CHECK(leads(*first));
  CAF_CHECK(!leads(second));
  first.reset();
  CAF_CHECK(
    eventually([&] { return leads(second); }, std::chrono::seconds{10}));
}

CAF_TEST(queues are noted) {
  CAF_REQUIRE(relations.note_queue("scrutin.validator", 7, 4, 1234.5));
  CAF_CHECK_EQUAL(rows("SELECT queue_name, messages_count, consumers_count, "
                       "messages_rate FROM processing_queue_stats",
                       4),
                  "scrutin.validator|7|4|1234.5;");
}

CAF_TEST_FIXTURE_SCOPE_END()
