#include "edge/timestamp.hpp"

#include <array>
#include <cstdio>
#include <date/date.h>

namespace scrutin::edge {

namespace {

struct calendar {
  int year;
  unsigned month;
  unsigned day;
  unsigned weekday;
  int hour;
  int minute;
  int second;
  int ms;
};

calendar read(std::int64_t at_ms) {
  auto at =
    date::sys_time<std::chrono::milliseconds>{std::chrono::milliseconds{at_ms}};
  auto day = date::floor<date::days>(at);
  auto ymd = date::year_month_day{day};
  auto time = date::hh_mm_ss<std::chrono::milliseconds>{at - day};
  return {static_cast<int>(ymd.year()),
          static_cast<unsigned>(ymd.month()),
          static_cast<unsigned>(ymd.day()),
          date::weekday{day}.c_encoding(),
          static_cast<int>(time.hours().count()),
          static_cast<int>(time.minutes().count()),
          static_cast<int>(time.seconds().count()),
          static_cast<int>(time.subseconds().count())};
}

/// Takes a text apart from its front; fails for good at what does not fit.
class text_reader {
public:
  explicit text_reader(std::string_view text) : rest_(text) {}

  /// Exactly so many digits.
  int number(std::size_t digits) {
    int value = 0;
    for (std::size_t i = 0; i < digits; ++i) {
      value = value * 10 + digit();
    }
    return value;
  }

  void mark(char wanted) { failed_ = !take(wanted) || failed_; }

  /// `.25`, to the millisecond; 0 where there is none.
  int fraction_ms() {
    constexpr int most_ms = 100;
    int value = 0;
    if (take('.')) {
      value = digit() * most_ms;
      for (int worth = most_ms / 10; is_digit(); worth /= 10) {
        value += digit() * worth;
      }
    }
    return value;
  }

  /// `Z`, `+04:30`; minutes east of UTC.
  int offset_minutes() {
    if (take('Z')) {
      return 0;
    }
    auto is_west = take('-');
    if (!is_west) {
      mark('+');
    }
    auto hours = number(2);
    mark(':');
    auto minutes = number(2);
    failed_ = failed_ || hours > 23 || minutes > 59;
    return (is_west ? -1 : 1) * (hours * 60 + minutes);
  }

  [[nodiscard]] bool complete() const { return !failed_ && rest_.empty(); }

private:
  [[nodiscard]] bool is_digit() const {
    return !rest_.empty() && rest_.front() >= '0' && rest_.front() <= '9';
  }

  int digit() {
    if (!is_digit()) {
      failed_ = true;
      return 0;
    }
    auto value = rest_.front() - '0';
    rest_.remove_prefix(1);
    return value;
  }

  bool take(char wanted) {
    if (rest_.empty() || rest_.front() != wanted) {
      return false;
    }
    rest_.remove_prefix(1);
    return true;
  }

  std::string_view rest_;
  bool failed_ = false;
};

} // namespace

std::string to_timestamp(std::int64_t at_ms) {
  auto x = read(at_ms);
  std::array<char, 64> text{};
  auto size = std::snprintf(text.data(), text.size(),
                            "%04d-%02u-%02uT%02d:%02d:%02d.%03dZ", x.year,
                            x.month, x.day, x.hour, x.minute, x.second, x.ms);
  return {text.data(), static_cast<std::size_t>(size)};
}

std::optional<std::int64_t> from_timestamp(std::string_view text) {
  text_reader in{text};
  auto year = in.number(4);
  in.mark('-');
  auto month = in.number(2);
  in.mark('-');
  auto day = in.number(2);
  in.mark('T');
  auto hour = in.number(2);
  in.mark(':');
  auto minute = in.number(2);
  in.mark(':');
  auto second = in.number(2);
  auto fraction_ms = in.fraction_ms();
  auto offset_minutes = in.offset_minutes();
  auto ymd = date::year{year} / month / day;
  if (!in.complete() || !ymd.ok() || hour > 23 || minute > 59 || second > 59) {
    return std::nullopt;
  }
  auto at = date::sys_days{ymd} + std::chrono::hours{hour}
            + std::chrono::minutes{minute - offset_minutes}
            + std::chrono::seconds{second}
            + std::chrono::milliseconds{fraction_ms};
  auto ms = std::chrono::milliseconds{at.time_since_epoch()}.count();
  return ms > 0 ? std::optional<std::int64_t>{ms} : std::nullopt;
}

std::string to_http_date(std::int64_t at_ms) {
  constexpr std::array<const char*, 7> days{"Sun", "Mon", "Tue", "Wed",
                                            "Thu", "Fri", "Sat"};
  constexpr std::array<const char*, 12> months{"Jan", "Feb", "Mar", "Apr",
                                               "May", "Jun", "Jul", "Aug",
                                               "Sep", "Oct", "Nov", "Dec"};
  auto x = read(at_ms);
  std::array<char, 64> text{};
  auto size = std::snprintf(text.data(), text.size(),
                            "%s, %02u %s %04d %02d:%02d:%02d GMT",
                            days.at(x.weekday), x.day, months.at(x.month - 1),
                            x.year, x.hour, x.minute, x.second);
  return {text.data(), static_cast<std::size_t>(size)};
}

} // namespace scrutin::edge
