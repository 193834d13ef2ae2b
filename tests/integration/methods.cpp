// Goal: a contest by every method, through the front door: cast over HTTP,
// counted by a node, published while open and after the close.
// Method: one hundred voters choose the capital of Tennessee, the usual example
// of voting theory, in an election for each method; figures by hand.
#define CAF_SUITE methods
#include "caf/test/unit_test.hpp"

#include <array>
#include <cmath>
#include <sstream>

#include <boost/json.hpp>

#include "tests/fixtures/eventually.hpp"
#include "tests/fixtures/http_client.hpp"
#include "tests/fixtures/trial_election.hpp"

using namespace scrutin;
using namespace scrutin::fixtures;

namespace {

namespace json = boost::json;

constexpr std::chrono::seconds soon{60};

enum city : std::uint32_t { memphis = 1, nashville, chattanooga, knoxville };

/// Voters of one city, and all that they ever say.
struct citizens {
  std::size_t voters;
  const char* ranking;
  const char* approved;
  const char* scores;
};

constexpr std::array<citizens, 4> state{{
  {42, "[[1],[2],[3],[4]]", "[1,2]", "5210"},
  {26, "[[2],[3],[4],[1]]", "[2,3]", "0521"},
  {15, "[[3],[4],[2],[1]]", "[3,4]", "0254"},
  {17, "[[4],[3],[2],[1]]", "[3,4]", "0245"},
}};

struct trial_method {
  std::uint32_t id;
  const char* name;
  /// Lines of the document.
  const char* seats;
  const char* rules;
  const char* selection;
  std::vector<std::uint32_t> winners;
  /// Of the four cities, as `votes` of the candidates.
  std::array<std::int64_t, 4> votes;
  std::int64_t margin;
  /// Of the party of the first two cities, in percent.
  double share;
};

constexpr auto for_rankings =
  "overvotes = \"refuse\"\nskipped_ranks = \"skip\"\nrepeats = \"refuse\"\n"
  "ranks_max = 0\nties = \"unresolved\"\n";

const std::vector<trial_method>& all_methods() {
  static const std::vector<trial_method> all{
    {1, "plurality", "", "", "one", {memphis}, {42, 26, 15, 17}, 16, 68},
    {2,
     "irv",
     "",
     "stop = \"two_remain\"\nelimination = \"batch\"\n",
     "ranking",
     {knoxville},
     {42, 26, 15, 17},
     16,
     68},
    {3,
     "block",
     "seats = 2\n",
     "choices_max = 2\nties = \"unresolved\"\n",
     "set",
     {nashville, chattanooga},
     {42, 68, 58, 32},
     16,
     55},
    {4,
     "approval",
     "",
     "choices_max = 0\nties = \"unresolved\"\n",
     "set",
     {nashville},
     {42, 68, 58, 32},
     10,
     55},
    {5,
     "score",
     "",
     "score_max = 5\nties = \"unresolved\"\n",
     "scores",
     {nashville},
     {210, 278, 237, 171},
     41,
     54.46},
    {6,
     "star",
     "",
     "score_max = 5\nties = \"unresolved\"\n",
     "scores",
     {nashville},
     {210, 278, 237, 171},
     36,
     54.46},
    {7,
     "borda",
     "",
     "points = \"zero\"\n",
     "ranking",
     {nashville},
     {126, 194, 173, 107},
     21,
     53.33},
    {8,
     "stv",
     "seats = 2\n",
     "quota = \"droop\"\nsurplus = \"fractional\"\ndecimals = 5\n",
     "ranking",
     {memphis, nashville},
     {42, 26, 15, 17},
     199'974,
     68},
    {9,
     "schulze",
     "",
     "strength = \"winning_votes\"\n",
     "ranking",
     {nashville},
     {42, 26, 15, 17},
     16,
     68},
    {10,
     "ranked_pairs",
     "",
     "strength = \"margins\"\n",
     "ranking",
     {nashville},
     {42, 26, 15, 17},
     16,
     68}};
  return all;
}

std::string code_of(const trial_method& x) {
  return std::string{"TRIAL-"} + x.name;
}

std::string document_of(const trial_method& x, const trial_window& window) {
  std::ostringstream out;
  out << "id = " << x.id << "\ncode = \"" << code_of(x)
      << "\"\nkind = \"municipal\"\nmethod = \"" << x.name << "\"\n"
      << x.seats << "name = { fr = \"Capitale\", en = \"Capital\" }\n"
      << window_table(window);
  if (std::string_view{x.name} != "plurality") {
    out << "[counting]\n"
        << (std::string_view{x.selection} == "ranking" ? for_rankings : "")
        << x.rules;
  }
  for (const auto* party : {"W", "E"}) {
    out << "[[parties]]\ncode = \"" << party
        << "\"\nname = { fr = \"P\", en = "
           "\"P\" }\ncolor = \"#112233\"\n";
  }
  out << "[[regions]]\nid = 1\ncode = \"state\"\n"
         "name = { fr = \"Tennessee\", en = \"Tennessee\" }\n";
  for (auto id : {memphis, nashville, chattanooga, knoxville}) {
    out << "[[regions.options]]\nid = " << id << "\nparty = \""
        << (id <= nashville ? "W" : "E") << "\"\nname = { fr = \"V" << id
        << "\", en = \"C" << id << "\" }\n";
  }
  return out.str();
}

std::string selection_of(const trial_method& x, const citizens& who) {
  std::string_view style{x.selection};
  if (style == "one") {
    return R"("candidate_id":)" + std::string(1, who.ranking[2]);
  }
  auto text = R"("selection":{"type":")" + std::string{style} + "\",";
  if (style == "ranking") {
    return text + "\"ranks\":" + who.ranking + "}";
  }
  if (style == "set") {
    return text + "\"option_ids\":" + who.approved + "}";
  }
  text += "\"scores\":[";
  for (int i = 0; i < 4; ++i) {
    text += (i == 0 ? "" : ",") + (R"({"option_id":)" + std::to_string(i + 1))
            + ",\"score\":" + who.scores[i] + "}";
  }
  return text + "]}";
}

