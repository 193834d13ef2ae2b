#include "cli/demo_setting.hpp"

#include <cstdlib>
#include <fstream>
#include <map>
#include <utility>

#include "cli/credential_source.hpp"
#include "cli/embedded_elections.hpp"
#include "config/election_document.hpp"
#include "domain/credential.hpp"
#include "nodes/master_key.hpp"

namespace scrutin {

namespace {

constexpr std::int64_t minute_ms = 60'000;
constexpr std::int64_t week_ms = std::int64_t{7} * 24 * 60 * minute_ms;
constexpr std::size_t spare_voters_count = 2;

result<std::filesystem::path> make_folder() {
  auto pattern =
    (std::filesystem::temp_directory_path() / "scrutin-demo-XXXXXX").string();
  if (mkdtemp(pattern.data()) == nullptr) {
    return error{ec::unavailable,
                 "no temporary folder can be made in "
                   + std::filesystem::temp_directory_path().string()};
  }
  return std::filesystem::path{pattern};
}

result<std::vector<election>> sample_elections(const wall_clock& now) {
  std::vector<election> samples;
  for (auto document :
       {embedded_law, embedded_provincial, embedded_municipal}) {
    auto sample = election_from_toml(document, "sample election");
    if (!sample) {
      return sample.failure();
    }
    sample->policy = release_policy::live;
    sample->release_step_ballots = 1;
    sample->opens_at_ms = now() - minute_ms;
    sample->closes_at_ms = now() + week_ms;
    for (auto& region : sample->regions) {
      region.window.reset();
    }
    samples.push_back(std::move(*sample));
  }
  return samples;
}

region_id draw_region(random_bytes& random, const election& x) {
  auto drawn = random.take(2);
  auto number = static_cast<unsigned char>(drawn[0]) * 256U
                + static_cast<unsigned char>(drawn[1]);
  return x.regions[number % x.regions.size()].id;
}

} // namespace

demo_setting::~demo_setting() {
  if (!folder_.empty()) {
    // The store has to let go of its files first.
    opened_ = {};
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
  }
}

result<demo_setting> demo_setting::prepare(std::size_t voters,
                                           std::uint32_t port,
                                           const wall_clock& now,
                                           const random_source& random) {
  auto folder = make_folder();
  if (!folder) {
    return folder.failure();
  }
  demo_setting x;
  x.folder_ = *folder;
  auto& options = x.options_;
  options.data_directory = *folder / "data";
  options.keys.master_key_file = *folder / "master.key";
  options.http.port = port;
  options.rate_limit.enabled = false;
  options.log.level = log_level::warning;
  auto key = create_master_key_file(options.keys.master_key_file, random);
  if (!key) {
    return key.failure();
  }
  auto samples = sample_elections(now);
  if (!samples) {
    return samples.failure();
  }
  auto opened = open_elections(options, *samples, random);
  if (!opened) {
    return opened.failure();
  }
  x.opened_ = std::move(*opened);
  if (auto made = x.make_rolls(voters, random); !made) {
    return made.failure();
  }
  // Opened anew, rolls of their present size are cut into partitions.
  x.opened_ = {};
  opened = open_elections(options, *samples, random);
  if (!opened) {
    return opened.failure();
  }
  x.opened_ = std::move(*opened);
  return x;
}

result<void> demo_setting::make_rolls(std::size_t voters,
                                      const random_source& random) {
  random_bytes bytes{random};
  nas_sequence numbers{bytes};
  std::vector<demo_voter> all(voters);
  for (auto& voter : all) {
    voter.nas = numbers.next();
    voter.code = make_code(bytes, code_format::strong);
  }
  std::string lines = "nas,code,election,region\n";
  std::map<contest_id, std::vector<credential_tag>> tags;
  std::vector<cast_namer> namers;
  for (const auto& served : opened_.elections->all()) {
    namers.emplace_back(served.definition.id, served.keys);
  }
  for (std::size_t i = 0; i < all.size(); ++i) {
    auto& voter = all[i];
    for (std::size_t k = 0; k < namers.size(); ++k) {
      const auto& rules = opened_.elections->all()[k].definition;
      auto region = draw_region(bytes, rules);
      voter.regions.emplace_back(rules.id, region);
      tags[{rules.id, region}].push_back(namers[k].tag_of(
        digest_of({voter.nas, voter.code}, rules.roll.digests, rules.code)));
      if (i >= spare_voters_count) {
        lines += voter.nas + "," + voter.code + "," + rules.code + ","
                 + std::to_string(region.value) + "\n";
      }
    }
  }
  for (const auto& [where, list] : tags) {
    auto added = opened_.at.roll->add(where.election, where.region, list);
    if (!added) {
      return added.failure();
    }
  }
  spare_voters_.assign(all.begin(), all.begin() + spare_voters_count);
  std::ofstream file{roll_file()};
  file << lines << std::flush;
  return file ? result<void>{}
              : error{ec::unavailable, "cannot write " + roll_file().string()};
}

std::filesystem::path demo_setting::roll_file() const {
  return folder_ / "roll.csv";
}

} // namespace scrutin
