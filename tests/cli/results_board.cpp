#define CAF_SUITE results_board
#include "cli/results_board.hpp"

#include "caf/test/unit_test.hpp"

using namespace scrutin;

namespace {

const server_event snapshot{
  "snapshot",
  R"({"elections": [{"election_id": 4, "code": "M", "state": "open"}],
      "contests": [{"election_id": 4, "region_id": 1, "region_name": "Ville",
        "votes_released": true, "turnout": 52, "eligible": 1000,
        "turnout_percentage": 5.2, "leading": 1, "blank": 2, "candidates": [
          {"candidate_id": 1, "name": "Zoé", "votes": 30, "percentage": 60.0},
          {"candidate_id": 2, "name": "Ugo\u001b[2J", "party": "IND",
           "votes": 20, "percentage": 40}],
        "rounds": [{"round": 1, "exhausted": 3, "eliminated": 2,
          "reason": "fewest_votes",
          "votes": [{"candidate_id": 1, "votes": 25}]}]}]})"};

bool holds(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

} // namespace

CAF_TEST(events are put together across pieces) {
  std::vector<server_event> events;
  event_reader reader{[&](const auto& x) { events.push_back(x); }};
  for (char c : std::string{"retry: 7\r\n\n: quiet\nevent: a\nid: 3\ndata: x\n"
                            "data: y\n\nevent: none\n\ndata:z\n\ndata: cut"}) {
    reader.feed(std::string(1, c));
  }
  CAF_REQUIRE_EQUAL(events.size(), 2u);
  CAF_CHECK_EQUAL(events[0].name, "a");
  CAF_CHECK_EQUAL(events[0].data, "x\ny");
  CAF_CHECK_EQUAL(events[1].data, "z");
  CAF_CHECK_EQUAL(reader.last_id(), "3");
  CAF_CHECK_EQUAL(reader.retry().count(), 7);
  reader.restart();
  reader.feed("data: new\n\n");
  CAF_CHECK_EQUAL(events.back().data, "new");
}

CAF_TEST(a snapshot is drawn with votes and rounds) {
  results_board board;
  CAF_REQUIRE(board.apply(snapshot).has_value());
  auto text = board.draw(false);
  CAF_CHECK(holds(text, "M  open"));
  CAF_CHECK(holds(text, "turnout 52 of 1,000"));
  CAF_CHECK(holds(text, " * Zoé"));
  CAF_CHECK(holds(text, "60.00%"));
  CAF_CHECK(holds(text, "round 1: Zoé 25; exhausted 3; out: Ugo"));
  CAF_CHECK(!holds(text, "\x1b"));
  CAF_CHECK(holds(board.draw(true), "\x1b[1mM\x1b[0m"));
}

CAF_TEST(all who are elected carry a star and a round says what it moved) {
  results_board board;
  CAF_REQUIRE(board
                .apply({"snapshot", R"({"elections": [],
      "contests": [{"election_id": 4, "region_id": 1, "votes_released": true,
        "decimals": 2, "elected": 1, "winners": [1, 2], "undecided": [3, 4],
        "candidates": [
          {"candidate_id": 1, "name": "A"}, {"candidate_id": 2, "name": "B"},
          {"candidate_id": 3, "name": "C"}, {"candidate_id": 4, "name": "D"}],
        "rounds": [
          {"round": 1, "elected": [1, 2], "surplus_of": 1, "eliminated": null,
           "all_eliminated": [], "votes": [{"candidate_id": 1, "votes": 123456}]},
          {"round": 2, "elected": [], "surplus_of": null, "eliminated": 3,
           "all_eliminated": [3, 4], "reason": "cannot_win", "votes": []}]}]})"})
                .has_value());
  CAF_REQUIRE(board
                .apply({"election", R"({"election_id": 4,
    "state": "closed"})"})
                .has_value());
  auto text = board.draw(false);
  CAF_CHECK(holds(text, " * A"));
  CAF_CHECK(holds(text, " * B"));
  CAF_CHECK(!holds(text, " * C"));
  CAF_CHECK(holds(text, "round 1: A 1,234.56; exhausted 0.00; elected: A, B; "
                        "surplus of A\n"));
  CAF_CHECK(holds(text, "; out: C, D (cannot_win)\n"));
  CAF_CHECK(holds(text, "tie: C, D\n"));
}

CAF_TEST(
  a sum over regions and names that were written in are said to be that) {
  results_board board;
  CAF_REQUIRE(board
                .apply({"snapshot", R"({"elections": [{"election_id": 4,
      "code": "M", "state": "closed"}],
      "contests": [{"election_id": 4, "region_id": 1, "votes_released": true,
        "merged_region_ids": [1, 3], "write_ins": 1234,
        "candidates": [{"candidate_id": 1, "name": "A"}]}]})"})
                .has_value());
  auto text = board.draw(false);
  CAF_CHECK(holds(text, "votes of regions 1, 3 in one sum"));
  CAF_CHECK(holds(text, "written in"));
  CAF_CHECK(holds(text, "1,234"));
}

CAF_TEST(later events change what they name and nothing else) {
  results_board board;
  CAF_REQUIRE(board.apply(snapshot).has_value());
  CAF_REQUIRE(board
                .apply({"turnout", R"({"election_id": 4, "region_id": 1,
    "turnout": 60})"})
                .has_value());
  CAF_REQUIRE(board
                .apply({"election", R"({"election_id": 4,
    "state": "closed"})"})
                .has_value());
  auto text = board.draw(false);
  CAF_CHECK(holds(text, "turnout 60 of 1,000"));
  CAF_CHECK(holds(text, "M  closed"));
  CAF_CHECK(holds(text, "60.00%"));
}

CAF_TEST(only the election asked for is shown) {
  results_board other{"X"};
  CAF_REQUIRE(other.apply(snapshot).has_value());
  CAF_CHECK(other.empty());
  CAF_CHECK_EQUAL(other.draw(false), "");
  for (const auto* name : {"M", "4"}) {
    results_board same{name};
    CAF_REQUIRE(same.apply(snapshot).has_value());
    CAF_CHECK(!same.empty());
  }
}

CAF_TEST(data of another form is refused or passed over) {
  results_board board;
  CAF_CHECK(!board.apply({"results", "<html>"}));
  CAF_CHECK(!board.apply({"results", "[]"}));
  CAF_CHECK(board
              .apply({"snapshot", R"({"elections": [7, {}], "contests":
    [{"candidates": 3, "turnout": "many"}]})"})
              .has_value());
  CAF_CHECK(board.apply({"novelty", "{}"}).has_value());
  CAF_CHECK(!board.draw(false).empty());
}
