// Goal: a partition judges casts in the right order, counts each tag once, and
// is nothing but a fold of its log. Method: each rule by hand, then random
// histories (seed printed) with replay.
#define CAF_SUITE ledger
#include "caf/test/unit_test.hpp"

#include <algorithm>
#include <map>
#include <set>

#include <rapidcheck.h>

#include "domain/ledger.hpp"
#include "domain/selection.hpp"
#include "tests/fixtures/elections.hpp"

using namespace scrutin;
using namespace scrutin::fixtures;

namespace {

using frame = std::pair<frame_header, frame_content>;

template <class Fixed>
Fixed named(const std::string& name) {
  return Fixed::from(sha256(name).view());
}

credential_tag tag(unsigned voter) {
  return named<credential_tag>("tag " + std::to_string(voter));
}

std::string oui() {
  return to_canonical(single_choice{{1}});
}

cast cast_of(unsigned voter, const std::string& retry_key = "k",
             const std::string& selection = oui()) {
  cast x;
  x.partition = {{1}, {1}, 0};
  x.tag = tag(voter);
  x.ballot = named<ballot_id>("ballot " + std::to_string(voter) + retry_key);
  x.retry =
    named<retry_id>("retry " + std::to_string(voter) + retry_key + selection);
  x.selection = selection;
  x.received_at_ms = 1'500;
  return x;
}

/// A ledger with its log: every frame made is durable at once.
class partition {
public:
  explicit partition(unsigned voters = 10) : voters_(voters) {
    for (unsigned i = 0; i < voters; ++i) {
      ledger_.add_to_roll(tag(i));
    }
  }

  result<void> append(const frame_content& content) {
    frame_header header;
    header.partition = {{1}, {1}, 0};
    header.epoch = 1;
    header.sequence = ledger_.last_sequence() + 1;
    header.kind = kind_of(content);
    auto done = ledger_.apply(header, content);
    if (done) {
      log_.emplace_back(header, content);
    }
    return done;
  }

  void open() { CAF_REQUIRE(append(ledger_.make_open())); }
  void close() { CAF_REQUIRE(append(ledger_.make_close())); }
  void commit() { CAF_REQUIRE(append(ledger_.take_frame(1000))); }
  void count(const cast& x) {
    ledger_.stage(x);
    commit();
  }

  partition replay() const {
    partition again{voters_};
    for (const auto& [header, content] : log_) {
      if (!again.ledger_.apply(header, content)) {
        broken_invariant("a log that does not replay");
      }
    }
    again.log_ = log_;
    return again;
  }

  result<partition_ledger> load(const std::string& bytes) const {
    partition_ledger fresh{{{1}, {1}, 0}, rules_};
    auto done = fresh.load(bytes);
    return done ? result<partition_ledger>{std::move(fresh)} : done.failure();
  }

  partition_ledger& ledger() { return ledger_; }
  const partition_ledger& ledger() const { return ledger_; }
  const std::vector<frame>& log() const { return log_; }

private:
  inline static const election rules_ = referendum();
  unsigned voters_;
  partition_ledger ledger_{{{1}, {1}, 0}, rules_};
  std::vector<frame> log_;
};

frame_content ballots_of(const std::vector<cast>& casts) {
  ballots_content x;
  for (const auto& c : casts) {
    x.spent.push_back({c.tag, c.retry});
    x.ballots.push_back({c.ballot, c.selection});
  }
  return x;
}

void check_damaged(const result<void>& done, const std::string& why) {
  CAF_REQUIRE(!done);
  CAF_CHECK(done.failure().code == ec::damaged);
  CAF_CHECK(done.failure().detail.find(why) != std::string::npos);
  CAF_CHECK(done.failure().detail.find("election 1 region 1 slice 0 frame ")
            == 0);
}

} // namespace

// -- judgement ----------------------------------------------------------------

