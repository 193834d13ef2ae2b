#define CAF_SUITE commands
#include "cli/command_line.hpp"

#include <filesystem>
#include <fstream>
#include <sstream>

#include <unistd.h>

#include "caf/test/unit_test.hpp"

#include "cli/box_verify.hpp"
#include "cli/cluster_certs.hpp"
#include "cli/cluster_commands.hpp"
#include "cli/completions.hpp"
#include "cli/config_check.hpp"
#include "cli/keys_init.hpp"
#include "cli/results_watch.hpp"
#include "cli/roll_generate.hpp"
#include "cli/roll_import.hpp"
#include "cli/roll_status.hpp"
#include "cli/serve.hpp"
#include "cli/storage_copy.hpp"
#include "cli/storage_migrate.hpp"
#include "nodes/relay/node_identity.hpp"

using namespace scrutin;

namespace {

struct fixture {
  std::filesystem::path folder =
    std::filesystem::temp_directory_path()
    / ("scrutin-commands-" + std::to_string(::getpid()));
  std::ostringstream out;
  std::ostringstream err;

  fixture() {
    std::filesystem::create_directories(folder);
    std::ofstream{folder / "node.toml"}
      << "data_directory = \"data\"\nelections_directory = \""
      << std::filesystem::absolute("config/elections").string()
      << "\"\n[keys]\nmaster_key_file = \"key\"\n";
  }
  ~fixture() { std::filesystem::remove_all(folder); }

  int run(std::vector<std::string> words) {
    command_line commands;
    add_box_verify(commands);
    add_cluster_commands(commands);
    add_config_check(commands);
    add_keys_init(commands);
    add_cluster_certs(commands);
    add_results_watch(commands);
    add_roll_generate(commands);
    add_roll_import(commands);
    add_roll_status(commands);
    add_serve(commands);
    add_storage_copy(commands);
    add_storage_migrate(commands);
    add_completions(commands);
    words.insert(words.begin(), "scrutin");
    std::vector<const char*> pointers;
    for (const auto& word : words) {
      pointers.push_back(word.c_str());
    }
    out.str("");
    err.str("");
    terminal at{out, err};
    return commands.run(static_cast<int>(pointers.size()), pointers.data(), at);
  }

  std::string in_folder(const std::string& name) const {
    return (folder / name).string();
  }
};

int code(exit_code x) {
  return static_cast<int>(x);
}

} // namespace

CAF_TEST_FIXTURE_SCOPE(commands_tests, fixture)

CAF_TEST(exit codes keep their numbers) {
  CAF_CHECK_EQUAL(code(exit_code::ok), 0);
  CAF_CHECK_EQUAL(code(exit_code::failed), 1);
  CAF_CHECK_EQUAL(code(exit_code::usage), 2);
  CAF_CHECK_EQUAL(code(exit_code::configuration), 3);
  CAF_CHECK_EQUAL(code(exit_code::storage), 4);
  CAF_CHECK_EQUAL(code(exit_code::unavailable), 5);
  CAF_CHECK_EQUAL(code(exit_code::wrong_state), 6);
  CAF_CHECK_EQUAL(code(exit_code::not_allowed), 7);
  CAF_CHECK_EQUAL(code(exit_code::outcome_unknown), 8);
}

CAF_TEST(help teaches and ends well) {
  CAF_CHECK_EQUAL(run({"--help"}), 0);
  CAF_CHECK(out.str().find("Examples:") != std::string::npos);
  CAF_CHECK(out.str().find("Exit codes:") != std::string::npos);
  CAF_CHECK_EQUAL(run({"roll", "import", "--help"}), 0);
  CAF_CHECK(out.str().find("Examples:") != std::string::npos);
  CAF_CHECK_EQUAL(run({"--version"}), 0);
  CAF_CHECK_EQUAL(out.str().rfind("scrutin ", 0), 0u);
}

CAF_TEST(a wrong command line is a matter of usage) {
  CAF_CHECK_EQUAL(run({}), code(exit_code::usage));
  CAF_CHECK_EQUAL(run({"vote"}), code(exit_code::usage));
  CAF_CHECK_EQUAL(run({"roll"}), code(exit_code::usage));
  CAF_CHECK_EQUAL(run({"roll", "generate"}), code(exit_code::usage));
  CAF_CHECK_EQUAL(run({"completions", "tcsh"}), code(exit_code::usage));
  CAF_CHECK_EQUAL(run({"results", "watch", "--url", "x"}),
                  code(exit_code::usage));
}

