// What goes between a validator's feed and the totals of its contest: late,
// repeated, lost and torn updates.

#define CAF_SUITE totals
#include "caf/test/unit_test.hpp"

#include "actors/contest_totals.hpp"
#include "actors/totals_feed.hpp"

using namespace scrutin;

namespace {

const partition_id place{{1}, {1}, 0};

struct fixture {
  release_fold release{release_policy::live, 1};
  totals_feed feed;
  contest_totals totals{1};
  sequence_number sequence = 0;

  void commit(std::uint32_t ballots, std::uint32_t first_option = 1) {
    ballots_content content;
    for (std::uint32_t i = 0; i < ballots; ++i) {
      content.ballots.push_back(
        {{}, "option " + std::to_string(first_option + i)});
    }
    frame_header header;
    header.partition = place;
    header.sequence = ++sequence;
    header.kind = frame_kind::ballots;
    if (release.apply(header, content)) {
      feed.on_release(release);
    }
  }

  std::vector<totals_update> next() {
    partition_status status;
    status.partition = place;
    status.state = partition_state::open;
    return feed.next(release, status);
  }

  contest_totals::outcome deliver(std::vector<totals_update> pieces) {
    auto last = contest_totals::outcome::incomplete;
    for (auto& piece : pieces) {
      last = totals.apply(std::move(piece));
    }
    return last;
  }
};

} // namespace

CAF_TEST_FIXTURE_SCOPE(totals_tests, fixture)

CAF_TEST(one update is unacknowledged at most and the rest is conflated) {
  CAF_CHECK(deliver(next()) == contest_totals::outcome::applied);
  for (int i = 0; i < 10; ++i) {
    commit(1);
  }
  CAF_CHECK(next().empty());
  feed.on_ack(0, false);
  auto pieces = next();
  CAF_CHECK_EQUAL(pieces.size(), 1u);
  CAF_CHECK_EQUAL(pieces.front().changes.front().votes, 10u);
  CAF_CHECK(deliver(pieces) == contest_totals::outcome::applied);
  CAF_CHECK_EQUAL(totals.votes().total(), 10u);
}

CAF_TEST(a repeated update counts once) {
  deliver(next());
  feed.on_ack(0, false);
  commit(3);
  auto pieces = next();
  CAF_CHECK(deliver(pieces) == contest_totals::outcome::applied);
  CAF_CHECK(deliver(pieces) == contest_totals::outcome::stale);
  CAF_CHECK_EQUAL(totals.votes().total(), 3u);
}

CAF_TEST(a lost update is noticed and mended by a snapshot) {
  deliver(next());
  feed.on_ack(0, false);
  commit(3);
  auto lost = next();
  feed.on_ack(lost.front().version, false);
  commit(2);
  auto later = next();
  CAF_CHECK(deliver(later) == contest_totals::outcome::gap);
  feed.on_ack(0, true);
  CAF_CHECK(deliver(next()) == contest_totals::outcome::applied);
  CAF_CHECK_EQUAL(totals.votes().total(), 5u);
}

CAF_TEST(a large snapshot comes in pieces and a torn one is not taken) {
  commit(10'000);
  auto pieces = next();
  CAF_CHECK_EQUAL(pieces.size(), 3u);
  auto torn = pieces;
  torn.erase(torn.begin() + 1);
  CAF_CHECK(deliver(torn) == contest_totals::outcome::gap);
  CAF_CHECK_EQUAL(totals.votes().total(), 0u);
  CAF_CHECK(deliver(pieces) == contest_totals::outcome::applied);
  CAF_CHECK_EQUAL(totals.votes().total(), 10'000u);
  CAF_CHECK_EQUAL(totals.votes().distinct(), 10'000u);
}

CAF_TEST(a late update of an earlier version is not taken) {
  deliver(next());
  feed.on_ack(0, false);
  commit(1);
  auto early = next();
  deliver(early);
  feed.on_ack(early.front().version, false);
  commit(1);
  deliver(next());
  CAF_CHECK(deliver(early) == contest_totals::outcome::stale);
  CAF_CHECK_EQUAL(totals.votes().total(), 2u);
}

CAF_TEST_FIXTURE_SCOPE_END()
