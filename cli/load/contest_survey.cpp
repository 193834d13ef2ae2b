#include "cli/load/contest_survey.hpp"

#include <algorithm>

namespace scrutin::load {

namespace json = boost::json;

namespace {

/// A list of the API: the answer itself, or its only array.
const json::array* list_in(const json::value& document) {
  if (const auto* array = document.if_array()) {
    return array;
  }
  if (const auto* object = document.if_object()) {
    for (const auto& [key, value] : *object) {
      if (const auto* array = value.if_array()) {
        return array;
      }
    }
  }
  return nullptr;
}

const json::value* field(const json::value& x, std::string_view key) {
  const auto* object = x.if_object();
  return object == nullptr ? nullptr : object->if_contains(key);
}

std::string text(const json::value& x, std::string_view key) {
  const auto* value = field(x, key);
  return value != nullptr && value->is_string()
           ? std::string{value->get_string().data(), value->get_string().size()}
           : std::string{};
}

std::uint64_t number(const json::value& x, std::string_view key) {
  const auto* value = field(x, key);
  json::error_code failure;
  auto read = value == nullptr ? 0 : value->to_number<std::uint64_t>(failure);
  return failure ? 0 : read;
}

error unreadable(const std::string& what) {
  return {ec::malformed, "the server's list of " + what + " is not readable"};
}

/// The regions that an election or a law has a contest in.
std::vector<std::uint32_t> regions_of(const json::value& election) {
  std::vector<std::uint32_t> regions;
  const auto* listed = field(election, "region_ids");
  if (listed == nullptr || !listed->is_array()) {
    return regions;
  }
  for (const auto& x : listed->get_array()) {
    json::error_code failure;
    regions.push_back(x.to_number<std::uint32_t>(failure));
  }
  return regions;
}

result<void> add_law(const json::value& law,
                     std::vector<contest_target>& contests) {
  contest_target x;
  x.election = text(law, "law_id");
  x.election_id = static_cast<std::uint32_t>(number(law, "election_id"));
  x.options = {"oui", "non"};
  auto regions = regions_of(law);
  if (x.election.empty() || x.election_id == 0 || regions.empty()) {
    return unreadable("laws");
  }
  for (auto region : regions) {
    x.region_id = region;
    contests.push_back(x);
  }
  return {};
}

ballot_form form_of(const std::string& voting_method) {
  return voting_method == "ranked_choice"     ? ballot_form::ranking
         : voting_method == "multiple_choice" ? ballot_form::set
         : voting_method == "scores"          ? ballot_form::scores
                                              : ballot_form::single_choice;
}

/// What a ballot of the target's region may hold.
void read_bounds(const json::value& election, contest_target& x) {
  x.marks_max = x.options.size();
  const auto* listed = field(election, "contests");
  if (listed == nullptr || !listed->is_array()) {
    return;
  }
  for (const auto& each : listed->get_array()) {
    if (number(each, "region_id") != x.region_id) {
      continue;
    }
    auto most =
      std::max(number(each, "choices_max"), number(each, "ranks_max"));
    x.marks_max = most == 0 ? x.options.size() : most;
    x.score_max = std::max<std::uint64_t>(1, number(each, "score_max"));
  }
}

result<void> add_election(const document_source& fetch,
                          const json::value& election,
                          std::vector<contest_target>& contests) {
  contest_target x;
  x.election = text(election, "code");
  x.election_id = static_cast<std::uint32_t>(number(election, "election_id"));
  x.form = form_of(text(election, "voting_method"));
  auto regions = regions_of(election);
  if (x.election.empty() || x.election_id == 0 || regions.empty()) {
    return unreadable("elections");
  }
  for (auto region : regions) {
    x.region_id = region;
    auto document =
      fetch("/api/v1/elections/" + std::to_string(x.election_id) + "/regions/"
            + std::to_string(region) + "/candidates");
    if (!document) {
      return document.failure();
    }
    const auto* candidates = list_in(*document);
    if (candidates == nullptr || candidates->empty()) {
      return unreadable("candidates");
    }
    x.options.clear();
    for (const auto& candidate : *candidates) {
      x.options.push_back(std::to_string(number(candidate, "candidate_id")));
    }
    read_bounds(election, x);
    contests.push_back(x);
  }
  return {};
}

} // namespace

result<std::vector<contest_target>>
survey_contests(const document_source& fetch, const std::string& election) {
  std::vector<contest_target> contests;
  for (bool laws : {true, false}) {
    auto document = fetch(laws ? "/api/v1/laws" : "/api/v1/elections");
    if (!document) {
      return document.failure();
    }
    const auto* list = list_in(*document);
    if (list == nullptr) {
      return unreadable(laws ? "laws" : "elections");
    }
    for (const auto& x : *list) {
      auto code = text(x, laws ? "law_id" : "code");
      bool other = !election.empty() && code != election;
      // Laws are in the list of elections as well.
      if (other || (!laws && text(x, "kind") == "referendum")) {
        continue;
      }
      auto added =
        laws ? add_law(x, contests) : add_election(fetch, x, contests);
      if (!added) {
        return added.failure();
      }
    }
  }
  if (contests.empty()) {
    return error{ec::unknown_election,
                 election.empty() ? "the server has no election"
                                  : "the server has no election " + election};
  }
  return contests;
}

std::string totals_path(const contest_target& contest) {
  return "/api/v1/elections/" + std::to_string(contest.election_id)
         + "/regions/" + std::to_string(contest.region_id) + "/results";
}

result<published_totals> read_totals(const json::value& document) {
  if (field(document, "total_votes") == nullptr) {
    return error{ec::malformed, "the server's totals are not readable"};
  }
  published_totals totals;
  // Turnout comes out even where votes do not yet.
  totals.ballots =
    std::max(number(document, "total_votes"), number(document, "turnout"));
  const auto* closed = field(document, "closed");
  totals.closed =
    text(document, "state") == "closed"
    || (closed != nullptr && closed->is_bool() && closed->get_bool());
  if (field(document, "partitions") != nullptr) {
    auto partitions = number(document, "partitions");
    // None: the server has not heard of any yet.
    totals.complete =
      partitions > 0 && number(document, "partitions_reporting") == partitions;
  }
  return totals;
}

} // namespace scrutin::load