CAF_TEST(configuration and absent things have codes of their own) {
  CAF_CHECK_EQUAL(run({"config", "check", "-c", in_folder("none.toml")}),
                  code(exit_code::unavailable));
  CAF_CHECK_EQUAL(run({"config", "check", "-c", in_folder("node.toml"), "--set",
                       "http.port=x"}),
                  code(exit_code::configuration));
  CAF_CHECK_EQUAL(run({"config", "check", "-c", in_folder("node.toml")}),
                  code(exit_code::configuration));
  CAF_CHECK(err.str().find("keys init") != std::string::npos);
  CAF_CHECK_EQUAL(run({"keys", "init", in_folder("key")}), 0);
  CAF_CHECK_EQUAL(run({"config", "check", "-c", in_folder("node.toml")}), 0);
  CAF_CHECK_EQUAL(run({"results", "watch", "--url", "http://127.0.0.1:1"}),
                  code(exit_code::unavailable));
}

CAF_TEST(an election is copied between embedded stores) {
  auto from = in_folder("node.toml");
  auto to = in_folder("other.toml");
  CAF_REQUIRE_EQUAL(run({"keys", "init", in_folder("key")}), 0);
  std::ofstream{to} << "data_directory = \"other\"\nelections_directory = \""
                    << std::filesystem::absolute("config/elections").string()
                    << "\"\n[keys]\nmaster_key_file = \"key\"\n";
  CAF_REQUIRE_EQUAL(run({"roll", "generate", "-n", "60", "-e", "L2025-001",
                         "-f", "csv", "-O", in_folder("roll")}),
                    0);
  CAF_REQUIRE_EQUAL(run({"roll", "import", "-c", from, "-e", "L2025-001",
                         in_folder("roll/roll_shard_0000.csv")}),
                    0);
  std::vector<std::string> copy{"storage", "copy", "--from", from,
                                "--to",    to,     "-e",     "L2025-001"};
  CAF_CHECK_EQUAL(run(copy), 0);
  CAF_CHECK_EQUAL(out.str().rfind("L2025-001: 60 voters, 0 frames with 0 "
                                  "ballots, 0 refused attempts; equal\n",
                                  0),
                  0u);
  copy.insert(copy.end(), {"-o", "json"});
  CAF_CHECK_EQUAL(run(copy), 0);
  CAF_CHECK(out.str().find(R"("equal":true,"source":{"voters":60,)")
            != std::string::npos);
  CAF_CHECK_EQUAL(run({"box", "verify", "-c", to}), 0);
  CAF_CHECK_EQUAL(run({"box", "verify", "-c", to, "-o", "json"}), 0);
  CAF_CHECK_EQUAL(run({"storage", "copy", "--from", from, "--to", from}),
                  code(exit_code::configuration));
  CAF_CHECK_EQUAL(
    run({"storage", "copy", "--from", from, "--to", to, "-e", "NOBODY"}),
    code(exit_code::unavailable));
  CAF_REQUIRE_EQUAL(run({"keys", "init", in_folder("key2")}), 0);
  std::ofstream{to, std::ios::trunc}
    << "data_directory = \"third\"\nelections_directory = \""
    << std::filesystem::absolute("config/elections").string()
    << "\"\n[keys]\nmaster_key_file = \"key2\"\n";
  CAF_CHECK_EQUAL(run({"storage", "copy", "--from", from, "--to", to}),
                  code(exit_code::configuration));
  CAF_CHECK(err.str().find("the master key of --to") != std::string::npos);
}

CAF_TEST(a node that nobody takes in and a cluster that is none say so) {
  auto config = in_folder("node.toml");
  CAF_REQUIRE_EQUAL(run({"keys", "init", in_folder("key")}), 0);
  CAF_CHECK_EQUAL(run({"serve", "-c", config, "--node", "e", "--roles", "edge",
                       "--join", "127.0.0.1:1"}),
                  code(exit_code::unavailable));
  CAF_CHECK(err.str().find("no host answers: 127.0.0.1:1")
            != std::string::npos);
  CAF_CHECK_EQUAL(
    run({"serve", "-c", config, "--node", "e", "--join", "127.0.0.1:1"}),
    code(exit_code::configuration));
  CAF_CHECK_EQUAL(
    run({"box", "verify", "-c", config, "--set", "cluster.node=e", "--set",
         "cluster.roles=edge", "--set", "cluster.join=127.0.0.1:1"}),
    code(exit_code::configuration));
  CAF_CHECK_EQUAL(
    run({"results", "watch", "-c", config, "--node", "127.0.0.1:1"}),
    code(exit_code::unavailable));
  for (const auto* command : {"status", "partitions", "watch"}) {
    CAF_CHECK_EQUAL(run({"cluster", command, "-c", config}),
                    code(exit_code::configuration));
  }
  for (const auto* command : {"status", "drain", "undrain", "remove"}) {
    CAF_CHECK_EQUAL(run({"node", command, "b", "-c", config}),
                    code(exit_code::configuration));
  }
}

