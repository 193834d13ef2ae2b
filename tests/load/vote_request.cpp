#define CAF_SUITE vote_request
#include "caf/test/unit_test.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <random>

#include "cli/load/vote_request.hpp"

using namespace scrutin::load;
namespace http = boost::beast::http;
namespace json = boost::json;

namespace {

using request = http::request<http::string_body>;

// What a server's parser makes of the bytes; fails unless it takes them all.
request parse(const std::string& bytes) {
  http::request_parser<http::string_body> parser;
  parser.eager(true);
  boost::system::error_code failure;
  auto used = parser.put(boost::asio::buffer(bytes), failure);
  CAF_REQUIRE(!failure);
  CAF_REQUIRE(parser.is_done());
  CAF_REQUIRE_EQUAL(used, bytes.size());
  return parser.release();
}

planned_cast sample_cast() {
  planned_cast x;
  x.nas = "046454286";
  x.code = "0123-4567-89AB-CDEF-GH";
  x.selection = "oui";
  x.retry_key = "00112233445566778899aabbccddeeff";
  return x;
}

contest_target law() {
  contest_target x;
  x.election = "L2025-\"001\"";
  x.options = {"oui", "non"};
  return x;
}

const server_address server{"127.0.0.1", "8000"};

request render(const contest_target& contest, const planned_cast& x,
               bool with_retry_key = true) {
  std::string bytes = "what the request before left";
  vote_request{contest, server, with_retry_key}.render(x, bytes);
  return parse(bytes);
}

} // namespace

CAF_TEST(a law ballot reads back as it was planned) {
  auto seen = render(law(), sample_cast());
  CAF_CHECK(seen.method() == http::verb::post);
  CAF_CHECK_EQUAL(std::string{seen.target()}, "/api/v1/vote");
  CAF_CHECK_EQUAL(seen.version(), 11u);
  CAF_CHECK(seen.keep_alive());
  CAF_CHECK_EQUAL(std::string{seen["Host"]}, "127.0.0.1:8000");
  CAF_CHECK_EQUAL(std::string{seen["Content-Type"]}, "application/json");
  CAF_CHECK_EQUAL(std::string{seen["Idempotency-Key"]},
                  sample_cast().retry_key);
  json::value expected = {{"nas", "046454286"},
                          {"code", "0123-4567-89AB-CDEF-GH"},
                          {"law_id", "L2025-\"001\""},
                          {"vote", "oui"}};
  CAF_CHECK(json::parse(seen.body()) == expected);
}

CAF_TEST(without retry keys no such field is sent) {
  auto seen = render(law(), sample_cast(), false);
  CAF_CHECK_EQUAL(seen.count("Idempotency-Key"), 0u);
}

CAF_TEST(single and ranked ballots name election and region and options) {
  contest_target contest;
  contest.form = ballot_form::single_choice;
  contest.election_id = 7;
  contest.region_id = 3;
  auto x = sample_cast();
  x.selection = "12";
  auto single = render(contest, x);
  CAF_CHECK_EQUAL(std::string{single.target()}, "/api/v1/elections/vote");
  CAF_CHECK(json::parse(single.body())
            == (json::value{{"nas", x.nas},
                            {"code", x.code},
                            {"election_id", 7},
                            {"region_id", 3},
                            {"candidate_id", 12}}));
  contest.form = ballot_form::ranking;
  x.selection = "3>11>2";
  auto ranked = json::parse(render(contest, x).body());
  CAF_CHECK(ranked.at("ranked_choices") == (json::array{3, 11, 2}));
}

CAF_TEST(sets and scores are sent as selections) {
  contest_target contest;
  contest.form = ballot_form::set;
  auto x = sample_cast();
  x.selection = "3,11";
  auto set = json::parse(render(contest, x).body());
  CAF_CHECK(set.at("selection")
            == json::parse(R"({"type":"set","option_ids":[3,11]})"));
  contest.form = ballot_form::scores;
  x.selection = "3:0,11:5";
  auto scores = json::parse(render(contest, x).body());
  CAF_CHECK(scores.at("selection") == json::parse(R"({"type":"scores","scores":[
    {"option_id":3,"score":0},{"option_id":11,"score":5}]})"));
}

CAF_TEST(every malformed cast is a well formed request that is no cast) {
  for (std::uint64_t i = 0; i < 8; ++i) {
    auto x = sample_cast();
    x.kind = cast_kind::malformed;
    x.index = i;
    auto body = render(law(), x).body();
    boost::system::error_code failure;
    auto parsed = json::parse(body, failure);
    bool no_cast = failure || !parsed.is_object()
                   || !parsed.as_object().contains("code")
                   || parsed.at("nas").as_string().size() != 9;
    CAF_CHECK(no_cast);
  }
}

CAF_TEST(one buffer serves requests of any length) {
  auto seed = std::random_device{}();
  CAF_MESSAGE("seed " << seed);
  std::mt19937 random{seed};
  vote_request requests{law(), server, true};
  std::string bytes;
  for (int i = 0; i < 200; ++i) {
    auto x = sample_cast();
    x.code.assign(random() % 120, 'A');
    requests.render(x, bytes);
    auto body = json::parse(parse(bytes).body());
    CAF_REQUIRE_EQUAL(body.at("code").as_string().size(), x.code.size());
  }
}
