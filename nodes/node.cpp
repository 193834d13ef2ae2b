#include "nodes/node.hpp"

#include <algorithm>
#include <condition_variable>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>

#include <caf/actor_system.hpp>
#include <caf/actor_system_config.hpp>
#include <caf/event_based_actor.hpp>
#include <caf/send.hpp>

#include "edge/http_edge.hpp"
#include "edge/metrics_port.hpp"
#include "monitoring/log.hpp"
#include "monitoring/metrics.hpp"
#include "nodes/actor_tree.hpp"
#include "nodes/shared_services.hpp"
#include "nodes/system_surroundings.hpp"
#include "protocol/errors.hpp"

namespace scrutin {

namespace {

struct system_config : caf::actor_system_config {
  explicit system_config(std::uint32_t threads) {
    add_message_types<caf::id_block::scrutin>();
    set("scheduler.policy", caf::atom("sharing"));
    set("scheduler.max-throughput", 100);
    set("scheduler.max-threads",
        threads != 0 ? threads
                     : std::max(1U, std::thread::hardware_concurrency()));
  }
};

edge::edge_options edge_options_of(const node_options& options) {
  const auto& http = options.http;
  edge::edge_options x;
  x.server.address = http.address;
  x.server.port = static_cast<std::uint16_t>(http.port);
  x.server.threads = http.threads;
  x.server.tls = {http.tls_certificate_file.string(),
                  http.tls_key_file.string()};
  auto& bounds = x.server.bounds;
  bounds.header_bytes_max = http.header_bytes_max;
  bounds.body_bytes_max = http.body_bytes_max;
  bounds.header_ms_max = http.header_timeout_ms;
  bounds.body_ms_max = http.body_timeout_ms;
  bounds.idle_ms_max = http.idle_timeout_ms;
  bounds.connections_max = http.connections_max;
  bounds.connections_per_address_max = http.connections_per_address_max;
  bounds.in_flight_max = options.actors.ingestion_in_flight_max;
  // The ingestion actor's answer comes first.
  bounds.cast_ms_max = options.actors.cast_deadline_ms + 1000;
  const auto& rates = options.rate_limit;
  x.rates.enabled = rates.enabled;
  x.rates.requests_per_address_per_min = rates.requests_per_address_per_min;
  x.rates.requests_per_subnet_per_min = rates.requests_per_subnet_per_min;
  x.rates.failures_per_address_per_min = rates.failures_per_address_per_min;
  x.rates.failures_per_subnet_per_min = rates.failures_per_subnet_per_min;
  x.rates.failures_per_nas_per_min = rates.failures_per_nas_per_min;
  bounds.delay_ms = rates.nas_delay_ms_max;
  x.trusted_proxies = http.trusted_proxies;
  x.cors_origins = http.cors_origins;
  x.serves_metrics = options.metrics.port == 0;
  return x;
}

bool complete(const tree_handles& x) {
  return x.results && x.catalog
         && std::all_of(x.ingestion.begin(), x.ingestion.end(),
                        [](const auto& each) { return bool{each}; });
}

std::size_t partitions_of(const election_directory& elections) {
  std::size_t count = 0;
  for (const auto& served : elections.all()) {
    for (const auto& [region, slices] : served.slices) {
      count += slices;
    }
  }
  return count;
}

std::uint32_t largest_step(const election_directory& elections) {
  std::uint32_t step = 1;
  for (const auto& served : elections.all()) {
    step = std::max(step, served.definition.release_step_ballots);
  }
  return step;
}

} // namespace

struct node::state {
  state(const node_options& chosen, const opened_elections& opened,
        shared_services with, wall_clock clock, random_source source)
    : options(chosen), elections(opened.elections),
      limiter_seed(opened.limiter_seed), shared(std::move(with)),
      now(std::move(clock)), random(std::move(source)),
      figures(std::make_shared<metrics>(largest_step(*elections))),
      config(options.actors.scheduler_threads), system(config) {}

  node_options options;
  directory_ptr elections;
  std::string limiter_seed;
  shared_services shared;
  wall_clock now;
  random_source random;
  std::shared_ptr<metrics> figures;
  system_config config;
  caf::actor_system system;