CAF_TEST(a roll goes from generation to status) {
  auto config = in_folder("node.toml");
  CAF_REQUIRE_EQUAL(run({"keys", "init", in_folder("key")}), 0);
  CAF_REQUIRE_EQUAL(run({"roll", "generate", "-n", "60", "-e", "QC-2026", "-e",
                         "L2025-001", "-r", "1", "-r", "QC-2026=1-6", "-f",
                         "csv", "-O", in_folder("roll"), "-o", "json"}),
                    0);
  CAF_CHECK(out.str().find("\"credentials\":60") != std::string::npos);
  auto file = in_folder("roll/QC-2026/roll_shard_0000.csv");
  CAF_CHECK_EQUAL(run({"roll", "import", "-c", config, "-e", "NONE", file}),
                  code(exit_code::unavailable));
  CAF_CHECK_EQUAL(run({"roll", "import", "-c", config, "-e", "L2025-001", file,
                       "-o", "json"}),
                  code(exit_code::failed));
  CAF_CHECK(out.str().find("\"refused\":60") != std::string::npos);
  CAF_CHECK_EQUAL(run({"roll", "import", "-c", config, "-e", "QC-2026", file}),
                  0);
  CAF_CHECK_EQUAL(
    run({"roll", "status", "-c", config, "-e", "QC-2026", "-o", "json"}), 0);
  CAF_CHECK(out.str().find("\"voters\":60") != std::string::npos);
  CAF_CHECK(out.str().find("\"voters\":10") != std::string::npos);
  CAF_CHECK_EQUAL(run({"roll", "import", "-c", config, "-e", "QC-2026", file,
                       "--clear", "-o", "json"}),
                  0);
  CAF_CHECK(out.str().find("\"added\":60") != std::string::npos);
}

CAF_TEST(nodes get certificates of one authority and no file is replaced) {
  auto certs = in_folder("certs");
  CAF_REQUIRE_EQUAL(run({"cluster", "certs", "-O", certs, "node-1", "node-2",
                         "--days", "2", "-o", "json"}),
                    0);
  CAF_CHECK(out.str().find("\"authority_is_new\":true") != std::string::npos);
  auto mode = [&](const char* file) {
    return std::filesystem::status(folder / "certs" / file).permissions();
  };
  for (const auto* key : {"ca.key", "node-1.key", "node-2.key"}) {
    CAF_CHECK(mode(key) == std::filesystem::perms::owner_read);
  }
  auto identity = [&](const std::string& node) {
    return load_identity({certs + "/" + node + ".pem",
                          certs + "/" + node + ".key", certs + "/ca.pem"},
                         node)
      .has_value();
  };
  CAF_CHECK(identity("node-1"));
  CAF_CHECK_EQUAL(run({"cluster", "certs", "-O", certs, "node-3"}), 0);
  CAF_CHECK(out.str().find("for trials") != std::string::npos);
  CAF_CHECK(out.str().find("made the authority") == std::string::npos);
  CAF_CHECK(identity("node-3"));
  CAF_CHECK_EQUAL(run({"cluster", "certs", "-O", certs, "node-4", "node-1"}),
                  code(exit_code::wrong_state));
  CAF_CHECK(!std::filesystem::exists(certs + "/node-4.key"));
  CAF_CHECK(identity("node-1"));
  for (const auto* name : {"Node", "ca", "*.example.org"}) {
    CAF_CHECK_EQUAL(run({"cluster", "certs", "-O", certs, name}),
                    code(exit_code::configuration));
  }
  CAF_CHECK_EQUAL(
    run({"cluster", "certs", "-O", certs, "node-5", "--days", "0"}),
    code(exit_code::usage));
  CAF_CHECK_EQUAL(run({"cluster", "certs", "-O", certs}),
                  code(exit_code::usage));
  std::filesystem::remove(certs + "/ca.key");
  CAF_CHECK_EQUAL(run({"cluster", "certs", "-O", certs, "node-5"}),
                  code(exit_code::configuration));
}

CAF_TEST(legacy codes come with a warning) {
  CAF_CHECK_EQUAL(run({"roll", "generate", "-n", "1", "-e", "L1", "-O",
                       in_folder("legacy"), "--legacy-codes"}),
                  0);
  CAF_CHECK(err.str().find("warning") != std::string::npos);
}

CAF_TEST(completions name every command and option) {
  for (const auto* shell : {"bash", "zsh", "fish"}) {
    CAF_REQUIRE_EQUAL(run({"completions", shell}), 0);
    for (const auto* word : {"roll import", "shard-size", "watch"}) {
      if (out.str().find(word) == std::string::npos) {
        CAF_ERROR(shell << " lacks " << word);
      }
    }
  }
}

CAF_TEST(an embedded store has no schema to migrate) {
  CAF_CHECK_EQUAL(
    run({"storage", "migrate", "--config", in_folder("node.toml")}),
    code(exit_code::configuration));
  CAF_CHECK(err.str().find("storage.backend is embedded") != std::string::npos);
}

CAF_TEST_FIXTURE_SCOPE_END()
