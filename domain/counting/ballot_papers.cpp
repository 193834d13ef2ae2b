#include "domain/counting/ballot_papers.hpp"

#include <cstdint>
#include <utility>

#include "domain/counting/ballot_positions.hpp"
#include "domain/selection.hpp"
#include "domain/written_name.hpp"

namespace scrutin {

namespace {

using position = ballot_position;

[[noreturn]] void refuse_stored() {
  broken_invariant("a counted ballot that its contest does not allow");
}

// -- from canonical selections ------------------------------------------------

class tally_reader {
public:
  explicit tally_reader(const count_terms& terms)
    : style_(style_of(terms.method)), positions_(terms.options) {}

  void read(const std::string& canonical, std::uint64_t ballots) {
    if (is_blank(canonical)) {
      read_.blank += ballots;
      return;
    }
    if (is_write_in(canonical)) {
      require(ballot_style::one);
      read_.written_in += ballots;
      return;
    }
    auto first = read_.marks.size();
    if (style_ == ballot_style::ranking) {
      read_ranks(canonical);
    } else {
      auto parsed = from_canonical(canonical);
      if (!parsed) {
        refuse_stored();
      }
      std::visit([this](const auto& x) { read(x); }, *parsed);
    }
    read_.add(first, ballots);
  }

  [[nodiscard]] ballot_papers take() { return std::move(read_); }

private:
  void read_ranks(const std::string& canonical) {
    rank_reader ranks{canonical, rank_};
    while (ranks.next()) {
      if (rank_.empty()) {
        read_.marks.push_back(ballot_papers::skipped);
      }
      for (std::size_t i = 0; i < rank_.size(); ++i) {
        auto shared = i > 0 ? ballot_papers::with_previous : position{0};
        read_.marks.push_back(
          static_cast<position>(position_of(rank_[i]) | shared));
      }
    }
    if (ranks.failed()) {
      refuse_stored();
    }
  }

  void read(const blank_choice&) { refuse_stored(); }
  void read(const ranking&) { refuse_stored(); }
  void read(const write_in&) { refuse_stored(); }

  void read(const single_choice& x) {
    require(ballot_style::one);
    read_.marks.push_back(position_of(x.option));
  }

  void read(const option_set& x) {
    require(ballot_style::set);
    for (auto option : x.options) {
      read_.marks.push_back(position_of(option));
    }
  }

  void read(const score_list& x) {
    require(ballot_style::scores);
    for (const auto& [option, score] : x.scores) {
      read_.marks.push_back(position_of(option));
      read_.marks.push_back(static_cast<position>(score));
    }
  }

  void require(ballot_style wanted) const {
    if (style_ != wanted) {
      refuse_stored();
    }
  }

  [[nodiscard]] position position_of(option_id option) const {
    auto found = positions_.of(option);
    if (!found) {
      refuse_stored();
    }
    return *found;
  }

  ballot_style style_;
  ballot_positions positions_;
  ballot_papers read_;
  std::vector<option_id> rank_;
};

// -- the rules ----------------------------------------------------------------

// Rewrites the marks in place: what is left of a paper is never longer.
class rank_rules {
public:
  rank_rules(const count_terms& terms, ballot_papers& papers)
    : rules_(terms.rules), papers_(papers),
      ranked_on_(terms.options.size(), 0) {
    // A file's ballots may have more ranks than there are options, some empty.
    ranks_max_ = rules_.ranks_max != 0 ? rules_.ranks_max : SIZE_MAX;
  }

  result<void> apply() {
    std::size_t number = 0;
    for (auto& paper : papers_.papers) {
      ++number;
      begin(paper, number);
      while (papers_.marks[read_] != ballot_papers::end_of_paper) {
        if (auto done = read_rank(); !done) {
          return error{done.failure().code, done.failure().detail + " on paper "
                                              + std::to_string(number)};
        }
      }
      papers_.marks[written_] = ballot_papers::end_of_paper;
    }
    return {};
  }

private:
  void begin(const ballot_papers::paper& paper, std::size_t number) {
    number_ = number;
    read_ = written_ = paper.first;
    ranks_ = 0;
    skipped_ = 0;
    ended_ = false;
  }

  // Reads to the end even where the ballot counts no further: what the rules
  // refuse must never be counted in part.
  result<void> read_rank() {
    if (++ranks_ > ranks_max_) {
      return error{ec::malformed,
                   "more than " + std::to_string(ranks_max_) + " ranks"};
    }
    if (papers_.marks[read_] == ballot_papers::skipped) {
      ++read_;
      return skip_rank();
    }
    skipped_ = 0;
    auto first = written_;
    unsigned options = 0;
    bool repeated = false;
    do {
      auto option = static_cast<position>(papers_.marks[read_]
                                          & ~ballot_papers::with_previous);
      ++read_;
      if (std::exchange(ranked_on_[option], number_) == number_) {
        repeated = true;
        continue;
      }
      ++options;
      if (!ended_) {
        papers_.marks[written_++] = option;
      }
    } while (shares_rank(papers_.marks[read_]));
    if (repeated) {
      if (auto done = repeat_option(first); !done) {
        return done;
      }
    }
    return options > 1 ? overvote(first) : result<void>{};
  }

