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
  auto kind = in.u8();
  if (!in.failed()
      && kind == static_cast<std::uint8_t>(selection_kind::ranking)) {
    return read_ranking(bytes);
  }
  if (is_blank(bytes)) {
    return selection{blank_choice{}};
  }
  single_choice x{read_option(in)};
  if (kind != static_cast<std::uint8_t>(selection_kind::single)
      || !in.complete() || x.option.value == 0) {
    return error{ec::malformed, "a selection that is not in canonical form"};
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
