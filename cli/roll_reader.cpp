#include "cli/roll_reader.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <vector>

#include "cli/roll_json.hpp"

namespace scrutin {

namespace {

constexpr std::size_t block_bytes = 256 * 1024;
constexpr std::size_t line_bytes_max = 1024;

/// Checks fields and passes them on.
struct line_judge {
  const std::string& election_code;
  const roll_format& format;
  const roll_line_sink& sink;

  [[nodiscard]] bool judge(const roll_fields& fields,
                           std::uint64_t line) const {
    auto checked = check_fields(fields, line, election_code, format);
    return checked ? sink.accepted(*checked)
                   : sink.refused(line, checked.failure().detail);
  }
};

/// A form of roll file. Pieces never span lines; `ends_line` tells whether the
/// line is complete with this one. Returning false ends the reading.
class roll_form {
public:
  virtual ~roll_form() = default;
  virtual bool piece(std::string_view text, bool ends_line,
                     std::uint64_t line) = 0;
  virtual void finish(std::uint64_t line) = 0;
};

// -- JSON ---------------------------------------------------------------------

class json_form final : public roll_form {
public:
  explicit json_form(line_judge judge)
    : judge_(judge),
      json_([this](const roll_fields& x) { return judge_.judge(x, line_); },
            [this](const char* reason) {
              return judge_.sink.refused(line_, reason);
            }) {}

  bool piece(std::string_view text, bool, std::uint64_t line) override {
    line_ = line;
    return outcome(json_.feed(text));
  }
  void finish(std::uint64_t line) override {
    line_ = line;
    outcome(json_.finish());
  }

private:
  bool outcome(const result<void>& done) {
    if (!done && done.failure().code == ec::malformed) {
      judge_.sink.refused(line_, done.failure().detail
                                   + "; the rest of the "
                                     "file is not read");
    }
    return done.has_value();
  }

  line_judge judge_;
  std::uint64_t line_ = 1;
  roll_json json_;
};

// -- lines --------------------------------------------------------------------

/// Puts lines together and refuses those that are too long to be one.
class line_form : public roll_form {
public:
  explicit line_form(line_judge judge) : judge_(judge) {}

  bool piece(std::string_view text, bool ends_line,
             std::uint64_t line) override {
    auto room = line_bytes_max + 1 - std::min(line_bytes_max + 1, line_.size());
    line_.append(text.substr(0, room));
    return !ends_line || end_line(line);
  }
  void finish(std::uint64_t line) override {
    if (!line_.empty()) {
      end_line(line);
    }
  }

protected:
  virtual bool whole_line(const std::string& text, std::uint64_t line) = 0;
  const line_judge& judge() const { return judge_; }

private:
  bool end_line(std::uint64_t line) {
    while (!line_.empty() && (line_.back() == '\n' || line_.back() == '\r')) {
      line_.pop_back();
    }
    auto go_on = line_.empty() ? true
                 : line_.size() > line_bytes_max
                   ? judge_.sink.refused(line, "is over 1024 bytes")
                   : whole_line(line_, line);
    line_.clear();
    return go_on;
  }

  line_judge judge_;
  std::string line_;
};

class digest_form final : public line_form {
public:
  using line_form::line_form;

private:
  bool whole_line(const std::string& text, std::uint64_t line) override {
    fields_.digest = text;
    return judge().judge(fields_, line);
  }

  roll_fields fields_;
};

/// Splits a line as RFC 4180 says, line ends in quotes excepted.
/// @returns nothing where a quote is not closed or stands inside a field.
std::optional<std::vector<std::string>> split_csv(const std::string& line) {
  std::vector<std::string> fields(1);
  bool quoted = false;
  bool was_quoted = false;
  for (std::size_t i = 0; i < line.size(); ++i) {
    char c = line[i];
    if (quoted && c == '"' && i + 1 < line.size() && line[i + 1] == '"') {
      fields.back() += c;
      ++i;
    } else if (c == '"') {
      if (!quoted && (!fields.back().empty() || was_quoted)) {
        return std::nullopt;
      }
      was_quoted = true;
      quoted = !quoted;
    } else if (c == ',' && !quoted) {
      fields.emplace_back();
      was_quoted = false;
    } else {
      fields.back() += c;
    }
  }
  return quoted ? std::nullopt : std::optional{std::move(fields)};
}

class csv_form final : public line_form {
public:
  using line_form::line_form;

private:
  using field = std::string roll_fields::*;

