#include "cli/load/cast_plan.hpp"

#include <algorithm>

#include "domain/credential.hpp"

namespace scrutin::load {

namespace {

constexpr std::size_t batch_credentials = 512;
constexpr std::size_t recent_max = 4096;
/// Tells what a derived number is for.
constexpr std::uint64_t for_selection = 1;
constexpr std::uint64_t for_retry_key = 2;

/// One step of SplitMix64: a bijection that spreads every bit.
/// Source: Steele, Lea, Flood, "Fast splittable pseudorandom number
/// generators", OOPSLA 2014.
std::uint64_t spread(std::uint64_t x) {
  x += 0x9E3779B97F4A7C15ULL;
  x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9ULL;
  x = (x ^ (x >> 27)) * 0x94D049BB133111EBULL;
  return x ^ (x >> 31);
}

std::uint64_t derive(std::uint64_t seed, std::uint64_t purpose,
                     std::uint64_t index) {
  return spread(spread(seed ^ spread(purpose)) ^ spread(index));
}

void append_hex(std::string& out, std::uint64_t x) {
  constexpr char digits[] = "0123456789abcdef";
  for (int shift = 60; shift >= 0; shift -= 4) {
    out += digits[(x >> shift) & 15];
  }
}

void make_retry_key(std::string& out, std::uint64_t x) {
  out.clear();
  append_hex(out, x);
  append_hex(out, spread(x));
}

std::string contest_key(std::string_view election, std::string_view region) {
  std::string key{election};
  key += '\n';
  key += region;
  return key;
}

} // namespace

const char* to_string(cast_kind x) {
  switch (x) {
  case cast_kind::first:
    return "first";
  case cast_kind::duplicate:
    return "duplicate";
  case cast_kind::unknown_credential:
    return "unknown_credential";
  case cast_kind::malformed:
    return "malformed";
  }
  return "invalid";
}

namespace {

// A score for every option.
std::string draw_scores(const contest_target& contest, std::uint64_t x) {
  std::string scores;
  for (const auto& option : contest.options) {
    x = spread(x);
    scores += (scores.empty() ? "" : ",") + option + ":"
              + std::to_string(x % (contest.score_max + 1));
  }
  return scores;
}

// Some options, in an order drawn.
std::string draw_several(const contest_target& contest, std::uint64_t x) {
  const auto& options = contest.options;
  std::vector<std::size_t> order(options.size());
  for (std::size_t i = 0; i < order.size(); ++i) {
    order[i] = i;
  }
  auto marks = 1 + x % std::min(contest.marks_max, options.size());
  auto between = contest.form == ballot_form::ranking ? ">" : ",";
  std::string several;
  for (std::size_t i = 0; i < marks; ++i) {
    x = spread(x);
    std::swap(order[i], order[i + x % (order.size() - i)]);
    several += (i == 0 ? "" : between) + options[order[i]];
  }
  return several;
}

} // namespace

std::string draw_selection(const contest_target& contest, std::uint64_t seed,
                           std::uint64_t index) {
  auto x = derive(seed, for_selection, index);
  switch (contest.form) {
  case ballot_form::law_answer:
  case ballot_form::single_choice:
    return contest.options[x % contest.options.size()];
  case ballot_form::set:
  case ballot_form::ranking:
    return draw_several(contest, x);
  case ballot_form::scores:
    return draw_scores(contest, x);
  }
  return {};
}

// -- settled credentials ------------------------------------------------------

void settled_credentials::add(std::uint64_t index) {
  if (index >= settled_.size()) {
    settled_.resize(index + index / 2 + 1);
  }
  if (!settled_[index]) {
    settled_[index] = true;
    ++size_;
  }
}

bool settled_credentials::holds(std::uint64_t index) const {
  return index < settled_.size() && settled_[index];
}

// -- the source ---------------------------------------------------------------

credential_source::credential_source(
  std::vector<std::string> files, const std::vector<contest_target>& contests,
  settled_credentials settled)
  : reader_(std::move(files)), settled_(std::move(settled)) {
  std::unordered_map<std::string, int> regions;
  for (const auto& contest : contests) {
    ++regions[contest.election];
  }
  for (std::size_t i = 0; i < contests.size(); ++i) {
    const auto& x = contests[i];
    contests_[contest_key(x.election, std::to_string(x.region_id))] = i;
    // Where there is one region, rolls need not name it.
    if (regions[x.election] == 1) {
      only_contests_[x.election] = i;
    }
  }
}

const std::size_t*
credential_source::contest_of(const roll_credential& credential) const {
  auto found =
    contests_.find(contest_key(credential.election, credential.region));
  if (found != contests_.end()) {
    return &found->second;
  }
  auto only = only_contests_.find(credential.election);
  return only == only_contests_.end() ? nullptr : &only->second;
}

result<void> credential_source::take(std::vector<entry>& batch) {
  std::lock_guard guard{mutex_};
  batch.clear();
  entry next;
  while (batch.size() < batch_credentials) {
    auto got = reader_.next(next.credential);
    if (!got) {
      return got.failure();
    }
    if (!*got) {
      break;
    }
    const auto* contest = contest_of(next.credential);
    if (contest != nullptr && !settled_.holds(next.credential.index)) {
      next.contest = *contest;
      batch.push_back(next);
    }
  }
  return {};
}

// -- the planner --------------------------------------------------------------

cast_planner::cast_planner(std::uint64_t seed, unsigned stream, cast_mix mix,
                           const std::vector<contest_target>& contests,
                           credential_source& source)
  : seed_(seed), state_(derive(seed, 0, stream + 1)), mix_(mix),
    contests_(contests), source_(source) {
}

std::uint64_t cast_planner::draw() {
  state_ = spread(state_);
  return state_;
}

double cast_planner::draw_share() {
  return static_cast<double>(draw() >> 11) * 0x1.0p-53;
}

result<bool> cast_planner::next(planned_cast& out) {
  auto share = draw_share();
  if ((share -= mix_.malformed) < 0) {
    plan_stranger(out, cast_kind::malformed);
    return true;
  }
  if ((share -= mix_.unknown) < 0) {
    plan_stranger(out, cast_kind::unknown_credential);
    return true;
  }
  if ((share -= mix_.duplicates) < 0 && !recent_.empty()) {
    plan_duplicate(out);
    return true;
  }
  return plan_first(out);
}

result<bool> cast_planner::plan_first(planned_cast& out) {
  if (used_ == batch_.size()) {
    used_ = 0;
    if (auto taken = source_.take(batch_); !taken) {
      return taken.failure();
    }
    if (batch_.empty()) {
      return false;
    }
    legacy_codes_ = batch_.front().credential.code.size() <= 6;
  }
  auto& entry = batch_[used_++];
  out.kind = cast_kind::first;
  out.contest = entry.contest;
  out.index = entry.credential.index;
  out.nas.swap(entry.credential.nas);
  out.code.swap(entry.credential.code);
  out.selection = draw_selection(contests_[out.contest], seed_, out.index);
  make_retry_key(out.retry_key, derive(seed_, for_retry_key, out.index));
  return true;
}

void cast_planner::plan_duplicate(planned_cast& out) {
  out = recent_[draw() % recent_.size()];
  out.kind = cast_kind::duplicate;
  make_retry_key(out.retry_key, draw());
}

void cast_planner::plan_stranger(planned_cast& out, cast_kind kind) {
  out.kind = kind;
  out.contest = draw() % contests_.size();
  out.index = draw();
  out.nas = std::to_string(100'000'000 + draw() % 900'000'000);
  std::string random;
  append_hex(random, draw());
  if (legacy_codes_) {
    for (auto& c : random) {
      c = static_cast<char>(draw() % 36);
    }
    out.code = make_legacy_code(random.substr(0, 6));
  } else {
    out.code = make_strong_code(random.substr(0, 10));
  }
  out.selection = draw_selection(contests_[out.contest], seed_, out.index);
  make_retry_key(out.retry_key, draw());
}

void cast_planner::accepted(const planned_cast& x) {
  if (x.kind != cast_kind::first || mix_.duplicates <= 0) {
    return;
  }
  if (recent_.size() < recent_max) {
    recent_.push_back(x);
  } else {
    recent_[recent_next_] = x;
    recent_next_ = (recent_next_ + 1) % recent_max;
  }
}

} // namespace scrutin::load
