#include <algorithm>

#include "interchange/ballot_readers.hpp"
#include "interchange/text_cursor.hpp"

// Numbers of options and seats; options that have withdrawn as negative
// numbers; for each paper how many ballots it stands for, options by number and
// 0; a 0 alone; then names and a title in quotes. An `=` joins options of one
// rank, a `-` is a skipped rank, `(...)` before a paper is its id, and what
// follows a `#` is a comment. Source: I. D. Hill, B. A. Wichmann, D. R.
// Woodall, Algorithm 123: single transferable vote by Meek's method, The
// Computer Journal 30 (1987); OpaVote's description of the format.

namespace scrutin {

namespace {

class blt_reader {
public:
  blt_reader(std::string_view text, const std::string& source_name)
    : in_(text, source_name) {}

  result<ballot_file> read() {
    if (auto done = read_head(); !done) {
      return done.failure();
    }
    if (auto done = read_papers(); !done) {
      return done.failure();
    }
    if (auto done = read_names(); !done) {
      return done.failure();
    }
    return std::move(file_);
  }

private:
  void skip() {
    in_.skip_space();
    while (in_.peek() == '#') {
      in_.take_line();
      in_.skip_space();
    }
  }

  result<void> read_head() {
    skip();
    std::size_t options = 0;
    auto read = in_.take_number(options);
    skip();
    if (!read || !in_.take_number(file_.seats) || options == 0
        || file_.seats == 0) {
      return in_.wrong("does not begin with the numbers of options and seats");
    }
    if (options > file_options_max) {
      return error{ec::too_large, in_.wrong("more than 500 options").detail};
    }
    for (std::size_t i = 1; i <= options; ++i) {
      file_.options.push_back(std::to_string(i));
    }
    skip();
    while (in_.take('-')) {
      auto option = read_option();
      if (!option) {
        return option.failure();
      }
      file_.withdrawn.push_back(*option);
      skip();
    }
    return {};
  }

  result<void> read_papers() {
    while (true) {
      skip();
      if (in_.take('(')) {
        while (!in_.at_end() && in_.peek() != ')') {
          in_.take(in_.peek());
        }
        in_.take(')');
        skip();
      }
      std::uint64_t ballots = 0;
      if (!in_.take_number(ballots)) {
        return in_.wrong("expected a number of ballots, or 0 after the last");
      }
      if (in_.peek() == '.') {
        return in_.wrong("ballots of a fraction are not counted");
      }
      if (ballots == 0) {
        return {};
      }
      auto first = file_.papers.marks.size();
      if (auto done = read_ranks(); !done) {
        return done;
      }
      add_paper(file_.papers, first, ballots);
    }
  }

  // Ranks up to the 0.
  result<void> read_ranks() {
    while (true) {
      skip();
      if (in_.take('-')) {
        file_.papers.marks.push_back(ballot_papers::skipped);
        continue;
      }
      if (in_.take('0')) {
        return {};
      }
      ballot_position shared = 0;
      do {
        auto option = read_option();
        if (!option) {
          return option.failure();
        }
        if (!has_withdrawn(*option)) {
          file_.papers.marks.push_back(
            static_cast<ballot_position>(*option | shared));
          shared = ballot_papers::with_previous;
        }
      } while (in_.take('='));
    }
  }

  [[nodiscard]] bool has_withdrawn(ballot_position x) const {
    return std::find(file_.withdrawn.begin(), file_.withdrawn.end(), x)
           != file_.withdrawn.end();
  }

  result<ballot_position> read_option() {
    std::size_t number = 0;
    if (!in_.take_number(number)) {
      return in_.wrong("expected the number of an option");
    }
    if (number == 0 || number > file_.options.size()) {
      return in_.wrong("option " + std::to_string(number)
                       + " is not one of 1 to "
                       + std::to_string(file_.options.size()));
    }
    return static_cast<ballot_position>(number - 1);
  }

  // Names may be missing; they are numbers then.
  result<void> read_names() {
    for (std::size_t i = 0; i <= file_.options.size(); ++i) {
      skip();
      if (in_.at_end()) {
        return {};
      }
      auto name = read_name();
      if (!name) {
        return name.failure();
      }
      (i < file_.options.size() ? file_.options[i] : file_.title) =
        std::move(*name);
    }
    return {};
  }

  result<std::string> read_name() {
    if (!in_.take('"')) {
      return in_.wrong("expected a name in quotes");
    }
    std::string name;
    while (in_.peek() != '"') {
      if (in_.at_end() || in_.peek() == '\n') {
        return in_.wrong("a name in quotes does not end");
      }
      name += in_.peek();
      in_.take(in_.peek());
    }
    in_.take('"');
    return name;
  }

  text_cursor in_;
  ballot_file file_;
};

} // namespace

result<ballot_file> read_blt(std::string_view text,
                             const std::string& source_name) {
  return blt_reader{text, source_name}.read();
}

} // namespace scrutin
