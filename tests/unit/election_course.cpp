// Goal: officials can do what may follow and nothing else, and what they did
// stands in the audit log as they said it.
#define CAF_SUITE election_course
#include "caf/test/unit_test.hpp"

#include "domain/course/election_course.hpp"

using namespace scrutin;

namespace {

constexpr std::int64_t opens = 1'000'000;
constexpr std::int64_t closes = 2'000'000;
constexpr std::int64_t grace = 30'000;

election two_regions() {
  election x;
  x.id = {4};
  x.opens_at_ms = opens;
  x.closes_at_ms = closes;
  x.contests = {{{1}, {}}, {{2}, {}}};
  return x;
}

official_act act(act_kind what, std::int64_t at_ms, std::uint32_t region = 0) {
  official_act x;
  x.what = what;
  x.election = {4};
  x.region = {region};
  x.at_ms = at_ms;
  x.by = "louise";
  x.reason = "a reason";
  x.until_ms = what == act_kind::extend ? closes + 1'000 : 0;
  return x;
}

struct fixture {
  election rules = two_regions();
  election_course course{rules};
  std::uint64_t number = 0;

  bool may(act_kind what, std::int64_t at_ms, std::uint32_t region = 0) const {
    return static_cast<bool>(course.check(act(what, at_ms, region)));
  }
  void add(act_kind what, std::int64_t at_ms, std::uint32_t region = 0) {
    auto x = act(what, at_ms, region);
    x.number = ++number;
    course.add(x);
  }
};

} // namespace

CAF_TEST_FIXTURE_SCOPE(election_course_tests, fixture)