CAF_TEST(a good cast is accepted and staged into the next frame) {
  partition x;
  x.open();
  CAF_CHECK(x.ledger().decide(cast_of(1)) == judgement::accept);
  x.ledger().stage(cast_of(1));
  CAF_CHECK_EQUAL(x.ledger().staged(), 1u);
  CAF_CHECK(!x.ledger().holds(cast_of(1).ballot));
  x.commit();
  CAF_CHECK_EQUAL(x.ledger().staged(), 0u);
  CAF_CHECK_EQUAL(x.ledger().ballots(), 1u);
  CAF_CHECK(x.ledger().holds(cast_of(1).ballot));
}

CAF_TEST(judgement keeps its order of precedence) {
  // Every cast here is wrong in all ways that come later, too.
  auto bad = [](unsigned voter, const std::string& key = "k") {
    auto x = cast_of(voter, key, "junk");
    x.received_at_ms = 2'000;
    return x;
  };
  partition x;
  CAF_CHECK(x.ledger().decide(bad(99)) == judgement::unknown_credential);
  CAF_CHECK(x.ledger().decide(bad(1)) == judgement::closed);
  auto early = cast_of(1, "k", "junk");
  CAF_CHECK(x.ledger().decide(early) == judgement::not_open);
  x.open();
  CAF_CHECK(x.ledger().decide(early) == judgement::invalid_selection);
  x.ledger().stage(cast_of(1));
  CAF_CHECK(x.ledger().decide(bad(1)) == judgement::wait);
  CAF_CHECK(x.ledger().decide(cast_of(1)) == judgement::wait);
  x.commit();
  CAF_CHECK(x.ledger().decide(bad(1)) == judgement::already_voted);
  CAF_CHECK(x.ledger().decide(cast_of(1)) == judgement::repeat);
  CAF_REQUIRE(x.append(roll_content{{}, {tag(2)}}));
  CAF_CHECK(x.ledger().decide(bad(2)) == judgement::unknown_credential);
  x.close();
  CAF_CHECK(x.ledger().decide(bad(99)) == judgement::unknown_credential);
  CAF_CHECK(x.ledger().decide(bad(2)) == judgement::unknown_credential);
  CAF_CHECK(x.ledger().decide(cast_of(1)) == judgement::repeat);
  CAF_CHECK(x.ledger().decide(bad(1)) == judgement::already_voted);
  CAF_CHECK(x.ledger().decide(bad(3)) == judgement::closed);
  CAF_CHECK(x.ledger().decide(cast_of(3)) == judgement::closed);
}

CAF_TEST(what was received before closing time may still be counted) {
  partition x;
  x.open();
  auto late = cast_of(1);
  late.received_at_ms = 1'999;
  CAF_CHECK(x.ledger().decide(late) == judgement::accept);
  late.received_at_ms = 2'000;
  CAF_CHECK(x.ledger().decide(late) == judgement::closed);
}

CAF_TEST(a repeat is the same cast before and after close and replay) {
  partition x;
  x.open();
  x.count(cast_of(1));
  auto judged = [](const partition& p) {
    CAF_CHECK(p.ledger().decide(cast_of(1)) == judgement::repeat);
    CAF_CHECK(p.ledger().decide(cast_of(1, "other"))
              == judgement::already_voted);
    // The same retry key with another selection is no repeat.
    CAF_CHECK(
      p.ledger().decide(cast_of(1, "k", to_canonical(single_choice{{2}})))
      == judgement::already_voted);
  };
  judged(x);
  judged(x.replay());
  x.close();
  judged(x);
  judged(x.replay());
}

CAF_TEST(a refused selection spends nothing) {
  partition x;
  x.open();
  for (const auto& selection :
       {std::string{"junk"}, std::string{}, to_canonical(single_choice{{9}}),
        to_canonical(ranking_of({{1}}))}) {
    CAF_CHECK(x.ledger().decide(cast_of(1, "k", selection))
              == judgement::invalid_selection);
  }
  CAF_CHECK(x.ledger().decide(cast_of(1)) == judgement::accept);
  // And is judged the same again, when others like it were seen.
  CAF_CHECK(x.ledger().decide(cast_of(1, "k", "junk"))
            == judgement::invalid_selection);
}

