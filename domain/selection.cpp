#include "domain/selection.hpp"

#include <algorithm>
#include <unordered_set>

#include "domain/byte_codec.hpp"

namespace scrutin {

namespace {

// First byte of the canonical form. Written to disk: never renumber.
enum class selection_kind : std::uint8_t {
  blank = 0,
  single = 1,
  ranking = 2,
};

constexpr std::uint64_t options_max = 100'000;

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
};

option_id read_option(byte_reader& in) {
  auto value = in.varint();
  return {value > UINT32_MAX ? 0 : static_cast<std::uint32_t>(value)};
}

result<selection> read_ranking(byte_reader& in) {
  ranking x;
  while (in.remaining() > 0 && !in.failed()) {
    auto first = read_option(in);
    if (first.value != 0) {
      x.ranks.push_back({first});
      continue;
    }
    auto size = in.varint();
    if (size == 1 || size > options_max) {
      return error{ec::malformed, "a rank of an impossible size"};
    }
    std::vector<option_id> rank;
    for (std::uint64_t i = 0; i < size && !in.failed(); ++i) {
      rank.push_back(read_option(in));
      if (rank.back().value == 0 || (i > 0 && !(rank[i - 1] < rank[i]))) {
        return error{ec::malformed, "a rank that is not in order"};
      }
    }
    x.ranks.push_back(std::move(rank));
  }
  if (!x.ranks.empty() && x.ranks.back().empty()) {
    return error{ec::malformed, "a skipped rank at the end"};
  }
  return selection{std::move(x)};
}

result<void> check_ranking(const ranking& x, const election& in,
                           const contest& where) {
  auto limit =
    in.runoff.ranks_max != 0 ? in.runoff.ranks_max : where.options.size();
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
    if (skipped && in.runoff.skipped_ranks == skipped_rank_rule::refuse) {
      return error{ec::malformed, "a rank is skipped"};
    }
    if (rank.size() > 1 && in.runoff.overvotes == overvote_rule::refuse) {
      return error{ec::malformed, "a rank names more than one option"};
    }
    for (auto option : rank) {
      if (where.find(option) == nullptr) {
        return error{ec::unknown_option,
                     "an option does not stand in this contest"};
      }
      if (!seen.insert(option).second) {
        return error{ec::malformed, "an option is ranked twice"};
      }
    }
  }
  if (seen.empty()) {
    return error{ec::malformed, "no option is ranked"};
  }
  return {};
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
  result<selection> x = selection{blank_choice{}};
  switch (in.u8()) {
  case static_cast<std::uint8_t>(selection_kind::blank):
    break;
  case static_cast<std::uint8_t>(selection_kind::single):
    x = selection{single_choice{read_option(in)}};
    break;
  case static_cast<std::uint8_t>(selection_kind::ranking):
    x = read_ranking(in);
    break;
  default:
    return error{ec::malformed, "a selection of an unknown kind"};
  }
  if (!in.complete()) {
    return error{ec::malformed, "a selection of the wrong length"};
  }
  return x;
}

result<void> validate(const selection& x, const election& in,
                      const contest& where) {
  if (std::holds_alternative<blank_choice>(x)) {
    return in.blank_allowed
             ? result<void>{}
             : error{ec::wrong_method, "blank ballots are not allowed here"};
  }
  if (const auto* single = std::get_if<single_choice>(&x)) {
    if (in.method != voting_method::single_choice) {
      return error{ec::wrong_method, "this contest asks for a ranking"};
    }
    if (where.find(single->option) == nullptr) {
      return error{ec::unknown_option,
                   "the option does not stand in this contest"};
    }
    return {};
  }
  if (in.method != voting_method::ranked_choice) {
    return error{ec::wrong_method, "this contest asks for one option"};
  }
  return check_ranking(std::get<ranking>(x), in, where);
}

} // namespace scrutin
