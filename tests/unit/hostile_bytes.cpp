// Goal: no bytes make a decoder crash, hang or read what was never written.
// Method: 200,000 random and mutated strings to each, from a printed seed; to
// be run under the sanitizers as well.
#define CAF_SUITE hostile_bytes
#include "caf/test/unit_test.hpp"

#include <cstdlib>
#include <iostream>
#include <random>

#include "domain/byte_codec.hpp"
#include "domain/credential.hpp"
#include "domain/election_keys.hpp"
#include "domain/frame.hpp"
#include "domain/ledger.hpp"
#include "domain/selection.hpp"
#include "domain/snapshot.hpp"
#include "domain/text.hpp"
#include "domain/tracking_code.hpp"
#include "tests/fixtures/elections.hpp"

using namespace scrutin;
using namespace scrutin::fixtures;

namespace {

constexpr int strings = 200'000;

secret_key some_key() {
  return secret_key{std::string(secret_key::size, 'k')};
}

/// Draws strings: half of them noise, half of them a good one with a few
/// bytes changed, taken out or put in.
class source {
public:
  explicit source(std::vector<std::string> good) : good_(std::move(good)) {
    const auto* given = std::getenv("SCRUTIN_TEST_SEED");
    auto seed = given != nullptr ? std::stoul(given) : std::random_device{}();
    std::cout << "SCRUTIN_TEST_SEED=" << seed << '\n';
    random_.seed(static_cast<std::mt19937::result_type>(seed));
  }

  std::string draw() { return below(2) == 0 ? noise() : mutated(); }

private:
  std::size_t below(std::size_t limit) { return random_() % limit; }
  char byte() {
    // Small numbers and high bits are what decoders trip over.
    auto any = static_cast<char>(random_());
    return below(2) == 0 ? any : static_cast<char>(any & 0x83);
  }

  std::string noise() {
    std::string x(below(64), '\0');
    for (auto& c : x) {
      c = byte();
    }
    return x;
  }

  std::string mutated() {
    auto x = good_[below(good_.size())];
    for (auto changes = 1 + below(3); changes > 0 && !x.empty(); --changes) {
      auto at = below(x.size());
      switch (below(4)) {
      case 0:
        x[at] = byte();
        break;
      case 1:
        x.erase(at, 1 + below(8));
        break;
      case 2:
        x.insert(at, 1, byte());
        break;
      default:
        x[at] = static_cast<char>(x[at] ^ (1 << below(8)));
      }
    }
    return x;
  }

  std::vector<std::string> good_;
  std::mt19937 random_;
};

template <class Decode>
void feed(std::vector<std::string> good, Decode decode) {
  source from{std::move(good)};
  for (int i = 0; i < strings; ++i) {
    decode(from.draw());
  }
}

std::vector<frame_content> some_contents() {
  ballots_content ballots;
  ballots.spent.resize(3);
  ballots.ballots.resize(3, {ballot_id{}, "selection"});
  roll_content roll;
  roll.added.resize(2);
  return {open_content{}, ballots, roll, close_content{}};
}

} // namespace

CAF_TEST(snapshots and ledgers from any bytes are whole or refused) {
  auto rules = referendum();
  partition_id place{{1}, {1}, 0};
  partition_ledger ledger{place, rules};
  for (char c = 'a'; c < 'h'; ++c) {
    ledger.add_to_roll(credential_tag::from(std::string(16, c)));
  }
  snapshot_sealer sealer{place, some_key()};
  auto sealed = sealer.seal({3, 2, frame_kind::ballots, std::string(16, 't')},
                            ledger.save(), std::string(12, 'n'));
  CAF_REQUIRE(sealer.open(sealed));
  feed({encode(sealed)}, [&](const std::string& bytes) {
    auto read = decode_sealed_snapshot(bytes);
    if (read && encode(*read) != encode(sealed) && sealer.open(*read)) {
      CAF_ERROR("a snapshot that nobody sealed was opened");
    }
  });
  feed({ledger.save()}, [&](const std::string& bytes) {
    partition_ledger other{place, rules};
    auto done = other.load(bytes);
    if (done && other.ballots() > other.memory_bytes()) {
      CAF_ERROR("a ledger of more ballots than it holds");
    }
  });
}

