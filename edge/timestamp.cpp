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

} // namespace

std::string to_timestamp(std::int64_t at_ms) {
  auto x = read(at_ms);
  std::array<char, 64> text{};
  auto size = std::snprintf(text.data(), text.size(),
                            "%04d-%02u-%02uT%02d:%02d:%02d.%03dZ", x.year,
                            x.month, x.day, x.hour, x.minute, x.second, x.ms);
  return {text.data(), static_cast<std::size_t>(size)};
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
