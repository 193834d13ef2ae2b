#define CAF_SUITE ballot_box
#include "caf/test/unit_test.hpp"

#include <algorithm>

#include "tests/storage/backends.hpp"
#include "tests/storage/sample_frames.hpp"

using namespace scrutin;

namespace {

constexpr partition_id here{{7}, {1}, 0};
constexpr partition_id there{{7}, {1}, 1};

ec code_of(const result<void>& outcome) {
  return outcome ? ec{} : outcome.failure().code;
}

/// Acquires and opens a partition: its log then has one frame.
epoch_number opened(ballot_box_store& box, partition_id partition) {
  auto epoch = acquire(box, partition)->epoch;
  CAF_REQUIRE(
    append_one(box, sample_frame(partition, epoch, 1, frame_kind::open)));
  return epoch;
}

} // namespace

CAF_TEST(an untouched partition is empty and its first epoch is 1) {
  on_every_backend([](storage_place& place) {
    auto s = place.open();
    CAF_CHECK(frames_of(*s.ballot_box, here)->size() == 0u);
    CAF_CHECK(s.ballot_box->partitions()->empty());
    auto log = acquire(*s.ballot_box, here);
    CAF_REQUIRE(log);
    CAF_CHECK(log->epoch == 1u);
    CAF_CHECK(log->last_sequence == 0u);
    CAF_CHECK(s.ballot_box->partitions()->size() == 1u);
  });
}

CAF_TEST(every acquisition raises the epoch and restarts do not lower it) {
  on_every_backend([](storage_place& place) {
    for (epoch_number expected = 1; expected < 6; expected += 2) {
      auto s = place.open();
      CAF_CHECK(acquire(*s.ballot_box, here)->epoch == expected);
      CAF_CHECK(acquire(*s.ballot_box, here)->epoch == expected + 1);
    }
  });
}

CAF_TEST(a frame of an earlier epoch or of none is fenced) {
  on_every_backend([](storage_place& place) {
    auto s = place.open();
    auto& box = *s.ballot_box;
    CAF_CHECK_EQUAL(
      code_of(append_one(box, sample_frame(here, 0, 1, frame_kind::open))),
      ec::fenced);
    auto first = opened(box, here);
    CAF_REQUIRE(acquire(box, here));
    CAF_CHECK_EQUAL(code_of(append_one(box, sample_frame(here, first, 2))),
                    ec::fenced);
    CAF_CHECK(append_one(box, sample_frame(here, first + 1, 2)));
    CAF_CHECK(frames_of(box, here)->size() == 2u);
  });
}

CAF_TEST(the owner of the newest epoch is confirmed and no other) {
  on_every_backend([](storage_place& place) {
    auto s = place.open();
    auto& box = *s.ballot_box;
    auto first = opened(box, here);
    auto other = opened(box, there);
    auto confirm = [&](epoch_number epoch) {
      auto outcomes =
        box.confirm({{here, epoch}, {there, other}, {{{7}, {2}, 0}, 1}});
      CAF_REQUIRE(outcomes.size() == 3u);
      CAF_CHECK_EQUAL(code_of(outcomes[1]), ec{});
      CAF_CHECK_EQUAL(code_of(outcomes[2]), ec::fenced);
      return code_of(outcomes[0]);
    };
    CAF_CHECK_EQUAL(confirm(first), ec{});
    CAF_REQUIRE(acquire(box, here));
    CAF_CHECK_EQUAL(confirm(first), ec::fenced);
    CAF_CHECK_EQUAL(confirm(first + 1), ec{});
    CAF_CHECK_EQUAL(confirm(first + 2), ec::fenced);
    CAF_CHECK(box.confirm({}).empty());
    // It is of no effect.
    CAF_CHECK(append_one(box, sample_frame(here, first + 1, 2)));
  });
}

