#include "cli/load/load_run.hpp"

#include <algorithm>
#include <chrono>
#include <limits>
#include <map>
#include <pthread.h>
#include <sched.h>
#include <sys/resource.h>
#include <thread>

#include "cli/load/api_client.hpp"
#include "cli/load/load_worker.hpp"

namespace scrutin::load {

using namespace std::chrono_literals;

namespace {

constexpr std::int64_t second_ns = 1'000'000'000;
/// Connections are made before the first request is due.
constexpr std::int64_t head_start_ns = second_ns / 5;

std::int64_t to_ns(double seconds) {
  return static_cast<std::int64_t>(seconds * 1e9);
}

double processor_seconds() {
  rusage used{};
  getrusage(RUSAGE_SELF, &used);
  auto seconds = [](const timeval& x) {
    return static_cast<double>(x.tv_sec) + static_cast<double>(x.tv_usec) / 1e6;
  };
  return seconds(used.ru_utime) + seconds(used.ru_stime);
}

void pin_to(const std::vector<unsigned>& cores) {
  if (cores.empty()) {
    return;
  }
  cpu_set_t set;
  CPU_ZERO(&set);
  for (auto core : cores) {
    CPU_SET(core, &set);
  }
  // A core that is not there leaves the threads where they are.
  pthread_setaffinity_np(pthread_self(), sizeof(set), &set);
}

contest_target blind_target(const std::string& law) {
  contest_target x;
  x.election = law;
  x.options = {"oui", "non"};
  return x;
}

/// What the record of an earlier run tells.
struct earlier_run {
  settled_credentials settled;
  /// Casts without a certain outcome, by contest.
  std::map<std::pair<std::string, std::uint32_t>, std::uint64_t> unknown;
};

result<earlier_run> read_earlier_run(const load_options& options) {
  earlier_run earlier;
  if (!options.resume) {
    return earlier;
  }
  std::map<std::uint64_t, std::pair<std::string, std::uint32_t>> open;
  auto read = read_cast_record(options.record, [&](const recorded_cast& x) {
    if (x.kind != cast_kind::first) {
      return;
    }
    if (x.answer.what == outcome::accepted
        || x.answer.what == outcome::duplicate) {
      earlier.settled.add(x.index);
      open.erase(x.index);
    } else if (x.answer.what == outcome::unknown) {
      open[x.index] = {x.election, x.region_id};
    }
  });
  if (!read) {
    return read.failure();
  }
  for (const auto& [index, contest] : open) {
    ++earlier.unknown[contest];
  }
  return earlier;
}

bool all_complete(const std::vector<published_totals>& totals) {
  return std::all_of(totals.begin(), totals.end(),
                     [](const published_totals& x) { return x.complete; });
}

/// Everything of a run that stays in one place while threads work.
class running_load {
public:
  running_load(const load_options& options, server_address server,
               boost::asio::ip::tcp::endpoint endpoint,
               std::vector<contest_target> contests, earlier_run earlier)
    : options_(options), server_(std::move(server)), endpoint_(endpoint),
      contests_(std::move(contests)),
      source_(options.rolls, contests_, std::move(earlier.settled)),
      unknown_before_(std::move(earlier.unknown)) {}

  result<void> read_totals_before();
  result<load_report>
  run(const cast_record* record,
      const std::function<void(const load_progress&)>& progress,
      const std::function<bool()>& stop);

private:
  void watch(std::atomic<unsigned>& at_work, std::int64_t begins_ns,
             const std::function<void(const load_progress&)>& progress,
             const std::function<bool()>& stop);
  void check(load_report& report, const std::function<bool()>& stop);
  [[nodiscard]] result<std::vector<published_totals>> totals() const;
  expected_totals& place_of(const contest_target& contest);

