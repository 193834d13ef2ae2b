#include "domain/tally.hpp"

#include <algorithm>

namespace scrutin {

void tally::add(const std::string& selection, std::uint64_t votes) {
  if (votes > 0) {
    counts_[selection] += votes;
    total_ += votes;
  }
}

void tally::add(const tally& other) {
  for (const auto& [selection, votes] : other.counts_) {
    add(selection, votes);
  }
}

void tally::add(const std::vector<tally_entry>& entries) {
  for (const auto& entry : entries) {
    add(entry.selection, entry.votes);
  }
}

std::uint64_t tally::votes_for(const std::string& selection) const {
  auto found = counts_.find(selection);
  return found == counts_.end() ? 0 : found->second;
}

std::vector<tally_entry> tally::entries() const {
  std::vector<tally_entry> list;
  list.reserve(counts_.size());
  for (const auto& [selection, votes] : counts_) {
    list.push_back({selection, votes});
  }
  std::sort(list.begin(), list.end(), [](const auto& x, const auto& y) {
    return x.selection < y.selection;
  });
  return list;
}

void tally::save(byte_writer& out) const {
  out.varint(counts_.size());
  for (const auto& [selection, votes] : counts_) {
    out.sized(selection);
    out.varint(votes);
  }
}

tally tally::load(byte_reader& in) {
  tally x;
  auto count = in.count(2);
  for (std::uint64_t i = 0; i < count; ++i) {
    std::string selection{in.sized()};
    x.add(selection, in.varint());
  }
  return x;
}

void tally::clear() {
  counts_.clear();
  total_ = 0;
}

} // namespace scrutin
