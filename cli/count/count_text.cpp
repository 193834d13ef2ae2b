#include <algorithm>
#include <iomanip>
#include <ostream>

#include "cli/count/count_report.hpp"
#include "cli/terminal.hpp"

namespace scrutin {

namespace {

constexpr std::size_t name_width_max = 30;
constexpr std::size_t rounds_a_block = 6;
constexpr std::size_t pairs_options_max = 12;

// Characters, not bytes.
std::size_t width_of(std::string_view x) {
  return static_cast<std::size_t>(std::count_if(x.begin(), x.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U;
  }));
}

std::string padded(std::string text, std::size_t width) {
  auto has = width_of(text);
  return has < width ? text + std::string(width - has, ' ') : text;
}

std::string to_the_right(const std::string& text, std::size_t width) {
  auto has = width_of(text);
  return has < width ? std::string(width - has, ' ') + text : text;
}

// At most `width` characters, the last a point where something is left out.
std::string shortened(const std::string& text, std::size_t width) {
  if (width_of(text) <= width) {
    return text;
  }
  std::size_t end = 0;
  for (std::size_t characters = 0; characters + 1 < width; ++characters) {
    ++end;
    while (end < text.size()
           && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) {
      ++end;
    }
  }
  return text.substr(0, end) + ".";
}

bool has(const std::vector<option_id>& list, option_id x) {
  return std::find(list.begin(), list.end(), x) != list.end();
}

std::string names(const counted_contest& x,
                  const std::vector<option_id>& list) {
  std::string text;
  for (auto option : list) {
    text += (text.empty() ? "" : ", ") + x.name_of(option);
  }
  return text;
}

class text_report {
public:
  text_report(std::ostream& out, const counted_contest& x)
    : out_(out), x_(x), decimals_(x.count.decimals) {
    for (const auto& name : x.names) {
      name_width_ = std::max(name_width_, width_of(name));
    }
    name_width_ = std::min(name_width_, name_width_max);
  }

  void print() {
    print_head();
    if (x_.count.rounds.empty()) {
      print_votes();
    }
    for (std::size_t from = 0; from < x_.count.rounds.size();
         from += rounds_a_block) {
      print_rounds(from,
                   std::min(from + rounds_a_block, x_.count.rounds.size()));
    }
    print_pairs();
    print_ties();
    print_result();
  }

private:
  [[nodiscard]] std::string votes(std::uint64_t units) const {
    return votes_text(units, decimals_);
  }

  void row(const std::string& name) {
    out_ << "  " << padded(shortened(name, name_width_), name_width_);
  }

  void print_head() {
    const auto& count = x_.count;
    const auto& terms = x_.terms;
    if (!x_.title.empty()) {
      out_ << x_.title << "\n";
    }
    out_ << with_separators(count.ballots) << " ballots, "
         << with_separators(count.blank) << " of them blank; "
         << terms.options.size() << " options, " << terms.seats
         << (terms.seats == 1 ? " seat" : " seats") << "\n";
    out_ << to_string(terms.method) << ":";
    for (const auto& field : rule_fields(terms.method)) {
      auto value = field.read(terms.rules);
      if (!value.empty()) {
        out_ << " " << field.name << "=" << value;
      }
    }
    out_ << "\nrules sha256 "
         << rules_digest(terms.method, terms.rules, terms.seats) << "\n";
    print_withdrawals();
    if (!x_.withdrawn.empty()) {
      out_ << "withdrawn:";
      for (auto position : x_.withdrawn) {
        out_ << " " << x_.names[position];
      }
      out_ << "\n";
    }
    if (count.quota > 0) {
      out_ << "quota " << votes(count.quota) << "\n";
    }
    out_ << "\n";
  }

  void print_withdrawals() {
    if (!x_.terms.withdrawn.empty()) {
      out_ << "withdrawn: " << names(x_, x_.terms.withdrawn) << " ("
           << to_string(x_.terms.withdrawal)
           << "); ballots that count for nobody: "
           << with_separators(x_.count.withdrawn) << "\n";
    }
    if (x_.count.written_in > 0) {
      out_ << "written in, for no candidate: "
           << with_separators(x_.count.written_in) << "\n";
    }
  }

  void print_votes() {
    for (const auto& [option, units] : x_.count.votes) {
      row(x_.name_of(option));
      out_ << "  " << to_the_right(votes(units), 16)
           << (has(x_.count.winners, option) ? "  *" : "") << "\n";
    }
    out_ << "\n";
  }