  static bool shares_rank(position mark) {
    return mark < ballot_papers::skipped
           && (mark & ballot_papers::with_previous) != 0;
  }

  result<void> skip_rank() {
    ++skipped_;
    switch (rules_.skipped_ranks) {
    case skipped_rank_rule::refuse:
      return error{ec::malformed, "a rank is skipped"};
    case skipped_rank_rule::skip:
      return {};
    case skipped_rank_rule::exhaust_at_two:
      ended_ = ended_ || skipped_ >= 2;
      return {};
    case skipped_rank_rule::exhaust_at_one:
      ended_ = true;
      return {};
    }
    refuse_stored();
  }

  result<void> repeat_option(std::size_t first) {
    switch (rules_.repeats) {
    case repeated_option_rule::refuse:
      return error{ec::malformed, "an option is ranked twice"};
    case repeated_option_rule::skip:
      return {};
    case repeated_option_rule::exhaust:
      written_ = ended_ ? written_ : first;
      ended_ = true;
      return {};
    }
    refuse_stored();
  }

  result<void> overvote(std::size_t first) {
    switch (rules_.overvotes) {
    case overvote_rule::refuse:
      return error{ec::malformed, "a rank names more than one option"};
    case overvote_rule::exhaust:
      ended_ = true;
      written_ = first;
      return {};
    case overvote_rule::skip:
      written_ = first;
      return {};
    case overvote_rule::equal:
      for (auto i = first + 1; i < written_; ++i) {
        papers_.marks[i] |= ballot_papers::with_previous;
      }
      return {};
    }
    refuse_stored();
  }

  const counting_rules& rules_;
  ballot_papers& papers_;
  std::size_t ranks_max_;
  /// By position: the last paper that ranks the option.
  std::vector<std::size_t> ranked_on_;
  // Of the paper at hand.
  std::size_t number_ = 0;
  std::size_t read_ = 0;
  std::size_t written_ = 0;
  std::size_t ranks_ = 0;
  unsigned skipped_ = 0;
  bool ended_ = false;
};

result<void> check_choices(const count_terms& terms,
                           const ballot_papers& papers) {
  auto allowed = choices_allowed(terms.method, terms.rules, terms.seats,
                                 terms.options.size());
  std::size_t number = 0;
  for (const auto& paper : papers.papers) {
    ++number;
    auto at = paper.first;
    while (papers.marks[at] != ballot_papers::end_of_paper) {
      ++at;
    }
    if (at - paper.first > allowed) {
      return error{ec::malformed, "more than " + std::to_string(allowed)
                                    + " choices on paper "
                                    + std::to_string(number)};
    }
  }
  return {};
}

result<void> check_scores(const count_terms& terms,
                          const ballot_papers& papers) {
  std::size_t number = 0;
  for (const auto& paper : papers.papers) {
    ++number;
    for (auto at = paper.first; papers.marks[at] != ballot_papers::end_of_paper;
         at += 2) {
      if (papers.marks[at + 1] > terms.rules.score_max) {
        return error{ec::malformed, "a score above "
                                      + std::to_string(terms.rules.score_max)
                                      + " on paper " + std::to_string(number)};
      }
    }
  }
  return {};
}

} // namespace

std::uint64_t ballot_papers::ballots() const {
  auto all = blank + withdrawn + written_in;
  for (const auto& x : papers) {
    all += x.ballots;
  }
  return all;
}

void ballot_papers::add(std::size_t first, std::uint64_t ballots) {
  marks.push_back(ballot_papers::end_of_paper);
  papers.push_back({first, ballots});
}

ballot_papers read_papers(const count_terms& terms, const tally& votes) {
  tally_reader reader{terms};
  votes.for_each([&](const std::string& canonical, std::uint64_t ballots) {
    reader.read(canonical, ballots);
  });
  return reader.take();
}

result<ballot_papers> apply_ballot_rules(const count_terms& terms,
                                         ballot_papers papers) {
  result<void> done;
  switch (style_of(terms.method)) {
  case ballot_style::one:
  case ballot_style::set:
    done = check_choices(terms, papers);
    break;
  case ballot_style::ranking:
    done = rank_rules{terms, papers}.apply();
    break;
  case ballot_style::scores:
    done = check_scores(terms, papers);
    break;
  }
  if (!done) {
    return done.failure();
  }
  return papers;
}

} // namespace scrutin
