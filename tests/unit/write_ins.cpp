// Goal: a name that a voter writes in counts for whom officials say, says
// nothing to anybody else, and every ballot is still accounted for. Method:
// small contests added up in the comments.
#define CAF_SUITE write_ins
#include "caf/test/unit_test.hpp"

#include "domain/counting/count.hpp"
#include "domain/selection.hpp"
#include "domain/write_ins.hpp"
#include "tests/fixtures/elections.hpp"

using namespace scrutin;
using namespace scrutin::fixtures;

namespace {

const contest_id where{{7}, {1}};

// A and B on the ballot; C has to be written in.
election with_names() {
  auto x = single(3);
  x.write_ins = true;
  x.contests.front().options.back().write_in = true;
  return x;
}

std::string written(const std::string& name) {
  return to_canonical(write_in{name});
}

std::string name_of(const std::string& typed) {
  auto tidy = tidied_name(typed);
  return tidy ? *tidy : "-";
}

tally box() {
  tally votes;
  votes.add(to_canonical(single_choice{{1}}), 4);
  votes.add(to_canonical(single_choice{{2}}), 3);
  votes.add(written("Zoé Roy"), 3);
  votes.add(written("Zoe Roy"), 2);
  votes.add(written("Mickey"), 1);
  votes.add(to_canonical(blank_choice{}), 1);
  return votes;
}

write_in_merge merge(const std::string& name, std::uint32_t option) {
  return {write_in_id_of(where, name), {option}};
}

} // namespace

CAF_TEST(a name is tidied and hostile ones are refused) {
  CAF_CHECK_EQUAL(name_of("  Zoé   Roy "), "Zoé Roy");
  CAF_CHECK_EQUAL(name_of(std::string(100, 'x')), std::string(100, 'x'));
  for (const auto& typed :
       {std::string{}, std::string{"   "}, std::string(101, 'x'),
        std::string{"a\nb"}, std::string{"a\x1b[31m"}, std::string{"a\x7f"},
        std::string{"\xC3"},
        std::string{"a\xC2\x9B"
                    "b"},
        std::string{"a\xE2\x80\xAE"
                    "b"},
        std::string{"a\xE2\x80\x8B"
                    "b"},
        std::string{"\xEF\xBB\xBF"
                    "a"},
        std::string{"123 456 789"}, std::string("a\0b", 3)}) {
    CAF_CHECK_EQUAL(name_of(typed), "-");
  }
}

CAF_TEST(a name has one canonical form that is read back) {
  auto bytes = written("Zoé");
  auto read = from_canonical(bytes);
  CAF_REQUIRE(read.has_value());
  CAF_CHECK_EQUAL(std::get<write_in>(*read).name, "Zoé");
  CAF_CHECK(is_write_in(bytes));
  CAF_CHECK(is_write_in(written("")));
  CAF_CHECK(!is_write_in(to_canonical(single_choice{{5}})));
  CAF_CHECK(!is_write_in(""));
  CAF_CHECK(!from_canonical(written(" Zoé")));
  CAF_CHECK(!from_canonical(written("a  b")));
  CAF_CHECK(!from_canonical(written(std::string(101, 'x'))));
}

CAF_TEST(names are cast only where the definition takes them) {
  auto rules = with_names();
  const auto& contest = rules.contests.front();
  CAF_CHECK(validate(selection{write_in{"Zoé"}}, rules, contest));
  CAF_CHECK(!validate(selection{write_in{}}, rules, contest));
  CAF_CHECK(validate(selection{single_choice{{1}}}, rules, contest));
  auto by_number = validate(selection{single_choice{{3}}}, rules, contest);
  CAF_REQUIRE(!by_number);
  CAF_CHECK(by_number.failure().code == ec::unknown_option);
  rules.write_ins = false;
  auto refused = validate(selection{write_in{"Zoé"}}, rules, contest);
  CAF_REQUIRE(!refused);
  CAF_CHECK(refused.failure().code == ec::wrong_method);
}

CAF_TEST(a definition that nobody could follow is refused) {
  auto rules = with_names();
  CAF_CHECK(validate(rules));
  rules.write_ins = false;
  CAF_CHECK(!validate(rules));
  rules = with_names();
  rules.method = counting_method::approval;
  CAF_CHECK(!validate(rules));
}