CAF_TEST(by the hours of the definition) {
  CAF_CHECK(may(act_kind::open, opens - 1));
  CAF_CHECK(!may(act_kind::open, opens));
  CAF_CHECK(!may(act_kind::suspend, opens - 1));
  CAF_CHECK(may(act_kind::suspend, opens));
  CAF_CHECK(!may(act_kind::suspend, closes));
  CAF_CHECK(!may(act_kind::resume, opens));
  CAF_CHECK(may(act_kind::extend, closes - 5'000));
  CAF_CHECK(!may(act_kind::extend, closes - 4'999));
  CAF_CHECK(!may(act_kind::extend, closes));
  CAF_CHECK(!may(act_kind::close, opens - 1));
  CAF_CHECK(may(act_kind::close, opens));
  CAF_CHECK(!may(act_kind::close, closes));
  CAF_CHECK(!may(act_kind::certify, closes + grace - 1));
  CAF_CHECK(may(act_kind::certify, closes + grace));
  CAF_CHECK(may(act_kind::annul, opens - 1));
}

CAF_TEST(each act changes what may follow) {
  add(act_kind::open, opens - 500);
  CAF_CHECK_EQUAL(course.of({1}).opens_at_ms, opens - 500);
  CAF_CHECK(may(act_kind::suspend, opens - 400));
  add(act_kind::suspend, opens, 1);
  CAF_CHECK(course.of({1}).suspended);
  CAF_CHECK(!course.of({2}).suspended);
  CAF_CHECK(!may(act_kind::suspend, opens + 1));
  CAF_CHECK(may(act_kind::suspend, opens + 1, 2));
  CAF_CHECK(may(act_kind::resume, opens + 1, 1));
  CAF_CHECK(!may(act_kind::resume, opens + 1, 2));
  add(act_kind::resume, opens + 1, 1);
  CAF_CHECK(!course.of({1}).suspended);
  CAF_CHECK_EQUAL(course.of({1}).number, 3u);
  CAF_CHECK_EQUAL(course.of({2}).number, 0u);
  add(act_kind::extend, opens + 2, 2);
  CAF_CHECK_EQUAL(course.of({2}).closes_at_ms, closes + 1'000);
  // Never shorter.
  CAF_CHECK(!may(act_kind::extend, opens + 3, 2));
  add(act_kind::close, opens + 4, 1);
  CAF_CHECK_EQUAL(course.of({1}).closes_at_ms, opens + 4);
  CAF_CHECK(may(act_kind::certify, opens + 4 + grace, 1));
  CAF_CHECK(!may(act_kind::certify, opens + 4 + grace));
  add(act_kind::certify, opens + 4 + grace, 1);
  CAF_CHECK(!may(act_kind::certify, opens + 5 + grace, 1));
  add(act_kind::annul, opens + 6 + grace, 1);
  CAF_CHECK(course.of({1}).annulled);
  for (auto what :
       {act_kind::open, act_kind::suspend, act_kind::resume, act_kind::extend,
        act_kind::close, act_kind::certify, act_kind::annul, act_kind::amend}) {
    CAF_CHECK(!may(what, closes + grace, 1));
  }
}

CAF_TEST(what was certified is amended by the same scope) {
  CAF_CHECK(!may(act_kind::amend, closes + grace));
  CAF_CHECK(!may(act_kind::amend, closes + grace, 1));
  auto one = act(act_kind::certify, closes + grace, 1);
  one.certificate = "a1";
  course.add(one);
  CAF_CHECK(course.certified({2}) == nullptr);
  CAF_CHECK(course.certified({0}) == nullptr);
  CAF_REQUIRE(course.certified({1}) != nullptr);
  CAF_CHECK_EQUAL(course.certified({1})->versions, 1u);
  CAF_CHECK(!may(act_kind::amend, closes + grace));
  CAF_CHECK(!may(act_kind::amend, closes + grace, 2));
  CAF_CHECK(may(act_kind::amend, closes + grace + 5, 1));
  auto next = act(act_kind::amend, closes + grace + 5, 1);
  next.certificate = "a2";
  course.add(next);
  CAF_CHECK_EQUAL(course.certified({1})->versions, 2u);
  CAF_CHECK_EQUAL(course.certified({1})->sha256, "a2");
  CAF_CHECK_EQUAL(course.of({1}).certified_at_ms, closes + grace + 5);
  next.reason.clear();
  CAF_CHECK(!course.check(next));
  rules.officials.two_to_certify = true;
  CAF_CHECK(course.needs_second(act_kind::amend));
}

CAF_TEST(who votes in an annulled region votes no more) {
  add(act_kind::annul, opens + 5, 1);
  CAF_CHECK_EQUAL(course.of({1}).closes_at_ms, opens + 5);
  CAF_CHECK_EQUAL(course.of({2}).closes_at_ms, closes);
}

CAF_TEST(the whole is certified without a region that was annulled) {
  add(act_kind::annul, opens + 5, 1);
  CAF_CHECK(!may(act_kind::certify, closes + grace, 1));
  CAF_CHECK(may(act_kind::certify, closes + grace));
  add(act_kind::certify, closes + grace);
  CAF_CHECK_EQUAL(course.of({1}).certified_at_ms, 0);
  CAF_CHECK_EQUAL(course.of({2}).certified_at_ms, closes + grace);
  CAF_CHECK(may(act_kind::amend, closes + grace + 1));
}

CAF_TEST(a region without a vote is certified whatever the hour) {
  rules.contests[1].acclaimed = true;
  CAF_CHECK(may(act_kind::certify, opens - 1, 2));
  CAF_CHECK(!may(act_kind::certify, opens - 1));
  add(act_kind::close, opens + 1, 1);
  CAF_CHECK(may(act_kind::certify, opens + 1 + grace));
}

CAF_TEST(nobody certifies what was annulled as a whole) {
  add(act_kind::annul, opens + 5);
  CAF_CHECK(!may(act_kind::certify, closes + grace));
}

CAF_TEST(what officials decide has no hour before they did) {
  rules.officials.open = true;
  rules.officials.close = true;
  election_course by_hand{rules};
  CAF_CHECK_EQUAL(by_hand.of({1}).opens_at_ms, region_course::undecided);
  CAF_CHECK(by_hand.check(act(act_kind::open, closes + 5)));
  CAF_CHECK(!by_hand.check(act(act_kind::close, closes + 5)));
  by_hand.add(act(act_kind::open, closes + 5));
  CAF_CHECK(!by_hand.check(act(act_kind::certify, closes + grace + 5)));
  CAF_CHECK(by_hand.check(act(act_kind::close, closes + 6)));
}

CAF_TEST(an act has to be whole) {
  auto x = act(act_kind::suspend, opens);
  x.reason.clear();
  CAF_CHECK(!course.check(x));
  x.reason = "two\nlines";
  CAF_CHECK(!course.check(x));
  x.reason = std::string(301, 'x');
  CAF_CHECK(!course.check(x));
  x.reason = "of 123 456-789, who";
  CAF_CHECK(!course.check(x));
  x.reason = std::string(300, 'x');
  CAF_CHECK(course.check(x));
  x.until_ms = closes + 5;
  CAF_CHECK(!course.check(x));
  x = act(act_kind::extend, opens);
  x.until_ms = 0;
  CAF_CHECK(!course.check(x));
  auto nowhere = course.check(act(act_kind::close, opens, 9));
  CAF_REQUIRE(!nowhere);
  CAF_CHECK(nowhere.failure().code == ec::unknown_region);
}

CAF_TEST(a second official carries out what another one proposed) {
  rules.officials.two_to_close = true;
  CAF_CHECK(course.needs_second(act_kind::close));
  CAF_CHECK(!course.needs_second(act_kind::open));
  auto wanted = act(act_kind::close, opens + 10, 2);
  wanted.stage = act_stage::proposed;
  wanted.number = 7;
  course.add(wanted);
  // Nothing has happened yet.
  CAF_CHECK_EQUAL(course.of({2}).closes_at_ms, closes);
  CAF_CHECK(course.is_waiting(course.acts().back(), opens + 11));
  auto at = opens + 20;
  CAF_CHECK(!course.proposal(7, act_kind::close, "louise", at));
  CAF_CHECK(!course.proposal(7, act_kind::open, "marie", at));
  CAF_CHECK(!course.proposal(8, act_kind::close, "marie", at));
  auto too_late = opens + 10 + election_course::proposal_ms_max;
  CAF_CHECK(!course.proposal(7, act_kind::close, "marie", too_late));
  auto seconded = course.proposal(7, act_kind::close, "marie", at);
  CAF_REQUIRE(seconded);
  CAF_CHECK_EQUAL(seconded->at_ms, at);
  CAF_CHECK_EQUAL(seconded->region.value, 2u);
  CAF_CHECK_EQUAL(seconded->by, "marie");
  course.add(*seconded);
  CAF_CHECK_EQUAL(course.of({2}).closes_at_ms, at);
  // Once.
  CAF_CHECK(!course.proposal(7, act_kind::close, "anne", at));
}

CAF_TEST(acts read back from the audit log as they were written) {
  audit_mark head;
  for (auto stage : {act_stage::done, act_stage::proposed}) {
    for (auto what : {act_kind::open, act_kind::suspend, act_kind::resume,
                      act_kind::extend, act_kind::close, act_kind::certify,
                      act_kind::annul, act_kind::amend}) {
      auto x = act(what, opens, what == act_kind::suspend ? 2 : 0);
      x.stage = stage;
      x.proposal = what == act_kind::certify ? 12 : 0;
      x.certificate = certifies(what) ? std::string(64, 'a') : "";
      x.reason =
        what == act_kind::resume ? "" : "reason: region 9; until 5; « panne »";
      auto entry = entry_after(head, to_line(x));
      auto read = official_act_of(entry);
      CAF_REQUIRE(read);
      CAF_CHECK(read->what == what);
      CAF_CHECK(read->stage == stage);
      CAF_CHECK_EQUAL(read->election.value, 4u);
      CAF_CHECK_EQUAL(read->region.value, x.region.value);
      CAF_CHECK_EQUAL(read->until_ms, x.until_ms);
      CAF_CHECK_EQUAL(read->proposal, x.proposal);
      CAF_CHECK_EQUAL(read->certificate, x.certificate);
      CAF_CHECK_EQUAL(read->reason, x.reason);
      CAF_CHECK_EQUAL(read->by, "louise");
      CAF_CHECK_EQUAL(read->number, entry.number);
      head = {entry.number, entry.hash};
    }
  }
}

CAF_TEST(other lines of the log are no acts) {
  audit_line line;
  line.act = audit_act::account_added;
  line.subject = "election 4";
  CAF_CHECK(!official_act_of(entry_after({}, line)));
  line.act = audit_act::election_closed;
  line.detail = "every region";
  CAF_CHECK(official_act_of(entry_after({}, line)).has_value());
  for (const auto* odd : {"", "region", "region x", "close", "until 5x"}) {
    line.detail = std::string{"every region; "} + odd + "; reason: x";
    CAF_CHECK(!official_act_of(entry_after({}, line)));
  }
  line.detail = "every region";
  line.subject = "QC-2026";
  CAF_CHECK(!official_act_of(entry_after({}, line)));
}

CAF_TEST(a region goes by its own hours) {
  rules.regions = {{{1}, "a", {}}, {{2}, "b", {}}};
  rules.regions[1].window = voting_window{opens + 500'000, closes + 500'000};
  election_course own{rules};
  CAF_CHECK_EQUAL(own.of({1}).opens_at_ms, opens);
  CAF_CHECK_EQUAL(own.of({1}).closes_at_ms, closes);
  CAF_CHECK_EQUAL(own.of({2}).opens_at_ms, opens + 500'000);
  CAF_CHECK_EQUAL(own.of({2}).closes_at_ms, closes + 500'000);
  CAF_CHECK(own.check(act(act_kind::suspend, closes, 2)));
  CAF_CHECK(!own.check(act(act_kind::suspend, closes, 1)));
}

namespace {

official_act withdrawal(std::uint32_t option, std::int64_t at_ms,
                        std::uint32_t region = 1) {
  auto x = act(act_kind::withdraw, at_ms, region);
  x.option = {option};
  return x;
}

} // namespace

CAF_TEST(a candidate withdraws once where a rule was declared) {
  rules.kind = election_kind::municipal;
  rules.contests[0].options = {{{5}, "", {"A", "A"}, ""}};
  auto no_rule = course.check(withdrawal(5, opens));
  CAF_REQUIRE(!no_rule);
  CAF_CHECK(no_rule.failure().code == ec::wrong_state);
  rules.withdrawal = withdrawal_rule::votes_void;
  CAF_CHECK(course.check(withdrawal(5, opens - 1)));
  CAF_CHECK(course.check(withdrawal(5, closes - 1)));
  CAF_CHECK(!course.check(withdrawal(5, closes)));
  CAF_CHECK(course.check(withdrawal(6, opens)).failure().code
            == ec::unknown_option);
  CAF_CHECK(!course.check(withdrawal(5, opens, 2)));
  CAF_CHECK(course.check(withdrawal(5, opens, 0)).failure().code
            == ec::malformed);
  CAF_CHECK(course.check(withdrawal(0, opens)).failure().code == ec::malformed);
  auto other = act(act_kind::suspend, opens, 1);
  other.option = {5};
  CAF_CHECK(!course.check(other));
  auto done = withdrawal(5, opens);
  done.number = 9;
  course.add(done);
  CAF_CHECK(course.of({1}).withdrawn == std::vector<option_id>{{5}});
  CAF_CHECK(course.of({2}).withdrawn.empty());
  CAF_CHECK_EQUAL(course.of({1}).number, 9u);
  CAF_CHECK(!course.of({1}).annulled);
  CAF_CHECK(!course.check(withdrawal(5, opens + 1)));
}

CAF_TEST(a withdrawal may end its contest) {
  rules.contests[0].options = {{{5}, "", {"A", "A"}, ""}};
  rules.withdrawal = withdrawal_rule::contest_annulled;
  course.add(withdrawal(5, opens + 10));
  CAF_CHECK(course.of({1}).annulled);
  CAF_CHECK_EQUAL(course.of({1}).closes_at_ms, opens + 10);
  CAF_CHECK(!course.of({2}).annulled);
}

CAF_TEST(a withdrawal stands in the audit log as it was said) {
  auto said = withdrawal(5, opens);
  auto line = to_line(said);
  CAF_CHECK(line.act == audit_act::candidate_withdrawn);
  CAF_CHECK_EQUAL(line.detail, "region 1; candidate 5; reason: a reason");
  audit_entry entry;
  entry.act = std::string{to_string(line.act)};
  entry.subject = line.subject;
  entry.detail = line.detail;
  auto read = official_act_of(entry);
  CAF_REQUIRE(read.has_value());
  CAF_CHECK(read->what == act_kind::withdraw);
  CAF_CHECK_EQUAL(read->option.value, 5u);
  CAF_CHECK_EQUAL(read->region.value, 1u);
  CAF_CHECK_EQUAL(read->reason, "a reason");
}

CAF_TEST_FIXTURE_SCOPE_END()
