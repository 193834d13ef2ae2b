#include "domain/counting/withdrawals.hpp"

#include <algorithm>
#include <utility>

namespace scrutin {

namespace {

using position = ballot_position;
/// In place of the new position of who has withdrawn.
constexpr position gone = 0xFFFF;

bool has_withdrawn(const count_terms& terms, option_id option) {
  return std::find(terms.withdrawn.begin(), terms.withdrawn.end(), option)
         != terms.withdrawn.end();
}

// By old position: the new one.
std::vector<position> new_positions(const count_terms& terms) {
  std::vector<position> places;
  position next = 0;
  for (auto option : terms.options) {
    places.push_back(has_withdrawn(terms, option) ? gone : next++);
  }
  return places;
}

class paper_cutter {
public:
  paper_cutter(const count_terms& terms, const ballot_papers& from)
    : places_(new_positions(terms)), from_(from),
      ends_there_(terms.withdrawal == withdrawal_rule::votes_void) {
    to_.blank = from.blank;
    to_.withdrawn = from.withdrawn;
    to_.written_in = from.written_in;
  }

  ballot_papers cut(ballot_style style) {
    for (const auto& paper : from_.papers) {
      auto first = to_.marks.size();
      auto lost = style == ballot_style::scores    ? copy_scores(paper.first)
                  : style == ballot_style::ranking ? copy_ranks(paper.first)
                                                   : copy_marks(paper.first);
      if (lost && !says_something(first, style)) {
        to_.marks.resize(first);
        to_.withdrawn += paper.ballots;
      } else {
        to_.add(first, paper.ballots);
      }
    }
    return std::move(to_);
  }

private:
  // A rank without an option says nothing, and a score of 0 neither.
  [[nodiscard]] bool says_something(std::size_t at, ballot_style style) const {
    auto is_scored = style == ballot_style::scores;
    for (auto i = at + (is_scored ? 1 : 0); i < to_.marks.size();
         i += is_scored ? 2 : 1) {
      if (to_.marks[i] != (is_scored ? position{0} : ballot_papers::skipped)) {
        return true;
      }
    }
    return false;
  }

  // Each returns whether a mark was left out.

  bool copy_marks(std::size_t at) {
    bool lost = false;
    for (; from_.marks[at] != ballot_papers::end_of_paper; ++at) {
      auto place = places_[from_.marks[at]];
      lost = lost || place == gone;
      if (place != gone) {
        to_.marks.push_back(place);
      }
    }
    return lost;
  }

  bool copy_scores(std::size_t at) {
    bool lost = false;
    for (; from_.marks[at] != ballot_papers::end_of_paper; at += 2) {
      auto place = places_[from_.marks[at]];
      lost = lost || place == gone;
      if (place != gone) {
        to_.marks.push_back(place);
        to_.marks.push_back(from_.marks[at + 1]);
      }
    }
    return lost;
  }

  bool copy_ranks(std::size_t at) {
    bool lost = false;
    while (from_.marks[at] != ballot_papers::end_of_paper) {
      auto rank = to_.marks.size();
      auto whole = copy_rank(at);
      lost = lost || !whole;
      if (!whole && ends_there_) {
        to_.marks.resize(rank);
        return true;
      }
    }
    return lost;
  }

  bool copy_rank(std::size_t& at) {
    if (from_.marks[at] == ballot_papers::skipped) {
      to_.marks.push_back(ballot_papers::skipped);
      ++at;
      return true;
    }
    bool whole = true;
    bool is_first = true;
    do {
      auto place = places_[static_cast<position>(
        from_.marks[at] & ~ballot_papers::with_previous)];
      whole = whole && place != gone;
      if (place != gone) {
        to_.marks.push_back(static_cast<position>(
          is_first ? place : place | ballot_papers::with_previous));
        is_first = false;
      }
      ++at;
    } while (from_.marks[at] < ballot_papers::skipped
             && (from_.marks[at] & ballot_papers::with_previous) != 0);
    return whole;
  }

  std::vector<position> places_;
  const ballot_papers& from_;
  ballot_papers to_;
  bool ends_there_;
};

} // namespace

bool leaves_out_withdrawn(const count_terms& terms) {
  return !terms.withdrawn.empty()
         && terms.withdrawal != withdrawal_rule::votes_stand;
}

count_terms without_withdrawn(const count_terms& terms) {
  auto rest = terms;
  auto drop = [&](std::vector<option_id>& from) {
    from.erase(std::remove_if(from.begin(), from.end(),
                              [&](auto x) { return has_withdrawn(terms, x); }),
               from.end());
  };
  drop(rest.options);
  drop(rest.drawn);
  rest.withdrawn.clear();
  return rest;
}

ballot_papers without_withdrawn(const count_terms& terms,
                                const ballot_papers& papers) {
  return paper_cutter{terms, papers}.cut(style_of(terms.method));
}

contest_count with_withdrawn(const count_terms& terms, contest_count counted) {
  auto places = new_positions(terms);
  std::vector<option_votes> votes;
  for (std::size_t i = 0; i < places.size(); ++i) {
    auto known = places[i] != gone && places[i] < counted.votes.size();
    votes.push_back(
      {terms.options[i], known ? counted.votes[places[i]].votes : 0});
  }
  counted.votes = std::move(votes);
  if (counted.pairs.options == 0) {
    return counted;
  }
  pair_votes pairs{places.size()};
  for (std::size_t i = 0; i < places.size(); ++i) {
    for (std::size_t j = 0; j < places.size(); ++j) {
      if (places[i] != gone && places[j] != gone) {
        pairs.over(i, j) =
          std::as_const(counted.pairs).over(places[i], places[j]);
      }
    }
  }
  counted.pairs = std::move(pairs);
  return counted;
}

} // namespace scrutin