CAF_TEST(an owner who knows the log up to a frame gets what follows) {
  on_every_backend([](storage_place& place) {
    auto s = place.open();
    auto& box = *s.ballot_box;
    auto epoch = opened(box, here);
    for (sequence_number next = 2; next <= 4; ++next) {
      spending_frame frame{sample_frame(here, epoch, next)};
      frame.spent.push_back(credential_tag::from(noise(16, next)));
      CAF_REQUIRE(box.append({frame}).front());
    }
    auto read_after = [&](const frame_mark& known) {
      std::vector<sequence_number> read;
      auto log = box.acquire_after(here, known, [&](sealed_frame&& x) {
        read.push_back(x.header.sequence);
        return result<void>{};
      });
      CAF_REQUIRE(log);
      CAF_CHECK(log->epoch == ++epoch);
      CAF_CHECK(log->last_sequence == 4u);
      // A store may read everything, and says so.
      auto first = log->known + 1;
      CAF_CHECK_EQUAL(read.size(), 5 - first);
      CAF_CHECK(read.empty() || read.front() == first);
      CAF_CHECK(log->known == 0 || log->spent == 3);
      return log->known;
    };
    auto third = mark_of(sample_frame(here, epoch, 3));
    auto known = read_after(third);
    CAF_CHECK(known == 0 || known == 3);
    auto last = mark_of(sample_frame(here, third.epoch, 4));
    CAF_CHECK_EQUAL(read_after(last), known == 0 ? 0u : 4u);
    // Frames that stand there no more, or never did.
    auto other_tag = third;
    other_tag.tag[0] ^= 1;
    auto other_epoch = third;
    ++other_epoch.epoch;
    auto other_kind = third;
    other_kind.kind = frame_kind::close;
    auto past_the_end = third;
    past_the_end.sequence = 5;
    for (const auto& wrong :
         {other_tag, other_epoch, other_kind, past_the_end, frame_mark{}}) {
      CAF_CHECK_EQUAL(read_after(wrong), 0u);
    }
  });
}

CAF_TEST(a frame with another sequence than the next is fenced) {
  on_every_backend([](storage_place& place) {
    auto s = place.open();
    auto epoch = opened(*s.ballot_box, here);
    for (sequence_number sequence : {0u, 1u, 3u}) {
      auto frame = sample_frame(here, epoch, sequence);
      CAF_CHECK_EQUAL(code_of(append_one(*s.ballot_box, frame)), ec::fenced);
    }
    CAF_CHECK(append_one(*s.ballot_box, sample_frame(here, epoch, 2)));
  });
}

CAF_TEST(nothing but what the state allows is appended) {
  on_every_backend([](storage_place& place) {
    auto s = place.open();
    auto& box = *s.ballot_box;
    auto epoch = acquire(box, here)->epoch;
    sequence_number next = 1;
    auto offer = [&](frame_kind kind) {
      auto done = append_one(box, sample_frame(here, epoch, next, kind));
      next += done ? 1 : 0;
      return code_of(done);
    };
    CAF_CHECK_EQUAL(offer(frame_kind::ballots), ec::wrong_state);
    CAF_CHECK_EQUAL(offer(frame_kind::close), ec::wrong_state);
    CAF_CHECK_EQUAL(offer(frame_kind::roll), ec{});
    CAF_CHECK_EQUAL(offer(frame_kind::open), ec{});
    CAF_CHECK_EQUAL(offer(frame_kind::open), ec::wrong_state);
    CAF_CHECK_EQUAL(offer(frame_kind::ballots), ec{});
    CAF_CHECK_EQUAL(offer(frame_kind::close), ec{});
    CAF_CHECK_EQUAL(offer(frame_kind::ballots), ec::wrong_state);
    CAF_CHECK_EQUAL(offer(frame_kind::roll), ec::wrong_state);
    CAF_CHECK_EQUAL(offer(frame_kind::open), ec::wrong_state);
  });
}

CAF_TEST(the state of a log outlasts a restart) {
  on_every_backend([](storage_place& place) {
    {
      auto s = place.open();
      auto epoch = opened(*s.ballot_box, here);
      CAF_REQUIRE(append_one(*s.ballot_box,
                             sample_frame(here, epoch, 2, frame_kind::close)));
    }
    auto s = place.open();
    auto log = acquire(*s.ballot_box, here);
    CAF_CHECK(log->last_sequence == 2u);
    CAF_CHECK_EQUAL(
      code_of(append_one(*s.ballot_box, sample_frame(here, log->epoch, 3))),
      ec::wrong_state);
  });
}

