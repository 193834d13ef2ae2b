#include "domain/selection.hpp"

#include <algorithm>
#include <unordered_set>

#include "domain/byte_codec.hpp"
#include "domain/text.hpp"
#include "domain/written_name.hpp"

namespace scrutin {

namespace {

// No election allows a higher score.
constexpr std::uint64_t scores_max = 100;

// First byte of the canonical form. Written to disk: never renumber.
enum class selection_kind : std::uint8_t {
  blank = 0,
  single = 1,
  ranking = 2,
  set = 3,
  scores = 4,
  write_in = 5,
};

struct canonical_writer {
  byte_writer& out;

  void kind(selection_kind k) { out.u8(static_cast<std::uint8_t>(k)); }

  void operator()(const blank_choice&) { kind(selection_kind::blank); }

  void operator()(const single_choice& x) {
    kind(selection_kind::single);
    out.varint(x.option.value);
  }

  void operator()(const ranking& x) {
    kind(selection_kind::ranking);
    auto last = std::find_if(x.ranks.rbegin(), x.ranks.rend(),
                             [](const auto& rank) { return !rank.empty(); });
    for (auto rank = x.ranks.begin(); rank != last.base(); ++rank) {
      if (rank->size() == 1) {
        out.varint(rank->front().value);
        continue;
      }
      auto sorted = *rank;
      std::sort(sorted.begin(), sorted.end());
      out.u8(0);
      out.varint(sorted.size());
      for (auto option : sorted) {
        out.varint(option.value);
      }
    }
  }

  void operator()(const option_set& x) {
    kind(selection_kind::set);
    auto sorted = x.options;
    std::sort(sorted.begin(), sorted.end());
    for (auto option : sorted) {
      out.varint(option.value);
    }
  }

  void operator()(const score_list& x) {
    kind(selection_kind::scores);
    auto sorted = x.scores;
    std::sort(sorted.begin(), sorted.end(),
              [](const auto& a, const auto& b) { return a.option < b.option; });
    for (const auto& [option, score] : sorted) {
      if (score > 0) {
        out.varint(option.value);
        out.varint(score);
      }
    }
  }

