#define CAF_SUITE node_options
#include "config/node_options.hpp"

#include <filesystem>
#include <fstream>

#include <unistd.h>

#include "caf/test/unit_test.hpp"

#include "config/option_sources.hpp"

using namespace scrutin;

namespace {

struct fixture {
  std::filesystem::path folder =
    std::filesystem::temp_directory_path()
    / ("scrutin-options-" + std::to_string(::getpid()));
  std::filesystem::path file = folder / "node.toml";

  fixture() { std::filesystem::create_directories(folder); }
  ~fixture() { std::filesystem::remove_all(folder); }

  option_sources sources(const std::string& text) const {
    std::ofstream{file} << text;
    option_sources from;
    from.file = file;
    return from;
  }
  std::string problem_of(const option_sources& from) const {
    auto read = read_node_options(from);
    return read ? "none" : read.failure().detail;
  }
  std::string at(int line) const {
    return file.string() + ":" + std::to_string(line) + ": ";
  }
};

const std::string with_key = "[keys]\nmaster_key_file = \"/k\"\n";

} // namespace

CAF_TEST_FIXTURE_SCOPE(node_options_tests, fixture)

CAF_TEST(flags are stronger than environment than file than defaults) {
  auto from =
    sources("[http]\nport = 1\nthreads = 2\nidle_timeout_ms = 3\n" + with_key);
  from.environment = {{"SCRUTIN_HTTP_PORT", "11"},
                      {"SCRUTIN_HTTP_THREADS", "12"},
                      {"SCRUTIN_SERVICE_HOST", "passed over"}};
  from.flags = {{"http.port", "21"}};
  auto read = read_node_options(from);
  CAF_REQUIRE(read.has_value());
  CAF_CHECK_EQUAL(read->http.port, 21u);
  CAF_CHECK_EQUAL(read->http.threads, 12u);
  CAF_CHECK_EQUAL(read->http.idle_timeout_ms, 3u);
  CAF_CHECK_EQUAL(read->http.body_timeout_ms, 10'000u);
}

CAF_TEST(paths of the file start at its directory) {
  auto read =
    read_node_options(sources("data_directory = \"data\"\n" + with_key));
  CAF_REQUIRE(read.has_value());
  CAF_CHECK_EQUAL(read->data_directory.string(), (folder / "data").string());
}

CAF_TEST(problems name their source and line and key) {
  CAF_CHECK_EQUAL(problem_of(sources(with_key + "[http]\nport = 70000\n")),
                  at(4) + "http.port: must be a whole number from 0 to 65535");
  CAF_CHECK_EQUAL(problem_of(sources(with_key + "[http]\nprot = 1\n")),
                  at(4) + "http.prot: is not an option");
  CAF_CHECK_EQUAL(problem_of(sources(with_key + "[log]\nlevel = \"loud\"\n")),
                  at(4)
                    + "log.level: must be one of debug, info, warning, "
                      "error");
  CAF_CHECK_EQUAL(
    problem_of(sources(with_key + "[http]\ncors_origins = [\"*\"]\n")),
    at(4)
      + "http.cors_origins: holds *, which is no origin such as "
        "https://vote.example.org");
  CAF_CHECK_EQUAL(
    problem_of(sources(with_key + "[http]\ntrusted_proxies = [\"10/8\"]\n")),
    at(4)
      + "http.trusted_proxies: holds 10/8, which is no address or "
        "network");
  CAF_CHECK_EQUAL(
    problem_of(sources(with_key + "[http]\ntls_key_file = \"/t\"\n")),
    at(3) + "http.tls_certificate_file: is missing beside http.tls_key_file");
  auto from = sources(with_key);
  from.environment = {{"SCRUTIN_RATE_LIMIT_ENABLED", "yes"}};
  CAF_CHECK_EQUAL(problem_of(from),
                  "environment SCRUTIN_RATE_LIMIT_ENABLED: "
                  "rate_limit.enabled: must be true or false");
  from = sources(with_key);
  from.flags = {{"http.colour", "red"}};
  CAF_CHECK_EQUAL(problem_of(from), "flag: http.colour: is not an option");
}

CAF_TEST(the master key comes from one place outside the data) {
  CAF_CHECK(problem_of(sources("")).find("keys.master_key_file: is missing")
            != std::string::npos);
  CAF_CHECK(problem_of(sources(with_key + "master_key_command = \"true\"\n"))
              .find("both set")
            != std::string::npos);
  auto inside = sources("data_directory = \"d\"\n[keys]\n"
                        "master_key_file = \"d/../d/key\"\n");
  CAF_CHECK_EQUAL(problem_of(inside).rfind(at(3)
                                             + "keys.master_key_file: must "
                                               "not lie inside",
                                           0),
                  0u);
}

CAF_TEST(a database is named and its password is not ) {
  auto problem = [this](const std::string& lines) {
    return problem_of(sources(with_key + "[storage]\nbackend = \"postgresql\"\n"
                              + "[postgresql]\n" + lines));
  };
  CAF_CHECK_EQUAL(problem("connection = \"host=/run dbname=x\"\n"), "none");
  auto says = [](const std::string& text, const char* part) {
    return text.find(part) != std::string::npos;
  };
  CAF_CHECK(says(problem(""), "postgresql.connection: is missing"));
  CAF_CHECK(
    says(problem("connection = \"host=h password=p\"\n"), at(6).c_str()));
  CAF_CHECK(says(problem("connection = \"host=h password=p\"\n"),
                 "must not hold a password"));
  CAF_CHECK(
    says(problem("connection = \"postgresql://u:p@h/x\"\n"), "not an address"));
  CAF_CHECK_EQUAL(
    problem_of(sources(with_key + "[storage]\nbackend = \"paper\"\n")),
    at(4) + "storage.backend: must be one of embedded, postgresql");
}

CAF_TEST(links beyond this machine need certificate and key and authority) {
  auto problem = [this](const std::string& lines) {
    return problem_of(
      sources(with_key
              + "[storage]\nbackend = \"postgresql\"\n"
                "[postgresql]\nconnection = \"host=/tmp\"\n[cluster]\n"
              + lines));
  };
  auto says = [](const std::string& text, const char* part) {
    return text.find(part) != std::string::npos;
  };
  const std::string named = "node = \"node-1\"\n";
  CAF_CHECK_EQUAL(problem(""), "none");
  CAF_CHECK_EQUAL(problem(named), "none");
  CAF_CHECK(
    says(problem("listen = \"127.0.0.1:1\"\n"), "cluster.node: is missing"));
  auto open = problem(named + "listen = \"0.0.0.0:4711\"\n");
  for (const auto* part :
       {"cluster.certificate_file: is missing", "cluster.key_file: is missing",
        "cluster.ca_file: is missing", "scrutin cluster certs",
        "cluster.address: is missing"}) {
    CAF_CHECK(says(open, part));
  }
  const std::string files = "certificate_file = \"c\"\nkey_file = \"k\"\n"
                            "ca_file = \"a\"\n";
  CAF_CHECK_EQUAL(problem(named + files + "listen = \"[2001:db8::1]:4711\"\n"),
                  "none");
  for (const auto* wrong : {"4711", "node:4711", "127.0.0.1", "::1:4711",
                            "127.0.0.1:70000", "127.0.0.1:"}) {
    CAF_CHECK(says(problem(named + files + "listen = \"" + wrong + "\"\n"),
                   "cluster.listen: must be"));
  }
  for (const auto* wrong : {"Node", "*.org", "a..b", "-a", "a_b"}) {
    CAF_CHECK(says(problem("node = \"" + std::string{wrong} + "\"\n"),
                   "cluster.node: must be"));
  }
}

CAF_TEST(no secret lies in the data) {
  auto problem = [this](const std::string& section, const char* key) {
    return problem_of(sources("data_directory = \"d\"\n" + with_key + "["
                              + section + "]\n" + key + " = \"d/secret\"\n"));
  };
  for (auto [section, key] : {std::pair{"redis", "password_file"},
                              std::pair{"postgresql", "password_file"},
                              std::pair{"cluster", "key_file"}}) {
    auto said = problem(section, key);
    auto name = std::string{section} + "." + key + ": must not lie inside";
    CAF_CHECK(said.find(name) != std::string::npos);
  }
}

CAF_TEST(a node of a cluster needs a plain name and a store to share) {
  CAF_CHECK_EQUAL(problem_of(sources(with_key + "[cluster]\nnode = \"a\"\n")),
                  at(4)
                    + "cluster.node: needs storage.backend = postgresql: nodes "
                      "share their store");
  auto shared = with_key
                + "[storage]\nbackend = \"postgresql\"\n[postgresql]\n"
                  "connection = \"dbname=x\"\n[cluster]\n";
  CAF_CHECK_EQUAL(problem_of(sources(shared + "node = \"a-1\"\n")), "none");
  CAF_CHECK_EQUAL(
    problem_of(sources(shared + "node = \"A\"\n")),
    at(8) + "cluster.node: must be a host name in lower case, such as node-1");
  CAF_CHECK_EQUAL(
    problem_of(sources(shared + "node = \"a\"\nroles = [\"king\"]\n")),
    at(9) + "cluster.roles: holds king; there are edge, validator and results");
  CAF_CHECK_EQUAL(
    problem_of(sources(shared + "node = \"a\"\nlease_ms = 2000\n")),
    at(9)
      + "cluster.lease_ms: must be over twice cluster.heartbeat_ms: one "
        "heartbeat may be lost");
}

CAF_TEST(a guest has hosts and no database and owns nothing) {
  auto guest = with_key + "[cluster]\nnode = \"e\"\n";
  auto edge = guest + "roles = [\"edge\"]\n";
  CAF_CHECK_EQUAL(problem_of(sources(edge + "join = [\"127.0.0.1:4711\"]\n")),
                  "none");
  CAF_CHECK_EQUAL(
    problem_of(sources(edge + "join = [\"h:4711\"]\n")),
    at(3)
      + "cluster.listen: is missing beside cluster.join = h:4711: "
        "nodes of other machines are reached under TLS only");
  CAF_CHECK_EQUAL(
    problem_of(sources(edge
                       + "listen = \"127.0.0.1:0\"\ncertificate_file = \"c\"\n"
                         "key_file = \"k\"\nca_file = \"a\"\n"
                         "join = [\"a@10.0.0.1:1\", \"b@h:2\"]\n")),
    "none");
  for (const auto* bad : {"h", "h:0", "@h:1", "A@h:1", "a@", ""}) {
    CAF_CHECK_EQUAL(problem_of(sources(edge + "join = [\"" + bad + "\"]\n")),
                    at(6) + "cluster.join: holds " + bad
                      + ", which is not HOST:PORT or NAME@HOST:PORT");
  }
  CAF_CHECK_EQUAL(problem_of(sources(guest + "join = [\"127.0.0.1:1\"]\n")),
                  at(3)
                    + "cluster.roles: holds validator beside cluster.join: "
                      "only a node with the database owns partitions");
  CAF_CHECK_EQUAL(
    problem_of(sources(edge + "join = [\"127.0.0.1:1\"]\nguests = [\"f\"]\n")),
    at(7) + "cluster.guests: is set beside cluster.join: a guest is no host");
  CAF_CHECK_EQUAL(
    problem_of(sources(with_key + "[cluster]\nguests = [\"f\"]\n")),
    at(3)
      + "cluster.node: is missing beside cluster.guests: nodes "
        "know one another by name");
}

CAF_TEST(the sample file is complete and valid) {
  option_sources from;
  from.file = "config/scrutin.toml";
  auto read = read_node_options(from);
  CAF_REQUIRE(read.has_value());
  std::ifstream in{"config/scrutin.toml"};
  std::string text{std::istreambuf_iterator<char>{in}, {}};
  for (const auto& [key, value] : list_options(*read)) {
    auto name = key.substr(key.find('.') + 1);
    if (text.find(name + " = ") == std::string::npos) {
      CAF_ERROR("the sample does not show " << key);
    }
  }
}

CAF_TEST_FIXTURE_SCOPE_END()
