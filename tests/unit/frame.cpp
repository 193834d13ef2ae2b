#define CAF_SUITE frame
#include "caf/test/unit_test.hpp"

#include <rapidcheck.h>

#include "domain/frame.hpp"

using namespace scrutin;

namespace {

constexpr partition_id home{{3}, {2}, 1};

secret_key key() {
  return secret_key{std::string(secret_key::size, 'k')};
}

template <class Fixed>
Fixed filled(unsigned byte) {
  Fixed x;
  x.data.fill(static_cast<unsigned char>(byte));
  return x;
}

std::vector<frame_content> contents() {
  ballots_content ballots;
  roll_content roll;
  for (unsigned i = 1; i <= 5; ++i) {
    ballots.spent.push_back({filled<credential_tag>(i), filled<retry_id>(i)});
    ballots.ballots.push_back(
      {filled<ballot_id>(i), std::string(i * 50, static_cast<char>(i))});
    roll.added.push_back(filled<credential_tag>(i));
    roll.revoked.push_back(filled<credential_tag>(100 + i));
  }
  roll.revoked.pop_back();
  return {open_content{8'000'000, filled<credential_tag>(7)},
          ballots,
          ballots_content{},
          roll,
          roll_content{roll.added, {}},
          roll_content{},
          close_content{UINT64_MAX},
          course_content{UINT64_MAX, true, INT64_MAX},
          course_content{1, false, 0},
          course_content{2, false, 5, {{3}, {UINT32_MAX}}}};
}

// Sealing is injective, so that equal content seals to equal bytes.
bool same(const frame_content& x, const frame_content& y) {
  frame_sealer sealer{home, key()};
  return x.index() == y.index()
         && sealer.seal(1, 1, x).sealed == sealer.seal(1, 1, y).sealed;
}

} // namespace

CAF_TEST(a header is read as it was written) {
  CAF_CHECK(rc::check("header", [](std::uint32_t election, std::uint32_t region,
                                   std::uint16_t slice, std::uint32_t epoch,
                                   std::uint64_t sequence, std::uint8_t kind) {
    frame_header x;
    x.partition = {{election}, {region}, slice};
    x.epoch = epoch;
    x.sequence = sequence;
    x.kind = static_cast<frame_kind>(1 + kind % 4);
    auto bytes = encode(x);
    RC_ASSERT(bytes.size() == frame_header::encoded_size);
    auto y = decode_frame_header(bytes);
    RC_ASSERT(y.has_value());
    RC_ASSERT(encode(*y) == bytes);
    RC_ASSERT(y->partition == x.partition);
    RC_ASSERT(y->epoch == epoch);
    RC_ASSERT(y->sequence == sequence);
    RC_ASSERT(y->kind == x.kind);
  }));
}

CAF_TEST(a header of another length or format or kind is refused) {
  auto bytes = encode(frame_header{});
  CAF_CHECK(decode_frame_header(bytes));
  CAF_CHECK(!decode_frame_header(bytes.substr(1)));
  CAF_CHECK(!decode_frame_header(bytes + '\0'));
  for (char format : {'\0', '\2', '\xFF'}) {
    auto other = bytes;
    other[0] = format;
    CAF_CHECK(!decode_frame_header(other));
  }
  for (char kind : {'\0', '\6', '\xFF'}) {
    auto other = bytes;
    other[1] = kind;
    CAF_CHECK(!decode_frame_header(other));
  }
}

CAF_TEST(every content opens as it was sealed) {
  frame_sealer sealer{home, key()};
  for (const auto& content : contents()) {
    auto stored = encode(sealer.seal(4, 9, content));
    auto read = decode_sealed_frame(stored);
    CAF_REQUIRE(read);
    CAF_CHECK(read->header.kind == kind_of(content));
    CAF_CHECK(read->header.partition == home);
    auto opened = sealer.open(*read);
    CAF_REQUIRE(opened);
    CAF_CHECK(same(*opened, content));
  }
}

CAF_TEST(the numbers of a frame survive) {
  frame_sealer sealer{home, key()};
  auto list = contents();
  auto open = sealer.open(sealer.seal(1, 1, list[0]));
  CAF_CHECK_EQUAL(std::get<open_content>(*open).roll_voters, 8'000'000u);
  auto roll = sealer.open(sealer.seal(1, 1, list[3]));
  CAF_CHECK_EQUAL(std::get<roll_content>(*roll).added.size(), 5u);
  CAF_CHECK_EQUAL(std::get<roll_content>(*roll).revoked.size(), 4u);
  auto ballots = sealer.open(sealer.seal(1, 1, list[1]));
  CAF_CHECK_EQUAL(std::get<ballots_content>(*ballots).ballots[4].selection,
                  std::string(250, '\5'));
  auto close = sealer.open(sealer.seal(1, 1, list[6]));
  CAF_CHECK_EQUAL(std::get<close_content>(*close).ballots, UINT64_MAX);
}

CAF_TEST(the same frame seals to the same bytes and another to others) {
  frame_sealer sealer{home, key()};
  auto content = contents().front();
  auto bytes = encode(sealer.seal(4, 9, content));
  CAF_CHECK(encode(frame_sealer{home, key()}.seal(4, 9, content)) == bytes);
  CAF_CHECK(sealer.seal(5, 9, content).sealed != bytes.substr(24));
  CAF_CHECK(sealer.seal(4, 8, content).sealed != bytes.substr(24));
}

CAF_TEST(every single flipped bit is refused) {
  frame_sealer sealer{home, key()};
  for (const auto& content : contents()) {
    auto bytes = encode(sealer.seal(4, 9, content));
    for (std::size_t bit = 0; bit < bytes.size() * 8; ++bit) {
      auto mask = static_cast<char>(1 << (bit % 8));
      bytes[bit / 8] = static_cast<char>(bytes[bit / 8] ^ mask);
      auto read = decode_sealed_frame(bytes);
      if (read) {
        auto opened = sealer.open(*read);
        CAF_REQUIRE(!opened);
        CAF_REQUIRE(opened.failure().code == ec::damaged);
      }
      bytes[bit / 8] = static_cast<char>(bytes[bit / 8] ^ mask);
    }
    CAF_CHECK(sealer.open(*decode_sealed_frame(bytes)));
  }
}

CAF_TEST(a frame that was cut off is refused) {
  frame_sealer sealer{home, key()};
  auto bytes = encode(sealer.seal(4, 9, contents()[1]));
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    auto read = decode_sealed_frame(bytes.substr(0, size));
    CAF_REQUIRE(!read || !sealer.open(*read));
  }
}

CAF_TEST(a frame of another partition or key is refused) {
  auto content = contents().front();
  auto frame = frame_sealer{home, key()}.seal(4, 9, content);
  for (partition_id other :
       {partition_id{{4}, {2}, 1}, {{3}, {1}, 1}, {{3}, {2}, 0}}) {
    frame_sealer sealer{other, key()};
    auto opened = sealer.open(frame);
    CAF_REQUIRE(!opened);
    CAF_CHECK(opened.failure().detail.find("another partition")
              != std::string::npos);
    // Nor where it claims to lie there.
    auto moved = frame;
    moved.header.partition = other;
    CAF_CHECK(!sealer.open(moved));
  }
  secret_key another{std::string(secret_key::size, 'x')};
  auto opened = frame_sealer{home, another}.open(frame);
  CAF_REQUIRE(!opened);
  CAF_CHECK(opened.failure().detail.find("election 3 region 2 slice 1 frame 9")
            == 0);
}
