#include <charconv>

#include "interchange/ballot_readers.hpp"
#include "interchange/text_cursor.hpp"

// Comment lines, `# KEY: value`, then a line for ballots that say the same:
// `31: 3,8,{1,2}`. A brace is a rank of several options; an empty one is a
// skipped rank. Source: https://preflib.github.io/PrefLib-Jekyll/format

namespace scrutin {

namespace {

class preflib_reader {
public:
  preflib_reader(std::string_view text, const std::string& source_name)
    : in_(text, source_name) {}

  result<ballot_file> read() {
    while (!in_.at_end()) {
      in_.skip_blanks();
      if (in_.take_line_end()) {
        continue;
      }
      auto done = in_.peek() == '#' ? read_comment() : read_papers();
      if (!done) {
        return done.failure();
      }
    }
    if (file_.options.empty()) {
      return in_.wrong("names no alternatives (# NUMBER ALTERNATIVES: ...)");
    }
    return std::move(file_);
  }

private:
  result<void> read_comment() {
    auto line = in_.take_line();
    if (auto title = value_of(line, "# TITLE: ")) {
      file_.title = *title;
    } else if (auto count = value_of(line, "# NUMBER ALTERNATIVES: ")) {
      std::size_t number = 0;
      if (!to_number(*count, number)) {
        return in_.wrong("NUMBER ALTERNATIVES is no number");
      }
      return grow_to(number);
    } else if (auto name = value_of(line, "# ALTERNATIVE NAME ")) {
      auto colon = name->find(": ");
      std::size_t number = 0;
      if (colon == std::string_view::npos
          || !to_number(name->substr(0, colon), number) || number == 0) {
        return in_.wrong("an alternative has no number");
      }
      if (auto done = grow_to(number); !done) {
        return done;
      }
      file_.options[number - 1] = name->substr(colon + 2);
    }
    return {};
  }

  static std::optional<std::string_view> value_of(std::string_view line,
                                                  std::string_view key) {
    return line.substr(0, key.size()) == key
             ? std::optional{line.substr(key.size())}
             : std::nullopt;
  }

  static bool to_number(std::string_view text, std::size_t& number) {
    const auto* end = text.data() + text.size();
    auto [rest, failed] = std::from_chars(text.data(), end, number);
    return failed == std::errc{} && rest == end;
  }

  result<void> grow_to(std::size_t options) {
    if (options > file_options_max) {
      return error{ec::too_large, in_.wrong("more than 500 options").detail};
    }
    while (file_.options.size() < options) {
      file_.options.push_back(std::to_string(file_.options.size() + 1));
    }
    return {};
  }

  result<void> read_papers() {
    std::uint64_t ballots = 0;
    if (!in_.take_number(ballots) || !in_.take(':')) {
      return in_.wrong("does not begin with a number of ballots and a colon");
    }
    in_.skip_blanks();
    auto first = file_.papers.marks.size();
    if (!in_.take_line_end()) {
      do {
        in_.skip_blanks();
        if (auto done = read_rank(); !done) {
          return done;
        }
        in_.skip_blanks();
      } while (in_.take(','));
      if (!in_.take_line_end()) {
        return in_.wrong("is no list of alternatives");
      }
    }
    add_paper(file_.papers, first, ballots);
    return {};
  }

  result<void> read_rank() {
    auto& marks = file_.papers.marks;
    if (!in_.take('{')) {
      return read_option(0);
    }
    if (in_.take('}')) {
      marks.push_back(ballot_papers::skipped);
      return {};
    }
    ballot_position shared = 0;
    do {
      in_.skip_blanks();
      if (auto done = read_option(shared); !done) {
        return done;
      }
      in_.skip_blanks();
      shared = ballot_papers::with_previous;
    } while (in_.take(','));
    return in_.take('}') ? result<void>{} : in_.wrong("a brace is not closed");
  }

  result<void> read_option(ballot_position shared) {
    std::size_t number = 0;
    if (!in_.take_number(number)) {
      return in_.wrong("is no list of alternatives");
    }
    if (number == 0 || number > file_.options.size()) {
      return in_.wrong("alternative " + std::to_string(number)
                       + " is not one of 1 to "
                       + std::to_string(file_.options.size()));
    }
    file_.papers.marks.push_back(
      static_cast<ballot_position>((number - 1) | shared));
    return {};
  }

  text_cursor in_;
  ballot_file file_;
};

} // namespace

result<ballot_file> read_preflib(std::string_view text,
                                 const std::string& source_name) {
  return preflib_reader{text, source_name}.read();
}

} // namespace scrutin
