#include "domain/certification/result_certificate.hpp"

#include <array>
#include <ctime>
#include <numeric>

#include "domain/referendum.hpp"
#include "domain/text.hpp"

namespace scrutin {

namespace {

using array = canonical_json::array;
using object = canonical_json::object;

/// `2026-11-23T08:15:00Z`
std::string time_text(std::int64_t at_ms) {
  auto seconds = static_cast<std::time_t>(at_ms / 1'000);
  std::tm parts{};
  gmtime_r(&seconds, &parts);
  std::array<char, 32> text{};
  auto size =
    std::strftime(text.data(), text.size(), "%Y-%m-%dT%H:%M:%SZ", &parts);
  return {text.data(), size};
}

canonical_json names_of(const bilingual& x) {
  return object{{"fr", x.fr}, {"en", x.en}};
}

template <class Id>
canonical_json ids_of(const std::vector<Id>& ids) {
  array list;
  for (auto x : ids) {
    list.emplace_back(x.value);
  }
  return list;
}

canonical_json votes_of(const std::vector<option_votes>& votes) {
  array list;
  for (const auto& x : votes) {
    list.emplace_back(
      object{{"option_id", x.option.value}, {"votes", x.votes}});
  }
  return list;
}

std::string hash_of(const canonical_json& x) {
  return to_hex(sha256(x.text()).view());
}

// As `count -o json` prints them.
canonical_json rounds_of(const contest_count& x) {
  array list;
  for (const auto& round : x.rounds) {
    list.emplace_back(object{
      {"round", std::uint64_t{list.size() + 1}},
      {"votes", votes_of(round.votes)},
      {"exhausted", round.exhausted},
      {"lost", round.lost},
      {"elected", ids_of(round.elected)},
      {"eliminated", ids_of(round.eliminated)},
      {"reason", to_string(round.reason)},
      {"surplus_of", round.surplus_of ? canonical_json{round.surplus_of->value}
                                      : canonical_json{}},
      {"transfers", votes_of(round.transfers)},
      {"transferred_to_exhausted", round.transferred_to_exhausted},
    });
  }
  return list;
}

canonical_json pairs_of(const pair_votes& x) {
  array rows;
  for (std::size_t i = 0; i < x.options; ++i) {
    array row;
    for (std::size_t j = 0; j < x.options; ++j) {
      row.emplace_back(x.over(i, j));
    }
    rows.emplace_back(std::move(row));
  }
  return rows;
}

canonical_json ties_of(const contest_count& x) {
  array list;
  for (const auto& tie : x.ties) {
    list.emplace_back(object{{"question", to_string(tie.question)},
                             {"tied", ids_of(tie.tied)},
                             {"chosen", tie.chosen.value},
                             {"by", to_string(tie.by)},
                             {"round", tie.round}});
  }
  return list;
}

std::uint64_t votes_for(const contest_count& x, option_id option) {
  for (const auto& each : x.votes) {
    if (each.option == option) {
      return each.votes;
    }
  }
  return 0;
}

canonical_json options_of(const contest& where, const contest_count& count) {
  array list;
  for (const auto& option : where.options) {
    list.emplace_back(object{{"option_id", option.id.value},
                             {"code", option.code},
                             {"name", names_of(option.name)},
                             {"party", option.party_code},
                             {"votes", votes_for(count, option.id)}});
  }
  return list;
}

canonical_json contest_of(const election& in, const certified_contest& x) {
  const auto& where = *in.find_contest(x.region);
  const auto* region = in.find_region(x.region);
  const auto& count = x.count;
  return object{
    {"region_id", x.region.value},
    {"region", region == nullptr ? canonical_json{} : names_of(region->name)},
    {"merged", ids_of(x.merged)},
    {"eligible", x.eligible},
    {"ballots", count.ballots},
    {"blank", count.blank},
    {"withdrawn", count.withdrawn},
    {"write_ins", count.written_in},
    {"withdrawn_options", ids_of(x.withdrawn)},
    {"acclaimed", where.acclaimed},
    {"annulled", count.annulled},
    {"seats", where.seats},
    {"rules_sha256", rules_digest(in.method, in.counting, where.seats)},
    {"decimals", count.decimals},
    {"options", options_of(where, count)},
    {"winners", ids_of(count.winners)},
    {"undecided", ids_of(count.undecided)},
    {"ties", ties_of(count)},
    {"margin", count.margin},
    {"quota", count.quota},
    {"rounds", std::uint64_t{count.rounds.size()}},
    {"rounds_sha256", hash_of(rounds_of(count))},
    {"pairs_sha256", hash_of(pairs_of(count.pairs))},
  };
}

canonical_json outcome_of(const certification& x) {
  const auto& law = *x.rules;
  std::vector<referendum_votes> regions;
  for (const auto& one : x.contests) {
    auto& votes = regions.emplace_back();
    for (const auto& option : law.find_contest(one.region)->options) {
      auto& sum = option.code == "oui" ? votes.oui : votes.non;
      sum += votes_for(one.count, option.id);
    }
    votes.blank = one.count.blank;
    votes.eligible = one.eligible;
  }
  auto sum =
    std::accumulate(regions.begin(), regions.end(), referendum_votes{});
  auto decision = decide_referendum(*law.pass, regions);
  return object{{"outcome", to_string(decision.outcome)},
                {"oui", sum.oui},
                {"non", sum.non},
                {"blank", sum.blank},
                {"eligible", sum.eligible},
                {"share", decision.has_share},
                {"tie", decision.is_tied},
                {"quorum", decision.has_quorum},
                {"regions_passed", std::uint64_t{decision.regions_passed}}};
}

} // namespace

canonical_json document_of(const certification& x) {
  const auto& in = *x.rules;
  array contests;
  for (const auto& each : x.contests) {
    contests.push_back(contest_of(in, each));
  }
  auto is_whole = x.region.value == 0;
  return object{
    {"format", "scrutin-result-1"},
    {"election", object{{"id", in.id.value},
                        {"code", in.code},
                        {"name", names_of(in.name)},
                        {"kind", to_string(in.kind)},
                        {"method", to_string(in.method)}}},
    {"definition_sha256", to_hex(meaning_fingerprint(in))},
    {"region_id", is_whole ? canonical_json{} : canonical_json{x.region.value}},
    {"version", x.version},
    {"previous_sha256", x.previous_sha256.empty()
                          ? canonical_json{}
                          : canonical_json{x.previous_sha256}},
    {"reason", x.reason.empty() ? canonical_json{} : canonical_json{x.reason}},
    {"certified_at", time_text(x.at_ms)},
    {"audit_line", x.line},
    {"contests", std::move(contests)},
    {"outcome", is_whole && in.pass ? outcome_of(x) : canonical_json{}},
  };
}

result<result_certificate> make_certificate(const certification& x,
                                            const signing_key& by) {
  auto document = document_of(x);
  auto text = document.text();
  auto hash = to_hex(sha256(text).view());
  auto signed_by = by.sign(text);
  canonical_json whole = object{
    {"algorithm", "Ed25519"},
    {"document", std::move(document)},
    {"public_key", to_hex(by.published().view())},
    {"sha256", hash},
    {"signature", to_hex(signed_by.view())},
  };
  result_certificate made{x.rules->id, x.region, x.version, hash, whole.text()};
  if (made.text.size() > result_certificate::text_bytes_max) {
    return error{ec::wrong_state, "the result is too long for one certificate; "
                                  "certify region by region"};
  }
  return made;
}

} // namespace scrutin