std::string cast_of(const trial_method& x, const voter& by,
                    const std::string& selection) {
  return R"({"nas":")" + by.nas + R"(","code":")" + by.code
         + R"(","election_id":)" + std::to_string(x.id) + ",\"region_id\":1,"
         + selection + "}";
}

std::size_t cast_all(const trial_election& trial, http_client& client,
                     const trial_method& x) {
  std::size_t accepted = 0;
  std::size_t next = 0;
  for (const auto& group : state) {
    for (std::size_t i = 0; i < group.voters; ++i) {
      auto answer =
        client.post(council_route,
                    cast_of(x, trial.voters()[next++], selection_of(x, group)));
      accepted += answer && answer->result_int() == 202 ? 1 : 0;
    }
  }
  return accepted;
}

json::object results_of(http_client& client, std::uint32_t election) {
  auto answer = client.get("/api/v1/elections/" + std::to_string(election)
                           + "/regions/1/results");
  return answer ? json::parse(answer->body()).as_object() : json::object{};
}

json::object national_results_of(http_client& client, std::uint32_t election) {
  auto answer =
    client.get("/api/v1/elections/" + std::to_string(election) + "/results");
  return answer ? json::parse(answer->body()).as_object() : json::object{};
}

json::array as_json(const std::vector<std::uint32_t>& ids) {
  json::array list;
  for (auto id : ids) {
    list.push_back(id);
  }
  return list;
}

void check_count(const json::object& found, const trial_method& x) {
  CAF_MESSAGE(x.name << ": " << json::serialize(found));
  CAF_CHECK_EQUAL(found.at("method").as_string(), x.name);
  CAF_CHECK_EQUAL(found.at("total_votes").as_int64(), 100);
  for (std::size_t i = 0; i < x.votes.size(); ++i) {
    CAF_CHECK_EQUAL(found.at("candidates").at(i).at("votes").as_int64(),
                    x.votes[i]);
  }
  CAF_CHECK_EQUAL(found.at("margin").as_int64(), x.margin);
  CAF_CHECK_EQUAL(found.at("rules_sha256").as_string().size(), 64u);
  CAF_CHECK(found.at("undecided").as_array().empty());
}

/// Who is ahead while the contest is open, and not a word of winners.
void check_open(const json::object& found, const trial_method& x) {
  check_count(found, x);
  CAF_CHECK(found.at("ahead") == as_json(x.winners));
  CAF_CHECK(found.at("leading") == x.winners.front());
  CAF_CHECK(!found.contains("elected"));
  CAF_CHECK(!found.contains("winners"));
}

/// What the parties have over the country: shares add up to one whole.
void check_parties(const json::object& found, const trial_method& x) {
  const auto& west = found.at("parties").at(0);
  const auto& east = found.at("parties").at(1);
  CAF_MESSAGE(x.name << ": " << json::serialize(found.at("parties")));
  auto share = west.at("percentage").to_number<double>();
  CAF_CHECK(std::abs(share - x.share) < 0.001);
  auto rest = east.at("percentage").to_number<double>();
  CAF_CHECK(std::abs(share + rest - 100) < 0.011);
  CAF_CHECK_EQUAL(west.at("votes").as_int64(), x.votes[0] + x.votes[1]);
  CAF_CHECK_EQUAL(west.at("seats_elected").as_int64()
                    + east.at("seats_elected").as_int64(),
                  static_cast<std::int64_t>(x.winners.size()));
}

