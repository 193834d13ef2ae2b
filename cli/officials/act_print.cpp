#include "cli/officials/act_print.hpp"

#include <algorithm>
#include <array>
#include <ostream>
#include <vector>

namespace scrutin {

namespace {

constexpr std::size_t columns = 6;
using row = std::array<std::string, columns>;

std::string text_of(const boost::json::object& x, const char* member) {
  const auto* found = x.if_contains(member);
  if (found == nullptr) {
    return {};
  }
  return found->is_string() ? std::string{found->as_string().c_str()}
                            : boost::json::serialize(*found);
}

bool is_proposed(const boost::json::object& x) {
  return text_of(x, "stage") == "proposed";
}

/// Of all text in an answer, a reason alone is somebody's own words.
std::string printable(std::string text) {
  std::replace_if(
    text.begin(), text.end(),
    [](char c) { return static_cast<unsigned char>(c) < ' ' || c == 127; },
    ' ');
  return text;
}

row row_of(const boost::json::object& x) {
  auto region = text_of(x, "region_id");
  auto until = text_of(x, "until");
  auto why = printable(text_of(x, "reason"));
  if (auto candidate = text_of(x, "candidate_id"); !candidate.empty()) {
    why = "candidate " + candidate + (why.empty() ? "" : "; ") + why;
  }
  if (auto name = text_of(x, "write_in"); !name.empty()) {
    why = "name " + name + (why.empty() ? "" : "; ") + why;
  }
  if (!until.empty()) {
    why = "until " + until + (why.empty() ? "" : "; ") + why;
  }
  return {text_of(x, "number"),
          text_of(x, "at"),
          text_of(x, "act") + (is_proposed(x) ? " (proposed)" : ""),
          region.empty() ? "all" : region,
          text_of(x, "by"),
          why};
}

void print_row(const terminal& at, const row& x,
               const std::array<std::size_t, columns>& widths) {
  std::string line;
  for (std::size_t i = 0; i < columns; ++i) {
    line += x[i];
    if (i + 1 < columns) {
      line.append(widths[i] - x[i].size() + 2, ' ');
    }
  }
  while (!line.empty() && line.back() == ' ') {
    line.pop_back();
  }
  at.out << line << "\n";
}

} // namespace

const char* past_of(act_kind x) {
  switch (x) {
  case act_kind::open:
    return "opened";
  case act_kind::suspend:
    return "suspended";
  case act_kind::resume:
    return "resumed";
  case act_kind::extend:
    return "extended";
  case act_kind::close:
    return "closed";
  case act_kind::certify:
    return "certified";
  case act_kind::annul:
    return "annulled";
  case act_kind::amend:
    return "amended";
  case act_kind::withdraw:
    return "withdrawn";
  case act_kind::merge:
    return "merged";
  }
  return "";
}

void print_act(const terminal& at, print_format format,
               const std::string& election, const boost::json::object& x) {
  if (format == print_format::json) {
    at.out << boost::json::serialize(x) << "\n";
    return;
  }
  auto act = text_of(x, "act");
  auto kind = parse_act_kind(act);
  auto region = text_of(x, "region_id");
  auto where = election + (region.empty() ? "" : " region " + region);
  auto number = text_of(x, "number");
  if (is_proposed(x)) {
    at.out << "proposed as number " << number << ": " << act << " " << where
           << "\nNothing is done yet. A second official agrees within a day "
              "with\n  scrutin election "
           << act << " " << election << " --second " << number << "\n";
    return;
  }
  auto until = text_of(x, "until");
  auto candidate = text_of(x, "candidate_id");
  if (!candidate.empty()) {
    where = "candidate " + candidate + " of " + where;
  }
  if (auto name = text_of(x, "write_in"); !name.empty()) {
    where = "name " + name + " into "
            + (candidate.empty() ? "nobody of " + where : where);
  }
  at.out << (kind ? past_of(*kind) : act) << " " << where
         << (until.empty() ? "" : " until " + until) << ", number " << number
         << " of the audit log\n";
}

void print_acts(const terminal& at, print_format format,
                const boost::json::array& acts) {
  if (format == print_format::json) {
    for (const auto& x : acts) {
      at.out << boost::json::serialize(x) << "\n";
    }
    return;
  }
  std::vector<row> rows{{"NUMBER", "AT", "ACT", "REGION", "BY", "REASON"}};
  for (const auto& x : acts) {
    if (x.is_object()) {
      rows.push_back(row_of(x.as_object()));
    }
  }
  std::array<std::size_t, columns> widths{};
  for (const auto& x : rows) {
    for (std::size_t i = 0; i < columns; ++i) {
      widths[i] = std::max(widths[i], x[i].size());
    }
  }
  for (const auto& x : rows) {
    print_row(at, x, widths);
  }
}

} // namespace scrutin
