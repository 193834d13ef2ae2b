#include "domain/ballot_shuffle.hpp"

#include <utility>

namespace scrutin {

namespace {

constexpr std::size_t bytes_at_once = 4096;
constexpr std::size_t word_bytes = 8;

} // namespace

ballot_shuffle::ballot_shuffle(const std::vector<std::uint64_t>& piles,
                               random_source random)
  : sums_(piles.size() + 1), random_(std::move(random)) {
  for (std::size_t i = 1; i < sums_.size(); ++i) {
    left_ += piles[i - 1];
    sums_[i] += piles[i - 1];
    if (auto parent = i + (i & (~i + 1)); parent < sums_.size()) {
      sums_[parent] += sums_[i];
    }
  }
  while (highest_step_ * 2 < sums_.size()) {
    highest_step_ *= 2;
  }
}

std::optional<std::size_t> ballot_shuffle::next() {
  if (left_ == 0) {
    return std::nullopt;
  }
  // The ballots before the chosen one; the walk passes over whole subtrees of
  // them, and takes one off each subtree that the ballot is in.
  auto before = draw_below(left_);
  --left_;
  std::size_t pile = 0;
  for (auto step = highest_step_; step > 0; step /= 2) {
    auto at = pile + step;
    if (at >= sums_.size()) {
      continue;
    }
    if (sums_[at] <= before) {
      before -= sums_[at];
      pile = at;
    } else {
      --sums_[at];
    }
  }
  return pile;
}

std::uint64_t ballot_shuffle::draw_below(std::uint64_t limit) {
  // Words past the last whole multiple would make low numbers likelier.
  auto whole = UINT64_MAX - UINT64_MAX % limit;
  auto word = draw_word();
  while (word >= whole) {
    word = draw_word();
  }
  return word % limit;
}

std::uint64_t ballot_shuffle::draw_word() {
  if (used_ + word_bytes > drawn_.size()) {
    drawn_ = random_(bytes_at_once);
    used_ = 0;
  }
  std::uint64_t word = 0;
  for (std::size_t i = 0; i < word_bytes; ++i) {
    word = word << 8 | static_cast<unsigned char>(drawn_[used_++]);
  }
  return word;
}

} // namespace scrutin
