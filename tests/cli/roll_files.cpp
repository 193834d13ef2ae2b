#define CAF_SUITE roll_files
#include "cli/roll_reader.hpp"

#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>

#include <unistd.h>

#include "caf/test/unit_test.hpp"

#include "cli/credential_source.hpp"
#include "cli/roll_importer.hpp"
#include "cli/roll_shards.hpp"
#include "domain/credential.hpp"
#include "domain/text.hpp"
#include "nodes/election_registry.hpp"
#include "sample_election.hpp"
#include "storage/memory/open.hpp"

using namespace scrutin;

namespace {

struct fixture {
  std::filesystem::path folder =
    std::filesystem::temp_directory_path()
    / ("scrutin-rolls-" + std::to_string(::getpid()));
  store at = open_memory();
  secret_key master{std::string(32, 'm')};

  fixture() { std::filesystem::create_directories(folder); }
  ~fixture() { std::filesystem::remove_all(folder); }

  election_directory served(const election& x) {
    auto made = register_elections({x}, at, master, seeded_random(1));
    return std::move(*made);
  }

  std::string write(const std::string& text) {
    auto file = (folder / "roll").string();
    std::ofstream{file, std::ios::binary} << text;
    return file;
  }

  import_report import(const election& x, const std::vector<std::string>& files,
                       import_options options) {
    auto directory = served(x);
    roll_importer importer{directory.all().front(), *at.roll, options};
    for (const auto& file : files) {
      auto done = importer.import_file(file, [](auto, auto) {});
      CAF_REQUIRE(done.has_value());
    }
    auto report = importer.finish();
    CAF_REQUIRE(report.has_value());
    return *report;
  }

  import_report import_text(const std::string& text,
                            const std::string& codes = "legacy") {
    import_options options;
    options.region = region_id{1};
    return import(sample_law(codes), {write(text)}, options);
  }

  void check_round_trip(roll_file_format format, const std::string& codes,
                        const std::string& digests) {
    auto law = sample_law(codes, digests);
    random_bytes random{seeded_random(3)};
    nas_sequence numbers{random};
    roll_shards shards{folder, law.code, format, 4};
    for (std::uint32_t i = 0; i < 10; ++i) {
      issued_credential x;
      x.nas = numbers.next();
      x.code = make_code(random, law.roll.codes);
      x.region = region_id{i % 2 + 1};
      x.digest =
        digest_of(credential{x.nas, x.code}, law.roll.digests, law.code);
      CAF_REQUIRE(shards.add(x).has_value());
    }
    CAF_REQUIRE(shards.finish().has_value());
    CAF_REQUIRE_EQUAL(shards.shards().size(), 3u);
    std::vector<std::string> files;
    for (const auto& shard : shards.shards()) {
      files.push_back(shard.file.string());
      CAF_CHECK_EQUAL(std::filesystem::file_size(shard.file), shard.bytes);
      CAF_CHECK(std::filesystem::status(shard.file).permissions()
                == (std::filesystem::perms::owner_read
                    | std::filesystem::perms::owner_write));
    }
    import_options options;
    options.batch_tags = 3;
    auto first = import(law, files, options);
    CAF_CHECK_EQUAL(first.read, 10u);
    CAF_CHECK_EQUAL(first.added, 10u);
    CAF_CHECK_EQUAL(first.refused, 0u);
    CAF_CHECK_EQUAL(*at.roll->count(law.id, region_id{2}), 5u);
    auto again = import(law, files, options);
    CAF_CHECK_EQUAL(again.repeated, 10u);
    CAF_CHECK_EQUAL(again.added, 0u);
  }
};

const std::string digest(64, 'a');

} // namespace

CAF_TEST_FIXTURE_SCOPE(roll_files_tests, fixture)

