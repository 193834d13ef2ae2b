#include "interchange/ballot_file.hpp"

#include <algorithm>
#include <utility>

#include "interchange/ballot_readers.hpp"

namespace scrutin {

namespace {

using position = ballot_position;
constexpr auto end_of_paper = ballot_papers::end_of_paper;
constexpr auto skipped = ballot_papers::skipped;
constexpr auto with_previous = ballot_papers::with_previous;

bool shares_rank(position mark) {
  return mark < skipped && (mark & with_previous) != 0;
}

// The first rank, where it names one option.
void append_first(ballot_papers& to, const ballot_papers& from,
                  std::size_t at) {
  if (from.marks[at] < skipped && !shares_rank(from.marks[at + 1])) {
    to.marks.push_back(from.marks[at]);
  }
}

// Every option ranked, once.
void append_all(ballot_papers& to, const ballot_papers& from, std::size_t at) {
  auto first = to.marks.size();
  for (; from.marks[at] != end_of_paper; ++at) {
    auto option = static_cast<position>(from.marks[at] & ~with_previous);
    auto begin = to.marks.begin() + static_cast<std::ptrdiff_t>(first);
    if (from.marks[at] != skipped
        && std::find(begin, to.marks.end(), option) == to.marks.end()) {
      to.marks.push_back(option);
    }
  }
}

result<ballot_papers> as_style(ballot_papers ranked, ballot_style style,
                               const std::string& source_name) {
  if (style == ballot_style::ranking) {
    return ranked;
  }
  if (style == ballot_style::scores) {
    return error{ec::malformed, source_name
                                  + ": holds rankings, where the method "
                                    "counts scores; scores come as CSV"};
  }
  ballot_papers marked;
  marked.blank = ranked.blank;
  for (const auto& paper : ranked.papers) {
    auto first = marked.marks.size();
    if (style == ballot_style::one) {
      append_first(marked, ranked, paper.first);
    } else {
      append_all(marked, ranked, paper.first);
    }
    add_paper(marked, first, paper.ballots);
  }
  return marked;
}

bool has_extension(const std::filesystem::path& file,
                   std::initializer_list<const char*> names) {
  auto extension = file.extension().string();
  return std::find(names.begin(), names.end(), extension) != names.end();
}

} // namespace

void add_ranks(std::vector<ballot_position>& marks, ranked_marks& ranked) {
  std::sort(ranked.begin(), ranked.end());
  std::uint16_t last = 0;
  for (auto [rank, option] : ranked) {
    for (; last + 1 < rank; ++last) {
      marks.push_back(skipped);
    }
    auto shared = rank == last ? with_previous : ballot_position{0};
    marks.push_back(static_cast<ballot_position>(option | shared));
    last = rank;
  }
}

void add_paper(ballot_papers& to, std::size_t first, std::uint64_t ballots) {
  auto says_nothing =
    std::all_of(to.marks.begin() + static_cast<std::ptrdiff_t>(first),
                to.marks.end(), [](auto mark) { return mark == skipped; });
  if (says_nothing) {
    to.marks.resize(first);
    to.blank += ballots;
  } else if (ballots > 0) {
    to.add(first, ballots);
  } else {
    to.marks.resize(first);
  }
}

const char* to_string(ballot_format x) {
  switch (x) {
  case ballot_format::preflib:
    return "preflib";
  case ballot_format::blt:
    return "blt";
  case ballot_format::csv:
    return "csv";
  case ballot_format::cdf:
    return "cdf";
  }
  return "invalid";
}

std::optional<ballot_format> format_of(const std::filesystem::path& file,
                                       std::string_view text) {
  if (has_extension(file, {".toi", ".soi", ".toc", ".soc"})
      || text.substr(0, 12) == "# FILE NAME:") {
    return ballot_format::preflib;
  }
  if (has_extension(file, {".blt"})) {
    return ballot_format::blt;
  }
  if (has_extension(file, {".csv"})) {
    return ballot_format::csv;
  }
  auto begin = text.find_first_not_of(" \t\r\n");
  if (has_extension(file, {".json"})
      || (begin != std::string_view::npos && text[begin] == '{')) {
    return ballot_format::cdf;
  }
  return std::nullopt;
}

result<ballot_file> read_ballots(std::string_view text, ballot_format format,
                                 const ballot_reading& how,
                                 const std::string& source_name) {
  auto read = [&]() -> result<ballot_file> {
    switch (format) {
    case ballot_format::preflib:
      return read_preflib(text, source_name);
    case ballot_format::blt:
      return read_blt(text, source_name);
    case ballot_format::csv:
      return read_csv(text, how, source_name);
    case ballot_format::cdf:
      return read_cdf(text, how, source_name);
    }
    broken_invariant("a ballot file of an unknown format");
  }();
  if (!read) {
    return read;
  }
  std::uint64_t ballots = read->papers.blank;
  for (const auto& paper : read->papers.papers) {
    // Each is below 2^64, so that a sum past the limit is seen at once.
    if (ballots > file_ballots_max || paper.ballots > file_ballots_max) {
      break;
    }
    ballots += paper.ballots;
  }
  auto huge =
    std::any_of(read->papers.papers.begin(), read->papers.papers.end(),
                [](const auto& x) { return x.ballots > file_ballots_max; });
  if (huge || ballots > file_ballots_max) {
    return error{ec::too_large,
                 source_name + ": more than 1,000,000,000 ballots"};
  }
  if (format == ballot_format::preflib || format == ballot_format::blt) {
    auto styled = as_style(std::move(read->papers), how.style, source_name);
    if (!styled) {
      return styled.failure();
    }
    read->papers = std::move(*styled);
  }
  return read;
}

} // namespace scrutin
