#include "config/zoned_time.hpp"

#include <chrono>
#include <stdexcept>

#include <date/tz.h>

namespace scrutin {

namespace {

using std::chrono::milliseconds;

error wrong(std::string what) {
  return {ec::bad_configuration, std::move(what)};
}

result<const date::time_zone*> find_zone(const std::string& name) {
  if (name.empty()) {
    return wrong("a time without an offset needs a time_zone beside it");
  }
  try {
    return date::locate_zone(name);
  } catch (const std::runtime_error&) {
    return wrong("time zone " + name + " is not in the system's tz database");
  }
}

} // namespace

result<std::int64_t> to_unix_ms(const written_time& x,
                                const std::string& time_zone) {
  auto day = date::year{x.year} / date::month{x.month} / date::day{x.day};
  if (!day.ok() || x.hour > 23 || x.minute > 59 || x.second > 59
      || x.millisecond > 999) {
    return wrong("is not a date and time of the calendar");
  }
  auto since_midnight =
    std::chrono::hours{x.hour} + std::chrono::minutes{x.minute}
    + std::chrono::seconds{x.second} + milliseconds{x.millisecond};
  if (x.offset_minutes) {
    auto utc = date::sys_days{day} + since_midnight
               - std::chrono::minutes{*x.offset_minutes};
    return std::int64_t{milliseconds{utc.time_since_epoch()}.count()};
  }
  auto zone = find_zone(time_zone);
  if (!zone) {
    return zone.failure();
  }
  auto local = date::local_days{day} + since_midnight;
  auto info = (*zone)->get_info(date::floor<std::chrono::seconds>(local));
  if (info.result == date::local_info::nonexistent) {
    return wrong("does not exist in " + time_zone
                 + ": the clocks skip it; write another time or an offset");
  }
  if (info.result == date::local_info::ambiguous) {
    return wrong("happens twice in " + time_zone
                 + ": the clocks go back; write it with an offset");
  }
  auto utc = local.time_since_epoch() - info.first.offset;
  return std::int64_t{milliseconds{utc}.count()};
}

} // namespace scrutin
