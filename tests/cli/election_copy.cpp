// Goal: an election goes into another store as it is, epochs included, also
// where a copy was cut short, and never over something else.
#define CAF_SUITE election_copy
#include "nodes/election_copy.hpp"

#include "caf/test/unit_test.hpp"

#include "nodes/election_registry.hpp"
#include "sample_election.hpp"
#include "storage/memory/faulty_ballot_box.hpp"
#include "storage/memory/open.hpp"

using namespace scrutin;

namespace {

const partition_id place{{1}, {1}, 0};

result<void> ignore(sealed_frame&&) {
  return {};
}

credential_tag tag_of(std::uint32_t i) {
  return credential_tag::from(sha256(std::to_string(i)).view().substr(0, 16));
}

struct fixture {
  store from = open_memory();
  store to = open_memory();
  std::shared_ptr<ballot_box_faults> faults =
    std::make_shared<ballot_box_faults>();
  secret_key master{std::string(32, 'm')};
  election law = sample_law();
  catalog_record record;
  election_keys keys;
  sequence_number last = 0;
  epoch_number epoch = 0;

  fixture() {
    to.ballot_box =
      std::make_unique<faulty_ballot_box>(std::move(to.ballot_box), faults);
    law.id = place.election;
    register_in(from, 1);
    std::vector<credential_tag> tags;
    for (std::uint32_t i = 0; i < 300; ++i) {
      tags.push_back(tag_of(i));
    }
    CAF_REQUIRE(from.roll->add(law.id, place.region, tags));
    record = **from.catalog->find(law.id);
    keys = *unwrap(record.wrapped_keys, master, law.id);
    acquire();
    append(open_content{300, {}});
    // Owners that came and went, one of them without a word.
    for (std::uint32_t i = 0; i < 3; ++i) {
      acquire();
      for (std::uint32_t j = 0; j < 2; ++j) {
        vote(2 * i + j);
      }
    }
    acquire();
    CAF_REQUIRE(from.review->add(
      {{place.contest(), review_kind::duplicate, tag_of(1), 3, 10, 12}}));
  }

  void register_in(store& at, std::uint32_t seed) const {
    CAF_REQUIRE(register_elections({law}, at, master, seeded_random(seed)));
  }
  void acquire() { epoch = from.ballot_box->acquire(place, ignore)->epoch; }
  void append(const frame_content& content) {
    auto frame = frame_sealer{place, keys.frame}.seal(epoch, ++last, content);
    CAF_REQUIRE(
      from.ballot_box->append({{frame, spent_tags_of(content)}}).front());
  }
  void vote(std::uint32_t voter) {
    ballots_content content;
    content.spent.push_back({tag_of(voter), {}});
    cast_ballot ballot;
    ballot.id = ballot_id::from(sha256("b" + std::to_string(voter)).view());
    ballot.selection = "1";
    content.ballots.push_back(ballot);
    append(content);
  }

  result<void> copy(const copy_progress& progress = [](std::uint64_t) {}) {
    return copy_election(from, to, record, keys, progress);
  }
  void check_equal() const {
    auto source = measure(from, record, keys);
    auto target = measure(to, record, keys);
    CAF_REQUIRE(source);
    CAF_REQUIRE(target);
    CAF_CHECK(*source == *target);
    CAF_CHECK_EQUAL(target->voters, 300u);
    CAF_CHECK_EQUAL(target->frames, last);
    CAF_CHECK_EQUAL(target->ballots, last - 1);
    CAF_CHECK_EQUAL(target->reviews, 1u);
  }
  void check_refused(const std::string& part) {
    auto done = copy();
    CAF_REQUIRE(!done);
    CAF_CHECK(done.failure().code == ec::wrong_state);
    CAF_CHECK(done.failure().detail.find(part) != std::string::npos);
  }
};

} // namespace

CAF_TEST_FIXTURE_SCOPE(election_copy_tests, fixture)

CAF_TEST(tags that the log adds to the roll stay one of a kind in the target) {
  auto late = tag_of(1'000);
  CAF_REQUIRE(from.roll->reserve(law.id, place.region, late));
  append(roll_content{{late}, {tag_of(299)}});
  for (int run = 0; run < 2; ++run) {
    CAF_REQUIRE(copy_election(from, to, record, keys, [](std::uint64_t) {}));
    auto elsewhere = to.roll->reserve(law.id, {9}, late);
    CAF_REQUIRE(elsewhere);
    CAF_CHECK(*elsewhere == roll_outcome::elsewhere);
    CAF_CHECK(*to.roll->count(law.id, place.region) == 300u);
  }
  CAF_CHECK(*measure(from, record, keys) == *measure(to, record, keys));
}

CAF_TEST(a copy is equal and its next epoch is past every one of the source) {
  std::uint64_t done = 0;
  CAF_REQUIRE(copy([&](std::uint64_t more) { done += more; }));
  CAF_CHECK_EQUAL(done, 300 + last);
  check_equal();
  auto next = to.ballot_box->acquire(place, ignore);
  CAF_REQUIRE(next);
  CAF_CHECK(next->epoch > epoch);
  CAF_CHECK_EQUAL(next->last_sequence, last);
}

CAF_TEST(whoever owned the source cannot go on writing there) {
  CAF_REQUIRE(copy());
  auto late =
    frame_sealer{place, keys.frame}.seal(epoch, last + 1, close_content{6});
  auto outcome = from.ballot_box->append({late}).front();
  CAF_REQUIRE(!outcome);
  CAF_CHECK(outcome.failure().code == ec::fenced);
}

CAF_TEST(a copy that was cut short anywhere goes on) {
  for (std::uint64_t cut = 300; cut < 300 + last; ++cut) {
    std::uint64_t done = 0;
    faults->away = cut == 300;
    auto first = copy([&](std::uint64_t more) {
      done += more;
      faults->away = done >= cut;
    });
    CAF_CHECK(!first || done == 300 + last);
    faults->away = false;
    CAF_CHECK(copy());
    check_equal();
    CAF_CHECK(copy());
    check_equal();
    to = open_memory();
    to.ballot_box =
      std::make_unique<faulty_ballot_box>(std::move(to.ballot_box), faults);
  }
}

CAF_TEST(what the source got meanwhile comes with the next copy) {
  CAF_REQUIRE(copy());
  acquire();
  vote(20);
  CAF_REQUIRE(copy());
  check_equal();
}

CAF_TEST(a target that was registered by itself is refused) {
  register_in(to, 2);
  check_refused("under other keys");
}

CAF_TEST(a target that went on by itself is refused) {
  CAF_REQUIRE(copy());
  auto own = to.ballot_box->acquire(place, ignore);
  CAF_REQUIRE(own);
  auto frame = frame_sealer{place, keys.frame}.seal(own->epoch, last + 1,
                                                    close_content{6});
  CAF_REQUIRE(to.ballot_box->append({frame}).front());
  check_refused("more frames");
  acquire();
  vote(21);
  check_refused("other frames");
}

CAF_TEST(a damaged source is not copied) {
  auto frame =
    frame_sealer{place, keys.tag}.seal(epoch, last + 1, close_content{6});
  CAF_REQUIRE(from.ballot_box->append({frame}).front());
  auto done = copy();
  CAF_REQUIRE(!done);
  CAF_CHECK(done.failure().code == ec::damaged);
}

CAF_TEST_FIXTURE_SCOPE_END()
