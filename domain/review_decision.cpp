#include "domain/review_decision.hpp"

#include <algorithm>

#include "domain/review_kinds.hpp"
#include "domain/text.hpp"

namespace scrutin {

namespace {

constexpr std::size_t note_bytes_max = 500;
constexpr auto before_note = std::string_view{": "};

bool is_control(char c) {
  return static_cast<unsigned char>(c) < 0x20 || c == 0x7F;
}

/// Digits alone; nothing where there are others.
std::optional<std::int64_t> digits_of(std::string_view text) {
  std::int64_t x = 0;
  for (char c : text) {
    if (c < '0' || c > '9') {
      return std::nullopt;
    }
    x = 10 * x + (c - '0');
  }
  return x;
}

/// Days from 1970-01-01 to a date of the Gregorian calendar.
/// Source: H. Hinnant, chrono-Compatible Low-Level Date Algorithms.
std::int64_t days_before(std::int64_t year, std::int64_t month,
                         std::int64_t day) {
  year -= month <= 2 ? 1 : 0;
  auto era = year / 400;
  auto year_of_era = year - era * 400;
  auto day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
  auto day_of_era =
    year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
  return era * 146'097 + day_of_era - 719'468;
}

} // namespace

bool review_choice::picks(const review_entry& x) const {
  return x.contest == contest && x.kind == kind
         && (attempts == 0 || x.attempts == attempts)
         && (first_day == 0 || x.first_day == first_day)
         && (last_day == 0 || x.last_day == last_day)
         && (x.resolution != 0) == resolved;
}

std::string subject_of(contest_id contest) {
  return "election " + std::to_string(contest.election.value) + " region "
         + std::to_string(contest.region.value);
}

std::string detail_of(const review_decision& x, std::string_view note) {
  auto text = std::string{to_string(x.choice.kind)} + ", "
              + std::to_string(x.entries)
              + (x.entries == 1 ? " entry" : " entries");
  if (!note.empty()) {
    text += before_note;
    text += note;
  }
  return text;
}

review_resolution resolution_of(const audit_entry& x) {
  auto at = x.detail.find(before_note);
  return {x.number, x.actor, x.at_ms,
          at == std::string::npos ? x.detail
                                  : x.detail.substr(at + before_note.size())};
}

result<void> check_review_note(std::string_view note) {
  if (note.empty() || note.size() > note_bytes_max) {
    return error{ec::malformed, "a note has 1 to 500 bytes"};
  }
  if (!is_utf8(note) || std::any_of(note.begin(), note.end(), is_control)) {
    return error{ec::malformed,
                 "a note is one line of UTF-8 without control characters"};
  }
  if (has_many_digits(note)) {
    return error{ec::malformed, "a note names no voter: nine digits in a row "
                                "could be a NAS, and the audit log keeps them "
                                "for ever"};
  }
  return {};
}

std::optional<std::uint32_t> parse_day(std::string_view text) {
  constexpr std::size_t size = 10;
  if (text.size() != size || text[4] != '-' || text[7] != '-') {
    return std::nullopt;
  }
  auto year = digits_of(text.substr(0, 4));
  auto month = digits_of(text.substr(5, 2));
  auto day = digits_of(text.substr(8, 2));
  if (!year || !month || !day || *year < 1970 || *month < 1 || *month > 12
      || *day < 1) {
    return std::nullopt;
  }
  auto next_month = *month == 12 ? days_before(*year + 1, 1, 1)
                                 : days_before(*year, *month + 1, 1);
  auto days = days_before(*year, *month, *day);
  return days < next_month ? std::optional{static_cast<std::uint32_t>(days)}
                           : std::nullopt;
}

} // namespace scrutin
