#define CAF_SUITE vote_answer
#include "caf/test/unit_test.hpp"

#include <boost/asio/buffer.hpp>

#include "cli/load/vote_answer.hpp"

using namespace scrutin::load;

namespace {

outcome of(unsigned status, std::string_view body,
           ballot_form form = ballot_form::law_answer) {
  return interpret(status, body, form, false).what;
}

} // namespace

CAF_TEST(a law answer says in its status field what became of the cast) {
  CAF_CHECK(of(202, R"({"status":"accepted"})") == outcome::accepted);
  CAF_CHECK(of(202, R"({"status":"duplicate"})") == outcome::duplicate);
  CAF_CHECK(of(202, R"({"status":"invalid"})") == outcome::unknown_credential);
}

CAF_TEST(only an answer that says accepted is taken for accepted) {
  CAF_CHECK(of(202, "{}") == outcome::unknown);
  CAF_CHECK(of(202, R"({"status":"accep)") == outcome::unknown);
  CAF_CHECK(of(200, R"("accepted")") == outcome::unknown);
  CAF_CHECK(of(0, "") == outcome::unknown);
  CAF_CHECK(of(504, R"({"status":"accepted"})") == outcome::unknown);
  CAF_CHECK(of(500, "") == outcome::unknown);
}

CAF_TEST(refusals are told apart by status and problem type) {
  CAF_CHECK(of(503, "") == outcome::overloaded);
  CAF_CHECK(of(429, "") == outcome::throttled);
  CAF_CHECK(of(422, "{}") == outcome::refused);
  CAF_CHECK(of(409, "{}") == outcome::refused);
  CAF_CHECK(of(409, "{}", ballot_form::ranking) == outcome::duplicate);
}

CAF_TEST(the tracking code of an accepted ballot is kept when asked for) {
  auto body = R"({"status":"accepted","tracking_code":"ABCDE-FGHJK"})";
  auto form = ballot_form::law_answer;
  CAF_CHECK_EQUAL(interpret(202, body, form, true).tracking_code,
                  "ABCDE-FGHJK");
  CAF_CHECK_EQUAL(interpret(202, body, form, false).tracking_code, "");
}

CAF_TEST(a response in any pieces yields status and body) {
  std::string bytes = "HTTP/1.1 202 Accepted\r\nContent-Type: a/b\r\n"
                      "Content-Length: 11\r\n\r\nhello there";
  for (std::size_t cut = 1; cut < bytes.size(); ++cut) {
    std::string body = "left over";
    response_reader reader{body};
    boost::system::error_code failure;
    auto used = reader.put(boost::asio::buffer(bytes.data(), cut), failure);
    // What the parser leaves is handed to it again, with more behind it.
    while (!reader.is_done()) {
      failure = {};
      auto rest = boost::asio::buffer(bytes.data() + used, bytes.size() - used);
      used += reader.put(rest, failure);
      CAF_REQUIRE(!failure);
    }
    CAF_REQUIRE_EQUAL(reader.status(), 202u);
    CAF_REQUIRE_EQUAL(body, "hello there");
    CAF_REQUIRE(reader.keep_alive());
  }
}

CAF_TEST(a body past the bound is refused) {
  std::string body;
  response_reader reader{body};
  boost::system::error_code failure;
  std::string head = "HTTP/1.1 200 OK\r\nContent-Length: 999999\r\n\r\n";
  reader.put(boost::asio::buffer(head), failure);
  CAF_CHECK(failure == boost::beast::http::error::body_limit);
}