CAF_TEST(added voters may vote and revoked ones not ) {
  partition x{2};
  CAF_REQUIRE(x.append(roll_content{{tag(7)}, {tag(0)}}));
  x.open();
  CAF_CHECK_EQUAL(x.ledger().voters(), 2u);
  CAF_CHECK(x.ledger().decide(cast_of(7)) == judgement::accept);
  CAF_CHECK(x.ledger().decide(cast_of(0)) == judgement::unknown_credential);
}

CAF_TEST(a tag that stands on the roll twice is one voter) {
  partition x{1};
  x.ledger().add_to_roll(tag(0));
  CAF_CHECK_EQUAL(x.ledger().voters(), 1u);
}

CAF_TEST(a frame is sorted by tag and by id and no larger than asked) {
  partition x;
  x.open();
  for (unsigned i = 0; i < 10; ++i) {
    x.ledger().stage(cast_of(i));
  }
  std::set<credential_tag> seen;
  for (auto expected : {4U, 4U, 2U, 0U}) {
    auto taken = x.ledger().take_frame(4);
    CAF_CHECK_EQUAL(taken.spent.size(), expected);
    CAF_CHECK_EQUAL(taken.ballots.size(), expected);
    CAF_CHECK(std::is_sorted(
      taken.spent.begin(), taken.spent.end(),
      [](const auto& a, const auto& b) { return a.tag < b.tag; }));
    CAF_CHECK(
      std::is_sorted(taken.ballots.begin(), taken.ballots.end(),
                     [](const auto& a, const auto& b) { return a.id < b.id; }));
    for (const auto& spent : taken.spent) {
      seen.insert(spent.tag);
    }
  }
  CAF_CHECK_EQUAL(seen.size(), 10u);
  // Taken and not yet durable: still in flight.
  CAF_CHECK(x.ledger().decide(cast_of(1)) == judgement::wait);
}

// -- a log that breaks its rules ----------------------------------------------

CAF_TEST(states follow each other in one way) {
  using state = partition_state;
  auto next = [](state now, frame_kind kind) { return next_state(now, kind); };
  CAF_CHECK(next(state::sealed, frame_kind::open) == state::open);
  CAF_CHECK(next(state::sealed, frame_kind::roll) == state::sealed);
  CAF_CHECK(!next(state::sealed, frame_kind::ballots));
  CAF_CHECK(!next(state::sealed, frame_kind::close));
  CAF_CHECK(!next(state::open, frame_kind::open));
  CAF_CHECK(next(state::open, frame_kind::roll) == state::open);
  CAF_CHECK(next(state::open, frame_kind::ballots) == state::open);
  CAF_CHECK(next(state::open, frame_kind::close) == state::closed);
  for (auto kind : {frame_kind::open, frame_kind::ballots, frame_kind::roll,
                    frame_kind::close}) {
    CAF_CHECK(!next(state::closed, kind));
  }
  CAF_CHECK_EQUAL(std::string{to_string(state::sealed)}, "sealed");
  CAF_CHECK_EQUAL(std::string{to_string(state::open)}, "open");
  CAF_CHECK_EQUAL(std::string{to_string(state::closed)}, "closed");
}

CAF_TEST(a frame out of state is damage) {
  partition x;
  check_damaged(x.append(ballots_of({cast_of(1)})), "partition that is sealed");
  check_damaged(x.append(close_content{}), "partition that is sealed");
  x.open();
  check_damaged(x.append(x.ledger().make_open()), "partition that is open");
  x.close();
  for (const frame_content& content :
       {frame_content{x.ledger().make_open()}, ballots_of({cast_of(1)}),
        frame_content{roll_content{}}, frame_content{close_content{}}}) {
    check_damaged(x.append(content), "partition that is closed");
  }
}

