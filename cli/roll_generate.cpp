#include "cli/roll_generate.hpp"

#include <filesystem>
#include <map>
#include <ostream>

#include <boost/json.hpp>

#include "cli/credential_source.hpp"
#include "cli/progress_bar.hpp"
#include "cli/region_lists.hpp"
#include "cli/roll_shards.hpp"
#include "domain/credential.hpp"
#include "nodes/system_surroundings.hpp"

namespace scrutin {

namespace {

/// One election that every voter gets a valid code for.
struct generated_election {
  std::string code;
  std::vector<region_id> regions;
  std::unique_ptr<roll_shards> shards;
  std::map<region_id, std::uint64_t> by_region;
  std::uint64_t oui = 0;
};

struct roll_generate {
  std::uint64_t count = 0;
  std::vector<std::string> elections;
  std::vector<std::string> regions = {"1"};
  std::string output;
  roll_file_format format = roll_file_format::json;
  std::uint64_t shard_size = 1'000'000;
  bool legacy_codes = false;
  digest_scheme digests = digest_scheme::nas_code_election;
  print_format print = print_format::text;

  [[nodiscard]] exit_code run(const terminal& at) const;
  [[nodiscard]] result<std::vector<generated_election>> prepare() const;
  [[nodiscard]] result<void> generate(std::vector<generated_election>& into,
                                      progress_bar& progress) const;
  void summarize(const terminal& at,
                 const std::vector<generated_election>& made,
                 double elapsed_s) const;
};

bool is_folder_name(const std::string& code) {
  return !code.empty() && code.front() != '.'
         && code.find('/') == std::string::npos;
}

result<std::vector<generated_election>> roll_generate::prepare() const {
  auto lists = parse_region_lists(regions);
  if (!lists) {
    return lists.failure();
  }
  std::vector<generated_election> prepared;
  for (const auto& code : elections) {
    if (!is_folder_name(code)) {
      return error{ec::malformed,
                   "--election " + code + ": cannot be a folder's name"};
    }
    // One election's files lie in the directory itself, several apart.
    std::filesystem::path directory = output;
    if (elections.size() > 1) {
      directory /= code;
    }
    std::error_code failure;
    std::filesystem::create_directories(directory, failure);
    if (failure) {
      return error{ec::unavailable,
                   directory.string() + ": " + failure.message()};
    }
    generated_election one;
    one.code = code;
    one.regions = lists->of(code);
    if (one.regions.empty()) {
      return error{ec::malformed, "--regions names none for " + code};
    }
    one.shards =
      std::make_unique<roll_shards>(directory, code, format, shard_size);
    prepared.push_back(std::move(one));
  }
  return prepared;
}

result<void> roll_generate::generate(std::vector<generated_election>& into,
                                     progress_bar& progress) const {
  random_bytes random{system_random()};
  nas_sequence numbers{random};
  auto codes = legacy_codes ? code_format::legacy : code_format::strong;
  issued_credential issued;
  for (std::uint64_t i = 0; i < count; ++i) {
    issued.nas = numbers.next();
    issued.code = make_code(random, codes);
    issued.votes_oui = (random.take(1).front() & 1) != 0;
    credential voter{issued.nas, issued.code};
    for (auto& one : into) {
      issued.region = one.regions[i % one.regions.size()];
      issued.digest = digest_of(voter, digests, one.code);
      ++one.by_region[issued.region];
      one.oui += issued.votes_oui ? 1 : 0;
      if (auto done = one.shards->add(issued); !done) {
        return done;
      }
    }
    if (i % 1024 == 0) {
      progress.update(i, i);
    }
  }
  for (auto& one : into) {
    if (auto done = one.shards->finish(); !done) {
      return done;
    }
  }
  return {};
}

boost::json::object summary_of(const generated_election& one, bool has_votes,
                               std::uint64_t count) {
  boost::json::object by_region;
  for (const auto& [region, voters] : one.by_region) {
    by_region[std::to_string(region.value)] = voters;
  }
  boost::json::array files;
  for (const auto& shard : one.shards->shards()) {
    files.push_back({{"file", shard.file.string()}, {"bytes", shard.bytes}});
  }
  boost::json::object summary{
    {"election", one.code}, {"regions", by_region}, {"files", files}};
  if (has_votes) {
    summary["votes"] = {{"oui", one.oui}, {"non", count - one.oui}};
  }
  return summary;
}

void roll_generate::summarize(const terminal& at,
                              const std::vector<generated_election>& made,
                              double elapsed_s) const {
  auto speed = static_cast<std::uint64_t>(static_cast<double>(count)
                                          / std::max(elapsed_s, 0.001));
  auto has_votes = format == roll_file_format::json;
  if (print == print_format::json) {
    boost::json::array list;
    for (const auto& one : made) {
      list.push_back(summary_of(one, has_votes, count));
    }
    at.out << boost::json::serialize(
      boost::json::object{{"credentials", count},
                          {"elections", list},
                          {"elapsed_s", elapsed_s},
                          {"credentials_per_s", speed}})
           << "\n";
    return;
  }
  for (const auto& one : made) {
    std::uint64_t bytes = 0;
    for (const auto& shard : one.shards->shards()) {
      bytes += shard.bytes;
    }
    const auto& shards = one.shards->shards();
    at.out << one.code << ": " << with_separators(count) << " credentials in "
           << shards.size() << (shards.size() == 1 ? " file, " : " files, ")
           << byte_text(bytes) << ", from " << shards.front().file.string()
           << "\n";
    for (const auto& [region, voters] : one.by_region) {
      at.out << "  region " << region.value << ": " << with_separators(voters)
             << "\n";
    }
    if (has_votes) {
      at.out << "  votes for trials: oui " << with_separators(one.oui)
             << ", non " << with_separators(count - one.oui) << "\n";
    }
  }
  at.out << with_separators(speed) << " credentials/s\n";
}

exit_code roll_generate::run(const terminal& at) const {
  if (legacy_codes) {
    at.err << "scrutin: warning: legacy codes have six characters (31 bits) "
              "and can be guessed by trying; use them to rehearse only\n";
  }
  auto made = prepare();
  if (!made) {
    report(at, made.failure());
    return made.failure().code == ec::malformed ? exit_code::usage
                                                : exit_code::unavailable;
  }
  progress_bar progress{at, "generating", "credentials", count};
  auto done = generate(*made, progress);
  progress.finish();
  if (!done) {
    return report(at, done.failure());
  }
  summarize(at, *made, progress.elapsed_s());
  return exit_code::ok;
}

} // namespace

void add_roll_generate(command_line& commands) {
  static const std::map<std::string, roll_file_format> formats = {
    {"json", roll_file_format::json}, {"csv", roll_file_format::csv}};
  static const std::map<std::string, digest_scheme> schemes = {
    {"nas_code_election", digest_scheme::nas_code_election},
    {"nas_code", digest_scheme::nas_code}};
  auto x = std::make_shared<roll_generate>();
  auto& command = commands.add(
    "roll generate", "Make credentials from a cryptographic random source",
    "  A thousand voters of a national law, as CSV:\n"
    "    scrutin roll generate --count 1000 --election L2025-001 \\\n"
    "      --output roll --format csv\n"
    "  One code valid in two elections, spread over six districts in one:\n"
    "    scrutin roll generate --count 60000 --election L2025-001 \\\n"
    "      --election QC-2026 --regions 1 --regions QC-2026=1-6 \\\n"
    "      --output roll\n\n"
    "Without --regions all voters are in region 1. The files hold what\n"
    "voters vote with: deliver them, then destroy them.\n",
    [x](const terminal& at) { return x->run(at); });
  command.add_option("-n,--count", x->count, "Credentials to make")
    ->required()
    ->check(
      CLI::Range(std::uint64_t{1}, std::uint64_t{nas_sequence::count_max}))
    ->option_text("N REQUIRED");
  command
    .add_option("-e,--election", x->elections,
                "Code of an election; repeated, one code is valid in each")
    ->required()
    ->expected(1)
    ->take_all()
    ->type_name("CODE");
  command
    .add_option("-r,--regions", x->regions,
                "Regions that voters are spread over: 1,2,5 or 1-6, for one "
                "election CODE=1-6")
    ->expected(1)
    ->take_all()
    ->option_text("LIST [1]");
  command.add_option("-O,--output", x->output, "Directory for the files")
    ->required()
    ->type_name("DIR");
  command
    .add_option(
      "-f,--format", x->format,
      "json: objects of nas, code, law_id, hash and a random vote for "
      "trials; csv: nas,code,election,region")
    ->transform(CLI::CheckedTransformer(formats))
    ->type_name("json|csv")
    ->option_text("json|csv [json]");
  command.add_option("--shard-size", x->shard_size, "Credentials to a file")
    ->check(CLI::Range(1, 100'000'000))
    ->option_text("N [1000000]");
  command
    .add_option("--digests", x->digests,
                "What of a credential is hashed: as the election's document "
                "says under [roll]")
    ->transform(CLI::CheckedTransformer(schemes))
    ->type_name("SCHEME")
    ->option_text("nas_code_election|nas_code [nas_code_election]");
  command.add_flag("--legacy-codes", x->legacy_codes,
                   "Six characters, as the predecessor's: can be guessed, for "
                   "rehearsals only");
  add_print_format(command, x->print);
}

} // namespace scrutin