  void operator()(const write_in& x) {
    kind(selection_kind::write_in);
    out.raw(x.name);
  }
};

// @returns 0 for what no option is called.
option_id read_option(byte_reader& in) {
  auto value = in.varint();
  return {value > UINT32_MAX ? 0 : static_cast<std::uint32_t>(value)};
}

result<selection> read_ranking(std::string_view bytes) {
  ranking x;
  std::vector<option_id> rank;
  rank_reader ranks{bytes, rank};
  while (ranks.next()) {
    x.ranks.push_back(rank);
  }
  if (ranks.failed()) {
    return error{ec::malformed, "a ranking that is not in canonical form"};
  }
  return selection{std::move(x)};
}

error not_canonical() {
  return {ec::malformed, "a selection that is not in canonical form"};
}

// Both read ids that ascend, after the kind.
result<selection> read_set(byte_reader& in) {
  option_set x;
  while (!in.failed() && in.remaining() > 0) {
    auto option = read_option(in);
    if (option.value == 0
        || (!x.options.empty() && !(x.options.back() < option))) {
      return not_canonical();
    }
    x.options.push_back(option);
  }
  return in.failed() ? result<selection>{not_canonical()}
                     : selection{std::move(x)};
}

result<selection> read_scores(byte_reader& in) {
  score_list x;
  while (!in.failed() && in.remaining() > 0) {
    auto option = read_option(in);
    auto score = in.varint();
    if (option.value == 0 || score == 0 || score > scores_max
        || (!x.scores.empty() && !(x.scores.back().option < option))) {
      return not_canonical();
    }
    x.scores.push_back({option, static_cast<std::uint32_t>(score)});
  }
  return in.failed() ? result<selection>{not_canonical()}
                     : selection{std::move(x)};
}

result<selection> read_name(std::string_view name) {
  if (name.empty()) {
    return selection{write_in{}};
  }
  auto tidy = tidied_name(name);
  return tidy && *tidy == name ? result<selection>{write_in{*std::move(tidy)}}
                               : not_canonical();
}

result<void> check_ranking(const ranking& x, const election& in,
                           const contest& where) {
  const auto& rules = in.counting;
  auto limit = rules.ranks_max != 0 ? rules.ranks_max : where.options.size();
  if (x.ranks.size() > limit) {
    return error{ec::too_large,
                 "at most " + std::to_string(limit) + " ranks are allowed"};
  }
  std::unordered_set<option_id> seen;
  bool skipped = false;
  for (const auto& rank : x.ranks) {
    if (rank.empty()) {
      skipped = true;
      continue;
    }
    if (skipped && rules.skipped_ranks == skipped_rank_rule::refuse) {
      return error{ec::malformed, "a rank is skipped"};
    }
    auto unlike = std::unordered_set<option_id>{rank.begin(), rank.end()};
    if (unlike.size() != rank.size()) {
      return error{ec::malformed, "a rank names an option twice"};
    }
    if (rank.size() > 1 && rules.overvotes == overvote_rule::refuse) {
      return error{ec::malformed, "a rank names more than one option"};
    }
    for (auto option : rank) {
      if (where.find(option) == nullptr) {
        return error{ec::unknown_option,
                     "an option does not stand in this contest"};
      }
      if (!seen.insert(option).second
          && rules.repeats == repeated_option_rule::refuse) {
        return error{ec::malformed, "an option is ranked twice"};
      }
    }
  }
  if (seen.empty()) {
    return error{ec::malformed, "no option is ranked"};
  }
  return {};
}

result<void> check_option(option_id option, const contest& where,
                          std::unordered_set<option_id>& seen) {
  if (where.find(option) == nullptr) {
    return error{ec::unknown_option,
                 "an option does not stand in this contest"};
  }
  if (!seen.insert(option).second) {
    return error{ec::malformed, "an option stands twice"};
  }
  return {};
}

result<void> check_set(const option_set& x, const election& in,
                       const contest& where) {
  auto limit =
    choices_allowed(in.method, in.counting, where.seats, where.options.size());
  if (x.options.size() > limit) {
    return error{ec::too_large,
                 "at most " + std::to_string(limit) + " options may be chosen"};
  }
  std::unordered_set<option_id> seen;
  for (auto option : x.options) {
    if (auto done = check_option(option, where, seen); !done) {
      return done;
    }
  }
  if (seen.empty()) {
    return error{ec::malformed, "no option is chosen"};
  }
  return {};
}

result<void> check_scores(const score_list& x, const election& in,
                          const contest& where) {
  std::unordered_set<option_id> seen;
  bool scored = false;
  for (const auto& [option, score] : x.scores) {
    if (auto done = check_option(option, where, seen); !done) {
      return done;
    }
    if (score > in.counting.score_max) {
      return error{ec::malformed,
                   "a score is above " + std::to_string(in.counting.score_max)};
    }
    scored = scored || score > 0;
  }
  if (!scored) {
    return error{ec::malformed, "no option has a score above 0"};
  }
  return {};
}

result<void> check_one(const selection& x, const election& in,
                       const contest& where) {
  if (const auto* written = std::get_if<write_in>(&x)) {
    if (!in.write_ins) {
      return error{ec::wrong_method, "no names are written in here"};
    }
    auto tidy = tidied_name(written->name);
    return tidy ? result<void>{} : tidy.failure();
  }
  const auto* option = where.find(std::get<single_choice>(x).option);
  if (option == nullptr || option->write_in) {
    return error{ec::unknown_option,
                 "the option does not stand in this contest"};
  }
  return {};
}

// What a contest of another style is told.
const char* wanted(ballot_style x) {
  switch (x) {
  case ballot_style::one:
    return "this contest asks for one option";
  case ballot_style::set:
    return "this contest asks for a set of options";
  case ballot_style::ranking:
    return "this contest asks for a ranking";
  case ballot_style::scores:
    return "this contest asks for scores";
  }
  return "invalid";
}

ballot_style style_of(const selection& x) {
  struct {
    ballot_style operator()(const blank_choice&) const {
      broken_invariant("a blank ballot has no style");
    }
    ballot_style operator()(const single_choice&) const {
      return ballot_style::one;
    }
    ballot_style operator()(const ranking&) const {
      return ballot_style::ranking;
    }
    ballot_style operator()(const option_set&) const {
      return ballot_style::set;
    }
    ballot_style operator()(const score_list&) const {
      return ballot_style::scores;
    }
    ballot_style operator()(const write_in&) const { return ballot_style::one; }
  } style;
  return std::visit(style, x);
}

} // namespace

std::string to_canonical(const selection& x) {
  std::string bytes;
  byte_writer out{bytes};
  std::visit(canonical_writer{out}, x);
  return bytes;
}

result<selection> from_canonical(std::string_view bytes) {
  byte_reader in{bytes};
  auto kind = in.u8();
  if (!in.failed()
      && kind == static_cast<std::uint8_t>(selection_kind::ranking)) {
    return read_ranking(bytes);
  }
  if (is_blank(bytes)) {
    return selection{blank_choice{}};
  }
  if (kind == static_cast<std::uint8_t>(selection_kind::set)) {
    return read_set(in);
  }
  if (kind == static_cast<std::uint8_t>(selection_kind::scores)) {
    return read_scores(in);
  }
  if (!in.failed()
      && kind == static_cast<std::uint8_t>(selection_kind::write_in)) {
    return read_name(bytes.substr(1));
  }
  single_choice x{read_option(in)};
  if (kind != static_cast<std::uint8_t>(selection_kind::single)
      || !in.complete() || x.option.value == 0) {
    return not_canonical();
  }
  return selection{x};
}

bool is_blank(std::string_view canonical) {
  return canonical.size() == 1
         && canonical.front() == static_cast<char>(selection_kind::blank);
}

rank_reader::rank_reader(std::string_view canonical,
                         std::vector<option_id>& rank)
  : in_(canonical), rank_(rank) {
  failed_ = in_.u8() != static_cast<std::uint8_t>(selection_kind::ranking);
}

bool rank_reader::next() {
  if (failed_ || in_.remaining() == 0) {
    return false;
  }
  rank_.clear();
  auto first = in_.varint();
  if (first == 0) {
    return in_.failed() ? fail() : read_unusual_rank();
  }
  if (first > UINT32_MAX) {
    return fail();
  }
  rank_.push_back({static_cast<std::uint32_t>(first)});
  return true;
}

bool rank_reader::read_unusual_rank() {
  auto size = in_.varint();
  if (in_.failed() || size == 1 || size > in_.remaining()) {
    return fail();
  }
  for (std::uint64_t i = 0; i < size; ++i) {
    auto option = read_option(in_);
    if (option.value == 0 || (i > 0 && !(rank_.back() < option))) {
      return fail();
    }
    rank_.push_back(option);
  }
  // Skipped ranks at the end are left out, so that something must follow.
  return size != 0 || in_.remaining() > 0 || fail();
}

bool rank_reader::fail() {
  failed_ = true;
  return false;
}

result<void> validate(const selection& x, const election& in,
                      const contest& where) {
  if (std::holds_alternative<blank_choice>(x)) {
    return in.blank_allowed
             ? result<void>{}
             : error{ec::wrong_method, "blank ballots are not allowed here"};
  }
  auto style = style_of(in.method);
  if (style_of(x) != style) {
    return error{ec::wrong_method, wanted(style)};
  }
  switch (style) {
  case ballot_style::one:
    return check_one(x, in, where);
  case ballot_style::set:
    return check_set(std::get<option_set>(x), in, where);
  case ballot_style::ranking:
    return check_ranking(std::get<ranking>(x), in, where);
  case ballot_style::scores:
    return check_scores(std::get<score_list>(x), in, where);
  }
  broken_invariant("a ballot of an unknown style");
}

bool may_still_be_cast(const selection& x, const election& in,
                       const contest& where,
                       const std::vector<option_id>& withdrawn) {
  if (where.acclaimed) {
    return false;
  }
  if (withdrawn.empty()
      || in.withdrawal.value_or(withdrawal_rule::votes_stand)
           == withdrawal_rule::votes_stand) {
    return true;
  }
  auto has_withdrawn = [&](option_id option) {
    return std::find(withdrawn.begin(), withdrawn.end(), option)
           != withdrawn.end();
  };
  auto any_of = [&](const std::vector<option_id>& options) {
    return std::any_of(options.begin(), options.end(), has_withdrawn);
  };
  if (const auto* one = std::get_if<single_choice>(&x)) {
    return !has_withdrawn(one->option);
  }
  if (const auto* set = std::get_if<option_set>(&x)) {
    return !any_of(set->options);
  }
  if (const auto* ranks = std::get_if<ranking>(&x)) {
    return std::none_of(ranks->ranks.begin(), ranks->ranks.end(), any_of);
  }
  if (const auto* scores = std::get_if<score_list>(&x)) {
    return std::none_of(
      scores->scores.begin(), scores->scores.end(),
      [&](const auto& each) { return has_withdrawn(each.option); });
  }
  return true;
}

} // namespace scrutin