  bool whole_line(const std::string& text, std::uint64_t line) override {
    auto values = split_csv(text);
    if (!values) {
      return judge().sink.refused(line, "has a quote out of place");
    }
    if (columns_.empty()) {
      return read_header(*values, line);
    }
    if (values->size() != columns_.size()) {
      return judge().sink.refused(line, "has " + std::to_string(values->size())
                                          + " columns, not "
                                          + std::to_string(columns_.size()));
    }
    fields_.clear();
    for (std::size_t i = 0; i < columns_.size(); ++i) {
      fields_.*columns_[i] = std::move((*values)[i]);
    }
    return judge().judge(fields_, line);
  }

  bool read_header(const std::vector<std::string>& names, std::uint64_t line) {
    static constexpr std::array<std::pair<std::string_view, field>, 6> known = {
      {{"nas", &roll_fields::nas},
       {"code", &roll_fields::code},
       {"election", &roll_fields::election},
       {"law_id", &roll_fields::election},
       {"hash", &roll_fields::digest},
       {"region", &roll_fields::region}}};
    for (const auto& name : names) {
      const auto* found =
        std::find_if(known.begin(), known.end(),
                     [&](const auto& x) { return x.first == name; });
      if (found == known.end()
          || std::count(columns_.begin(), columns_.end(), found->second) > 0) {
        judge().sink.refused(line, "has a header that is not made of nas, "
                                   "code, election, region, hash; the file is "
                                   "not read");
        return false;
      }
      columns_.push_back(found->second);
    }
    return true;
  }

  std::vector<field> columns_;
  roll_fields fields_;
};

// -- the file -----------------------------------------------------------------

std::string_view without_mark(std::string_view text) {
  return text.substr(0, 3) == "\xEF\xBB\xBF" ? text.substr(3) : text;
}

bool is_digest_start(std::string_view text) {
  auto first = text.substr(0, text.find_first_of("\r\n"));
  return first.find(',') == std::string_view::npos
         && first.find_first_not_of("0123456789abcdefABCDEF")
              == std::string_view::npos;
}

std::unique_ptr<roll_form> form_of(std::string_view start, line_judge judge) {
  auto begin = start.find_first_not_of(" \t\r\n");
  if (begin != std::string_view::npos
      && (start[begin] == '[' || start[begin] == '{')) {
    return std::make_unique<json_form>(judge);
  }
  auto text = begin == std::string_view::npos ? start : start.substr(begin);
  if (is_digest_start(text)) {
    return std::make_unique<digest_form>(judge);
  }
  return std::make_unique<csv_form>(judge);
}

} // namespace

void read_roll(std::istream& in, const std::string& election_code,
               const roll_format& format, const roll_line_sink& sink) {
  std::string block(block_bytes, '\0');
  std::unique_ptr<roll_form> form;
  std::uint64_t line = 1;
  std::uint64_t bytes = 0;
  while (true) {
    in.read(block.data(), static_cast<std::streamsize>(block.size()));
    auto size = static_cast<std::size_t>(in.gcount());
    if (size == 0) {
      break;
    }
    bytes += size;
    auto rest = std::string_view{block}.substr(0, size);
    if (!form) {
      rest = without_mark(rest);
      form = form_of(rest, {election_code, format, sink});
    }
    while (!rest.empty()) {
      auto end = rest.find('\n');
      auto ends_line = end != std::string_view::npos;
      auto piece = rest.substr(0, ends_line ? end + 1 : rest.size());
      if (!form->piece(piece, ends_line, line)) {
        return;
      }
      line += ends_line ? 1 : 0;
      rest.remove_prefix(piece.size());
    }
    sink.progress(bytes);
  }
  if (in.bad()) {
    sink.refused(line, "cannot be read further");
  } else if (form) {
    form->finish(line);
  }
}

} // namespace scrutin