void check_closed(const json::object& found, const trial_method& x) {
  check_count(found, x);
  CAF_CHECK(found.at("winners") == as_json(x.winners));
  CAF_CHECK(found.at("elected") == x.winners.front());
  CAF_CHECK(!found.contains("ahead"));
}

void check_details(const json::object& stv, const json::object& schulze,
                   const json::object& irv) {
  CAF_CHECK_EQUAL(stv.at("decimals").as_int64(), 5);
  CAF_CHECK_EQUAL(stv.at("quota").as_int64(), 3'400'000);
  const auto& second = stv.at("rounds").at(1);
  CAF_CHECK_EQUAL(stv.at("rounds").at(0).at("surplus_of").as_int64(), memphis);
  CAF_CHECK_EQUAL(second.at("votes").at(1).at("votes").as_int64(), 3'399'974);
  CAF_CHECK_EQUAL(second.at("lost").as_int64(), 26);
  CAF_CHECK_EQUAL(schulze.at("pairs").at(1).at(0).as_int64(), 58);
  CAF_CHECK_EQUAL(schulze.at("pairs").at(2).at(3).as_int64(), 83);
  CAF_CHECK_EQUAL(irv.at("rounds").as_array().size(), 3u);
}

} // namespace

CAF_TEST(every method elects through the front door) {
  std::vector<std::string> documents;
  for (const auto& x : all_methods()) {
    documents.push_back(document_of(x, {}));
  }
  trial_election trial{documents, 101};
  auto server = trial.serve();
  {
    http_client client{server->port()};
    for (const auto& x : all_methods()) {
      CAF_CHECK_EQUAL(cast_all(trial, client, x), 100u);
      CAF_CHECK(eventually(
        [&] {
          auto found = results_of(client, x.id);
          return !found.empty() && found.at("total_votes") == 100;
        },
        soon));
      check_open(results_of(client, x.id), x);
    }
    check_details(results_of(client, 8), results_of(client, 9),
                  results_of(client, 2));
  }
  CAF_CHECK_EQUAL(server->stop(), 0);

  CAF_MESSAGE("the hour of closing");
  trial_window window;
  window.closes_in_s = 2;
  window.grace_s = 0;
  for (const auto& x : all_methods()) {
    trial.replace_document(code_of(x), document_of(x, window));
  }
  server = trial.serve();
  http_client client{server->port()};
  for (const auto& x : all_methods()) {
    CAF_CHECK(eventually(
      [&] {
        auto found = results_of(client, x.id);
        return !found.empty() && found.at("closed").as_bool();
      },
      soon));
    check_closed(results_of(client, x.id), x);
    check_parties(national_results_of(client, x.id), x);
  }
  CAF_CHECK_EQUAL(server->stop(), 0);
}

CAF_TEST(a ballot that its method does not allow is refused
         and spends nothing) {
  std::vector<std::string> documents;
  for (const auto& x : all_methods()) {
    documents.push_back(document_of(x, {}));
  }
  trial_election trial{documents, 1};
  auto server = trial.serve();
  http_client client{server->port()};
  const auto& who = trial.voters().front();
  auto refused = [&](std::uint32_t id, const std::string& selection) {
    const auto& x = all_methods().at(id - 1);
    auto answer =
      client.post(council_route, cast_of(x, who, "\"selection\":" + selection));
    return answer && answer->result_int() == 400;
  };
  CAF_CHECK(refused(3, R"({"type":"set","option_ids":[1,2,3]})"));
  CAF_CHECK(refused(4, R"({"type":"set","option_ids":[1,1]})"));
  CAF_CHECK(refused(4, R"({"type":"set","option_ids":[5]})"));
  CAF_CHECK(refused(4, R"({"type":"ranking","ranks":[[1]]})"));
  CAF_CHECK(
    refused(5, R"({"type":"scores","scores":[{"option_id":1,"score":6}]})"));
  CAF_CHECK(refused(6, R"({"type":"scores","scores":[]})"));
  CAF_CHECK(refused(8, R"({"type":"ranking","ranks":[[1],[1]]})"));
  CAF_CHECK(refused(9, R"({"type":"ranking","ranks":[[1,2]]})"));
  for (const auto& x : all_methods()) {
    auto answer =
      client.post(council_route, cast_of(x, who, selection_of(x, state[0])));
    CAF_REQUIRE(answer);
    CAF_CHECK_EQUAL(answer->result_int(), 202u);
  }
  CAF_CHECK_EQUAL(server->stop(), 0);
}