CAF_TEST(one fenced frame fails alone among frames of several partitions) {
  on_every_backend([](storage_place& place) {
    auto s = place.open();
    auto& box = *s.ballot_box;
    auto epoch = opened(box, here);
    auto other = opened(box, there);
    auto outcomes = box.append({
      sample_frame(here, epoch, 2),
      sample_frame(there, other + 1, 2),
      sample_frame(here, epoch, 3),
      sample_frame(here, epoch, 3),
      sample_frame(there, other, 2),
    });
    CAF_REQUIRE_EQUAL(outcomes.size(), 5u);
    CAF_CHECK(outcomes[0]);
    CAF_CHECK_EQUAL(code_of(outcomes[1]), ec::fenced);
    CAF_CHECK(outcomes[2]);
    CAF_CHECK_EQUAL(code_of(outcomes[3]), ec::fenced);
    CAF_CHECK(outcomes[4]);
    CAF_CHECK(frames_of(box, here)->size() == 3u);
    CAF_CHECK(frames_of(box, there)->size() == 2u);
  });
}

CAF_TEST(an append of nothing changes nothing) {
  on_every_backend([](storage_place& place) {
    auto s = place.open();
    CAF_CHECK(s.ballot_box->append({}).empty());
    CAF_CHECK(s.ballot_box->partitions()->empty());
  });
}

CAF_TEST(a log reads back byte for byte and in sequence after a restart) {
  static constexpr sequence_number frames = 2'000;
  on_every_backend([](storage_place& place) {
    {
      auto s = place.open();
      auto epoch = opened(*s.ballot_box, here);
      opened(*s.ballot_box, there);
      std::vector<spending_frame> batch;
      for (sequence_number i = 2; i <= frames; ++i) {
        batch.push_back(sample_frame(here, epoch, i, frame_kind::ballots,
                                     static_cast<std::size_t>(i * 7)));
      }
      for (const auto& outcome : s.ballot_box->append(batch)) {
        CAF_REQUIRE(outcome);
      }
    }
    auto s = place.open();
    auto read = frames_of(*s.ballot_box, here);
    CAF_REQUIRE(read);
    CAF_REQUIRE_EQUAL(read->size(), std::size_t{frames});
    for (sequence_number i = 2; i <= frames; ++i) {
      CAF_REQUIRE(
        same((*read)[i - 1], sample_frame(here, 1, i, frame_kind::ballots,
                                          static_cast<std::size_t>(i * 7))));
    }
  });
}

CAF_TEST(an error of the visitor ends the reading and is its outcome) {
  on_every_backend([](storage_place& place) {
    auto s = place.open();
    auto epoch = opened(*s.ballot_box, here);
    CAF_REQUIRE(append_one(*s.ballot_box, sample_frame(here, epoch, 2)));
    int seen = 0;
    auto stop = [&seen](sealed_frame&&) {
      ++seen;
      return result<void>{error{ec::no_key, "enough"}};
    };
    CAF_CHECK_EQUAL(code_of(s.ballot_box->read(here, stop)), ec::no_key);
    auto acquired = s.ballot_box->acquire(here, stop);
    CAF_CHECK(!acquired && acquired.failure().code == ec::no_key);
    CAF_CHECK_EQUAL(seen, 2);
  });
}

CAF_TEST(partitions with neighbouring numbers do not mix) {
  on_every_backend([](storage_place& place) {
    auto s = place.open();
    std::vector<partition_id> ids{{{1}, {2}, 3},      {{1}, {3}, 2},
                                  {{2}, {1}, 3},      {{0xFFFFFFFF}, {0}, 0},
                                  {{1}, {2}, 0xFFFF}, {{1}, {0xFFFFFFFF}, 0}};
    for (const auto& id : ids) {
      opened(*s.ballot_box, id);
    }
    std::sort(ids.begin(), ids.end());
    CAF_CHECK(*s.ballot_box->partitions() == ids);
    for (const auto& id : ids) {
      auto frames = frames_of(*s.ballot_box, id);
      CAF_REQUIRE_EQUAL(frames->size(), 1u);
      CAF_CHECK(frames->front().header.partition == id);
    }
  });
}
