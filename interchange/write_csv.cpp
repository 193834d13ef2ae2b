#include <algorithm>
#include <ostream>

#include "interchange/ballot_readers.hpp"
#include "interchange/ballot_writers.hpp"
#include "interchange/paper_marks.hpp"
#include "interchange/written_names.hpp"

// Sources: see csv.cpp.

namespace scrutin {

namespace {

std::string cell_of(const std::string& name) {
  auto is_plain = name.find_first_of(",\"") == std::string::npos
                  && name.front() != ' ' && name.back() != ' ';
  if (is_plain) {
    return name;
  }
  std::string text = "\"";
  for (auto c : name) {
    text += c == '"' ? "\"\"" : std::string(1, c);
  }
  return text + '"';
}

class csv_writer {
public:
  csv_writer(std::ostream& out, const written_contest& contest,
             const ballot_papers& papers)
    : out_(out), papers_(papers), style_(style_of(contest.method)),
      cells_(contest.options.size()) {}

  void write_names(std::vector<std::string> names) {
    out_ << "ballot";
    for (std::size_t i = 0; i < names.size(); ++i) {
      auto& name = names[i];
      // The first option ends the columns that are none.
      if (name.empty() || name == "ballot"
          || (i == 0 && is_leading_column(name))) {
        do {
          name += (name.empty() ? "(" : " (") + std::to_string(i + 1) + ")";
        } while (std::count(names.begin(), names.end(), name) > 1);
      }
      out_ << ',' << cell_of(name);
    }
    out_ << "\n";
  }

  result<void> write(std::uint64_t ballot, std::size_t paper) {
    std::fill(cells_.begin(), cells_.end(), 0);
    if (paper < papers_.papers.size()) {
      if (auto done = mark(papers_.papers[paper].first); !done) {
        return error{ec::malformed, "ballot " + std::to_string(ballot) + ": "
                                      + done.failure().detail};
      }
    }
    out_ << ballot;
    for (auto cell : cells_) {
      out_ << ',';
      if (cell > 0) {
        out_ << cell;
      }
    }
    out_ << "\n";
    return {};
  }

private:
  result<void> mark(std::size_t at) {
    const auto& marks = papers_.marks;
    if (style_ == ballot_style::scores) {
      for (; marks[at] != ballot_papers::end_of_paper; at += 2) {
        cells_[marks[at]] = marks[at + 1];
      }
      return {};
    }
    result<void> done;
    each_mark(papers_, at, [&](std::size_t rank, ballot_position option) {
      if (rank > file_options_max) {
        done = error{ec::malformed, "has more than 500 ranks"};
      } else if (style_ == ballot_style::ranking && cells_[option] != 0) {
        done = error{ec::malformed, "ranks an option twice, which CSV cannot "
                                    "say; take cdf, blt or preflib"};
      }
      cells_[option] = style_ == ballot_style::ranking ? rank : 1;
    });
    return done;
  }

  std::ostream& out_;
  const ballot_papers& papers_;
  ballot_style style_;
  /// Of the ballot at hand, by option: its rank, its score, or 1; 0: none.
  std::vector<std::size_t> cells_;
};

} // namespace

result<void> write_csv(std::ostream& out, const written_contest& contest,
                       const ballot_papers& papers, const ballot_order& next) {
  if (auto done = check_written(contest); !done) {
    return done;
  }
  csv_writer writer{out, contest, papers};
  writer.write_names(distinct_names(contest));
  std::uint64_t ballot = 0;
  for (auto paper = next(); paper; paper = next()) {
    if (auto done = writer.write(++ballot, *paper); !done) {
      return done;
    }
  }
  return {};
}

} // namespace scrutin
