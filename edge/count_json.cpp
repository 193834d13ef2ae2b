#include "edge/count_json.hpp"

#include <algorithm>
#include <numeric>

namespace scrutin::edge {

namespace {

void write_ids(json_writer& out, const char* name,
               const std::vector<option_id>& ids) {
  out.key(name).begin_array();
  for (auto id : ids) {
    out.number(id.value);
  }
  out.end_array();
}

void write_first(json_writer& out, const char* name,
                 const std::vector<option_id>& ids) {
  out.key(name);
  if (ids.empty()) {
    out.null();
  } else {
    out.number(ids.front().value);
  }
}

void write_votes(json_writer& out, const char* name,
                 const std::vector<option_votes>& votes) {
  out.key(name).begin_array();
  for (const auto& entry : votes) {
    out.begin_object();
    out.member("candidate_id", std::uint64_t{entry.option.value});
    out.member("votes", entry.votes);
    out.end_object();
  }
  out.end_array();
}

void write_round(json_writer& out, std::uint64_t number,
                 const count_round& round) {
  out.begin_object();
  out.member("round", number);
  write_votes(out, "votes", round.votes);
  out.member("exhausted", round.exhausted);
  out.member("lost", round.lost);
  write_ids(out, "elected", round.elected);
  write_first(out, "eliminated", round.eliminated);
  write_ids(out, "all_eliminated", round.eliminated);
  out.member("reason", to_string(round.reason));
  out.key("surplus_of");
  if (round.surplus_of) {
    out.number(round.surplus_of->value);
  } else {
    out.null();
  }
  write_votes(out, "transfers", round.transfers);
  out.member("transferred_to_exhausted", round.transferred_to_exhausted);
  out.end_object();
}

void write_rounds(json_writer& out, const contest_count& count) {
  out.key("rounds").begin_array();
  std::uint64_t number = 0;
  for (const auto& round : count.rounds) {
    write_round(out, ++number, round);
  }
  out.end_array();
}

void write_ties(json_writer& out, const contest_count& count) {
  out.key("ties").begin_array();
  for (const auto& tie : count.ties) {
    out.begin_object();
    out.member("question", to_string(tie.question));
    out.member("round", std::uint64_t{tie.round});
    write_ids(out, "tied", tie.tied);
    out.member("chosen", std::uint64_t{tie.chosen.value});
    out.member("by", to_string(tie.by));
    out.end_object();
  }
  out.end_array();
}

// Rows and columns in ballot order; null where there are too many to publish.
void write_pairs(json_writer& out, const contest& where,
                 const pair_votes& pairs) {
  out.key("pairs");
  if (pairs.options != where.options.size()) {
    out.null();
    return;
  }
  out.begin_array();
  for (std::size_t row = 0; row < pairs.options; ++row) {
    out.begin_array();
    for (std::size_t column = 0; column < pairs.options; ++column) {
      out.number(pairs.over(row, column));
    }
    out.end_array();
  }
  out.end_array();
}

} // namespace

std::uint64_t votes_possible(const election& in, const contest_count& count) {
  auto counted =
    count.ballots - std::min(count.ballots, count.blank + count.withdrawn);
  switch (style_of(in.method)) {
  case ballot_style::one:
  case ballot_style::set:
    return counted;
  case ballot_style::scores:
    return counted * in.counting.score_max;
  case ballot_style::ranking:
    break;
  }
  if (in.method != counting_method::borda) {
    return counted * units_of_a_vote(count);
  }
  return std::accumulate(
    count.votes.begin(), count.votes.end(), std::uint64_t{0},
    [](std::uint64_t sum, const auto& x) { return sum + x.votes; });
}

void write_rules(json_writer& out, const election& in, const contest& where) {
  out.member("method", to_string(in.method));
  out.member("seats", std::uint64_t{where.seats});
  out.key("rules").begin_object();
  for (const auto& field : rule_fields(in.method)) {
    out.member(field.name, field.read(in.counting));
  }
  out.end_object();
  out.member("rules_sha256", rules_digest(in.method, in.counting, where.seats));
}

void write_count(json_writer& out, const election& in, const contest& where,
                 const contest_count& count, bool closed) {
  out.member("decimals", std::uint64_t{count.decimals});
  write_first(out, closed ? "elected" : "leading", count.winners);
  write_ids(out, closed ? "winners" : "ahead", count.winners);
  write_ids(out, "undecided", count.undecided);
  write_ties(out, count);
  out.member("margin", count.margin);
  if (in.method == counting_method::transferable_vote) {
    out.member("quota", count.quota);
  }
  if (has_rounds(in.method)) {
    write_rounds(out, count);
  }
  if (compares_pairs(in.method) || in.method == counting_method::star) {
    write_pairs(out, where, count.pairs);
  }
}

} // namespace scrutin::edge
