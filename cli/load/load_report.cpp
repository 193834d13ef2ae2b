#include "cli/load/load_report.hpp"

#include <array>
#include <cstdio>

namespace scrutin::load {

namespace json = boost::json;

namespace {

struct named_share {
  const char* name;
  double share;
};

constexpr std::array<named_share, 6> percentiles = {{
  {"p50", 0.5},
  {"p90", 0.9},
  {"p95", 0.95},
  {"p99", 0.99},
  {"p99_9", 0.999},
  {"max", 1},
}};

double to_ms(std::uint64_t ns) {
  return static_cast<double>(ns) / 1e6;
}

template <class... Values>
std::string format(const char* pattern, Values... values) {
  std::array<char, 256> line{};
  auto size = std::snprintf(line.data(), line.size(), pattern, values...);
  return {line.data(), static_cast<std::size_t>(size)};
}

std::string latency_lines(const char* what, const latency_histogram& x) {
  if (x.count() == 0) {
    return {};
  }
  auto text = format("latency of %s (ms, %llu measured)\n ", what,
                     static_cast<unsigned long long>(x.count()));
  for (const auto& [name, share] : percentiles) {
    text += format(" %s %.3f ", name, to_ms(x.quantile(share)));
  }
  return text + "\n";
}

json::object latency_object(const latency_histogram& x) {
  json::object latencies{{"count", x.count()}, {"mean", x.mean() / 1e6}};
  for (const auto& [name, share] : percentiles) {
    latencies[name] = to_ms(x.quantile(share));
  }
  return latencies;
}

double cpu_us_per_request(const load_report& x) {
  auto ended = x.stats.ended();
  return ended == 0 ? 0 : x.client_cpu_s * 1e6 / static_cast<double>(ended);
}

std::string check_lines(const load_report& x) {
  if (!x.verdict) {
    return "final check  none was made\n";
  }
  auto text = format("final check  %s\n", to_string(*x.verdict));
  for (std::size_t i = 0; i < x.expected.size(); ++i) {
    const auto& due = x.expected[i];
    auto seen = i < x.published.size() ? x.published[i] : published_totals{};
    text += "  " + due.path
            + format(": %llu before, %llu acknowledged, %llu unknown, "
                     "%llu published%s\n",
                     static_cast<unsigned long long>(due.before),
                     static_cast<unsigned long long>(due.acknowledged),
                     static_cast<unsigned long long>(due.unknown),
                     static_cast<unsigned long long>(seen.ballots),
                     seen.closed ? ", closed" : "");
  }
  return text;
}

} // namespace

std::string to_line(const load_progress& x) {
  return format("%6.0f s  accepted %llu/s  ended %llu/s  accepted in all %llu",
                x.elapsed_s, static_cast<unsigned long long>(x.accepted_per_s),
                static_cast<unsigned long long>(x.ended_per_s),
                static_cast<unsigned long long>(x.accepted));
}

std::string to_text(const load_report& x) {
  auto number = [](std::uint64_t n) {
    return static_cast<unsigned long long>(n);
  };
  auto text = format("seed %llu\n", number(x.options.seed));
  text += format("sent %llu, accepted %.1f/s over %.1f s", number(x.stats.sent),
                 x.accepted_per_s(), x.measured_s);
  text += x.options.rate > 0 ? format(" (open loop, %.1f/s)\n", x.options.rate)
                             : " (closed loop)\n";
  text += latency_lines("accepted casts", x.stats.accepted_latency);
  text += latency_lines("all others", x.stats.other_latency);
  text += "outcomes";
  for (std::size_t i = 0; i < outcome_count; ++i) {
    if (x.stats.outcomes[i] > 0) {
      text += format("  %s %llu", to_string(static_cast<outcome>(i)),
                     number(x.stats.outcomes[i]));
    }
  }
  text += "\nstatus ";
  for (const auto& [status, times] : x.stats.statuses) {
    text += status == 0 ? format("  none %llu", number(times))
                        : format("  %u %llu", status, number(times));
  }
  text += format("\nas deserved %.4f%%, connections lost %llu, due and not "
                 "begun %llu\n",
                 100 * x.stats.success_share(),
                 number(x.stats.connections_lost), number(x.stats.not_begun));
  text += format("client %.2f us of processor time a request\n",
                 cpu_us_per_request(x));
  return text + check_lines(x);
}

json::value to_json(const load_report& x) {
  json::object outcomes;
  for (std::size_t i = 0; i < outcome_count; ++i) {
    outcomes[to_string(static_cast<outcome>(i))] = x.stats.outcomes[i];
  }
  json::object statuses;
  for (const auto& [status, times] : x.stats.statuses) {
    statuses[std::to_string(status)] = times;
  }
  json::object check;
  if (x.verdict) {
    check["verdict"] = to_string(*x.verdict);
  } else {
    check["verdict"] = nullptr;
  }
  json::array places;
  for (std::size_t i = 0; i < x.expected.size(); ++i) {
    const auto& due = x.expected[i];
    auto seen = i < x.published.size() ? x.published[i] : published_totals{};
    places.push_back({{"path", due.path},
                      {"before", due.before},
                      {"acknowledged", due.acknowledged},
                      {"unknown", due.unknown},
                      {"published", seen.ballots},
                      {"closed", seen.closed}});
  }
  check["totals"] = std::move(places);
  return {{"seed", x.options.seed},
          {"loop", x.options.rate > 0 ? "open" : "closed"},
          {"rate", x.options.rate},
          {"connections", x.options.connections},
          {"threads", x.options.threads},
          {"measured_s", x.measured_s},
          {"sent", x.stats.sent},
          {"accepted_per_s", x.accepted_per_s()},
          {"accepted_latency_ms", latency_object(x.stats.accepted_latency)},
          {"other_latency_ms", latency_object(x.stats.other_latency)},
          {"outcomes", std::move(outcomes)},
          {"statuses", std::move(statuses)},
          {"success_share", x.stats.success_share()},
          {"connections_lost", x.stats.connections_lost},
          {"not_begun", x.stats.not_begun},
          {"client_cpu_us_per_request", cpu_us_per_request(x)},
          {"final_check", std::move(check)}};
}

} // namespace scrutin::load
