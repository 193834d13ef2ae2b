#include "cli/demo_guide.hpp"

#include <algorithm>
#include <ostream>

#include <boost/json.hpp>

#include "domain/credential.hpp"

namespace scrutin {

namespace {

std::string curl(const std::string& url, const boost::json::object& body) {
  return "curl -s " + url + " \\\n    -H 'Content-Type: application/json' \\\n"
         + "    -d '" + boost::json::serialize(body) + "'";
}

const contest& contest_of(const election& rules, const demo_voter& voter) {
  auto found = std::find_if(voter.regions.begin(), voter.regions.end(),
                            [&](const auto& x) { return x.first == rules.id; });
  return *rules.find_contest(found->second);
}

boost::json::object credential_of(const demo_voter& voter) {
  return {{"nas", voter.nas}, {"code", group_code(voter.code)}};
}

// A complete body for that voter in that election.
boost::json::object body_of(const election& rules, const demo_voter& voter) {
  auto body = credential_of(voter);
  if (rules.is_referendum()) {
    body["law_id"] = rules.code;
    body["vote"] = "oui";
    return body;
  }
  const auto& where = contest_of(rules, voter);
  body["election_id"] = rules.id.value;
  body["region_id"] = where.region.value;
  if (style_of(rules.method) == ballot_style::one) {
    body["candidate_id"] = where.options.front().id.value;
    return body;
  }
  boost::json::array ranks;
  auto count = std::min<std::size_t>(3, where.options.size());
  for (std::size_t i = 0; i < count; ++i) {
    ranks.push_back(where.options[i].id.value);
  }
  body["ranked_choices"] = ranks;
  return body;
}

std::string route_of(const election& rules) {
  return rules.is_referendum() ? "/api/v1/vote" : "/api/v1/elections/vote";
}

std::string results_of(const election& rules, const demo_voter& voter) {
  if (rules.is_referendum()) {
    return "/api/v1/results/" + rules.code;
  }
  return "/api/v1/elections/" + std::to_string(rules.id.value) + "/regions/"
         + std::to_string(contest_of(rules, voter).region.value) + "/results";
}

} // namespace

void print_demo_guide(const terminal& at, const demo_setting& setting,
                      const election_directory& elections, std::uint16_t port) {
  auto base = "http://127.0.0.1:" + std::to_string(port);
  const auto& voters = setting.spare_voters();
  at.out << "\n"
            "  *** A DEMONSTRATION: not for production. Its keys, rolls and\n"
            "  *** ballots lie in "
         << setting.folder().string()
         << "\n"
            "  *** and are removed when it ends. Rate limits are off.\n\n"
            "Addresses\n"
            "  API         "
         << base
         << "/api/v1\n"
            "  reference   "
         << base
         << "/docs\n"
            "  stream      "
         << base
         << "/api/v1/stream\n"
            "  health      "
         << base
         << "/health\n"
            "  metrics     "
         << base << "/metrics\n\nCredentials, valid in every election\n";
  for (const auto& voter : voters) {
    at.out << "  NAS " << voter.nas << "   code " << group_code(voter.code)
           << "\n";
  }
  at.out << "\nCast, then look at the totals\n";
  auto by_kind = elections.all().copies();
  std::stable_partition(by_kind.begin(), by_kind.end(), [](const auto& x) {
    return x.definition.is_referendum();
  });
  for (const auto& served : by_kind) {
    const auto& rules = served.definition;
    const auto& voter = voters.front();
    at.out << "\n  # " << rules.name.en << " (" << to_string(rules.method)
           << ")\n  " << curl(base + route_of(rules), body_of(rules, voter))
           << "\n  curl -s " << base << results_of(rules, voter) << "\n";
  }
  at.out << "\nWatch\n  scrutin results watch --url " << base
         << "\n\nCtrl-C ends it.\n"
         << std::flush;
}

} // namespace scrutin