  std::mutex mutex;
  std::condition_variable changed;
  bool stop_requested = false;
  std::optional<caf::error> ended;
  std::size_t partitions_ready = 0;
  bool elections_open = false;
  /// The handles that the edge works with.
  tree_handles known;

  caf::actor watcher;
  std::unique_ptr<actor_tree> tree;
  std::unique_ptr<edge::http_edge> http;
  /// Null where the edge serves /metrics.
  std::unique_ptr<edge::metrics_port> watched;

  void start_tree(store kept);
  result<void> start_edge();
  void on_handles(const tree_handles& x);
  void spawn_watcher();
  void take_statuses(const election_statuses& x);
  bool has_ended();
  edge::health_report health();
};

// -- watching -----------------------------------------------------------------

void node::state::spawn_watcher() {
  watcher = system.spawn([this](caf::event_based_actor* self) -> caf::behavior {
    // CAF's own prints what it does not know, content and all.
    self->set_default_handler(caf::drop);
    self->set_down_handler([this](const caf::down_msg& x) {
      std::lock_guard<std::mutex> lock{mutex};
      ended = x.reason;
      changed.notify_all();
    });
    return {
      [this](const partition_map& x) {
        std::lock_guard<std::mutex> lock{mutex};
        partitions_ready = x.routes.size();
        changed.notify_all();
      },
      [this](const election_statuses& x) { take_statuses(x); },
      [self](caf::ok_atom, const caf::actor& root) { self->monitor(root); },
    };
  });
}

void node::state::take_statuses(const election_statuses& x) {
  auto opens = [this](const election_status& status) {
    const auto* served = elections->find(status.election);
    return status.state != election_state::announced
           || (served != nullptr
               && (!served->has_roll
                   || served->definition.opens_at_ms > now()));
  };
  std::lock_guard<std::mutex> lock{mutex};
  elections_open = std::all_of(x.elections.begin(), x.elections.end(), opens);
  changed.notify_all();
}

bool node::state::has_ended() {
  std::lock_guard<std::mutex> lock{mutex};
  return ended.has_value();
}

edge::health_report node::state::health() {
  auto all = partitions_of(*elections);
  std::lock_guard<std::mutex> lock{mutex};
  auto serving = partitions_ready == all;
  edge::health_report report;
  report.healthy = !ended && serving;
  // Before, casts would be told that voting has not begun.
  report.ready = report.healthy && elections_open && !stop_requested;
  report.services = {
    {"actors", ended ? "ended" : "healthy"},
    {"partitions", serving ? "healthy"
                           : std::to_string(partitions_ready) + " of "
                               + std::to_string(all) + " ready"},
  };
  return report;
}

// -- starting -----------------------------------------------------------------

void node::state::on_handles(const tree_handles& x) {
  if (x.directory) {
    caf::send_as(watcher, x.directory, subscribe_partitions{});
  }
  if (x.catalog) {
    caf::send_as(watcher, x.catalog, subscribe_elections{});
  }
  std::lock_guard<std::mutex> lock{mutex};
  auto before = std::exchange(known, x);
  changed.notify_all();
  if (!http) {
    return;
  }
  for (std::uint32_t i = 0; i < x.ingestion.size(); ++i) {
    if (x.ingestion[i] != before.ingestion[i]) {
      http->replace_ingestion(i, x.ingestion[i]);
    }
  }
  if (x.results != before.results) {
    http->replace_results(x.results);
  }
  if (x.catalog != before.catalog) {
    http->replace_catalog(x.catalog);
  }
}

void node::state::start_tree(store kept) {
  actor_tree_options chosen;
  chosen.elections = elections;
  chosen.now = now;
  chosen.random = random;
  chosen.measured = figures.get();
  chosen.ingestion_actors = options.http.threads;
  chosen.in_flight_max = options.actors.ingestion_in_flight_max;
  chosen.cast_deadline_ms = options.actors.cast_deadline_ms;
  chosen.frame_ballots_max = options.actors.frame_ballots_max;
  chosen.on_handles = [this](const tree_handles& x) { on_handles(x); };
  spawn_watcher();
  tree =
    std::make_unique<actor_tree>(system, std::move(chosen), std::move(kept));
  caf::anon_send(watcher, caf::ok_atom::value, tree->root());
}

result<void> node::state::start_edge() {
  std::unique_lock<std::mutex> lock{mutex};
  changed.wait(lock, [this] { return complete(known) || ended; });
  edge::edge_services services;
  services.elections = elections;
  services.ingestion = known.ingestion;
  services.results = known.results;
  services.catalog = known.catalog;
  services.now = now;
  services.steady = steady_clock();
  services.random = random;
  services.health = [this] { return health(); };
  services.figures = figures;
  services.shared_limits = shared.limits;
  services.outlet = shared.outlet;
  services.limiter_seed = limiter_seed;
  http = std::make_unique<edge::http_edge>(system, edge_options_of(options),
                                           std::move(services));
  if (auto listens = http->start(); !listens) {
    return listens;
  }
  if (options.metrics.port == 0) {
    return {};
  }
  watched = std::make_unique<edge::metrics_port>(
    options.metrics.address, static_cast<std::uint16_t>(options.metrics.port),
    now, [this] { return http->metrics_text(); });
  return watched->start();
}

node::node(std::unique_ptr<state> started) : state_(std::move(started)) {
}

node::~node() {
  stop();
}

result<std::unique_ptr<node>> node::start(const node_options& options,
                                          opened_elections opened,
                                          wall_clock now,
                                          random_source random) {
  auto shared = open_shared_services(options, steady_clock());
  if (!shared) {
    return shared.failure();
  }
  auto started = std::make_unique<state>(options, opened, std::move(*shared),
                                         std::move(now), std::move(random));
  started->start_tree(std::move(opened.at));
  if (auto listens = started->start_edge(); !listens) {
    auto why = listens.failure();
    node{std::move(started)}.stop();
    return why;
  }
  for (const auto& served : opened.elections->all()) {
    if (!served.has_roll) {
      log_event(log_level::warning, "election_has_no_roll",
                {{log_key::election, served.definition.id.value}});
    }
  }
  log_event(log_level::info, "node_listens",
            {{log_key::listen, options.http.address + ":"
                                 + std::to_string(started->http->port())},
             {log_key::threads, options.http.threads},
             {log_key::count, partitions_of(*opened.elections)}});
  return std::unique_ptr<node>{new node{std::move(started)}};
}

std::uint16_t node::port() const {
  return state_->http->port();
}

// -- waiting and stopping -----------------------------------------------------

void node::wait_until_ready() {
  auto& x = *state_;
  auto all = partitions_of(*x.elections);
  std::unique_lock<std::mutex> lock{x.mutex};
  x.changed.wait(lock, [&] {
    return x.ended || x.stop_requested
           || (x.partitions_ready == all && x.elections_open);
  });
}

result<void> node::wait() {
  auto& x = *state_;
  std::unique_lock<std::mutex> lock{x.mutex};
  x.changed.wait(lock, [&] { return x.ended || x.stop_requested; });
  if (!x.ended) {
    return {};
  }
  auto ours = from_caf(*x.ended);
  return ours ? *ours : error{ec::unavailable, describe(*x.ended)};
}

void node::request_stop() {
  std::lock_guard<std::mutex> lock{state_->mutex};
  state_->stop_requested = true;
  state_->changed.notify_all();
}

void node::stop() {
  if (!state_ || !state_->tree) {
    return;
  }
  request_stop();
  state_->watched.reset();
  if (state_->http) {
    if (state_->has_ended()) {
      state_->http->give_up();
    }
    state_->http->stop();
  }
  {
    std::lock_guard<std::mutex> lock{state_->mutex};
    state_->http.reset();
    state_->known = {};
  }
  state_->tree.reset();
  caf::anon_send_exit(state_->watcher, caf::exit_reason::user_shutdown);
  state_->watcher = nullptr;
  state_->system.await_all_actors_done();
}

} // namespace scrutin
