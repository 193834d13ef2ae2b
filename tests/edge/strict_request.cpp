#define CAF_SUITE strict_request

#include "edge/strict_request.hpp"

#include "caf/test/unit_test.hpp"

#include <chrono>
#include <random>
#include <string>
#include <vector>

using namespace scrutin::edge;

namespace {

head_fault fault_of(const std::string& bytes) {
  request_head head;
  return read_head(bytes, head);
}

std::string get(const std::string& fields) {
  return "GET / HTTP/1.1\r\n" + fields + "\r\n";
}

std::string post(const std::string& fields) {
  return "POST /api/v1/vote HTTP/1.1\r\nHost: a\r\n" + fields + "\r\n";
}

} // namespace

CAF_TEST(a plain request is read) {
  std::string bytes = "POST /api/v1/vote?a=b HTTP/1.1\r\nHost: localhost\r\n"
                      "content-type: application/json\r\n"
                      "Idempotency-Key: k1\r\nContent-Length: 12\r\n\r\n";
  request_head head;
  CAF_CHECK(read_head(bytes, head) == head_fault::none);
  CAF_CHECK_EQUAL(head.path, "/api/v1/vote");
  CAF_CHECK_EQUAL(head.query, "a=b");
  CAF_CHECK_EQUAL(head.content_type, "application/json");
  CAF_CHECK_EQUAL(head.idempotency_key, "k1");
  CAF_CHECK_EQUAL(head.content_length, 12U);
  CAF_CHECK(head.keep_alive);
}

CAF_TEST(every transfer coding is refused) {
  for (const auto* coding : {"chunked", "gzip", "identity", "chunked, identity",
                             "xchunked", "Chunked", "\tchunked"}) {
    auto fields = "Transfer-Encoding: " + std::string{coding} + "\r\n";
    CAF_CHECK(fault_of(post(fields)) == head_fault::transfer_encoding);
    CAF_CHECK(fault_of(post(fields + "Content-Length: 3\r\n"))
              == head_fault::transfer_encoding);
    CAF_CHECK(fault_of(post("Content-Length: 3\r\n" + fields))
              != head_fault::none);
  }
}

CAF_TEST(exactly one host is wanted) {
  CAF_CHECK(fault_of(get("")) == head_fault::host);
  CAF_CHECK(fault_of(get("Host:\r\n")) == head_fault::host);
  for (const auto* odd : {"a b", "a/", "http://a", "a@b", "a?b", "a#b"}) {
    CAF_CHECK(fault_of(get("Host: " + std::string{odd} + "\r\n"))
              == head_fault::host);
  }
  for (const auto* fine :
       {"a", "a:80", "[::1]:80", "127.0.0.1", "a.example."}) {
    CAF_CHECK(fault_of(get("Host: " + std::string{fine} + "\r\n"))
              != head_fault::host);
  }
  CAF_CHECK(fault_of(get("Host: a\r\nHost: a\r\n")) == head_fault::host);
  CAF_CHECK(fault_of(get("Host: a\r\nHOST: b\r\n")) == head_fault::host);
  CAF_CHECK(fault_of("GET / HTTP/1.0\r\n\r\n") == head_fault::host);
}

CAF_TEST(a length is digits and stands once) {
  for (const auto* length : {"+3", "-3", "3, 3", "0x3", "3 3", "", "three",
                             "99999999999999999999", "3;"}) {
    CAF_CHECK(fault_of(post("Content-Length: " + std::string{length} + "\r\n"))
              == head_fault::content_length);
  }
  CAF_CHECK(fault_of(post("Content-Length: 3\r\nContent-Length: 3\r\n"))
            == head_fault::content_length);
  CAF_CHECK(fault_of(post("")) == head_fault::length_required);
  CAF_CHECK(fault_of(post("Content-Length: 3\r\n")) == head_fault::none);
}

CAF_TEST(folded and broken lines are refused) {
  for (const auto* fields :
       {"Host: a\r\nX: 1\r\n 2\r\n", "Host: a\r\nX: 1\r\n\t2\r\n",
        "Host : a\r\n", " Host: a\r\n", "Host: a\r\nX\r\n", "Host: a\nX: 1\r\n",
        "Host: a\r\nX: \x01\r\n", "Host: a\r\n: 1\r\n"}) {
    CAF_CHECK(fault_of(get(fields)) == head_fault::malformed);
  }
}

