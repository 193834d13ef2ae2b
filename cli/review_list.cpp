#include "cli/review_list.hpp"

#include <algorithm>
#include <ctime>
#include <ostream>

#include <boost/json.hpp>

namespace scrutin {

namespace {

result<void> add_contest(review_list& list, const review_store& from,
                         contest_id contest) {
  auto entries = from.list(contest);
  if (!entries) {
    return entries.failure();
  }
  for (auto kind : all_review_kinds) {
    auto attempts = from.attempts(contest, kind);
    if (!attempts) {
      return attempts.failure();
    }
    review_pattern pattern{contest.region, kind, 0, *attempts, 0};
    for (const auto& entry : *entries) {
      if (entry.kind == kind) {
        ++pattern.entries;
        pattern.attempts_listed += entry.attempts;
      }
    }
    pattern.attempts = std::max(pattern.attempts, pattern.attempts_listed);
    if (pattern.attempts > 0) {
      list.patterns.push_back(pattern);
    }
  }
  for (auto& entry : *entries) {
    entry.tag = {};
    list.entries.push_back(entry);
  }
  return {};
}

} // namespace

std::string day_text(std::uint32_t day) {
  constexpr std::time_t seconds_a_day = 86'400;
  auto at = std::time_t{day} * seconds_a_day;
  std::tm parts{};
  ::gmtime_r(&at, &parts);
  char text[32];
  auto size = std::strftime(text, sizeof text, "%Y-%m-%d", &parts);
  return {text, size};
}

result<review_list> list_review(const review_store& from, const election& in,
                                std::uint32_t region) {
  review_list list;
  for (const auto& contest : in.contests) {
    if (region != 0 && contest.region.value != region) {
      continue;
    }
    if (auto done = add_contest(list, from, {in.id, contest.region}); !done) {
      return done.failure();
    }
  }
  std::sort(list.entries.begin(), list.entries.end(), is_listed_before);
  return list;
}

void print_review_csv(std::ostream& out, const review_list& x) {
  out << "entry,region,kind,attempts,first_day,last_day,resolved\n";
  std::size_t number = 0;
  for (const auto& entry : x.entries) {
    out << ++number << ',' << entry.contest.region.value << ','
        << to_string(entry.kind) << ',' << entry.attempts << ','
        << day_text(entry.first_day) << ',' << day_text(entry.last_day) << ','
        << (entry.resolution == 0 ? "" : std::to_string(entry.resolution))
        << "\n";
  }
  for (const auto& pattern : x.patterns) {
    if (pattern.attempts > pattern.attempts_listed) {
      out << ',' << pattern.region.value << ',' << to_string(pattern.kind)
          << ',' << pattern.attempts - pattern.attempts_listed << ",,,\n";
    }
  }
}

void print_review_json(std::ostream& out, const election& in,
                       const review_list& x) {
  namespace json = boost::json;
  json::array patterns;
  for (const auto& pattern : x.patterns) {
    patterns.push_back({{"region_id", pattern.region.value},
                        {"kind", to_string(pattern.kind)},
                        {"entries", pattern.entries},
                        {"attempts", pattern.attempts}});
  }
  out << R"({"election":)" << json::serialize(json::string{in.code})
      << R"(,"patterns":)" << json::serialize(patterns) << R"(,"entries":[)";
  std::size_t number = 0;
  for (const auto& entry : x.entries) {
    json::object object{{"entry", number + 1},
                        {"region_id", entry.contest.region.value},
                        {"kind", to_string(entry.kind)},
                        {"attempts", entry.attempts},
                        {"first_day", day_text(entry.first_day)},
                        {"last_day", day_text(entry.last_day)}};
    if (entry.resolution != 0) {
      object["resolution"] = entry.resolution;
    }
    out << (number == 0 ? "\n" : ",\n") << json::serialize(object);
    ++number;
  }
  out << "\n]}\n";
}

} // namespace scrutin
