// Goal: a snapshot opens where it was sealed and nowhere else. Method: by hand,
// each part of it changed in turn.
#define CAF_SUITE snapshot
#include "caf/test/unit_test.hpp"

#include "domain/snapshot.hpp"

using namespace scrutin;

namespace {

const partition_id here{{7}, {1}, 3};

struct fixture {
  snapshot_sealer sealer{here, secret_key{std::string(32, 'k')}};
  frame_mark after{9, 4, frame_kind::ballots, std::string(16, 't')};
  sealed_snapshot made = sealer.seal(after, "ledger", std::string(12, 'n'));
};

} // namespace

CAF_TEST_FIXTURE_SCOPE(snapshot_tests, fixture)

CAF_TEST(what was sealed is opened after a journey as bytes) {
  auto read = decode_sealed_snapshot(encode(made));
  CAF_REQUIRE(read);
  CAF_CHECK(read->partition == here);
  CAF_CHECK(read->after == after);
  auto opened = sealer.open(*read);
  CAF_REQUIRE(opened);
  CAF_CHECK_EQUAL(*opened, "ledger");
  CAF_CHECK(encode(made).find("ledger") == std::string::npos);
}

CAF_TEST(no part of it can be changed) {
  auto changed = [&](auto change) {
    auto x = made;
    change(x);
    return !sealer.open(x);
  };
  CAF_CHECK(!changed([](auto&) {}));
  CAF_CHECK(changed([](auto& x) { x.partition.slice = 4; }));
  CAF_CHECK(changed([](auto& x) { ++x.after.sequence; }));
  CAF_CHECK(changed([](auto& x) { ++x.after.epoch; }));
  CAF_CHECK(changed([](auto& x) { x.after.kind = frame_kind::close; }));
  CAF_CHECK(changed([](auto& x) { x.after.tag[0] ^= 1; }));
  CAF_CHECK(changed([](auto& x) { x.nonce[0] ^= 1; }));
  CAF_CHECK(changed([](auto& x) { x.sealed[0] ^= 1; }));
}

CAF_TEST(another partition or election does not open it) {
  snapshot_sealer next_door{{{7}, {1}, 4}, secret_key{std::string(32, 'k')}};
  CAF_CHECK(!next_door.open(made));
  snapshot_sealer stranger{here, secret_key{std::string(32, 'x')}};
  CAF_CHECK(!stranger.open(made));
}

CAF_TEST(a frame is named by the tag of its seal) {
  frame_sealer frames{here, secret_key{std::string(32, 'k')}};
  auto one = frames.seal(4, 9, close_content{1});
  auto other = frames.seal(4, 9, close_content{2});
  CAF_CHECK(mark_of(one) == mark_of(frames.seal(4, 9, close_content{1})));
  CAF_CHECK(!(mark_of(one) == mark_of(other)));
  CAF_CHECK_EQUAL(mark_of(one).tag.size(), frame_mark::tag_size);
}

CAF_TEST_FIXTURE_SCOPE_END()
