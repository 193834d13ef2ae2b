// Batches of casts between two nodes, over plain loopback and over two relays.
//
//   relay_casts [CASTS [BATCH]]
//
// Both nodes, with their actor systems and relays, are in this process. The far
// one answers each batch with an outcome a cast and decides nothing: what is
// measured is the way. Prints JSON; medians of five turns.

#include <algorithm>
#include <cstdio>
#include <filesystem>

#include <unistd.h>

#include <caf/actor_system.hpp>
#include <caf/actor_system_config.hpp>
#include <caf/event_based_actor.hpp>
#include <caf/io/middleman.hpp>
#include <caf/scoped_actor.hpp>

#include "benchmarks/measuring.hpp"
#include "monitoring/log.hpp"
#include "nodes/relay/tls_relay.hpp"
#include "nodes/relay/trial_certificates.hpp"
#include "nodes/system_surroundings.hpp"
#include "protocol/type_ids.hpp"

namespace {

using namespace scrutin;
using namespace scrutin::bench;

// Unanswered batches at most, as between an ingestion actor and an owner.
constexpr std::size_t window = 8;

struct node_config : caf::actor_system_config {
  node_config() {
    load<caf::io::middleman>();
    add_message_types<caf::id_block::scrutin>();
    set("scheduler.policy", caf::atom("sharing"));
    set("scheduler.max-threads", 1);
  }
};

caf::behavior far_side() {
  return {[](const cast_batch& x) {
    cast_outcomes answer;
    answer.outcomes.reserve(x.casts.size());
    for (const auto& one : x.casts) {
      answer.outcomes.push_back({one.ticket, verdict::accepted, 0});
    }
    return answer;
  }};
}

cast_batch sample_batch(std::size_t size) {
  auto random = system_random();
  cast_batch batch;
  for (std::size_t i = 0; i < size; ++i) {
    cast_request one;
    one.ticket = i;
    one.what.partition = {{1}, {1}, 0};
    one.what.tag = credential_tag::from(random(credential_tag::size));
    one.what.ballot = ballot_id::from(random(ballot_id::size));
    one.what.retry = retry_id::from(random(retry_id::size));
    one.what.selection = std::string(8, 's');
    one.what.received_at_ms = 1;
    batch.casts.push_back(std::move(one));
  }
  return batch;
}

spent_time send_all(caf::actor_system& system, const caf::actor& to,
                    const cast_batch& batch, std::size_t batches) {
  caf::scoped_actor self{system};
  std::size_t sent = 0;
  std::size_t answered = 0;
  return measure([&] {
    while (answered < batches) {
      while (sent < batches && sent - answered < window) {
        self->send(to, batch);
        ++sent;
      }
      self->receive([&](const cast_outcomes&) { ++answered; });
    }
  });
}

double median(std::vector<double> x) {
  std::sort(x.begin(), x.end());
  return x[x.size() / 2];
}

template <class T>
T need(result<T> x) {
  if (!x) {
    broken_invariant(to_string(x.failure()).c_str());
  }
  return *std::move(x);
}

std::unique_ptr<tls_relay> start_relay(const trial_node& node,
                                       std::uint16_t basp_port) {
  tls_relay_options options;
  options.node_name = node.name;
  options.files = node.files;
  options.listen = "127.0.0.1:0";
  options.basp_port = basp_port;
  options.admits = [](const std::string&) { return true; };
  return need(tls_relay::start(std::move(options)));
}

caf::actor connect(caf::actor_system& system, std::uint16_t port) {
  auto found = system.middleman().remote_actor("127.0.0.1", port);
  if (!found) {
    broken_invariant("the far node cannot be reached");
  }
  return *found;
}

} // namespace

int main(int count, char** words) {
  // Lines about links would stand in the JSON's way.
  log_options quiet;
  quiet.level = log_level::error;
  if (!log_setup(quiet)) {
    return 1;
  }
  std::size_t casts = count > 1 ? std::stoul(words[1]) : 1'000'000;
  std::size_t size = count > 2 ? std::stoul(words[2]) : 256;
  auto folder = std::filesystem::temp_directory_path()
                / ("scrutin-relay-casts-" + std::to_string(::getpid()));
  auto certificates = need(make_trial_certificates(
    {folder, {"node-1", "node-2"}, 1}, system_clock(), system_random()));

  // The far node answers for both; each way has a near node of its own, as CAF
  // keeps one connection to a node.
  node_config far_config;
  node_config plain_config;
  node_config relayed_config;
  caf::actor_system far{far_config};
  caf::actor_system plain{plain_config};
  caf::actor_system relayed{relayed_config};
  auto server = far.spawn(far_side);
  auto basp = far.middleman().publish(server, 0, "127.0.0.1");
  if (!basp) {
    broken_invariant("no port for BASP");
  }
  auto there = start_relay(certificates.nodes[1], *basp);
  auto here = start_relay(certificates.nodes[0], 1);
  auto port = need(
    here->add_peer("node-2", "127.0.0.1:" + std::to_string(there->port())));

  auto batch = sample_batch(size);
  auto batches = casts / size;
  std::vector<double> plain_per_s;
  std::vector<double> relayed_per_s;
  std::vector<double> ratios;
  std::vector<double> cpu_us;
  {
    auto plain_server = connect(plain, *basp);
    auto relayed_server = connect(relayed, port);
    send_all(plain, plain_server, batch, batches / 10 + 1);
    send_all(relayed, relayed_server, batch, batches / 10 + 1);
    for (int turn = 0; turn < 5; ++turn) {
      auto all = static_cast<double>(batches * size);
      auto clear = send_all(plain, plain_server, batch, batches);
      auto crypted = send_all(relayed, relayed_server, batch, batches);
      plain_per_s.push_back(all / clear.wall_s);
      relayed_per_s.push_back(all / crypted.wall_s);
      ratios.push_back(clear.wall_s / crypted.wall_s);
      cpu_us.push_back((crypted.cpu_s - clear.cpu_s) * 1e6 / all);
    }
  }
  std::printf("{\"casts\":%zu,\"batch\":%zu,\"plain_per_s\":%.0f,"
              "\"relayed_per_s\":%.0f,\"ratio\":%.3f,"
              "\"added_cpu_us_per_cast\":%.3f}\n",
              batches * size, size, median(plain_per_s), median(relayed_per_s),
              median(ratios), median(cpu_us));
  caf::anon_send_exit(server, caf::exit_reason::user_shutdown);
  server = nullptr;
  std::filesystem::remove_all(folder);
  return 0;
}
