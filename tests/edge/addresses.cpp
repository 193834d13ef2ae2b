#define CAF_SUITE addresses

#include "edge/client_address.hpp"
#include "storage/memory/memory_limits.hpp"

#include "caf/test/unit_test.hpp"

#include "edge/connection_census.hpp"
#include "edge/delay_line.hpp"
#include "edge/rate_limit.hpp"
#include "storage/memory/memory_limits.hpp"

using namespace scrutin;
using namespace scrutin::edge;

namespace {

address_bytes at(const char* text) {
  return *parse_address(text);
}

constexpr std::int64_t second_ns = 1'000'000'000;
const secret_key key{std::string(secret_key::size, 'k')};

/// One that cannot be asked at first, and keeps what it was told.
class listening_limits : public memory_limits {
public:
  using memory_limits::memory_limits;
  result<std::vector<std::int64_t>>
  charge(const std::vector<limit_charge>& charges) override {
    heard = charges;
    return away ? error{ec::unavailable, "away"}
                : memory_limits::charge(charges);
  }

  bool away = false;
  std::vector<limit_charge> heard;
};

} // namespace

CAF_TEST(forwarded addresses count only through listed proxies) {
  auto list = proxy_list::parse({"10.0.0.0/8", "::1"});
  CAF_REQUIRE(list);
  CAF_CHECK(list->client_of(at("8.8.8.8"), "1.1.1.1") == at("8.8.8.8"));
  CAF_CHECK(list->client_of(at("10.1.2.3"), "1.1.1.1") == at("1.1.1.1"));
  CAF_CHECK(list->client_of(at("::1"), "6.6.6.6, 1.1.1.1, 10.9.9.9")
            == at("1.1.1.1"));
  CAF_CHECK(list->client_of(at("10.1.2.3"), "1.1.1.1, junk") == at("10.1.2.3"));
  CAF_CHECK(list->client_of(at("10.1.2.3"), "") == at("10.1.2.3"));
  // Several proxies, whose client says what it likes on the left.
  CAF_CHECK(list->client_of(at("10.1.2.3"), "junk,9.9.9.9, 10.0.0.1,,::1 ,")
            == at("9.9.9.9"));
  CAF_CHECK(list->client_of(at("10.1.2.3"), "junk, 10.0.0.1")
            == at("10.0.0.1"));
  CAF_CHECK(list->client_of(at("10.1.2.3"), "10.0.0.2, 10.0.0.1")
            == at("10.0.0.2"));
  CAF_CHECK(list->client_of(at("::ffff:10.1.2.3"), "1.1.1.1") == at("1.1.1.1"));
  CAF_CHECK(list->client_of(at("10.1.2.3"), "1.1.1.1:8080") == at("1.1.1.1"));
  CAF_CHECK(list->client_of(at("10.1.2.3"), "2001:db8::7")
            == at("2001:db8::7"));
  for (const auto* six : {"[2001:db8::7]", "[2001:db8::7]:443"}) {
    CAF_CHECK(list->client_of(at("10.1.2.3"), six) == at("2001:db8::7"));
  }
  for (const auto* garbage :
       {"unknown", "_hidden", "1.1.1.1:", "1.1.1.1:x", "1.1.1.1:999999", "[::7",
        "[::7]x", "[]", "1.1.1", "1.1.1.256", "\"1.1.1.1\"", "for=1.1.1.1",
        "1.1.1.1 2.2.2.2", ":", "[", "]", "/"}) {
    CAF_CHECK(list->client_of(at("10.1.2.3"), garbage) == at("10.1.2.3"));
  }
  CAF_CHECK(!proxy_list::parse({"10.0.0.0/33"}));
  CAF_CHECK(!proxy_list::parse({"proxy.example"}));
}

