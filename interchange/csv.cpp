#include <algorithm>
#include <array>
#include <cctype>
#include <utility>

#include "interchange/ballot_readers.hpp"
#include "interchange/text_cursor.hpp"

// A row of names, then a row a ballot, with a column for each option. In a
// ranked contest a cell is the rank given to the option, from 1; equal numbers
// are one rank, missing ones are skipped. In others it is 1 or x where the
// option is chosen, or its score. Columns before the options may hold an id, or
// under `count` how many ballots the row stands for. Source: RFC 4180; RCTab,
// "generic CSV".

namespace scrutin {

namespace {

constexpr std::array<std::string_view, 10> foreign_names{
  "ballot", "ballot_id", "ballot id", "cast vote record", "cvr", "count",
  "id",     "precinct",  "batch",     "ballot style"};

std::string lower(std::string_view x) {
  std::string text{x};
  std::transform(text.begin(), text.end(), text.begin(), [](unsigned char c) {
    return static_cast<char>(std::tolower(c));
  });
  return text;
}

class csv_reader {
public:
  csv_reader(std::string_view text, const ballot_reading& how,
             const std::string& source_name)
    : in_(text, source_name), style_(how.style),
      first_column_(how.first_column) {}

  result<ballot_file> read() {
    if (auto done = read_header(); !done) {
      return done.failure();
    }
    while (!in_.at_end()) {
      if (in_.take_line_end()) {
        continue;
      }
      if (auto done = read_ballot(); !done) {
        return done.failure();
      }
    }
    return std::move(file_);
  }

private:
  // Reads one cell into `cell_`.
  // @returns false where it is not closed.
  bool read_cell() {
    cell_.clear();
    in_.skip_blanks();
    if (!in_.take('"')) {
      while (!in_.at_end() && in_.peek() != ',' && in_.peek() != '\n'
             && in_.peek() != '\r') {
        cell_ += in_.peek();
        in_.take(in_.peek());
      }
      while (!cell_.empty() && (cell_.back() == ' ' || cell_.back() == '\t')) {
        cell_.pop_back();
      }
      return true;
    }
    while (!in_.at_end()) {
      auto next = in_.peek();
      in_.take(next);
      if (next == '"' && !in_.take('"')) {
        in_.skip_blanks();
        return true;
      }
      cell_ += next;
    }
    return false;
  }

  result<void> read_header() {
    // A byte order mark, as spreadsheets write it.
    if (in_.take('\xEF')) {
      in_.take('\xBB');
      in_.take('\xBF');
    }
    std::vector<std::string> names;
    do {
      if (!read_cell()) {
        return in_.wrong("a quoted cell does not end");
      }
      names.push_back(cell_);
    } while (in_.take(','));
    if (!in_.take_line_end()) {
      return in_.wrong("text follows a quoted cell");
    }
    options_from_ = first_column_ != 0 ? first_column_ - 1 : leading(names);
    for (std::size_t i = 0; i < names.size(); ++i) {
      if (i < options_from_) {
        count_column_ = lower(names[i]) == "count" ? i : count_column_;
      } else {
        file_.options.push_back(names[i]);
      }
    }
    if (file_.options.empty() || file_.options.front().empty()) {
      return in_.wrong("names no options in its first row");
    }
    if (file_.options.size() > file_options_max) {
      return error{ec::too_large, in_.wrong("more than 500 options").detail};
    }
    return {};
  }

  static std::size_t leading(const std::vector<std::string>& names) {
    auto option =
      std::find_if(names.begin(), names.end(),
                   [](const auto& name) { return !is_leading_column(name); });
    return static_cast<std::size_t>(option - names.begin());
  }

  result<void> read_ballot() {
    std::uint64_t ballots = 1;
    cells_.clear();
    auto line = in_.line();
    std::size_t column = 0;
    do {
      if (!read_cell()) {
        return in_.wrong("a quoted cell does not end");
      }
      if (column >= options_from_) {
        if (auto done = read_mark(column - options_from_); !done) {
          return done;
        }
      } else if (column == count_column_ && !to_number(ballots)) {
        return in_.wrong("count is no number");
      }
      ++column;
    } while (in_.take(','));
    if (line != in_.line()) {
      return in_.wrong("a cell runs over several lines");
    }
    if (column != options_from_ + file_.options.size()) {
      return in_.wrong("has " + std::to_string(column) + " cells, where the "
                       + "first row has "
                       + std::to_string(options_from_ + file_.options.size()));
    }
    if (!in_.take_line_end()) {
      return in_.wrong("text follows a quoted cell");
    }
    auto first = file_.papers.marks.size();
    write_marks();
    add_paper(file_.papers, first, ballots);
    return {};
  }

  template <class Integer>
  bool to_number(Integer& number) const {
    const auto* end = cell_.data() + cell_.size();
    auto [rest, failed] = std::from_chars(cell_.data(), end, number);
    return failed == std::errc{} && rest == end;
  }

  result<void> read_mark(std::size_t position) {
    if (cell_.empty() || position >= file_.options.size()) {
      return {};
    }
    std::uint16_t value = 0;
    if (style_ == ballot_style::one || style_ == ballot_style::set) {
      auto word = lower(cell_);
      value = word == "1" || word == "x" || word == "yes" ? 1 : 0;
      if (value == 0 && word != "0" && word != "no") {
        return wrong_cell(position, "1, x, 0 or nothing");
      }
    } else if (style_ == ballot_style::scores) {
      if (!to_number(value) || value > 100) {
        return wrong_cell(position, "a score from 0 to 100, or nothing");
      }
    } else if (!to_number(value) || value == 0 || value > file_options_max) {
      return wrong_cell(position, "a rank from 1 to 500, or nothing");
    }
    if (value > 0) {
      cells_.push_back({value, static_cast<ballot_position>(position)});
    }
    return {};
  }

  [[nodiscard]] error wrong_cell(std::size_t position,
                                 const std::string& wanted) const {
    return in_.wrong("option " + std::to_string(position + 1) + ": must be "
                     + wanted);
  }

  void write_marks() {
    auto& marks = file_.papers.marks;
    if (style_ != ballot_style::ranking) {
      for (auto [value, position] : cells_) {
        marks.push_back(position);
        if (style_ == ballot_style::scores) {
          marks.push_back(value);
        }
      }
      return;
    }
    add_ranks(marks, cells_);
  }

  text_cursor in_;
  ballot_style style_;
  std::size_t first_column_;
  std::size_t options_from_ = 0;
  std::size_t count_column_ = SIZE_MAX;
  ballot_file file_;
  std::string cell_;
  /// Of the row at hand: what is marked, by rank or score, and option.
  ranked_marks cells_;
};

} // namespace

bool is_leading_column(std::string_view name) {
  return std::find(foreign_names.begin(), foreign_names.end(), lower(name))
         != foreign_names.end();
}

result<ballot_file> read_csv(std::string_view text, const ballot_reading& how,
                             const std::string& source_name) {
  return csv_reader{text, how, source_name}.read();
}

} // namespace scrutin
