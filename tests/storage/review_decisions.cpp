// Goal: what officials decide about refused attempts is done together with its
// line of the audit log, on every backend. Method: decisions over a small
// queue.
#define CAF_SUITE review_decisions
#include "caf/test/unit_test.hpp"

#include "tests/storage/backends.hpp"
#include "tests/storage/sample_frames.hpp"

using namespace scrutin;

namespace {

constexpr contest_id here{{3}, {1}};
constexpr contest_id elsewhere{{3}, {2}};
constexpr auto duplicate = review_kind::duplicate;
constexpr auto unknown = review_kind::unknown_credential;

review_entry attempt(contest_id contest, std::uint32_t tag,
                     std::uint32_t attempts, review_kind kind = duplicate) {
  return {contest, kind, credential_tag::from(noise(16, tag)), attempts, 5, 9};
}

review_choice all_of(review_kind kind, bool resolved) {
  review_choice x;
  x.contest = here;
  x.kind = kind;
  x.resolved = resolved;
  return x;
}

result<void> decide(store& s, const review_choice& choice,
                    std::uint64_t entries) {
  auto head = *s.administration->head();
  review_decision decision{choice, entries, choice.resolved};
  auto line = entry_after(head, {1, "ann", audit_act::review_resolved,
                                 subject_of(here), detail_of(decision, "x")});
  administration_change change;
  change.review = decision;
  return s.administration->commit(line, change);
}

std::uint64_t resolution_of(const store& s, contest_id contest,
                            std::uint32_t tag, review_kind kind = duplicate) {
  auto entries = *s.review->list(contest);
  for (const auto& x : entries) {
    if (x.kind == kind && x.tag == credential_tag::from(noise(16, tag))) {
      return x.resolution;
    }
  }
  return 999;
}

void fill(const store& s) {
  CAF_REQUIRE(s.review->add({attempt(here, 1, 2), attempt(here, 2, 2),
                             attempt(here, 3, 7), attempt(here, 1, 2, unknown),
                             attempt(elsewhere, 1, 2)}));
}

} // namespace

CAF_TEST(entries that say the same are resolved together and no others) {
  on_every_backend([](storage_place& place) {
    {
      auto s = place.open();
      fill(s);
      auto choice = all_of(duplicate, false);
      choice.attempts = 2;
      choice.first_day = 5;
      choice.last_day = 9;
      CAF_REQUIRE(decide(s, choice, 2));
    }
    auto s = place.open();
    CAF_CHECK_EQUAL(resolution_of(s, here, 1), 1u);
    CAF_CHECK_EQUAL(resolution_of(s, here, 2), 1u);
    CAF_CHECK_EQUAL(resolution_of(s, here, 3), 0u);
    CAF_CHECK_EQUAL(resolution_of(s, here, 1, unknown), 0u);
    CAF_CHECK_EQUAL(resolution_of(s, elsewhere, 1), 0u);
  });
}

CAF_TEST(a further attempt opens an entry again) {
  on_every_backend([](storage_place& place) {
    auto s = place.open();
    fill(s);
    CAF_REQUIRE(decide(s, all_of(duplicate, false), 3));
    CAF_CHECK_EQUAL(resolution_of(s, here, 3), 1u);
    CAF_REQUIRE(s.review->add({attempt(here, 3, 1)}));
    CAF_CHECK_EQUAL(resolution_of(s, here, 3), 0u);
    CAF_CHECK_EQUAL(resolution_of(s, here, 1), 1u);
    // What is added brings no mark along.
    auto marked = attempt(here, 4, 1);
    marked.resolution = 77;
    CAF_REQUIRE(s.review->add({marked}));
    CAF_CHECK_EQUAL(resolution_of(s, here, 4), 0u);
  });
}

CAF_TEST(with another number of entries nothing is done and no line written) {
  on_every_backend([](storage_place& place) {
    auto s = place.open();
    fill(s);
    auto done = decide(s, all_of(duplicate, false), 2);
    CAF_REQUIRE(!done);
    CAF_CHECK(done.failure().code == ec::fenced);
    CAF_CHECK_EQUAL(resolution_of(s, here, 1), 0u);
    auto head = *s.administration->head();
    CAF_CHECK_EQUAL(head.number, 0u);
  });
}

CAF_TEST(what was resolved is removed with its attempts and frees its place) {
  on_every_backend([](storage_place& place) {
    auto s = place.open();
    fill(s);
    auto choice = all_of(duplicate, false);
    choice.attempts = 7;
    CAF_REQUIRE(decide(s, choice, 1));
    CAF_REQUIRE(decide(s, all_of(duplicate, true), 1));
    auto left = *s.review->list(here);
    CAF_CHECK_EQUAL(left.size(), 3u);
    CAF_CHECK_EQUAL(resolution_of(s, here, 3), 999u);
    auto attempts = *s.review->attempts(here, duplicate);
    CAF_CHECK_EQUAL(attempts, 4u);
    auto others = *s.review->attempts(here, unknown);
    CAF_CHECK_EQUAL(others, 2u);
    CAF_CHECK(!decide(s, all_of(duplicate, true), 1));
  });
}
