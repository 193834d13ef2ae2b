#define CAF_SUITE cast_routes

#include "tests/edge/edge_fixture.hpp"

#include "caf/test/unit_test.hpp"

#include "domain/selection.hpp"
#include "domain/tracking_code.hpp"

using namespace scrutin;
using namespace scrutin::fixtures;

namespace {

constexpr const char* law_path = "/api/v1/vote";
constexpr const char* election_path = "/api/v1/elections/vote";

std::string pointers_of(const http_answer& x) {
  std::string all;
  auto body = x.json();
  if (const auto* errors = body.if_contains("errors")) {
    for (const auto& each : errors->as_array()) {
      all += std::string{each.at("pointer").as_string().c_str()} + " ";
    }
  }
  return all;
}

} // namespace

CAF_TEST(an accepted ballot on a law gets a tracking code) {
  edge_fixture edge;
  auto x = edge.post(law_path, law_ballot());
  CAF_CHECK_EQUAL(x.status, 202U);
  CAF_CHECK_EQUAL(x.field("Content-Type"), "application/json");
  auto body = x.json();
  CAF_CHECK(body.at("status") == "accepted");
  CAF_CHECK_EQUAL(body.at("request_id").as_string().size(), 36U);
  auto code = parse_tracking_code(body.at("tracking_code").as_string().c_str());
  CAF_REQUIRE(code);
  auto casts = edge.world.casts();
  CAF_REQUIRE_EQUAL(casts.size(), 1U);
  CAF_CHECK(code->ballot == casts[0].ballot);
  CAF_CHECK(code->partition == casts[0].partition);
  CAF_CHECK_EQUAL(casts[0].received_at_ms, 1'500);
  CAF_CHECK_EQUAL(casts[0].selection, to_canonical(single_choice{{1}}));
}

CAF_TEST(the same cast with the same key gets the same bytes) {
  edge_fixture edge;
  auto key = "Idempotency-Key: k-1\r\n";
  auto first = edge.post(law_path, law_ballot(), key);
  auto again = edge.post(law_path, law_ballot(), key);
  CAF_CHECK_EQUAL(first.body, again.body);
  CAF_CHECK(edge.post(law_path, law_ballot("non"), key).body != first.body);
  CAF_CHECK(edge.post(law_path, law_ballot()).body != first.body);
  auto casts = edge.world.casts();
  CAF_CHECK(casts[0].retry == casts[1].retry);
  CAF_CHECK(casts[0].retry != casts[2].retry);
  CAF_CHECK(casts[0].tag == casts[3].tag);
}

CAF_TEST(voters are answered in French unless they prefer English) {
  edge_fixture edge;
  auto ask = [&edge](const std::string& fields) {
    return edge.post(law_path, law_ballot(), fields);
  };
  auto french = ask("Idempotency-Key: k-1\r\n");
  CAF_CHECK_EQUAL(french.field("Content-Language"), "fr");
  CAF_CHECK(french.json().at("message") == "Votre bulletin est dans l'urne.");
  auto english = ask("Accept-Language: en-CA, fr;q=0.8\r\n");
  CAF_CHECK_EQUAL(english.field("Content-Language"), "en");
  CAF_CHECK(english.json().at("message")
            == "Your ballot is in the ballot box.");
  edge.world.answer = verdict::closed;
  auto late = ask("Accept-Language: fr-CA\r\n");
  CAF_CHECK_EQUAL(late.field("Content-Language"), "fr");
  CAF_CHECK_EQUAL(late.problem(), "closed");
  CAF_CHECK(late.json().at("title") == "Le vote est terminé");
  edge.world.answer = verdict::invalid_selection;
  auto english_no = ask("Accept-Language: en\r\n");
  CAF_CHECK(english_no.json().at("title") == "The selection cannot be counted");
}

CAF_TEST(each verdict on a law has its answer) {
  edge_fixture edge;
  auto ask = [&edge](verdict what) {
    edge.world.answer = what;
    return edge.post(law_path, law_ballot());
  };
  auto duplicate = ask(verdict::already_voted);
  CAF_CHECK_EQUAL(duplicate.status, 202U);
  CAF_CHECK(duplicate.json().at("status") == "duplicate");
  CAF_CHECK(duplicate.json().at("attempt_count") == 2);
  auto invalid = ask(verdict::unknown_credential);
  CAF_CHECK_EQUAL(invalid.status, 202U);
  CAF_CHECK(invalid.json().at("status") == "invalid");
  auto early = ask(verdict::not_open);
  CAF_CHECK_EQUAL(early.status, 409U);
  CAF_CHECK_EQUAL(early.problem(), "not-open");
  CAF_CHECK(early.json().at("opens_at") == "1970-01-01T00:00:01.000Z");
  auto late = ask(verdict::closed);
  CAF_CHECK_EQUAL(late.status, 409U);
  CAF_CHECK(late.json().at("closes_at") == "1970-01-01T00:00:02.000Z");
  auto busy = ask(verdict::unavailable);
  CAF_CHECK_EQUAL(busy.status, 503U);
  CAF_CHECK(!busy.field("Retry-After").empty());
  auto aside = ask(verdict::set_aside);
  CAF_CHECK_EQUAL(aside.status, 500U);
  CAF_CHECK_EQUAL(aside.problem(), "set-aside");
  CAF_CHECK(aside.body.find("not counted") == std::string::npos);
  CAF_CHECK(aside.field("Retry-After").empty());
  auto unknown = ask(verdict::outcome_unknown);
  CAF_CHECK_EQUAL(unknown.status, 504U);
  CAF_CHECK_EQUAL(unknown.problem(), "outcome-unknown");
}

CAF_TEST(each verdict in an election has its answer) {
  edge_fixture edge;
  auto ask = [&edge](verdict what, const std::string& choice) {
    edge.world.answer = what;
    return edge.post(election_path, election_ballot(choice));
  };
  const std::string one = R"("candidate_id":2)";
  CAF_CHECK_EQUAL(ask(verdict::accepted, one).status, 202U);
  auto again = ask(verdict::already_voted, one);
  CAF_CHECK_EQUAL(again.status, 409U);
  CAF_CHECK_EQUAL(again.problem(), "already-voted");
  auto unknown = ask(verdict::unknown_credential, one);
  CAF_CHECK_EQUAL(unknown.status, 400U);
  CAF_CHECK_EQUAL(unknown.problem(), "unknown-credential");
  CAF_CHECK_EQUAL(ask(verdict::not_open, one).status, 400U);
  CAF_CHECK_EQUAL(ask(verdict::closed, one).status, 400U);
  auto refuse = [&](const std::string& choice) {
    auto x = ask(verdict::invalid_selection, choice);
    CAF_CHECK_EQUAL(x.status, 400U);
    return x.problem();
  };
  CAF_CHECK_EQUAL(refuse(R"("candidate_id":9)"), "unknown-option");
  CAF_CHECK_EQUAL(refuse(R"("ranked_choices":[1,2])"), "wrong-method");
  CAF_CHECK_EQUAL(refuse(R"("candidate_id":1,"voting_method":"ranked_choice")"),
                  "wrong-method");
  CAF_CHECK_EQUAL(
    edge
      .post(election_path, election_ballot(R"("selection":{"type":"write_in",)"
                                           R"("name":"123 456 789"})"))
      .status,
    422U);
  for (const auto* kind : {R"("selection":{"type":"set","option_ids":[1]})",
                           R"("selection":{"type":"scores","scores":[]})",
                           R"("selection":{"type":"write_in","name":"Zoé"})"}) {
    CAF_CHECK_EQUAL(refuse(kind), "wrong-method");
  }
}

CAF_TEST(every way to write a selection arrives in its canonical form) {
  edge_fixture edge;
  auto sent = [&edge](const std::string& choice) {
    auto body = election_ballot(choice);
    auto at = body.find("\"election_id\":3");
    body.replace(at, 15, "\"election_id\":4");
    CAF_CHECK_EQUAL(edge.post(election_path, body).status, 202U);
    return edge.world.casts().back().selection;
  };
  CAF_CHECK_EQUAL(sent(R"("ranked_choices":[3,1])"),
                  to_canonical(ranking{{{{3}}, {{1}}}}));
  CAF_CHECK_EQUAL(
    sent(R"("selection":{"type":"ranking","ranks":[[1],[2,3],[]]})"),
    to_canonical(ranking{{{{1}}, {{2}, {3}}}}));
  CAF_CHECK_EQUAL(sent(R"("selection":{"type":"one","option_id":2})"),
                  to_canonical(single_choice{{2}}));
  CAF_CHECK_EQUAL(sent(R"("selection":{"type":"blank"},"candidate_id":null)"),
                  to_canonical(blank_choice{}));
  CAF_CHECK_EQUAL(sent(R"("selection":{"type":"set","option_ids":[3,1]})"),
                  to_canonical(option_set{{{1}, {3}}}));
  CAF_CHECK_EQUAL(sent(R"("selection":{"type":"write_in","name":" Zoé  R "})"),
                  to_canonical(write_in{"Zoé R"}));
  CAF_CHECK_EQUAL(
    sent(R"("selection":{"type":"scores","scores":[)"
         R"({"option_id":2,"score":5},{"option_id":1,"score":0}]})"),
    to_canonical(score_list{{{{2}, 5}}}));
  for (const auto* choice :
       {R"("type":"set","option_ids":[1,"2"])", R"("type":"set")",
        R"("type":"scores","scores":[7])",
        R"("type":"scores","scores":[{"option_id":1}])",
        R"("type":"scores","scores":[{"option_id":1,"score":-1}])",
        R"("type":"scores","scores":[{"option_id":1,"score":1.5}])"}) {
    auto body = election_ballot("\"selection\":{" + std::string{choice} + "}");
    CAF_CHECK_EQUAL(edge.post(election_path, body).status, 422U);
  }
}

CAF_TEST(unknown contests are told before anything is judged) {
  edge_fixture edge;
  auto law = [&edge](const std::string& rest) {
    return edge.post(law_path,
                     R"({"nas":"123456789","code":"ABC123","vote":"oui",)"
                       + rest + "}");
  };
  CAF_CHECK_EQUAL(law(R"("law_id":"L9")").problem(), "unknown-law");
  CAF_CHECK_EQUAL(law(R"("law_id":"E3")").problem(), "unknown-law");
  CAF_CHECK_EQUAL(law(R"("law_id":"L1","region_id":5)").problem(),
                  "unknown-region");
  auto districts = law(R"("law_id":"L2")");
  CAF_CHECK_EQUAL(districts.status, 422U);
  CAF_CHECK_EQUAL(pointers_of(districts), "/region_id ");
  CAF_CHECK_EQUAL(law(R"("law_id":"L2","region_id":2)").status, 202U);
  auto casts = edge.world.casts();
  CAF_REQUIRE_EQUAL(casts.size(), 1U);
  CAF_CHECK_EQUAL(casts[0].partition.region.value, 2U);
  auto elsewhere = edge.post(
    election_path, R"({"nas":"123456789","code":"ABC123","election_id":99,)"
                   R"("region_id":1,"candidate_id":1})");
  CAF_CHECK_EQUAL(elsewhere.status, 404U);
  CAF_CHECK_EQUAL(edge.world.casts().size(), 1U);
}

// Goal: no malformed body is counted or breaks anything. Method: each field in
// turn absent, null, empty, too long, of every wrong type, hostile.
CAF_TEST(every bad field of a law ballot is named by its pointer) {
  edge_fixture edge;
  const std::vector<std::pair<std::string, std::string>> good{
    {"nas", "\"123456789\""},
    {"code", "\"ABC123\""},
    {"law_id", "\"L1\""},
    {"vote", "\"oui\""}};
  const std::vector<std::string> bad{"null",
                                     "\"\"",
                                     "0",
                                     "-1",
                                     "1e99",
                                     "true",
                                     "[]",
                                     "{}",
                                     "[\"123456789\"]",
                                     "\"" + std::string(5'000, '9') + "\"",
                                     R"("\u0000")",
                                     R"("\u202e1234")",
                                     "\"🗳️\"",
                                     R"("' OR 1=1")"};
  for (const auto& [field, ignored] : good) {
    for (const auto& value : bad) {
      std::string body = "{\"extra\":[1,{}]";
      for (const auto& [name, right] : good) {
        body += ",\"" + name + "\":" + (name == field ? value : right);
      }
      auto x = edge.post(law_path, body + "}");
      auto unknown_law = field == "law_id" && x.status == 404;
      CAF_CHECK(unknown_law || x.status == 422);
      if (!unknown_law) {
        CAF_CHECK_EQUAL(x.field("Content-Type"), "application/problem+json");
        CAF_CHECK_EQUAL(pointers_of(x), "/" + field + " ");
      }
      CAF_CHECK(x.body.find("999999") == std::string::npos);
    }
  }
  CAF_CHECK(edge.world.casts().empty());
}

CAF_TEST(every bad selection is named by its pointer) {
  edge_fixture edge;
  for (const auto* choice :
       {R"("a":1)", R"("candidate_id":0)", R"("candidate_id":"1")",
        R"("candidate_id":1,"ranked_choices":[1])",
        R"("candidate_id":4294967296)", R"("candidate_id":-1)",
        R"("candidate_id":1.5)", R"("ranked_choices":1)",
        R"("ranked_choices":["1"])", R"("ranked_choices":[[1]])",
        R"("selection":[])", R"("selection":{})",
        R"("selection":{"type":"magic"})", R"("selection":{"type":"one"})",
        R"("selection":{"type":"ranking","ranks":[1]})",
        R"("selection":{"type":"ranking","ranks":[[0]]})",
        R"("selection":{"type":"write_in","name":""})",
        R"("candidate_id":1,"voting_method":"lottery")"}) {
    auto x = edge.post(election_path, election_ballot(choice));
    CAF_CHECK_EQUAL(x.status, 422U);
    CAF_CHECK(!pointers_of(x).empty());
  }
  CAF_CHECK(edge.world.casts().empty());
}

CAF_TEST(bodies that are no JSON objects are refused) {
  edge_fixture edge;
  for (const auto& body : {std::string{}, std::string{"[]"}, std::string{"{"},
                           std::string{"\xFF\xFE"}, law_ballot() + "x",
                           std::string{R"({"nas":"1","nas":"2"})"},
                           "{\"a\":" + std::string(8'000, '[')}) {
    auto x = edge.post(law_path, body);
    CAF_CHECK_EQUAL(x.status, 400U);
    CAF_CHECK_EQUAL(x.problem(), "malformed-json");
  }
  auto form = edge.exchange("POST /api/v1/vote HTTP/1.1\r\nHost: a\r\n"
                            "Content-Length: 2\r\n\r\n{}");
  CAF_CHECK_EQUAL(form.status, 415U);
}

CAF_TEST(retry keys are visible ASCII of at most 64 characters) {
  edge_fixture edge;
  for (const auto& key : {std::string{}, std::string(65, 'a'),
                          std::string{"a b"}, std::string{"\xC3\xA9"}}) {
    auto x =
      edge.post(law_path, law_ballot(), "Idempotency-Key: " + key + "\r\n");
    CAF_CHECK_EQUAL(x.status, 400U);
  }
  auto longest = "Idempotency-Key: " + std::string(64, '~') + "\r\n";
  CAF_CHECK_EQUAL(edge.post(law_path, law_ballot(), longest).status, 202U);
}

CAF_TEST(a code in another format than that of the roll is malformed) {
  edge_fixture edge;
  auto body = law_ballot();
  body.replace(body.find("abc123"), 6, "abc1234");
  auto x = edge.post(law_path, body);
  CAF_CHECK_EQUAL(x.status, 422U);
  CAF_CHECK_EQUAL(pointers_of(x), "/code ");
}

CAF_TEST(a cast that nobody answers ends as unknown) {
  // Long enough for the answer that comes, however busy the machine is.
  edge_fixture edge{[](auto& x) { x.server.bounds.cast_ms_max = 1000; }};
  edge.world.silent = true;
  auto x = edge.post(law_path, law_ballot());
  CAF_CHECK_EQUAL(x.status, 504U);
  edge.world.silent = false;
  CAF_CHECK_EQUAL(edge.post(law_path, law_ballot()).status, 202U);
}

CAF_TEST(casts that follow one another closely go as one batch) {
  constexpr std::size_t crowd = 20;
  edge_fixture edge{[](auto& x) { x.server.bounds.batch_gap_us = 100'000; }};
  CAF_CHECK_EQUAL(edge.post(law_path, law_ballot()).status, 202U);
  CAF_CHECK_EQUAL(edge.world.batches, 1U);
  std::vector<std::unique_ptr<raw_client>> clients;
  for (std::size_t i = 0; i < crowd; ++i) {
    clients.push_back(std::make_unique<raw_client>(edge.port()));
    clients.back()->send(post_bytes(law_path, law_ballot()));
  }
  for (auto& client : clients) {
    CAF_CHECK_EQUAL(client->receive().status, 202U);
  }
  CAF_CHECK_EQUAL(edge.world.casts().size(), 1 + crowd);
  CAF_CHECK_LESS(edge.world.batches, 1 + crowd);
}

CAF_TEST(without a gap a batch goes after each turn) {
  edge_fixture edge{[](auto& x) { x.server.bounds.batch_gap_us = 0; }};
  for (std::size_t i = 1; i <= 3; ++i) {
    CAF_CHECK_EQUAL(edge.post(law_path, law_ballot()).status, 202U);
    CAF_CHECK_EQUAL(edge.world.batches, i);
  }
}

CAF_TEST(a cast queues until a place in flight gets free) {
  edge_fixture edge{[](auto& x) {
    x.server.bounds.in_flight_max = 1;
    x.server.bounds.queue_ms_max = 3'600'000;
    x.server.bounds.cast_ms_max = 50;
  }};
  edge.world.silent = true;
  raw_client first{edge.port()};
  raw_client second{edge.port()};
  first.send(post_bytes(law_path, law_ballot()));
  edge.world.wait_for(1);
  second.send(post_bytes(law_path, law_ballot()));
  CAF_CHECK_EQUAL(first.receive().status, 504U);
  edge.world.wait_for(2);
  CAF_CHECK_EQUAL(second.receive().status, 504U);
}

CAF_TEST(a cast that queued for too long was never handed on) {
  edge_fixture edge{[](auto& x) {
    x.server.bounds.in_flight_max = 1;
    x.server.bounds.queue_ms_max = 1;
    x.server.bounds.cast_ms_max = 3'600'000;
    x.server.bounds.drain_ms_max = 1;
  }};
  edge.world.silent = true;
  raw_client first{edge.port()};
  first.send(post_bytes(law_path, law_ballot()));
  edge.world.wait_for(1);
  auto x = edge.post(law_path, law_ballot());
  CAF_CHECK_EQUAL(x.status, 503U);
  CAF_CHECK_EQUAL(x.problem(), "overloaded");
  CAF_CHECK_EQUAL(edge.world.casts().size(), 1U);
}

CAF_TEST(past the bounds on ballots in flight and queued nothing is handed on) {
  edge_fixture edge{[](auto& x) {
    x.server.bounds.in_flight_max = 2;
    x.server.bounds.queued_max = 0;
    x.server.bounds.cast_ms_max = 3'600'000;
    x.server.bounds.drain_ms_max = 1;
  }};
  edge.world.silent = true;
  raw_client first{edge.port()};
  raw_client second{edge.port()};
  first.send(post_bytes(law_path, law_ballot()));
  second.send(post_bytes(law_path, law_ballot()));
  edge.world.wait_for(2);
  auto x = edge.post(law_path, law_ballot());
  CAF_CHECK_EQUAL(x.status, 503U);
  CAF_CHECK_EQUAL(x.problem(), "overloaded");
  CAF_CHECK_EQUAL(x.field("Retry-After"), "1");
  CAF_CHECK_EQUAL(edge.world.casts().size(), 2U);
}

CAF_TEST(a stop answers what is in flight and then closes) {
  edge_fixture edge;
  raw_client client{edge.port()};
  client.send(post_bytes(law_path, law_ballot()));
  edge.world.wait_for(1);
  edge.served().stop();
  auto x = client.receive();
  CAF_CHECK_EQUAL(x.status, 202U);
  CAF_CHECK(client.ended());
}

CAF_TEST(receipts say whether a ballot is in the box) {
  edge_fixture edge;
  auto cast = edge.post(law_path, law_ballot()).json();
  auto code = std::string{cast.at("tracking_code").as_string().c_str()};
  auto ask = [&edge](const std::string& text) {
    return edge.post("/api/v1/receipts",
                     "{\"tracking_code\":\"" + text + "\"}");
  };
  CAF_CHECK(ask(code).json().at("in_box") == true);
  edge.world.receipt = receipt_state::not_in_box;
  CAF_CHECK(ask(code).json().at("in_box") == false);
  edge.world.receipt = receipt_state::unavailable;
  CAF_CHECK_EQUAL(ask(code).status, 503U);
  auto wrong = ask("not a code");
  CAF_CHECK_EQUAL(wrong.status, 422U);
  CAF_CHECK_EQUAL(pointers_of(wrong), "/tracking_code ");
  auto foreign = to_string(tracking_code{{{77}, {1}, 0}, {}});
  CAF_CHECK(ask(foreign).json().at("in_box") == false);
}