  void print_rounds(std::size_t from, std::size_t to) {
    const auto& rounds = x_.count.rounds;
    auto width = std::size_t{10};
    for (auto i = from; i < to; ++i) {
      for (const auto& v : rounds[i].votes) {
        width = std::max(width, votes(v.votes).size() + 1);
      }
    }
    row("");
    for (auto i = from; i < to; ++i) {
      out_ << "  " << to_the_right("round " + std::to_string(i + 1), width);
    }
    out_ << "\n";
    for (auto option : x_.terms.options) {
      print_option(option, from, to, width);
    }
    print_row("exhausted", from, to, width,
              [](const count_round& r) { return r.exhausted; });
    if (decimals_ > 0) {
      print_row("lost to rounding", from, to, width,
                [](const count_round& r) { return r.lost; });
    }
    out_ << "\n";
  }

  // Elected options carry a star, those that leave a minus.
  void print_option(option_id option, std::size_t from, std::size_t to,
                    std::size_t width) {
    std::string cells;
    bool stands = false;
    for (auto i = from; i < to; ++i) {
      const auto& round = x_.count.rounds[i];
      auto found =
        std::find_if(round.votes.begin(), round.votes.end(),
                     [&](const auto& v) { return v.option == option; });
      std::string cell;
      if (found != round.votes.end()) {
        stands = true;
        cell = votes(found->votes)
               + (has(round.elected, option)      ? "*"
                  : has(round.eliminated, option) ? "-"
                                                  : " ");
      }
      cells += "  " + to_the_right(cell, width);
    }
    if (stands) {
      row(x_.name_of(option));
      out_ << cells << "\n";
    }
  }

  template <class Value>
  void print_row(const char* name, std::size_t from, std::size_t to,
                 std::size_t width, Value value) {
    row(name);
    for (auto i = from; i < to; ++i) {
      out_ << "  "
           << to_the_right(votes(value(x_.count.rounds[i])) + " ", width);
    }
    out_ << "\n";
  }

  void print_pairs() {
    const auto& pairs = x_.count.pairs;
    if (pairs.options == 0 || pairs.options > pairs_options_max) {
      return;
    }
    out_ << "Ballots that prefer the row over the column:\n";
    row("");
    for (std::size_t i = 0; i < pairs.options; ++i) {
      out_ << "  " << to_the_right(std::to_string(i + 1), 10);
    }
    out_ << "\n";
    for (std::size_t i = 0; i < pairs.options; ++i) {
      row(std::to_string(i + 1) + " " + x_.names[i]);
      for (std::size_t j = 0; j < pairs.options; ++j) {
        out_ << "  "
             << to_the_right(i == j ? "-" : with_separators(pairs.over(i, j)),
                             10);
      }
      out_ << "\n";
    }
    out_ << "\n";
  }

  void print_ties() {
    for (const auto& tie : x_.count.ties) {
      out_ << "Tie";
      if (tie.round > 0) {
        out_ << " in round " << tie.round;
      }
      out_ << " (" << to_string(tie.question) << ") between "
           << names(x_, tie.tied) << ": " << x_.name_of(tie.chosen) << ", by "
           << to_string(tie.by) << "\n";
    }
  }

  void print_result() {
    const auto& count = x_.count;
    if (count.annulled) {
      out_ << "Annulled: a candidate has withdrawn\n";
      return;
    }
    if (x_.terms.acclaimed) {
      out_ << "Elected without a vote: " << names(x_, count.winners) << "\n";
      return;
    }
    if (!count.winners.empty()) {
      out_ << "Elected: " << names(x_, count.winners) << "\n"
           << "Margin: " << votes(count.margin) << "\n";
    }
    if (!count.undecided.empty()) {
      out_ << "Undecided: a tie between " << names(x_, count.undecided) << "\n";
    } else if (count.winners.empty()) {
      out_ << "Elected: nobody, there are no votes\n";
    }
  }

  std::ostream& out_;
  const counted_contest& x_;
  std::uint32_t decimals_;
  std::size_t name_width_ = 16;
};

} // namespace

std::string votes_text(std::uint64_t units, std::uint32_t decimals) {
  std::uint64_t unit = 1;
  for (std::uint32_t i = 0; i < decimals; ++i) {
    unit *= 10;
  }
  auto text = with_separators(units / unit);
  if (decimals > 0) {
    auto rest = std::to_string(units % unit);
    text += "." + std::string(decimals - rest.size(), '0') + rest;
  }
  return text;
}

void print_count_text(std::ostream& out, const counted_contest& x) {
  text_report{out, x}.print();
}

} // namespace scrutin