CAF_TEST(selections from any bytes are canonical or refused) {
  auto rules = ranked(5);
  feed({to_canonical(blank_choice{}), to_canonical(single_choice{{300}}),
        to_canonical(ranking_of({{1}, {}, {2, 3}, {4}}))},
       [&](const std::string& bytes) {
         auto read = from_canonical(bytes);
         if (read) {
           CAF_REQUIRE(to_canonical(*read) == bytes);
           static_cast<void>(validate(*read, rules, rules.contests.front()));
         }
       });
}

CAF_TEST(frames from any bytes are read alike or refused) {
  frame_sealer sealer{{{1}, {1}, 0}, some_key()};
  std::vector<std::string> good;
  for (const auto& content : some_contents()) {
    good.push_back(encode(sealer.seal(1, 1, content)));
  }
  feed(good, [&](const std::string& bytes) {
    auto read = decode_sealed_frame(bytes);
    if (read) {
      CAF_REQUIRE(encode(*read) == bytes);
      bool opened = sealer.open(*read).has_value();
      bool untouched = std::find(good.begin(), good.end(), bytes) != good.end();
      CAF_REQUIRE(opened == untouched);
    }
  });
}

CAF_TEST(content that is sealed well may still be anything) {
  // Behind the seal: as if whoever holds the keys wrote nonsense.
  partition_id home{{1}, {1}, 0};
  std::string context("\0\0\0\1\0\0\0\1\0\0", 10);
  sealer inner{derive_key(some_key(), "frame", context)};
  frame_sealer outer{home, some_key()};
  auto nonce = std::string("\0\0\0\1\0\0\0\0\0\0\0\1", 12);
  std::vector<std::string> good;
  for (const auto& content : some_contents()) {
    auto frame = outer.seal(1, 1, content);
    good.push_back(*inner.open(nonce, encode(frame.header), frame.sealed));
  }
  std::uint8_t kind = 0;
  feed(good, [&](const std::string& plain) {
    sealed_frame frame;
    frame.header.partition = home;
    frame.header.epoch = 1;
    frame.header.sequence = 1;
    frame.header.kind = static_cast<frame_kind>(1 + kind++ % 4);
    frame.sealed = inner.seal(nonce, encode(frame.header), plain);
    auto content = outer.open(frame);
    if (content) {
      CAF_REQUIRE(outer.seal(1, 1, *content).sealed == frame.sealed);
    }
  });
}

CAF_TEST(tracking codes from any text are read alike or refused) {
  tracking_code code{{{3}, {200}, 17}, ballot_id::from("0123456789abcdef")};
  feed({to_string(code)}, [](const std::string& text) {
    auto read = parse_tracking_code(text);
    if (read) {
      CAF_REQUIRE(from_base32(to_string(*read)) == from_base32(text));
    }
  });
}

CAF_TEST(base32 and hexadecimal from any text are read alike or refused) {
  feed({to_base32("some bytes"), to_hex("some bytes")},
       [](const std::string& text) {
         auto bytes = from_base32(text);
         if (bytes) {
           CAF_REQUIRE(from_base32(to_base32(*bytes)) == bytes);
         }
         auto hex = from_hex(text);
         if (hex) {
           CAF_REQUIRE(to_hex(*hex).size() == text.size());
         }
         static_cast<void>(is_utf8(text));
         static_cast<void>(normalize_nas(text));
         static_cast<void>(normalize_code(text, code_format::strong));
         static_cast<void>(normalize_code(text, code_format::legacy));
       });
}

CAF_TEST(a byte reader never reads past the end) {
  feed({std::string("\3abc\x80\1\0\0\0\2", 10)}, [](const std::string& bytes) {
    byte_reader in{bytes};
    for (int step = 0; !in.failed() && step < 100; ++step) {
      auto before = in.remaining();
      switch (bytes.size() % 7 + static_cast<std::size_t>(step) % 2) {
      case 0:
        in.varint();
        break;
      case 1:
        CAF_REQUIRE(in.sized().size() <= before);
        break;
      case 2:
        in.u64();
        break;
      case 3:
        in.u16();
        break;
      case 4:
        CAF_REQUIRE(in.count(3) * 3 <= before);
        break;
      case 5:
        in.fixed<ballot_id>();
        break;
      default:
        in.u8();
      }
      CAF_REQUIRE(in.remaining() <= before);
    }
  });
}

CAF_TEST(wrapped keys from any bytes open only untouched) {
  election_keys keys;
  auto wrapped = wrap(keys, some_key(), {1}, std::string(12, 'n'));
  feed({wrapped}, [&](const std::string& bytes) {
    CAF_REQUIRE(unwrap(bytes, some_key(), {1}).has_value()
                == (bytes == wrapped));
  });
}