CAF_TEST(a gap or a repetition or a stranger in the log is damage) {
  partition x;
  frame_header header;
  header.partition = {{1}, {1}, 0};
  header.kind = frame_kind::open;
  for (sequence_number sequence : {0, 2, 3}) {
    header.sequence = sequence;
    check_damaged(x.ledger().apply(header, x.ledger().make_open()),
                  "follows frame 0");
  }
  header.sequence = 1;
  header.partition.slice = 1;
  auto done = x.ledger().apply(header, x.ledger().make_open());
  CAF_REQUIRE(!done);
  CAF_CHECK(done.failure().detail.find("another partition")
            != std::string::npos);
}

CAF_TEST(content of another kind than its header says is damage) {
  partition x;
  frame_header header;
  header.partition = {{1}, {1}, 0};
  header.sequence = 1;
  header.kind = frame_kind::roll;
  check_damaged(x.ledger().apply(header, x.ledger().make_open()),
                "may not follow");
}

CAF_TEST(opening over another roll is damage) {
  partition small{3};
  partition large{4};
  check_damaged(small.append(large.ledger().make_open()), "roll of 4 voters");
  // As many voters, one of them another.
  partition other{2};
  other.ledger().add_to_roll(tag(99));
  check_damaged(small.append(other.ledger().make_open()), "or others");
}

CAF_TEST(a tag spent twice or by a stranger or once revoked is damage) {
  const std::string why = "a tag that may not vote";
  auto opened = [] {
    partition x;
    x.open();
    return x;
  };
  auto again = opened();
  again.count(cast_of(1));
  check_damaged(again.append(ballots_of({cast_of(1, "other")})), why);
  check_damaged(opened().append(ballots_of({cast_of(2), cast_of(2, "b")})),
                why);
  check_damaged(opened().append(ballots_of({cast_of(99)})), why);
  auto revoked = opened();
  CAF_REQUIRE(revoked.append(roll_content{{}, {tag(3)}}));
  check_damaged(revoked.append(ballots_of({cast_of(3)})), why);
}

CAF_TEST(a reserved retry id is damage) {
  for (int byte : {0x00, 0xFF}) {
    partition x;
    x.open();
    auto reserved = cast_of(1);
    reserved.retry.data.fill(static_cast<unsigned char>(byte));
    check_damaged(x.append(ballots_of({reserved})), "reserved retry id");
  }
}

CAF_TEST(a ballot that is in the box already is damage) {
  partition x;
  x.open();
  x.count(cast_of(1));
  auto twin = cast_of(2);
  twin.ballot = cast_of(1).ballot;
  check_damaged(x.append(ballots_of({twin})), "in the box already");
}

CAF_TEST(more or fewer ballots than spent tags are damage) {
  for (int missing : {0, 1}) {
    partition x;
    x.open();
    ballots_content uneven;
    if (missing == 0) {
      uneven.spent.push_back({tag(1), cast_of(1).retry});
    } else {
      uneven.ballots.push_back({cast_of(1).ballot, oui()});
    }
    check_damaged(x.append(uneven), "as many ballots as spent tags");
  }
}

CAF_TEST(roll changes that cannot be are damage) {
  partition x;
  x.open();
  x.count(cast_of(1));
  auto fresh = [&] { return x.replay(); };
  check_damaged(fresh().append(roll_content{{tag(1)}, {}}), "on the roll");
  check_damaged(fresh().append(roll_content{{tag(50), tag(50)}, {}}),
                "on the roll");
  check_damaged(fresh().append(roll_content{{}, {tag(1)}}), "has voted");
  check_damaged(fresh().append(roll_content{{}, {tag(99)}}), "not on the roll");
  check_damaged(fresh().append(roll_content{{}, {tag(2), tag(2)}}), "revokes");
}

