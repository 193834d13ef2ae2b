#include "tests/relay/relay_fixture.hpp"

#include <cstdio>
#include <cstdlib>
#include <sstream>

#include "monitoring/log.hpp"
#include "nodes/system_surroundings.hpp"
#include "tests/fixtures/child_process.hpp"
#include "tests/fixtures/eventually.hpp"

namespace scrutin::fixtures {

namespace {

identity_files made_by(const std::filesystem::path& folder,
                       const std::string& node, std::uint32_t days,
                       const wall_clock& now) {
  auto made =
    make_trial_certificates({folder, {node}, days}, now, system_random());
  if (!made) {
    std::fprintf(stderr, "%s\n", to_string(made.failure()).c_str());
    std::abort();
  }
  return made->nodes.front().files;
}

const temporary_folder& log_folder() {
  static const temporary_folder folder;
  return folder;
}

} // namespace

identity_files test_authority::certify(const std::string& node) {
  if (std::filesystem::exists(folder_ / (node + ".pem"))) {
    return {folder_ / (node + ".pem"), folder_ / (node + ".key"),
            folder_ / "ca.pem"};
  }
  return made_by(folder_.path(), node, 2, system_clock());
}

identity_files test_authority::certify_expired(const std::string& node) {
  auto ten_days_ago = [] {
    constexpr std::int64_t ten_days_ms = 10LL * 24 * 3'600 * 1'000;
    return system_clock()() - ten_days_ms;
  };
  return made_by(folder_.path(), node, 1, ten_days_ago);
}

std::unique_ptr<tls_relay> start_relay(const std::string& node,
                                       const identity_files& files,
                                       std::uint16_t basp_port,
                                       void (*change)(tls_relay_options&)) {
  tls_relay_options options;
  options.node_name = node;
  options.files = files;
  options.listen = "127.0.0.1:0";
  options.basp_port = basp_port;
  options.admits = [](const std::string& name) {
    return name == "node-1" || name == "node-2" || name == "node-3";
  };
  if (change != nullptr) {
    change(options);
  }
  auto started = tls_relay::start(options);
  if (!started) {
    std::fprintf(stderr, "%s\n", to_string(started.failure()).c_str());
    std::abort();
  }
  return *std::move(started);
}

std::string address_of(const tls_relay& relay) {
  return "127.0.0.1:" + std::to_string(relay.port());
}

void keep_log() {
  static const bool done = [] {
    log_options options;
    options.format = log_format::json;
    options.file = log_folder() / "log";
    return log_setup(options).has_value();
  }();
  if (!done) {
    std::abort();
  }
}

bool is_logged(const std::string& event, const std::string& part) {
  auto stands_there = [&] {
    std::istringstream lines{contents_of(log_folder() / "log")};
    for (std::string line; std::getline(lines, line);) {
      if (line.find("\"" + event + "\"") != std::string::npos
          && line.find(part) != std::string::npos) {
        return true;
      }
    }
    return false;
  };
  return eventually(stands_there, std::chrono::seconds{10});
}

} // namespace scrutin::fixtures