CAF_TEST(names that nobody decided about are one number) {
  auto votes = counted_as(where, box(), {});
  CAF_CHECK_EQUAL(votes.total(), 14u);
  CAF_CHECK_EQUAL(votes.votes_for(written("")), 6u);
  CAF_CHECK_EQUAL(votes.votes_for(written("Mickey")), 0u);
  auto rules = with_names();
  auto counted = count_contest(rules, rules.contests.front(), votes);
  CAF_CHECK_EQUAL(counted.ballots, 14u);
  CAF_CHECK_EQUAL(counted.written_in, 6u);
  CAF_CHECK_EQUAL(counted.blank, 1u);
  CAF_CHECK(counted.winners == std::vector<option_id>{{1}});
}

CAF_TEST(merged names count for their candidate who can win) {
  auto votes =
    counted_as(where, box(),
               {merge("Zoé Roy", 3), merge("Zoe Roy", 3), merge("Mickey", 0)});
  auto rules = with_names();
  auto counted = count_contest(rules, rules.contests.front(), votes);
  CAF_CHECK_EQUAL(counted.votes[2].votes, 5u);
  CAF_CHECK_EQUAL(counted.written_in, 1u);
  CAF_CHECK_EQUAL(counted.ballots, 14u);
  CAF_CHECK(counted.winners == std::vector<option_id>{{3}});
}

CAF_TEST(a merge of one region means nothing in another) {
  contest_id other{{7}, {2}};
  CAF_CHECK(write_in_id_of(where, "Zoé") != write_in_id_of(other, "Zoé"));
  auto votes = counted_as(other, box(), {merge("Zoé Roy", 3)});
  CAF_CHECK_EQUAL(votes.votes_for(to_canonical(single_choice{{3}})), 0u);
}

CAF_TEST(officials see the names most votes first) {
  auto names = written_names({1}, box());
  CAF_REQUIRE_EQUAL(names.size(), 3u);
  CAF_CHECK_EQUAL(names[0].name, "Zoé Roy");
  CAF_CHECK_EQUAL(names[0].votes, 3u);
  CAF_CHECK_EQUAL(names[2].name, "Mickey");
}

CAF_TEST(the meaning of a ballot hangs on who has to be written in) {
  auto rules = with_names();
  auto before = meaning_fingerprint(rules);
  rules.contests.front().options.back().write_in = false;
  CAF_CHECK(meaning_fingerprint(rules) != before);
  rules.write_ins = false;
  CAF_CHECK(meaning_fingerprint(rules) != before);
  auto plain = meaning_fingerprint(single(3));
  CAF_CHECK(meaning_fingerprint(rules) == plain);
}

CAF_TEST(names are merged after the close and before the result is certified) {
  auto rules = with_names();
  rules.opens_at_ms = 1'000;
  rules.closes_at_ms = 2'000;
  rules.grace_s = 0;
  election_course course{rules};
  official_act act;
  act.what = act_kind::merge;
  act.election = rules.id;
  act.region = {1};
  act.option = {3};
  act.written_name = write_in_id_of(where, "Zoé Roy");
  act.by = "louise";
  act.at_ms = 1'500;
  CAF_CHECK(!course.check(act));
  CAF_CHECK(!course.needs_second(act_kind::merge));
  auto careful = rules;
  careful.officials.two_to_certify = true;
  CAF_CHECK(election_course{careful}.needs_second(act_kind::merge));
  act.at_ms = 2'500;
  CAF_CHECK(course.check(act));
  auto wrong = [&](auto change) {
    auto x = act;
    change(x);
    return !course.check(x);
  };
  CAF_CHECK(wrong([](auto& x) { x.option = {9}; }));
  CAF_CHECK(wrong([](auto& x) { x.region = {}; }));
  CAF_CHECK(wrong([](auto& x) { x.written_name = "Zoé Roy"; }));
  CAF_CHECK(wrong([](auto& x) { x.written_name.clear(); }));
  CAF_CHECK(wrong([](auto& x) { x.what = act_kind::certify; }));
  // As it stands in the log.
  auto line = to_line(act);
  CAF_CHECK(line.detail.find("Zoé") == std::string::npos);
  audit_entry entry;
  entry.act = to_string(line.act);
  entry.subject = line.subject;
  entry.detail = line.detail;
  entry.at_ms = line.at_ms;
  auto read = official_act_of(entry);
  CAF_REQUIRE(read.has_value());
  CAF_CHECK_EQUAL(read->written_name, act.written_name);
  course.add(*read);
  auto second = act;
  second.option = {};
  course.add(second);
  const auto& merged = course.of({1}).merged;
  CAF_REQUIRE_EQUAL(merged.size(), 1u);
  CAF_CHECK(merged.front() == merge("Zoé Roy", 0));
  auto certified = act;
  certified.what = act_kind::certify;
  certified.option = {};
  certified.written_name.clear();
  course.add(certified);
  CAF_CHECK(!course.check(act));
}
