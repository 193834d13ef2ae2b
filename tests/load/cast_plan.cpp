#define CAF_SUITE cast_plan
#include "caf/test/unit_test.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <sstream>
#include <unistd.h>

#include "cli/load/cast_plan.hpp"

using namespace scrutin::load;
namespace fs = std::filesystem;

namespace {

struct fixture {
  fs::path folder =
    fs::temp_directory_path() / ("scrutin-plan-" + std::to_string(::getpid()));

  fixture() { fs::create_directories(folder); }
  ~fixture() { fs::remove_all(folder); }

  [[nodiscard]] std::string write(const std::string& name,
                                  const std::string& text) const {
    auto file = (folder / name).string();
    std::ofstream{file} << text;
    return file;
  }

  [[nodiscard]] std::string write_roll(std::size_t voters) const {
    std::ostringstream text;
    text << "nas,code,election,region\n";
    for (std::size_t i = 0; i < voters; ++i) {
      text << 100000000 + i << ",ABCD-EFGH-JKMN-PQRS-TV,L1,national\n";
    }
    return write("roll.csv", text.str());
  }

  static std::vector<contest_target> contests() {
    contest_target law;
    law.election = "L1";
    law.options = {"oui", "non"};
    return {law};
  }

  static std::vector<planned_cast> plan(std::uint64_t seed, cast_mix mix,
                                        credential_source& source) {
    auto all = contests();
    cast_planner planner{seed, 0, mix, all, source};
    std::vector<planned_cast> casts;
    for (planned_cast x; *planner.next(x);) {
      planner.accepted(x);
      casts.push_back(x);
    }
    return casts;
  }
};

} // namespace

CAF_TEST_FIXTURE_SCOPE(cast_plan_tests, fixture)

CAF_TEST(every credential is cast once and the roll ends) {
  credential_source source{{write_roll(2000)}, contests(), {}};
  auto casts = plan(1, {}, source);
  CAF_REQUIRE_EQUAL(casts.size(), 2000u);
  std::set<std::string> voters;
  std::set<std::string> keys;
  for (const auto& x : casts) {
    voters.insert(x.nas);
    keys.insert(x.retry_key);
  }
  CAF_CHECK_EQUAL(voters.size(), 2000u);
  CAF_CHECK_EQUAL(keys.size(), 2000u);
}

CAF_TEST(selection and retry key follow from seed and place alone) {
  auto file = write_roll(1000);
  credential_source first{{file}, contests(), {}};
  credential_source second{{file}, contests(), {}};
  auto plain = plan(5, {}, first);
  std::map<std::uint64_t, planned_cast> mixed;
  for (const auto& x : plan(5, {0.3, 0.2, 0.1}, second)) {
    if (x.kind == cast_kind::first) {
      mixed[x.index] = x;
    }
  }
  CAF_REQUIRE_EQUAL(mixed.size(), plain.size());
  for (const auto& x : plain) {
    CAF_REQUIRE_EQUAL(mixed[x.index].selection, x.selection);
    CAF_REQUIRE_EQUAL(mixed[x.index].retry_key, x.retry_key);
  }
}

CAF_TEST(shares are kept and duplicates carry keys of their own) {
  credential_source source{{write_roll(5000)}, contests(), {}};
  std::map<cast_kind, double> kinds;
  std::map<std::string, std::set<std::string>> keys_of_voter;
  std::size_t duplicates = 0;
  auto casts = plan(11, {0.2, 0.1, 0.05}, source);
  for (const auto& x : casts) {
    kinds[x.kind] += 1.0 / static_cast<double>(casts.size());
    if (x.kind == cast_kind::duplicate) {
      ++duplicates;
      CAF_REQUIRE(keys_of_voter.count(x.nas) == 1);
      CAF_REQUIRE(keys_of_voter[x.nas].insert(x.retry_key).second);
    } else if (x.kind == cast_kind::first) {
      keys_of_voter[x.nas].insert(x.retry_key);
    }
  }
  CAF_CHECK(std::abs(kinds[cast_kind::duplicate] - 0.2) < 0.03);
  CAF_CHECK(std::abs(kinds[cast_kind::unknown_credential] - 0.1) < 0.03);
  CAF_CHECK(std::abs(kinds[cast_kind::malformed] - 0.05) < 0.02);
  CAF_CHECK(duplicates > 0);
}