  const load_options& options_;
  server_address server_;
  boost::asio::ip::tcp::endpoint endpoint_;
  std::vector<contest_target> contests_;
  credential_source source_;
  decltype(earlier_run::unknown) unknown_before_;
  std::vector<expected_totals> expected_;
  load_signals signals_;
};

result<std::vector<published_totals>> running_load::totals() const {
  std::vector<published_totals> seen;
  for (const auto& place : expected_) {
    auto document = fetch_json(server_, place.path);
    if (!document) {
      return document.failure();
    }
    auto read = read_totals(*document);
    if (!read) {
      return read.failure();
    }
    seen.push_back(*read);
  }
  return seen;
}

expected_totals& running_load::place_of(const contest_target& contest) {
  auto path = totals_path(contest);
  for (auto& place : expected_) {
    if (place.path == path) {
      return place;
    }
  }
  expected_.push_back({path, 0, 0, 0, 0});
  return expected_.back();
}

result<void> running_load::read_totals_before() {
  for (const auto& contest : contests_) {
    place_of(contest).perhaps_before +=
      unknown_before_[{contest.election, contest.region_id}];
  }
  auto before = totals();
  auto patience = steady_ns() + to_ns(options_.timeout_s);
  while (before && !all_complete(*before)) {
    if (steady_ns() > patience) {
      return error{ec::timed_out, "the server's totals stay incomplete"};
    }
    std::this_thread::sleep_for(100ms);
    before = totals();
  }
  if (!before) {
    return before.failure();
  }
  for (std::size_t i = 0; i < expected_.size(); ++i) {
    expected_[i].before = (*before)[i].ballots;
  }
  return {};
}

result<load_report>
running_load::run(const cast_record* record,
                  const std::function<void(const load_progress&)>& progress,
                  const std::function<bool()>& stop) {
  auto begins = steady_ns() + head_start_ns;
  auto measures = begins + to_ns(options_.warm_up_s);
  auto ends =
    options_.duration_s > 0 ? measures + to_ns(options_.duration_s) : 0;
  load_plan plan{options_, server_, endpoint_, contests_, source_,
                 record,   begins,  measures,  ends};
  signals_.budget = options_.count > 0
                      ? static_cast<std::int64_t>(options_.count)
                      : std::numeric_limits<std::int64_t>::max() / 2;
  auto cpu_before = processor_seconds();
  std::vector<std::unique_ptr<load_worker>> workers;
  std::vector<std::thread> threads;
  std::vector<result<void>> outcomes(options_.threads);
  std::atomic<unsigned> at_work{options_.threads};
  for (unsigned i = 0; i < options_.threads; ++i) {
    workers.push_back(std::make_unique<load_worker>(plan, signals_, i));
  }
  for (unsigned i = 0; i < options_.threads; ++i) {
    threads.emplace_back([&, i] {
      pin_to(options_.pin);
      outcomes[i] = workers[i]->run();
      --at_work;
    });
  }
  watch(at_work, begins, progress, stop);
  load_report report;
  report.options = options_;
  report.stats = load_stats{contests_.size()};
  for (unsigned i = 0; i < options_.threads; ++i) {
    threads[i].join();
    if (!outcomes[i]) {
      return outcomes[i].failure();
    }
    report.stats.add(workers[i]->stats());
  }
  report.client_cpu_s = processor_seconds() - cpu_before;
  report.measured_s = static_cast<double>(std::max(
                        report.stats.last_ns - measures, std::int64_t{1}))
                      / 1e9;
  check(report, stop);
  report.contests = contests_;
  return report;
}

void running_load::watch(
  std::atomic<unsigned>& at_work, std::int64_t begins_ns,
  const std::function<void(const load_progress&)>& progress,
  const std::function<bool()>& stop) {
  load_progress last;
  auto next = begins_ns + second_ns;
  while (at_work > 0) {
    std::this_thread::sleep_for(20ms);
    if (stop()) {
      signals_.stop = true;
    }
    auto now = steady_ns();
    if (now < next) {
      continue;
    }
    next += second_ns;
    load_progress x;
    x.elapsed_s = static_cast<double>(now - begins_ns) / 1e9;
    x.accepted = signals_.accepted;
    x.ended = signals_.ended;
    x.accepted_per_s = x.accepted - last.accepted;
    x.ended_per_s = x.ended - last.ended;
    last = x;
    progress(x);
  }
}

void running_load::check(load_report& report,
                         const std::function<bool()>& stop) {
  if (expected_.empty()) {
    return;
  }
  for (std::size_t i = 0; i < contests_.size(); ++i) {
    auto& place = place_of(contests_[i]);
    place.acknowledged += report.stats.contests[i].acknowledged;
    place.unknown += report.stats.contests[i].unknown;
  }
  final_check check{expected_, options_.held_back_max,
                    to_ns(options_.settle_s)};
  // A server that is gone leaves nothing to compare with.
  auto patience = steady_ns() + to_ns(options_.timeout_s);
  while (!report.verdict && (steady_ns() < patience || !stop())) {
    if (auto seen = totals(); seen && all_complete(*seen)) {
      report.verdict = check.observe(*seen, steady_ns());
    } else if (steady_ns() > patience) {
      report.verdict = check_verdict::unequal;
    }
    std::this_thread::sleep_for(200ms);
  }
  report.expected = check.expected();
  report.published = check.last_seen();
}

} // namespace

double load_report::accepted_per_s() const {
  return static_cast<double>(stats.accepted_measured) / measured_s;
}

result<load_report>
run_load(const load_options& options,
         const std::function<void(const load_progress&)>& progress,
         const std::function<bool()>& stop) {
  if (auto valid = validate(options); !valid) {
    return valid.failure();
  }
  auto server = parse_url(options.url);
  if (!server) {
    return server.failure();
  }
  auto endpoint = resolve(*server);
  if (!endpoint) {
    return endpoint.failure();
  }
  std::vector<contest_target> contests;
  if (!options.blind_law.empty()) {
    contests.push_back(blind_target(options.blind_law));
  } else {
    auto surveyed = survey_contests(
      [&](const std::string& target) { return fetch_json(*server, target); },
      options.election);
    if (!surveyed) {
      return surveyed.failure();
    }
    contests = std::move(*surveyed);
  }
  auto earlier = read_earlier_run(options);
  if (!earlier) {
    return earlier.failure();
  }
  std::optional<cast_record> record;
  if (!options.record.empty()) {
    auto opened = cast_record::open(options.record, options.resume);
    if (!opened) {
      return opened.failure();
    }
    record.emplace(std::move(*opened));
  }
  running_load load{options, *server, *endpoint, std::move(contests),
                    std::move(*earlier)};
  if (options.check_totals && options.blind_law.empty()) {
    if (auto before = load.read_totals_before(); !before) {
      return before.failure();
    }
  }
  return load.run(record ? &*record : nullptr, progress, stop);
}

} // namespace scrutin::load
