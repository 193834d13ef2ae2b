// Goal: whatever is sent, the answer is a clear problem, nothing of the
// credential comes back, nothing in the box changes, and the server stays well.
// Method: every field of every body in many wrong forms, then a hundred
// thousand requests with random bytes changed.
#define CAF_SUITE bad_input
#include "caf/test/unit_test.hpp"

#include <atomic>
#include <iostream>
#include <random>
#include <thread>

#include <boost/json.hpp>

#include "tests/fixtures/cast_ledger.hpp"

using namespace scrutin;
using namespace scrutin::fixtures;

namespace {

namespace json = boost::json;

constexpr auto receipt_route = "/api/v1/receipts";

/// Values that no field of a cast or receipt may have, as JSON.
std::vector<std::string> wrong_values() {
  return {
    "null",
    "\"\"",
    "\" \"",
    "true",
    "[]",
    "{}",
    "[[[[]]]]",
    "-1",
    "0",
    "1.5",
    "1e400",
    "4294967296",
    "18446744073709551616",
    "-9223372036854775809",
    "9007199254740993.0",
    '"' + std::string(4'000, 'a') + '"',
    '"' + std::string(2'000, '9') + '"',
    // Full-width digits, a zero byte, right-to-left marks, a lone surrogate,
    // combining marks, bytes that are no UTF-8.
    "\"\uff11\uff12\uff13\uff14\uff15\uff16\uff17\uff18\uff19\"",
    "\"12345678\\u0000\"",
    "\"\\u202e123456789\"",
    "\"\\ud800\"",
    "\"e\u0301\u0301\u0301\u0301\"",
    "\"\xff\xfe\xc0\x80\"",
    "\"'; DROP TABLE frame; --\"",
    "\"<script>alert(1)</script>\"",
  };
}

/// The body with one field put in the place of another, or left out.
std::string with_field(const json::object& body, std::string_view name,
                       const std::string* value) {
  std::string text = "{";
  for (const auto& field : body) {
    auto changed = field.key() == json::string_view{name.data(), name.size()};
    if (changed && value == nullptr) {
      continue;
    }
    text += text.size() > 1 ? "," : "";
    text += json::serialize(json::string{field.key()}) + ":";
    text += changed ? *value : json::serialize(field.value());
  }
  return text + "}";
}

struct fixture {
  trial_election trial{{law_document(), council_document(5)}, 4};
  std::unique_ptr<server_process> server = trial.serve({"http.threads=2"});
  http_client client{server->port()};
  voter who = trial.voters()[0];
  std::size_t tried = 0;

  void check_problem(const std::string& route, const std::string& body,
                     const std::optional<http_answer>& answer) {
    ++tried;
    if (!answer) {
      CAF_FAIL("no answer on " << route << " to " << body.substr(0, 200));
    }
    auto status = answer->result_int();
    if (status < 400 || status > 499
        || (*answer)["Content-Type"] != "application/problem+json"
        || field_of(answer->body(), "type").empty()
        || field_of(answer->body(), "detail").empty()) {
      CAF_ERROR(status << " on " << route << " to " << body.substr(0, 200)
                       << ": " << answer->body());
    }
    if (answer->body().find(who.nas) != std::string::npos
        || answer->body().find(who.code) != std::string::npos) {
      CAF_ERROR("a credential comes back: " << answer->body());
    }
  }

  void refuse(const std::string& route, const std::string& body) {
    check_problem(route, body, client.post(route, body));
  }

  /// Every field of a good body, absent and in every wrong form.
  void refuse_every_field(const std::string& route, const std::string& body) {
    auto object = json::parse(body).as_object();
    for (const auto& field : object) {
      std::string name{field.key()};
      refuse(route, with_field(object, name, nullptr));
      for (const auto& value : wrong_values()) {
        refuse(route, with_field(object, name, &value));
      }
    }
  }

  void check_nothing_changed() {
    CAF_CHECK_EQUAL(server->stop(), 0);
    CAF_CHECK_EQUAL(joined(faults_in_box(trial, cast_ledger{})), "");
  }
};

std::string mutated(std::string bytes, std::mt19937& random) {
  auto up_to = [&](std::size_t most) {
    return std::uniform_int_distribution<std::size_t>{0, most}(random);
  };
  for (auto changes = 1 + up_to(5); changes > 0; --changes) {
    auto at = up_to(bytes.size() - 1);
    switch (up_to(4)) {
    case 0:
      bytes[at] = static_cast<char>(up_to(255));
      break;
    case 1:
      bytes[at] = static_cast<char>(bytes[at] ^ (1 << up_to(7)));
      break;
    case 2:
      bytes.erase(at, 1 + up_to(8));
      break;
    case 3:
      bytes.insert(at, 1 + up_to(8), "\r\n{}[]\":,\\0 "[up_to(11)]);
      break;
    default:
      bytes.insert(at, bytes.substr(at / 2, up_to(32)));
      break;
    }
    if (bytes.empty()) {
      bytes = "\r";
    }
  }
  return bytes;
}

} // namespace

CAF_TEST_FIXTURE_SCOPE(bad_input_tests, fixture)

CAF_TEST(every field that is wrong gets a clear problem and changes nothing) {
  refuse_every_field(law_route, law_cast(who, "oui"));
  refuse_every_field(council_route, council_cast(who, "[[1],[2]]"));
  refuse_every_field(receipt_route, R"({"tracking_code":"x"})");
  for (const auto& value : wrong_values()) {
    refuse(council_route, council_cast(who, value));
    refuse(council_route, council_cast(who, "[" + value + "]"));
    if (value != "[]") {
      refuse(council_route, council_cast(who, "[[" + value + "]]"));
    }
  }
  for (const auto* ranks : {"[]", "[[1],[1]]", "[[1,2]]", "[[6]]", "[[1],[]]",
                            "[[1],[2],[3],[4],[5],[1]]"}) {
    if (std::string_view{ranks} != "[[1],[]]") {
      refuse(council_route, council_cast(who, ranks));
    }
  }
  std::cout << tried << " bodies" << std::endl;
  check_nothing_changed();
}

CAF_TEST(bodies that are no cast get a clear problem and change nothing) {
  auto good = law_cast(who, "oui");
  for (const auto* route : {law_route, council_route, receipt_route}) {
    for (const auto& body : std::vector<std::string>{
           "{", "}", "[]", "null", "1", "\"x\"", "{}", "{\"nas\"}", good + "x",
           good.substr(0, good.size() - 1), std::string(900, '['),
           R"({"nas":"1","nas":"2"})", std::string(64, '\0'),
           "{\"nas\":" + std::string(400, '[') + std::string(400, ']') + "}"}) {
      refuse(route, body);
    }
    auto without_type = client.exchange(http_request("POST", route, good));
    check_problem(route, good, without_type);
    auto too_large = client.post(route, std::string(20'000, ' '));
    CAF_REQUIRE(too_large);
    CAF_CHECK_EQUAL(too_large->result_int(), 413u);
  }
  for (const auto& key : std::vector<std::string>{std::string(65, 'k'), "a b",
                                                  "\xc3\xa9", "a\tb"}) {
    check_problem(law_route, good, client.post(law_route, good, key));
  }
  check_nothing_changed();
}

CAF_TEST(a hundred thousand mutated requests leave the server well) {
  constexpr std::size_t requests = 100'000;
  constexpr std::size_t threads_count = 16;
  constexpr std::uint64_t growth_bytes_max = std::uint64_t{64} << 20;
  auto seed = std::random_device{}();
  std::cout << "seed " << seed << std::endl;
  // Credentials of nobody: what stays a cast by chance is refused.
  const voter nobody{"100000009", "0000000000000000ZZ"};
  std::vector<std::string> whole;
  for (const auto& [route, body] :
       std::vector<std::pair<std::string, std::string>>{
         {law_route, law_cast(nobody, "oui")},
         {council_route, council_cast(nobody, "[[1],[2]]")},
         {receipt_route, R"({"tracking_code":"080G0-9VZD4"})"}}) {
    whole.push_back(http_request("POST", route, body,
                                 "Content-Type: application/json\r\n"
                                 "Idempotency-Key: mutated\r\n"));
  }
  auto before = server->resident_bytes();
  std::atomic<std::size_t> next{0};
  std::atomic<std::size_t> answered{0};
  std::atomic<std::size_t> broken{0};
  std::vector<std::thread> threads;
  for (std::size_t t = 0; t < threads_count; ++t) {
    threads.emplace_back([&, t] {
      std::mt19937 random{seed + static_cast<std::uint32_t>(t)};
      std::unique_ptr<http_client> sender;
      for (auto i = next++; i < requests; i = next++) {
        // A connection each, ended behind the request: nobody waits for what
        // a mutation left unfinished.
        sender = std::make_unique<http_client>(server->port());
        auto bytes = mutated(whole[i % whole.size()], random);
        if (!sender->send(bytes + "\r\n\r\n")) {
          continue;
        }
        sender->finish_sending();
        auto answer = sender->receive();
        answered += answer ? 1 : 0;
        broken += answer && answer->result_int() >= 500 ? 1 : 0;
      }
    });
  }
  for (auto& thread : threads) {
    thread.join();
  }
  auto after = server->resident_bytes();
  CAF_CHECK_EQUAL(broken, 0u);
  CAF_CHECK(answered > requests / 2);
  CAF_CHECK(after < before + growth_bytes_max);
  std::cout << answered << " answered, memory " << (before >> 20) << " to "
            << (after >> 20) << " MiB" << std::endl;
  auto health = client.get("/health");
  CAF_REQUIRE(health);
  CAF_CHECK_EQUAL(health->result_int(), 200u);
  check_nothing_changed();
}

CAF_TEST_FIXTURE_SCOPE_END()