CAF_TEST(a target is a path) {
  for (const auto* target :
       {"http://a/", "*", "a", "//a/b", "/%", "/%zz", "/a#b", "/<>", "a:80"}) {
    auto fault =
      fault_of("GET " + std::string{target} + " HTTP/1.1\r\nHost: a\r\n\r\n");
    CAF_CHECK(status_of(fault) == 400);
  }
}

CAF_TEST(other versions are refused and old ones close) {
  CAF_CHECK_EQUAL(status_of(fault_of("GET / HTTP/2.0\r\nHost: a\r\n\r\n")),
                  400U);
  request_head head;
  std::string old = "GET / HTTP/1.0\r\nHost: a\r\nConnection: "
                    "keep-alive\r\n\r\n";
  CAF_CHECK(read_head(old, head) == head_fault::none);
  CAF_CHECK(!head.keep_alive);
}

CAF_TEST(fields that decide something stand once) {
  CAF_CHECK(fault_of(get("Host: a\r\nIdempotency-Key: a\r\n"
                         "Idempotency-Key: b\r\n"))
            == head_fault::repeated_field);
  CAF_CHECK(fault_of(get("Host: a\r\nExpect: magic\r\n"))
            == head_fault::expectation);
}

CAF_TEST(forwarded addresses of several fields are one list) {
  request_head head;
  auto bytes = get("Host: a\r\nX-Forwarded-For: 1.1.1.1, 2.2.2.2\r\n"
                   "Accept: */*\r\nx-forwarded-for: 3.3.3.3\r\n"
                   "X-Forwarded-For:\r\n");
  CAF_CHECK(read_head(bytes, head) == head_fault::none);
  CAF_CHECK_EQUAL(head.forwarded_for, "1.1.1.1, 2.2.2.2,3.3.3.3,");
  CAF_CHECK(read_head(get("Host: a\r\n"), head) == head_fault::none);
  CAF_CHECK_EQUAL(head.forwarded_for, "");
}

CAF_TEST(the end of a head is found across reads) {
  std::string bytes = "GET / HTTP/1.1\r\nHost: a\r\n\r\nrest";
  auto whole = find_head_end(bytes, 0);
  CAF_CHECK_EQUAL(bytes.substr(whole), "rest");
  for (std::size_t seen = 0; seen < whole; ++seen) {
    CAF_CHECK_EQUAL(find_head_end(bytes.substr(0, seen), 0), 0U);
    CAF_CHECK_EQUAL(find_head_end(bytes, seen), whole);
  }
}

// Goal: nothing that a client sends ends the process or is its fault. Method:
// good heads with bytes changed, dropped, doubled and spliced, from a seed
// that is printed.
CAF_TEST(a hundred thousand mangled heads get 4xx or pass) {
  auto seed = static_cast<std::uint64_t>(
    std::chrono::steady_clock::now().time_since_epoch().count());
  CAF_MESSAGE("seed " << seed);
  std::mt19937_64 random{seed};
  const std::vector<std::string> good{
    get("Host: a\r\nAccept: */*\r\n"),
    post("Content-Length: 30\r\nContent-Type: application/json\r\n"),
    "GET /api/v1/results/L%202?x=1&y HTTP/1.0\r\nHost: [::1]:80\r\n\r\n",
    post("Content-Length: 3\r\nX-Forwarded-For: 1.2.3.4, ::1\r\n"
         "Connection: close, te\r\nExpect: 100-continue\r\n"),
  };
  const std::string spice{"\r\n \t\0:;,/%\xFF\x80?#AZaz09", 20};
  std::size_t passed = 0;
  for (int round = 0; round < 100'000; ++round) {
    auto bytes = good[random() % good.size()];
    for (auto changes = random() % 6; changes > 0; --changes) {
      auto at = random() % bytes.size();
      switch (random() % 4) {
      case 0:
        bytes[at] = spice[random() % spice.size()];
        break;
      case 1:
        bytes.erase(at, 1 + random() % 4);
        break;
      case 2:
        bytes.insert(at, 1 + random() % 3, spice[random() % spice.size()]);
        break;
      case 3:
        bytes.insert(at, good[random() % good.size()].substr(0, at));
        break;
      }
      if (bytes.empty()) {
        bytes = "\r";
      }
    }
    auto size = find_head_end(bytes, 0);
    if (size == 0) {
      continue;
    }
    request_head head;
    auto status = status_of(read_head(bytes.substr(0, size), head));
    passed += status == 0 ? 1 : 0;
    if (status != 0 && (status < 400 || status > 499)) {
      CAF_ERROR("a status of " << status);
    }
  }
  CAF_CHECK(passed > 1'000);
}
