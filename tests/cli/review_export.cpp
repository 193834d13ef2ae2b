// Goal: officials get how often and when attempts were refused, and nothing by
// which a voter or a ballot could be found. Method: an embedded store with a
// queue; the command in this process.
#define CAF_SUITE review_export
#include "caf/test/unit_test.hpp"

#include <fstream>

#include <boost/json.hpp>

#include "cli/review_list.hpp"
#include "domain/text.hpp"
#include "held_election.hpp"
#include "sample_election.hpp"
#include "storage/memory/open.hpp"

using namespace scrutin;

namespace {

namespace json = boost::json;

// 2026-11-02
constexpr std::uint32_t day = 20'759;

credential_tag tag(char byte) {
  return credential_tag::from(std::string(16, byte));
}

struct fixture {
  held_election held{law_document(), {{1, {}}, {2, {}}}};

  void add(const std::vector<review_entry>& entries) const {
    auto opened = held.open();
    CAF_REQUIRE(opened.at.review->add(entries));
  }
  command_result run(std::vector<std::string> more) const {
    more.insert(more.begin(),
                {"review", "export", "--config", held.config(), "-e", "L1"});
    return run_command(more);
  }
};

bool has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

} // namespace

CAF_TEST_FIXTURE_SCOPE(review_export_tests, fixture)

CAF_TEST(attempts are listed by what they were) {
  contest_id a{{7}, {1}};
  contest_id b{{7}, {2}};
  // One credential in three kinds and two regions.
  add({{a, review_kind::duplicate, tag('z'), 2, day, day},
       {a, review_kind::duplicate, tag('a'), 5, day, day + 1},
       {a, review_kind::malformed_selection, tag('z'), 1, day, day},
       {b, review_kind::unknown_credential, tag('z'), 9, day - 1, day}});
  auto csv = run({});
  CAF_CHECK_EQUAL(csv.code, 0);
  CAF_CHECK_EQUAL(csv.out,
                  "entry,region,kind,attempts,first_day,last_day,resolved\n"
                  "1,1,duplicate,5,2026-11-02,2026-11-03,\n"
                  "2,1,duplicate,2,2026-11-02,2026-11-02,\n"
                  "3,1,malformed_selection,1,2026-11-02,2026-11-02,\n"
                  "4,2,unknown_credential,9,2026-11-01,2026-11-02,\n");
  auto said = run({"--format", "json"});
  auto object = json::parse(said.out).as_object();
  auto patterns = json::serialize(object.at("patterns").as_array().at(0));
  CAF_CHECK_EQUAL(
    patterns, R"({"region_id":1,"kind":"duplicate","entries":2,"attempts":7})");
  auto entries = object.at("entries").as_array().size();
  CAF_CHECK_EQUAL(entries, 4u);
  auto one = run({"--region", "2", "-f", "csv"});
  CAF_CHECK(has(one.out, "1,2,unknown_credential,9"));
  CAF_CHECK(!has(one.out, "duplicate"));
}

CAF_TEST(tags are not in it and have no part in the order) {
  contest_id a{{7}, {1}};
  add({{a, review_kind::duplicate, tag('b'), 1, day, day},
       {a, review_kind::duplicate, tag('c'), 2, day, day}});
  auto x = run({"-f", "json"}).out + run({"-f", "csv"}).out;
  for (auto c : {'b', 'c'}) {
    auto hidden = tag(c);
    CAF_CHECK(!has(x, to_hex(hidden.view())));
    CAF_CHECK(!has(x, std::string{hidden.view()}));
  }
  held_election other{law_document(), {{1, {}}, {2, {}}}};
  {
    auto opened = other.open();
    CAF_REQUIRE(opened.at.review->add(
      {{a, review_kind::duplicate, tag('x'), 2, day, day},
       {a, review_kind::duplicate, tag('y'), 1, day, day}}));
  }
  auto y =
    run_command({"review", "export", "--config", other.config(), "-e", "L1"});
  CAF_CHECK_EQUAL(y.out, run({}).out);
}