CAF_TEST(a partition closes at the hour of its region) {
  auto rules = referendum();
  rules.regions[0].window = voting_window{1'000, 1'600};
  partition_ledger x{{{1}, {1}, 0}, rules};
  x.add_to_roll(tag(1));
  CAF_CHECK_EQUAL(x.course().closes_at_ms, 1'600);
  auto late = cast_of(1);
  late.received_at_ms = 1'600;
  CAF_CHECK(x.decide(late) == judgement::closed);
  late.received_at_ms = 1'599;
  CAF_CHECK(x.decide(late) == judgement::not_open);
}

CAF_TEST(nobody who has withdrawn can be voted for any more) {
  auto rules = single(3);
  rules.withdrawal = withdrawal_rule::votes_void;
  auto vote_for = [](std::uint32_t option, unsigned voter) {
    return cast_of(voter, "k", to_canonical(single_choice{{option}}));
  };
  auto apply = [](partition_ledger& to, const frame_content& content) {
    frame_header header;
    header.partition = {{7}, {1}, 0};
    header.sequence = to.last_sequence() + 1;
    header.kind = kind_of(content);
    CAF_REQUIRE(to.apply(header, content));
  };
  partition_ledger x{{{7}, {1}, 0}, rules};
  x.add_to_roll(tag(1));
  apply(x, x.make_open());
  CAF_CHECK(x.decide(vote_for(2, 1)) == judgement::accept);
  apply(x, course_content{4, false, 2'000, {{2}}});
  CAF_CHECK(x.decide(vote_for(2, 1)) == judgement::invalid_selection);
  CAF_CHECK(x.decide(vote_for(3, 1)) == judgement::accept);
  partition_ledger loaded{{{7}, {1}, 0}, rules};
  CAF_REQUIRE(loaded.load(x.save()));
  CAF_CHECK(loaded.course().withdrawn == std::vector<option_id>{{2}});
  CAF_CHECK(loaded.decide(vote_for(2, 1)) == judgement::invalid_selection);
  rules.withdrawal = withdrawal_rule::votes_stand;
  CAF_CHECK(loaded.decide(vote_for(2, 1)) == judgement::accept);
}

CAF_TEST(what officials decided stands in the log and decides) {
  partition x;
  CAF_CHECK(!x.append(course_content{1, true, 9'000}));
  x.open();
  auto first_hour = x.ledger().course().closes_at_ms;
  CAF_CHECK(x.append(course_content{4, true, first_hour}));
  CAF_CHECK(x.ledger().decide(cast_of(1)) == judgement::suspended);
  // Order of judgement: who may not vote learns nothing of it.
  CAF_CHECK(x.ledger().decide(cast_of(99)) == judgement::unknown_credential);
  x.ledger().stage(cast_of(1));
  auto forbidden = x.ledger().take_frame(10);
  CAF_CHECK(!x.replay().append(forbidden));
  auto again = x.replay();
  CAF_CHECK(again.ledger().course().suspended);
  CAF_CHECK(!again.append(course_content{4, false, first_hour}));
  again = x.replay();
  CAF_CHECK(!again.append(course_content{3, false, first_hour}));
  again = x.replay();
  CAF_CHECK(again.append(course_content{5, false, first_hour + 1'000}));
  auto late = cast_of(2);
  late.received_at_ms = first_hour + 999;
  CAF_CHECK(again.ledger().decide(late) == judgement::accept);
  late.received_at_ms = first_hour + 1'000;
  CAF_CHECK(again.ledger().decide(late) == judgement::closed);
  // A save has it as well.
  auto rules = referendum();
  partition_ledger loaded{{{1}, {1}, 0}, rules};
  CAF_REQUIRE(loaded.load(again.ledger().save()));
  CAF_CHECK_EQUAL(loaded.course().number, 5u);
  CAF_CHECK_EQUAL(loaded.course().closes_at_ms, first_hour + 1'000);
  CAF_CHECK(!loaded.course().suspended);
  // Suspended or not, it closes.
  CAF_CHECK(x.replay().append(x.replay().ledger().make_close()));
}

CAF_TEST(closing over another number of ballots is damage) {
  partition x;
  x.open();
  x.count(cast_of(1));
  check_damaged(x.append(close_content{2}), "closes over 2 ballots");
}

// -- changes of the roll ------------------------------------------------------

CAF_TEST(a change of the roll is judged by what stands and repeats are done) {
  partition x{4};
  auto& ledger = x.ledger();
  using change = roll_change;
  auto said = [&ledger](change what, unsigned voter) {
    return ledger.decide(what, tag(voter));
  };
  CAF_CHECK(said(change::addition, 1) == roll_judgement::done);
  CAF_CHECK(said(change::addition, 9) == roll_judgement::accept);
  CAF_CHECK(said(change::revocation, 1) == roll_judgement::accept);
  CAF_CHECK(said(change::revocation, 9) == roll_judgement::unknown);
  CAF_CHECK(ledger.decide(change::addition, {}) == roll_judgement::unknown);
  x.open();
  x.count(cast_of(0));
  CAF_CHECK(said(change::revocation, 0) == roll_judgement::has_voted);
  CAF_CHECK(said(change::addition, 0) == roll_judgement::done);
  ledger.stage(cast_of(1));
  CAF_CHECK(said(change::revocation, 1) == roll_judgement::wait);
  x.commit();
  CAF_CHECK(said(change::revocation, 1) == roll_judgement::has_voted);
  CAF_REQUIRE(x.append(roll_content{{}, {tag(2)}}));
  CAF_CHECK(said(change::revocation, 2) == roll_judgement::done);
  CAF_CHECK(said(change::addition, 2) == roll_judgement::revoked);
  x.close();
  CAF_CHECK(said(change::addition, 9) == roll_judgement::closed);
  CAF_CHECK(said(change::revocation, 3) == roll_judgement::closed);
  CAF_CHECK(said(change::revocation, 2) == roll_judgement::done);
  CAF_CHECK(said(change::revocation, 0) == roll_judgement::has_voted);
}

CAF_TEST(until a change is durable an added tag is not there
         and a cast of a revoked one waits) {
  partition x{4};
  x.open();
  auto& ledger = x.ledger();
  ledger.stage(roll_change::addition, tag(9));
  ledger.stage(roll_change::revocation, tag(1));
  for (int taken = 0; taken < 2; ++taken) {
    CAF_CHECK(ledger.decide(cast_of(9)) == judgement::unknown_credential);
    CAF_CHECK(ledger.decide(cast_of(1)) == judgement::wait);
    CAF_CHECK(ledger.decide(roll_change::addition, tag(9))
              == roll_judgement::wait);
    CAF_CHECK(ledger.decide(roll_change::revocation, tag(1))
              == roll_judgement::wait);
    CAF_CHECK(!ledger.is_on_roll(tag(9)));
    CAF_CHECK(ledger.is_on_roll(tag(1)));
    if (taken == 0) {
      CAF_CHECK_EQUAL(ledger.staged_changes(), 2u);
      ledger.take_roll_frame();
      CAF_CHECK_EQUAL(ledger.staged_changes(), 0u);
    }
  }
  // What is on its way is in no snapshot.
  auto saved = x.load(ledger.save());
  CAF_REQUIRE(saved);
  CAF_CHECK(saved->decide(cast_of(1)) == judgement::accept);
  ledger.discard_staged();
  CAF_CHECK(ledger.decide(cast_of(9)) == judgement::unknown_credential);
  CAF_CHECK(ledger.decide(cast_of(1)) == judgement::accept);
  ledger.stage(roll_change::addition, tag(9));
  ledger.stage(roll_change::revocation, tag(1));
  CAF_REQUIRE(x.append(ledger.take_roll_frame()));
  CAF_CHECK(ledger.decide(cast_of(9)) == judgement::accept);
  CAF_CHECK(ledger.decide(cast_of(1)) == judgement::unknown_credential);
  CAF_CHECK(!ledger.is_on_roll(tag(1)));
  CAF_CHECK(!ledger.has_voted(tag(1)));
  CAF_CHECK_EQUAL(ledger.voters(), 4u);
  x.count(cast_of(9));
  CAF_CHECK(ledger.has_voted(tag(9)));
}

CAF_TEST(a frame of the roll is sorted) {
  partition x{40};
  for (unsigned i = 0; i < 40; ++i) {
    x.ledger().stage(roll_change::revocation, tag(i));
    x.ledger().stage(roll_change::addition, tag(100 + i));
  }
  auto frame = x.ledger().take_roll_frame();
  CAF_CHECK_EQUAL(frame.added.size(), 40u);
  CAF_CHECK(std::is_sorted(frame.added.begin(), frame.added.end()));
  CAF_CHECK(std::is_sorted(frame.revoked.begin(), frame.revoked.end()));
}

// -- random histories ---------------------------------------------------------

namespace {

using steps = std::vector<std::array<std::uint8_t, 4>>;

cast drawn_cast(const std::array<std::uint8_t, 4>& s) {
  const std::string selections[] = {to_canonical(single_choice{{1}}),
                                    to_canonical(single_choice{{2}}),
                                    to_canonical(blank_choice{}), "junk"};
  return cast_of(s[1] % 16, std::to_string(s[2] % 3), selections[s[3] % 4]);
}

/// Plays drawn steps and keeps what was acknowledged.
struct history {
  partition played{12};
  std::map<credential_tag, cast> staged;
  std::map<credential_tag, cast> accepted;

  void commit() {
    if (!staged.empty()) {
      played.commit();
      accepted.merge(staged);
      staged.clear();
    }
  }

  void take(const std::array<std::uint8_t, 4>& s) {
    auto state = played.ledger().state();
    auto x = drawn_cast(s);
    // Casts are most of what happens; a close ends everything.
    if (s[0] < 180) {
      if (played.ledger().decide(x) == judgement::accept) {
        played.ledger().stage(x);
        RC_ASSERT(staged.emplace(x.tag, x).second);
      }
    } else if (s[0] < 220) {
      commit();
    } else if (s[0] < 240) {
      if (state == partition_state::sealed) {
        played.open();
      }
    } else if (s[0] < 252) {
      commit();
      auto what =
        s[2] % 2 == 0 ? roll_change::addition : roll_change::revocation;
      auto& ledger = played.ledger();
      if (ledger.decide(what, x.tag) == roll_judgement::accept) {
        ledger.stage(what, x.tag);
        // Some are lost with a store that is full.
        if (s[3] % 4 == 0) {
          ledger.discard_staged();
        } else {
          CAF_REQUIRE(played.append(ledger.take_roll_frame()));
          RC_ASSERT(ledger.decide(what, x.tag) == roll_judgement::done);
        }
      }
    } else if (state == partition_state::open) {
      commit();
      played.close();
    }
  }
};

// I2, I3 and I5 on a log alone.
void check_log(const std::vector<frame>& log, const partition_ledger& ledger) {
  std::set<credential_tag> spent;
  std::uint64_t ballots = 0;
  bool open = false;
  for (const auto& [header, content] : log) {
    if (const auto* frame = std::get_if<ballots_content>(&content)) {
      RC_ASSERT(open);
      ballots += frame->ballots.size();
      for (const auto& x : frame->spent) {
        RC_ASSERT(spent.insert(x.tag).second);
      }
    }
    open = header.kind == frame_kind::open
           || (open && header.kind != frame_kind::close);
  }
  RC_ASSERT(ledger.ballots() == ballots);
  RC_ASSERT(spent.size() == ballots);
  RC_ASSERT(ledger.release().complete().total() == ballots);
}

void check_same(const history& h, const steps& drawn,
                const partition_ledger& other) {
  const auto& ledger = h.played.ledger();
  RC_ASSERT(other.state() == ledger.state());
  RC_ASSERT(other.last_sequence() == ledger.last_sequence());
  RC_ASSERT(other.voters() == ledger.voters());
  RC_ASSERT(other.ballots() == ledger.ballots());
  RC_ASSERT(other.make_open().roll_mark == ledger.make_open().roll_mark);
  RC_ASSERT(other.release().complete() == ledger.release().complete());
  RC_ASSERT(other.release().released().version
            == ledger.release().released().version);
  RC_ASSERT(other.release().released().votes
            == ledger.release().released().votes);
  RC_ASSERT(other.release().last_change() == ledger.release().last_change());
  RC_ASSERT(h.accepted.size() == ledger.ballots());
  for (const auto& [voter, x] : h.accepted) {
    RC_ASSERT(ledger.decide(x) == judgement::repeat);
    RC_ASSERT(other.decide(x) == judgement::repeat);
    RC_ASSERT(other.holds(x.ballot));
  }
  for (const auto& s : drawn) {
    RC_ASSERT(other.decide(drawn_cast(s)) == ledger.decide(drawn_cast(s)));
  }
}

} // namespace

CAF_TEST(random histories keep every tag once and come back from log and save) {
  CAF_CHECK(rc::check("histories", [](const steps& drawn) {
    history h;
    h.take({230, 0, 0, 0});
    for (const auto& s : drawn) {
      h.take(s);
    }
    h.commit();
    const auto& ledger = h.played.ledger();
    check_log(h.played.log(), ledger);
    auto again = h.played.replay();
    check_same(h, drawn, again.ledger());
    auto loaded = h.played.load(ledger.save());
    RC_ASSERT(loaded.has_value());
    check_same(h, drawn, *loaded);
  }));
}

CAF_TEST(a save holds what is durable and nothing that is under way) {
  partition x;
  x.open();
  x.count(cast_of(1));
  x.ledger().stage(cast_of(2));
  auto taken = x.ledger().take_frame(10);
  x.ledger().stage(cast_of(3));
  auto loaded = x.load(x.ledger().save());
  CAF_REQUIRE(loaded);
  CAF_CHECK_EQUAL(loaded->ballots(), 1u);
  CAF_CHECK(loaded->decide(cast_of(1)) == judgement::repeat);
  CAF_CHECK(loaded->decide(cast_of(2)) == judgement::accept);
  CAF_CHECK(loaded->decide(cast_of(3)) == judgement::accept);
  // It goes on as the other does.
  frame_header next;
  next.partition = {{1}, {1}, 0};
  next.sequence = 3;
  next.kind = frame_kind::ballots;
  CAF_REQUIRE(loaded->apply(next, taken));
  CAF_CHECK(loaded->decide(cast_of(2)) == judgement::repeat);
}

CAF_TEST(what was there at the opening stays whatever follows) {
  partition x;
  CAF_CHECK(!x.ledger().opening().is_open());
  auto voters = x.ledger().voters();
  x.open();
  x.count(cast_of(1));
  auto again = x.replay();
  auto loaded = x.load(x.ledger().save());
  CAF_REQUIRE(loaded);
  for (const auto* each : {&x.ledger(), &again.ledger(), &*loaded}) {
    CAF_CHECK_EQUAL(each->opening().sequence, 1u);
    CAF_CHECK_EQUAL(each->opening().voters, voters);
    CAF_CHECK_EQUAL(each->opening().ballots, 0u);
    CAF_CHECK_EQUAL(each->ballots(), 1u);
  }
}

CAF_TEST(bytes that are no save are damage) {
  partition x{3};
  x.open();
  x.count(cast_of(1));
  auto saved = x.ledger().save();
  CAF_CHECK(x.load(saved));
  CAF_CHECK(!x.load(""));
  CAF_CHECK(!x.load(saved + "x"));
  CAF_CHECK(!x.load(saved.substr(0, saved.size() - 1)));
  // The one before does not say what was there at the opening.
  for (char format : {2, 4}) {
    auto other_format = saved;
    other_format[0] = format;
    CAF_CHECK(!x.load(other_format));
  }
}

CAF_TEST(memory stays near fifty - five bytes a voter) {
  partition x{0};
  x.ledger().expect_voters(100'000);
  CAF_CHECK(x.ledger().memory_bytes() <= 100'000 * 56);
}
