#include <ostream>

#include <boost/json.hpp>

#include "cli/count/count_report.hpp"
#include "domain/text.hpp"

namespace scrutin {

namespace {

namespace json = boost::json;

json::array ids_of(const std::vector<option_id>& options) {
  json::array list;
  for (auto x : options) {
    list.push_back(x.value);
  }
  return list;
}

json::array votes_of(const std::vector<option_votes>& votes) {
  json::array list;
  for (const auto& x : votes) {
    list.push_back(
      json::object{{"option_id", x.option.value}, {"votes", x.votes}});
  }
  return list;
}

json::array options_of(const counted_contest& x) {
  json::array list;
  for (auto option : x.terms.options) {
    list.push_back(
      json::object{{"id", option.value}, {"name", x.name_of(option)}});
  }
  return list;
}

json::object rules_of(const count_terms& x) {
  json::object rules;
  for (const auto& field : rule_fields(x.method)) {
    rules[field.name] = field.read(x.rules);
  }
  return rules;
}

json::array rounds_of(const contest_count& x) {
  json::array list;
  for (const auto& round : x.rounds) {
    json::object object{
      {"round", list.size() + 1},
      {"votes", votes_of(round.votes)},
      {"exhausted", round.exhausted},
      {"lost", round.lost},
      {"elected", ids_of(round.elected)},
      {"eliminated", ids_of(round.eliminated)},
      {"reason", to_string(round.reason)},
      {"surplus_of", nullptr},
      {"transfers", votes_of(round.transfers)},
      {"transferred_to_exhausted", round.transferred_to_exhausted},
    };
    if (round.surplus_of) {
      object["surplus_of"] = round.surplus_of->value;
    }
    list.push_back(std::move(object));
  }
  return list;
}

json::array pairs_of(const pair_votes& x) {
  json::array rows;
  for (std::size_t i = 0; i < x.options; ++i) {
    json::array row;
    for (std::size_t j = 0; j < x.options; ++j) {
      row.push_back(x.over(i, j));
    }
    rows.push_back(std::move(row));
  }
  return rows;
}

json::array ties_of(const contest_count& x) {
  json::array list;
  for (const auto& tie : x.ties) {
    list.push_back(json::object{
      {"question", to_string(tie.question)},
      {"round", tie.round},
      {"tied", ids_of(tie.tied)},
      {"chosen", tie.chosen.value},
      {"by", to_string(tie.by)},
    });
  }
  return list;
}

} // namespace

std::string count_json(const counted_contest& x) {
  const auto& count = x.count;
  json::object object{
    {"title", x.title},
    {"method", to_string(x.terms.method)},
    {"seats", x.terms.seats},
    {"rules", rules_of(x.terms)},
    {"rules_sha256",
     rules_digest(x.terms.method, x.terms.rules, x.terms.seats)},
    {"drawn", ids_of(x.terms.drawn)},
    {"options", options_of(x)},
    {"ballots", count.ballots},
    {"blank", count.blank},
    {"withdrawn", count.withdrawn},
    {"write_ins", count.written_in},
    {"withdrawn_options", ids_of(x.terms.withdrawn)},
    {"withdrawal", nullptr},
    {"annulled", count.annulled},
    {"acclaimed", x.terms.acclaimed},
    {"decimals", count.decimals},
    {"quota", count.quota},
    {"votes", votes_of(count.votes)},
    {"rounds", rounds_of(count)},
    {"pairs", pairs_of(count.pairs)},
    {"winners", ids_of(count.winners)},
    {"undecided", ids_of(count.undecided)},
    {"ties", ties_of(count)},
    {"margin", count.margin},
  };
  if (!x.terms.withdrawn.empty()) {
    object["withdrawal"] = to_string(x.terms.withdrawal);
  }
  return json::serialize(object);
}

void print_count_json(std::ostream& out, const counted_contest& x) {
  out << count_json(x) << "\n";
}

} // namespace scrutin
