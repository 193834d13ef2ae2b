// Casts without HTTP: the actors of a node against a bare loop that does the
// same hashing, look-up, sealing and synced writing on one thread.
//
//   in_process [CASTS [FRAME_BALLOTS [FOLDER]]]
//
// Prints one JSON object. Rates are per second of processor time of the whole
// process, so that neither the disk's waits nor the number of cores matter.
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>
#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <unistd.h>

#include "benchmarks/actor_casts.hpp"
#include "benchmarks/bare_loop.hpp"
#include "nodes/system_surroundings.hpp"

namespace bench = scrutin::bench;
namespace json = boost::json;

namespace {

json::object rates(std::size_t casts, const bench::spent_time& x) {
  auto count = static_cast<double>(casts);
  return {{"casts", casts},
          {"wall_s", x.wall_s},
          {"cpu_s", x.cpu_s},
          {"casts_per_wall_s", count / x.wall_s},
          {"casts_per_cpu_s", count / x.cpu_s},
          {"cpu_ns_per_cast", x.cpu_s * 1e9 / count}};
}

} // namespace

int main(int count, char** words) {
  auto number = [&](int i, std::size_t otherwise) {
    return count > i ? std::strtoul(words[i], nullptr, 10) : otherwise;
  };
  auto casts_wanted = number(1, 500'000);
  auto frame_ballots = number(2, 256);
  std::filesystem::path folder =
    count > 3 ? std::filesystem::path{words[3]}
              : std::filesystem::temp_directory_path()
                  / ("scrutin-in-process-" + std::to_string(::getpid()));
  std::filesystem::create_directories(folder);
  auto law = bench::sample_law(250'000);
  auto keys = scrutin::election_keys::from(
    scrutin::system_random()(scrutin::election_keys_size));
  auto casts = bench::sample_casts(casts_wanted);

  auto bare = bench::run_bare_loop(law, keys, casts, frame_ballots,
                                   (folder / "bare").string());
  auto steps = bench::measure_steps(law, keys, casts, frame_ballots,
                                    (folder / "steps").string());
  bench::actor_run_options options;
  options.frame_ballots_max = static_cast<std::uint32_t>(frame_ballots);
  auto actors =
    bench::run_actor_casts(law, casts, options, (folder / "actors").string());
  std::filesystem::remove_all(folder);

  json::array table;
  auto rest = actors.spent.cpu_s * 1e9 / static_cast<double>(casts.size());
  for (const auto& x : steps) {
    table.push_back({{"step", x.step}, {"ns_per_cast", x.ns_per_cast}});
    rest -= x.ns_per_cast;
  }
  table.push_back({{"step", "messages and the rest"}, {"ns_per_cast", rest}});
  json::object report{{"frame_ballots", frame_ballots},
                      {"bare_loop", rates(casts.size(), bare)},
                      {"actors", rates(actors.accepted, actors.spent)},
                      {"refused", actors.refused},
                      {"ratio_per_cpu_s", bare.cpu_s / actors.spent.cpu_s},
                      {"steps", std::move(table)}};
  std::cout << json::serialize(report) << "\n";
  return actors.refused == 0 ? 0 : 1;
}