CAF_TEST(settled credentials are left out and keep their places) {
  settled_credentials settled;
  for (std::uint64_t i = 0; i < 100; i += 2) {
    settled.add(i);
  }
  credential_source source{{write_roll(100)}, contests(), settled};
  auto casts = plan(1, {}, source);
  CAF_REQUIRE_EQUAL(casts.size(), 50u);
  for (const auto& x : casts) {
    CAF_REQUIRE_EQUAL(x.index % 2, 1u);
    CAF_REQUIRE_EQUAL(x.nas, std::to_string(100000000 + x.index));
  }
}

CAF_TEST(shards and tables follow one another under one count) {
  std::ostringstream shard;
  shard << "[";
  // More than one piece that is read at a time.
  for (int i = 0; i < 3000; ++i) {
    shard << (i == 0 ? "" : ",") << R"({"nas": ")" << 200000000 + i
          << R"(", "code": "ABC123", "law_id": "L1", "hash": ")"
          << std::string(64, 'a') << R"(", "vote": "oui", "region": 4})";
  }
  shard << "]\n";
  roll_reader reader{
    {write("a.json", shard.str()), write_roll(2), write("b.json", "[]")}};
  roll_credential x;
  std::uint64_t count = 0;
  for (; *reader.next(x); ++count) {
    CAF_REQUIRE_EQUAL(x.index, count);
    CAF_REQUIRE_EQUAL(x.election, "L1");
    CAF_REQUIRE_EQUAL(x.region, count < 3000 ? "4" : "national");
    auto nas = count < 3000 ? 200000000 + count : 100000000 + count - 3000;
    CAF_REQUIRE_EQUAL(x.nas, std::to_string(nas));
  }
  CAF_CHECK_EQUAL(count, 3002u);
}

CAF_TEST(what is not a roll is refused by name) {
  for (const auto& text : {"nas,code\n1,2\n", "[{\"nas\": 5", "[{}]",
                           "nas,code,election,region\n123456789,AB\n",
                           "nas,code,election,region\n1\"2,AB,L1,x\n"}) {
    roll_reader reader{{write("bad", text)}};
    roll_credential x;
    auto got = reader.next(x);
    CAF_REQUIRE(!got);
    CAF_CHECK(got.failure().detail.find("bad: ") != std::string::npos);
  }
  roll_reader absent{{(folder / "absent").string()}};
  roll_credential x;
  CAF_CHECK(!absent.next(x));
}

CAF_TEST(a ranking names distinct options and every length occurs) {
  contest_target contest;
  contest.form = ballot_form::ranking;
  contest.options = {"1", "2", "3", "4"};
  contest.marks_max = 3;
  std::set<std::size_t> lengths;
  for (std::uint64_t i = 0; i < 500; ++i) {
    std::istringstream text{draw_selection(contest, 9, i)};
    std::vector<std::string> ranks;
    for (std::string option; std::getline(text, option, '>');) {
      ranks.push_back(option);
    }
    CAF_REQUIRE_EQUAL(std::set<std::string>(ranks.begin(), ranks.end()).size(),
                      ranks.size());
    lengths.insert(ranks.size());
  }
  CAF_CHECK_EQUAL(lengths, (std::set<std::size_t>{1, 2, 3}));
}

CAF_TEST(a set holds as many as it may and scores reach their bounds) {
  contest_target contest;
  contest.form = ballot_form::set;
  contest.options = {"1", "2", "3"};
  contest.marks_max = 2;
  std::set<std::size_t> lengths;
  for (std::uint64_t i = 0; i < 200; ++i) {
    auto text = draw_selection(contest, 9, i);
    lengths.insert(
      1 + static_cast<std::size_t>(std::count(text.begin(), text.end(), ',')));
  }
  CAF_CHECK_EQUAL(lengths, (std::set<std::size_t>{1, 2}));
  contest.form = ballot_form::scores;
  contest.options = {"7"};
  contest.score_max = 2;
  std::set<std::string> scores;
  for (std::uint64_t i = 0; i < 200; ++i) {
    scores.insert(draw_selection(contest, 9, i));
  }
  CAF_CHECK_EQUAL(scores, (std::set<std::string>{"7:0", "7:1", "7:2"}));
}

CAF_TEST_FIXTURE_SCOPE_END()
