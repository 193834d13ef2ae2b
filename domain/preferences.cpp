#include "domain/preferences.hpp"

#include "domain/ballot_positions.hpp"
#include "domain/selection.hpp"

namespace scrutin {

namespace {

class preference_reader {
public:
  preference_reader(const runoff_rules& rules, const contest& where)
    : rules_(rules), positions_(where) {}

  void read(const std::string& canonical, std::uint64_t ballots) {
    if (is_blank(canonical)) {
      read_.blank += ballots;
      return;
    }
    rank_reader ranks{canonical, rank_};
    auto first = read_.marks.size();
    unsigned skipped = 0;
    bool ended = false;
    // Reads to the end even where the ballot counts no further: what does not
    // parse must never be counted in part.
    while (ranks.next()) {
      skipped = rank_.empty() ? skipped + 1 : 0;
      ended = ended || ends_ballot(skipped);
      if (!ended && rank_.size() == 1) {
        read_.marks.push_back(position_of(rank_.front()));
      }
    }
    if (ranks.failed()) {
      refuse();
    }
    read_.marks.push_back(preferences::end_of_paper);
    read_.papers.push_back({first, ballots});
  }

  [[nodiscard]] preferences take() { return std::move(read_); }

private:
  [[noreturn]] static void refuse() {
    broken_invariant("a counted ballot that its contest does not allow");
  }

  [[nodiscard]] bool ends_ballot(unsigned skipped) const {
    return rank_.empty() ? skip_ends_ballot(skipped)
                         : rank_.size() > 1 && overvote_ends_ballot();
  }

  [[nodiscard]] bool skip_ends_ballot(unsigned skipped) const {
    switch (rules_.skipped_ranks) {
    case skipped_rank_rule::refuse:
      refuse();
    case skipped_rank_rule::skip:
      return false;
    case skipped_rank_rule::exhaust_at_two:
      return skipped >= 2;
    }
    refuse();
  }

  [[nodiscard]] bool overvote_ends_ballot() const {
    switch (rules_.overvotes) {
    case overvote_rule::refuse:
      refuse();
    case overvote_rule::exhaust:
      return true;
    case overvote_rule::skip:
      return false;
    }
    refuse();
  }

  [[nodiscard]] std::uint16_t position_of(option_id option) const {
    auto position = positions_.of(option);
    if (!position) {
      refuse();
    }
    return *position;
  }

  const runoff_rules& rules_;
  ballot_positions positions_;
  preferences read_;
  std::vector<option_id> rank_;
};

} // namespace

preferences read_preferences(const runoff_rules& rules, const contest& where,
                             const tally& votes) {
  preference_reader reader{rules, where};
  votes.for_each([&](const std::string& canonical, std::uint64_t ballots) {
    reader.read(canonical, ballots);
  });
  return reader.take();
}

} // namespace scrutin