CAF_TEST(numbers are nine digits and none comes twice) {
  random_bytes random{seeded_random(9)};
  nas_sequence numbers{random};
  std::set<std::string> seen;
  for (int i = 0; i < 100'000; ++i) {
    auto nas = numbers.next();
    if (!normalize_nas(nas)) {
      CAF_FAIL("not nine digits: " << nas);
    }
    seen.insert(nas);
  }
  CAF_CHECK_EQUAL(seen.size(), 100'000u);
}

CAF_TEST(codes have the form that rolls declare) {
  random_bytes random{seeded_random(9)};
  for (auto format : {code_format::strong, code_format::legacy}) {
    auto code = make_code(random, format);
    CAF_CHECK(normalize_code(code, format) == code);
  }
}

CAF_TEST(strong JSON shards are imported as they were generated) {
  check_round_trip(roll_file_format::json, "strong", "nas_code_election");
}

CAF_TEST(legacy JSON shards of the other scheme are imported) {
  check_round_trip(roll_file_format::json, "legacy", "nas_code");
}

CAF_TEST(strong CSV files are imported as they were generated) {
  check_round_trip(roll_file_format::csv, "strong", "nas_code_election");
}

CAF_TEST(a file is never written over) {
  std::ofstream{folder / "roll_shard_0000.csv"} << "there";
  roll_shards shards{folder, "L1", roll_file_format::csv, 4};
  CAF_CHECK(shards.add({}).failure().code == ec::unavailable);
}

CAF_TEST(both shapes of JSON and plain digests give the same roll) {
  CAF_CHECK_EQUAL(import_text("[\"" + digest + "\"]").added, 1u);
  CAF_CHECK_EQUAL(import_text("{\"count\": 1, \"hashes\": [\"" + digest
                              + "\"], \"more\": [1]}")
                    .repeated,
                  1u);
  CAF_CHECK_EQUAL(import_text(digest + "\r\n\n" + digest).repeated, 2u);
  CAF_CHECK_EQUAL(import_text("[{\"hash\": \"" + digest + "\"}]").repeated, 1u);
  CAF_CHECK_EQUAL(import_text("region,hash\n1," + digest + "\n").repeated, 1u);
}

CAF_TEST(every kind of bad line is refused by file and line) {
  auto check = [&](const std::string& text, std::uint64_t line,
                   const std::string& reason) {
    auto report = import_text(text);
    CAF_REQUIRE_EQUAL(report.first_refused.size(), 1u);
    CAF_CHECK_EQUAL(report.first_refused[0].file, (folder / "roll").string());
    CAF_CHECK_EQUAL(report.first_refused[0].line, line);
    CAF_CHECK_EQUAL(report.first_refused[0].reason.substr(0, reason.size()),
                    reason);
  };
  const std::string header = "nas,code,election,region\n";
  check(header + "12345678,ABC123,L1,1\n", 2, "nas is not nine digits");
  check(header + "123456789,ABC12,L1,1\n", 2, "code is not six");
  check(header + "123456789,ABC123,L2,1\n", 2, "is of another election");
  check(header + "123456789,ABC123,L1,x\n", 2, "region is not a number");
  check(header + "123456789,ABC123,L1,9\n", 2, "names a region without");
  check(header + "123456789,ABC123,L1\n", 2, "has 3 columns, not 4");
  check(header + "\n\"123456789,ABC123,L1,1\n", 3, "has a quote out of place");
  check(header + std::string(2000, '1') + "\n", 2, "is over 1024 bytes");
  check("name,code\n", 1, "has a header");
  check(digest + "\n" + digest + "a\n", 2, "hash is not 64");
  check("[\n{\"nas\": \"123456789\"}\n]", 2, "code is not six");
  check("[\n{\"nas\": 123456789, \"code\": \"ABC123\"}\n]", 2,
        "nas, code, law_id and hash must be texts");
  check("[\n{}\n]", 2, "holds neither");
  check("[\n3]", 2, "is neither an object nor a digest");
  check("[\n[]]", 2, "is a list");
  check(
    "[\n{\"nas\": \"123456789\", \"code\": \"ABC123\", \"law_id\": \"L2\"}]", 2,
    "is of another election");
  check("[\n{\"nas\": \"123456789\", \"code\": \"ABC123\", \"hash\": \""
          + digest + "\"}]",
        2, "hash is not that of nas and code");
  check("[\"" + digest + "\",\n x", 2, "not JSON");
  check("[\"" + digest + "\"\n", 2, "not JSON");
  check("[] x", 1, "not JSON");
  check("{\"other\": []}", 1, "holds no list of voters");
}

CAF_TEST(a reason never holds what the line says) {
  auto report = import_text("nas,code\n987654321,secret-code-here\n");
  CAF_REQUIRE_EQUAL(report.first_refused.size(), 1u);
  const auto& reason = report.first_refused[0].reason;
  CAF_CHECK(reason.find("987654321") == std::string::npos);
  CAF_CHECK(reason.find("secret") == std::string::npos);
}

CAF_TEST(a bad line stops nothing and the first twenty are kept) {
  std::string text = digest + "\n";
  for (int i = 0; i < 30; ++i) {
    text += "12\n";
  }
  text += std::string(64, 'b') + "\n";
  auto report = import_text(text);
  CAF_CHECK_EQUAL(report.added, 2u);
  CAF_CHECK_EQUAL(report.refused, 30u);
  CAF_CHECK_EQUAL(report.first_refused.size(), 20u);
}

CAF_TEST(a strict import stops at the first bad line) {
  import_options options;
  options.region = region_id{1};
  options.strict = true;
  auto text = digest + "\n12\n34\n" + std::string(64, 'b') + "\n";
  auto report = import(sample_law(), {write(text)}, options);
  CAF_CHECK_EQUAL(report.read, 2u);
  CAF_CHECK_EQUAL(report.added, 1u);
  CAF_CHECK_EQUAL(report.refused, 1u);
}

CAF_TEST(a strict import tells one bad line of those that are stored at once) {
  auto two = digest + "\n" + std::string(64, 'b') + "\n";
  CAF_CHECK_EQUAL(import_text(two).added, 2u);
  import_options options;
  options.region = region_id{2};
  options.strict = true;
  CAF_CHECK_EQUAL(import(sample_law(), {write(two)}, options).refused, 1u);
}

CAF_TEST(a line without a region needs one from outside) {
  auto report = import(sample_law(), {write(digest)}, {});
  CAF_CHECK_EQUAL(report.refused, 1u);
}

CAF_TEST(a tag on another region is refused) {
  CAF_CHECK_EQUAL(import_text(digest).added, 1u);
  auto report = import_text("hash,region\n" + digest + ",2\n");
  CAF_CHECK_EQUAL(report.added, 0u);
  CAF_REQUIRE_EQUAL(report.first_refused.size(), 1u);
  CAF_CHECK_EQUAL(report.first_refused[0].line, 2u);
}

CAF_TEST(a store that fails ends the import with its error) {
  import_options options;
  options.region = region_id{1};
  options.batch_tags = 1;
  struct failing_roll final : roll_store {
    result<std::vector<roll_outcome>>
    add(election_id, region_id, const std::vector<credential_tag>&) override {
      return error{ec::storage_full, "no room"};
    }
    result<roll_outcome> reserve(election_id, region_id,
                                 const credential_tag&) override {
      return error{ec::storage_full, "no room"};
    }
    result<void> release(election_id, const credential_tag&) override {
      return {};
    }
    result<void>
    read_reserved(election_id,
                  const std::function<void(region_id, const credential_tag&)>&)
      const override {
      return {};
    }
    result<void> clear(election_id) override { return {}; }
    result<std::uint64_t> count(election_id, region_id) const override {
      return std::uint64_t{0};
    }
    result<void>
    read(election_id, region_id, prefix_range,
         const std::function<void(const credential_tag&)>&) const override {
      return {};
    }
  } roll;
  auto directory = served(sample_law());
  roll_importer importer{directory.all().front(), roll, options};
  std::string text;
  for (int i = 0; i < 100; ++i) {
    text += digest + "\n";
  }
  auto file = write(text);
  auto read = importer.import_file(file, [](auto, auto) {});
  auto report = importer.finish();
  CAF_REQUIRE(!report.has_value());
  CAF_CHECK(report.failure().code == ec::storage_full);
}

CAF_TEST_FIXTURE_SCOPE_END()