CAF_TEST(a bucket gives its quota and fills at its rate) {
  token_buckets buckets{600, 1'000};
  std::uint32_t taken = 0;
  while (buckets.take(1, 0).allowed) {
    ++taken;
  }
  CAF_CHECK_EQUAL(taken, 600U);
  CAF_CHECK(buckets.take(2, 0).allowed);
  // Ten seconds of a minute's quota, asked for far too often.
  std::uint32_t later = 0;
  for (int i = 0; i < 10'000; ++i) {
    later += buckets.take(1, i * second_ns / 1'000).allowed ? 1 : 0;
  }
  CAF_CHECK(later >= 95 && later <= 105);
}

CAF_TEST(a refused client is told when to come back) {
  token_buckets buckets{60, 1'000};
  rate_standing x;
  do {
    x = buckets.take(1, 0);
  } while (x.allowed);
  CAF_CHECK_EQUAL(x.remaining, 0U);
  CAF_CHECK(!buckets.take(1, x.reset_s * second_ns - second_ns / 2).allowed);
  CAF_CHECK(buckets.take(1, x.reset_s * second_ns).allowed);
}

CAF_TEST(more keys than there is room for share and do not grow) {
  token_buckets buckets{2, 160};
  std::size_t refused = 0;
  for (std::uint64_t key = 1; key < 10'000; ++key) {
    refused += buckets.take(key, 0).allowed ? 0 : 1;
  }
  CAF_CHECK(refused > 9'000);
  CAF_CHECK(buckets.take(77'777, 120 * second_ns).allowed);
}

CAF_TEST(addresses of one subnet share the larger bucket) {
  rate_limits limits;
  limits.requests_per_address_per_min = 10;
  limits.requests_per_subnet_per_min = 15;
  rate_limiter limiter{limits, key, false};
  std::uint32_t taken = 0;
  for (const auto* from : {"2001:db8::1", "2001:db8::2", "2001:db8:0:1::1"}) {
    while (limiter.request(at(from), 0).allowed) {
      ++taken;
    }
  }
  CAF_CHECK_EQUAL(taken, 15U);
  CAF_CHECK(limiter.request(at("2001:db9::1"), 0).allowed);
}

CAF_TEST(failures count apart from requests and come to an end) {
  rate_limits limits;
  limits.failures_per_address_per_min = 3;
  rate_limiter limiter{limits, key, false};
  auto from = at("192.0.2.1");
  for (std::uint64_t voter = 0; voter < 100; ++voter) {
    CAF_CHECK_EQUAL(limiter.failed(from, voter, 0).allowed, voter < 3);
  }
  CAF_CHECK(limiter.must_wait(from, 777, 0));
  CAF_CHECK(!limiter.must_wait(at("192.0.3.1"), 777, 0));
  CAF_CHECK(limiter.request(from, 0).allowed);
  CAF_CHECK(!limiter.must_wait(from, 777, 21 * second_ns));
}

CAF_TEST(a voter who is guessed at from many addresses has to wait) {
  rate_limits limits;
  limits.failures_per_nas_per_min = 2;
  rate_limiter limiter{limits, key, false};
  auto voter = limiter.voter_key("123456789");
  CAF_CHECK(voter != limiter.voter_key("123456780"));
  limiter.failed(at("192.0.2.1"), voter, 0);
  CAF_CHECK(!limiter.must_wait(at("198.51.100.1"), voter, 0));
  CAF_CHECK(limiter.failed(at("203.0.113.1"), voter, 0).allowed);
  CAF_CHECK(limiter.must_wait(at("198.51.100.1"), voter, 0));
  CAF_CHECK(!limiter.must_wait(at("198.51.100.1"), voter + 1, 0));
}

CAF_TEST(limiters that share a store refuse as one) {
  rate_limits limits;
  limits.requests_per_address_per_min = 100;
  limits.failures_per_nas_per_min = 2;
  rate_limiter one{limits, key, true};
  rate_limiter other{limits, key, true};
  listening_limits store{std::make_shared<memory_buckets>(),
                         [] { return std::int64_t{1}; }};
  auto from = at("192.0.2.1");
  for (int i = 0; i < 60; ++i) {
    CAF_CHECK(one.request(from, 0).allowed);
  }
  auto voter = one.voter_key("123456789");
  one.failed(from, voter, 0);
  one.failed(from, voter, 0);
  store.away = true;
  CAF_CHECK(!one.exchange(store, 0));
  store.away = false;
  CAF_CHECK(one.exchange(store, 0));
  CAF_CHECK(!other.must_wait(from, voter, 0));
  // It hears of a client when that client comes.
  CAF_CHECK(other.request(from, 0).allowed);
  other.failed(from, voter, 0);
  CAF_CHECK(other.exchange(store, 0));
  CAF_CHECK(other.must_wait(from, voter, 0));
  int left = 0;
  while (other.request(from, 0).allowed) {
    ++left;
  }
  CAF_CHECK_EQUAL(left, 39);
  // What was told once is not told again.
  CAF_CHECK(other.exchange(store, 0));
  store.heard.clear();
  CAF_CHECK(other.exchange(store, 0));
  CAF_CHECK(store.heard.empty());
}

CAF_TEST(what is held back comes out in order and not before its time) {
  delay_line<int> line{2, 100};
  CAF_CHECK(!line.next_in(0));
  line.add(1, 0);
  line.add(2, 30);
  CAF_CHECK(line.full());
  CAF_CHECK(line.next_in(40) == 60);
  CAF_CHECK(!line.take(99));
  CAF_CHECK(line.take(100) == 1);
  CAF_CHECK(!line.take(129));
  CAF_CHECK(line.take(500) == 2);
  CAF_CHECK(!line.take(500));
}

CAF_TEST(connections are counted by address while they live) {
  auto census = std::make_shared<connection_census>(3, 2);
  auto first = census->admit(at("192.0.2.1"));
  auto second = census->admit(at("192.0.2.1"));
  CAF_CHECK(first && second);
  CAF_CHECK(!census->admit(at("192.0.2.1")));
  auto other = census->admit(at("192.0.2.2"));
  CAF_CHECK(other);
  CAF_CHECK(!census->admit(at("192.0.2.3")));
  second.reset();
  CAF_CHECK(census->admit(at("192.0.2.1")));
  CAF_CHECK_EQUAL(census->connections(), 2U);
}
