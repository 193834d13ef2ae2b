#pragma once

#include <cstdint>
#include <string>
#include <unordered_map>
#include <vector>

#include "domain/byte_codec.hpp"

namespace scrutin {

/// How many ballots say the same.
struct tally_entry {
  /// Canonical bytes of a selection.
  std::string selection;
  std::uint64_t votes = 0;

  friend bool operator==(const tally_entry& x, const tally_entry& y) {
    return x.selection == y.selection && x.votes == y.votes;
  }
};

/// Counts by distinct selection. Tallies of parts add up to the tally of the
/// whole, in any order.
class tally {
public:
  void add(const std::string& selection, std::uint64_t votes = 1);
  void add(const tally& other);
  void add(const std::vector<tally_entry>& entries);

  [[nodiscard]] std::uint64_t total() const { return total_; }
  [[nodiscard]] std::uint64_t votes_for(const std::string& selection) const;
  [[nodiscard]] std::size_t distinct() const { return counts_.size(); }
  /// Sorted by selection, so that equal tallies give equal lists.
  [[nodiscard]] std::vector<tally_entry> entries() const;
  /// Calls `visit(selection, votes)` for each, in no order.
  template <class Visitor>
  void for_each(Visitor&& visit) const {
    for (const auto& [selection, votes] : counts_) {
      visit(selection, votes);
    }
  }
  void clear();

  /// For snapshots.
  void save(byte_writer& out) const;
  /// What save wrote; the reader fails where it is none.
  static tally load(byte_reader& in);

  friend bool operator==(const tally& x, const tally& y) {
    return x.counts_ == y.counts_;
  }

private:
  std::unordered_map<std::string, std::uint64_t> counts_;
  std::uint64_t total_ = 0;
};

} // namespace scrutin