CAF_TEST(attempts past the bound of the queue are told without entries) {
  auto at = open_memory();
  contest_id a{{7}, {1}};
  std::vector<review_entry> entries;
  for (std::uint64_t i = 0; i < review_store::entries_max + 3; ++i) {
    review_entry x{a, review_kind::unknown_credential, {}, 2, day, day};
    auto text = std::to_string(i);
    text.resize(16, ' ');
    x.tag = credential_tag::from(text);
    entries.push_back(x);
  }
  CAF_REQUIRE(at.review->add(entries));
  auto law = sample_law();
  auto list = list_review(*at.review, law, 0);
  CAF_REQUIRE(list);
  CAF_CHECK_EQUAL(list->entries.size(), review_store::entries_max);
  std::ostringstream out;
  print_review_csv(out, *list);
  auto text = out.str();
  CAF_CHECK(has(text, "\n,1,unknown_credential,6,,,\n"));
}

CAF_TEST(what is resolved is listed so until it is purged) {
  contest_id a{{7}, {1}};
  add({{a, review_kind::duplicate, tag('a'), 5, day, day},
       {a, review_kind::duplicate, tag('b'), 2, day, day}});
  auto decide = [this](std::vector<std::string> words) {
    words.insert(words.begin(), "review");
    for (const auto* word :
         {"--config", "", "-e", "L1", "-r", "1", "-k", "duplicate"}) {
      words.emplace_back(*word == 0 ? held.config() : word);
    }
    return run_command(words);
  };
  CAF_CHECK_EQUAL(decide({"resolve", "--note", "123456789"}).code, 1);
  CAF_CHECK_EQUAL(decide({"resolve", "--note", "x", "--attempts", "9"}).code,
                  5);
  auto done = decide({"resolve", "--note", "twice", "--attempts", "2",
                      "--first-day", "2026-11-02"});
  CAF_CHECK_EQUAL(done.out, "resolved 1 entry\n");
  auto csv = run({});
  CAF_CHECK(has(csv.out, "1,1,duplicate,5,2026-11-02,2026-11-02,\n"));
  CAF_CHECK(has(csv.out, "2,1,duplicate,2,2026-11-02,2026-11-02,1\n"));
  auto asked = decide({"purge"});
  CAF_CHECK_EQUAL(asked.code, 2);
  CAF_CHECK(has(asked.err, "1 entry would be removed"));
  CAF_CHECK_EQUAL(decide({"purge", "--confirm", "L2"}).code, 2);
  CAF_CHECK(has(run({}).out, "\n2,1,duplicate,2,"));
  auto purged = decide({"purge", "--confirm", "L1", "-o", "json"});
  CAF_CHECK(has(purged.out, R"("purged":1)"));
  CAF_CHECK(!has(run({}).out, "\n2,"));
  auto opened = held.open();
  auto log = *opened.at.administration->audit(0, 10);
  CAF_REQUIRE_EQUAL(log.size(), 5u);
  CAF_CHECK_EQUAL(log[0].act, "review-resolved");
  CAF_CHECK_EQUAL(log[0].subject, "election 7 region 1");
  CAF_CHECK_EQUAL(log[0].detail, "duplicate, 1 entry: twice");
  CAF_CHECK_EQUAL(log[1].act, "review-exported");
  CAF_CHECK_EQUAL(log[3].act, "review-purged");
}

CAF_TEST(an empty queue is an empty list) {
  CAF_CHECK_EQUAL(run({}).out, "entry,region,kind,attempts,first_day,"
                               "last_day,resolved\n");
  auto object = json::parse(run({"-f", "json"}).out).as_object();
  CAF_CHECK(object.at("entries").as_array().empty());
}

CAF_TEST(a file is written once and wrong requests are told) {
  auto file = (held / "refused.csv").string();
  CAF_CHECK_EQUAL(run({"--output", file}).code, 0);
  CAF_CHECK(has(contents_of(file), "entry,region"));
  CAF_CHECK_EQUAL(run({"--output", file}).code, 6);
  CAF_CHECK_EQUAL(run({"--output", file, "--force"}).code, 0);
  CAF_CHECK_EQUAL(run({"--region", "3"}).code, 5);
  CAF_CHECK_EQUAL(run({"--format", "xml"}).code, 2);
  auto unknown =
    run_command({"review", "export", "--config", held.config(), "-e", "L9"});
  CAF_CHECK_EQUAL(unknown.code, 5);
}

CAF_TEST_FIXTURE_SCOPE_END()
