#define CAF_SUITE release
#include "caf/test/unit_test.hpp"

#include <rapidcheck.h>

#include "domain/release.hpp"

using namespace scrutin;

namespace {

/// A partition's log as it grows.
class log {
public:
  log(release_policy policy, std::uint32_t step) : fold_(policy, step) {}

  bool open() { return apply(open_content{}); }
  bool roll() { return apply(roll_content{}); }
  bool close() { return apply(close_content{ballots_}); }
  bool cast(std::size_t ballots, const std::string& selection = "x") {
    ballots_content frame;
    frame.ballots.resize(ballots, {ballot_id{}, selection});
    ballots_ += ballots;
    return apply(frame);
  }

  const release_fold& fold() const { return fold_; }
  const released_totals& out() const { return fold_.released(); }

private:
  bool apply(const frame_content& content) {
    frame_header header;
    header.sequence = ++sequence_;
    header.kind = kind_of(content);
    return fold_.apply(header, content);
  }

  release_fold fold_;
  sequence_number sequence_ = 0;
  std::uint64_t ballots_ = 0;
};

} // namespace

CAF_TEST(live totals come out at the first frame with enough new ballots) {
  log x{release_policy::live, 25};
  CAF_CHECK(!x.open());
  CAF_CHECK(!x.cast(24, "a"));
  CAF_CHECK_EQUAL(x.out().version, 0u);
  CAF_CHECK_EQUAL(x.out().turnout, 0u);
  CAF_CHECK_EQUAL(x.fold().ballots(), 24u);
  CAF_CHECK(x.cast(3, "b"));
  CAF_CHECK_EQUAL(x.out().version, 3u);
  CAF_CHECK_EQUAL(x.out().turnout, 27u);
  CAF_CHECK_EQUAL(x.out().votes.votes_for("a"), 24u);
  CAF_CHECK_EQUAL(x.out().votes.votes_for("b"), 3u);
  // The next step counts from there.
  CAF_CHECK(!x.cast(24));
  CAF_CHECK(!x.roll());
  CAF_CHECK(x.cast(1));
  CAF_CHECK_EQUAL(x.out().version, 6u);
  CAF_CHECK_EQUAL(x.fold().last_change().total(), 25u);
}

CAF_TEST(at close everything comes out) {
  log x{release_policy::live, 25};
  x.open();
  x.cast(2);
  CAF_CHECK(!x.out().closed);
  CAF_CHECK(x.close());
  CAF_CHECK(x.out().closed);
  CAF_CHECK_EQUAL(x.out().turnout, 2u);
  CAF_CHECK_EQUAL(x.out().votes.total(), 2u);
}

CAF_TEST(votes stay in until close where the policy says so) {
  log x{release_policy::at_close, 25};
  x.open();
  CAF_CHECK(x.cast(30, "a"));
  CAF_CHECK_EQUAL(x.out().turnout, 30u);
  CAF_CHECK_EQUAL(x.out().votes.total(), 0u);
  CAF_CHECK_EQUAL(x.fold().last_change().total(), 0u);
  x.cast(5, "b");
  CAF_CHECK_EQUAL(x.out().turnout, 30u);
  CAF_CHECK_EQUAL(x.fold().complete().total(), 35u);
  CAF_CHECK(x.close());
  CAF_CHECK_EQUAL(x.out().turnout, 35u);
  CAF_CHECK_EQUAL(x.out().votes.votes_for("a"), 30u);
  CAF_CHECK_EQUAL(x.out().votes.votes_for("b"), 5u);
  CAF_CHECK(x.fold().last_change() == x.out().votes);
}

CAF_TEST(a step of zero is taken for one) {
  log x{release_policy::live, 0};
  CAF_CHECK(!x.open());
  CAF_CHECK(x.cast(1));
}

CAF_TEST(no two cuts are nearer than the step and changes add up) {
  CAF_CHECK(
    rc::check("cuts", [](const std::vector<std::uint8_t>& frames, bool live) {
      constexpr std::uint32_t step = 25;
      auto policy = live ? release_policy::live : release_policy::at_close;
      log x{policy, step};
      x.open();
      tally seen;
      std::uint64_t cast = 0;
      std::uint64_t before = 0;
      for (auto byte : frames) {
        std::size_t ballots = byte % 20;
        cast += ballots;
        bool out = x.cast(ballots, std::string(1, byte % 3 == 0 ? 'a' : 'b'));
        RC_ASSERT(out == (cast - before >= step));
        if (out) {
          seen.add(x.fold().last_change());
          before = cast;
        }
        RC_ASSERT(x.out().turnout == before);
        RC_ASSERT(x.out().votes.total() == (live ? before : 0));
        RC_ASSERT(x.out().votes == seen);
        RC_ASSERT(x.fold().ballots() == cast);
        RC_ASSERT(x.fold().complete().total() == cast);
      }
      RC_ASSERT(x.close());
      seen.add(x.fold().last_change());
      RC_ASSERT(x.out().votes == seen);
      RC_ASSERT(seen == x.fold().complete());
      RC_ASSERT(seen.total() == cast);
    }));
}
