#include "nodes/node.hpp"

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <optional>
#include <set>
#include <utility>

#include <caf/actor_cast.hpp>
#include <caf/actor_system.hpp>
#include <caf/event_based_actor.hpp>
#include <caf/io/all.hpp>
#include <caf/scoped_actor.hpp>
#include <caf/send.hpp>

#include "edge/http_edge.hpp"
#include "edge/metrics_port.hpp"
#include "monitoring/log.hpp"
#include "monitoring/metrics.hpp"
#include "nodes/actor_tree.hpp"
#include "nodes/cluster_links.hpp"
#include "nodes/definition_taker.hpp"
#include "nodes/guest_cluster.hpp"
#include "nodes/host_link.hpp"
#include "nodes/node_system.hpp"
#include "nodes/shared_services.hpp"
#include "nodes/system_surroundings.hpp"
#include "protocol/errors.hpp"

namespace scrutin {

namespace {

// How long a node that is told to stop waits for others to take over.
constexpr std::chrono::seconds hand_over_max{10};
constexpr std::chrono::milliseconds hand_over_look{100};

// A node that is alone does everything.
node_roles roles_of(const node_options& options) {
  if (options.cluster.node.empty()) {
    return {true, true, true};
  }
  node_roles roles;
  for (const auto& role : options.cluster.roles) {
    roles.edge |= role == "edge";
    roles.validator |= role == "validator";
    roles.results |= role == "results";
  }
  return roles;
}

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
  bounds.queued_max = http.queued_casts_max;
  bounds.queue_ms_max = http.queue_timeout_ms;
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
  x.serves_voters = roles_of(options).edge;
  x.serves_metrics = options.metrics.port == 0;
  // A guest has no store to keep accounts in.
  x.administers = options.admin.enabled && options.cluster.join.empty();
  return x;
}

bool complete(const tree_handles& x, const node_roles& roles) {
  return (x.results || !roles.results) && x.catalog
         && std::all_of(x.ingestion.begin(), x.ingestion.end(),
                        [](const auto& each) { return bool{each}; });
}

std::size_t partition_count(const election_directory& elections) {
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
    : options(chosen), roles(roles_of(chosen)), elections(opened.elections),
      limiter_key(opened.limiter_key), shared(std::move(with)),
      now(std::move(clock)), random(std::move(source)),
      figures(std::make_shared<metrics>(largest_step(*elections))),
      definitions(options, opened.elections, opened.master_key, random,
                  *figures),
      config(options.actors.scheduler_threads, !options.cluster.node.empty()),
      system(config) {}

  node_options options;
  node_roles roles;
  directory_ptr elections;
  secret_key limiter_key;
  shared_services shared;
  wall_clock now;
  random_source random;
  std::shared_ptr<metrics> figures;
  definition_taker definitions;
  node_system_config config;
  caf::actor_system system;

  std::mutex mutex;
  std::condition_variable changed;
  bool stop_requested = false;
  /// Of the thread that stops the node.
  bool finished = false;
  std::optional<caf::error> ended;
  /// Ready once. What is defined while the node runs is none of its health
  /// before that.
  std::set<partition_id> expected;
  /// Of those that are expected.
  std::size_t expected_ready = 0;
  /// All of them were ready once.
  bool was_complete = false;
  bool elections_open = false;
  /// The handles that the edge works with.
  tree_handles known;
  /// Results of another node, where this one has none; null: none is reached.
  results_actor elsewhere;

  caf::actor watcher;
  /// Null without a cluster.
  dialer_actor dialer;
  std::unique_ptr<cluster_links> links;
  std::unique_ptr<actor_tree> tree;
  std::unique_ptr<edge::http_edge> http;
  /// Null where the edge serves /metrics.
  std::unique_ptr<edge::metrics_port> watched;

  [[nodiscard]] bool in_cluster() const {
    return !options.cluster.node.empty();
  }
  [[nodiscard]] cluster_part make_part();
  [[nodiscard]] std::unique_ptr<cluster_store> join_by_host();
  void publish_gate(const peers_actor& before, const peers_actor& started);
  void hand_over();
  void choose_definitions(actor_tree_options& chosen);
  void start_tree(store kept);
  result<void> start_edge();
  void on_handles(const tree_handles& x);
  void follow_results(const partition_map& x);
  void spawn_watcher();
  void expect_partitions();
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
        follow_results(x);
        std::lock_guard<std::mutex> lock{mutex};
        expected_ready = 0;
        for (const auto& route : x.routes) {
          expected.insert(route.partition);
        }
        for (auto at = expected.begin(); at != expected.end();) {
          // One that was cut otherwise is not waited for.
          const auto* served = elections->find(at->election);
          auto is_gone =
            served != nullptr && at->slice >= served->slices_of(at->region);
          at = is_gone ? expected.erase(at) : std::next(at);
        }
        for (const auto& route : x.routes) {
          expected_ready += expected.count(route.partition);
        }
        was_complete |= expected_ready == expected.size();
        changed.notify_all();
      },
      [this](const election_statuses& x) { take_statuses(x); },
      [this](const cluster_news& x) { links->follow(x.view); },
      [self](caf::ok_atom, const caf::actor& root) { self->monitor(root); },
    };
  });
}

void node::state::expect_partitions() {
  for (const auto& served : elections->all()) {
    for (const auto& [region, slices] : served.slices) {
      for (std::uint16_t slice = 0; slice < slices; ++slice) {
        expected.insert({served.definition.id, region, slice});
      }
    }
  }
}

void node::state::follow_results(const partition_map& x) {
  if (roles.results) {
    return;
  }
  std::lock_guard<std::mutex> lock{mutex};
  if (!same_handle(elsewhere, x.results)) {
    elsewhere = x.results;
    if (http) {
      http->replace_results(elsewhere);
    }
  }
}

void node::state::take_statuses(const election_statuses& x) {
  auto is_due = [this, &x](const served_election& served) {
    auto id = served.definition.id;
    return std::any_of(
      x.regions.begin(), x.regions.end(), [&](const region_status& region) {
        const auto* where =
          served.definition.find_contest(region.contest.region);
        return region.contest.election == id && where != nullptr
               && !where->acclaimed && !region.course.annulled
               && region.course.opens_at_ms <= now();
      });
  };
  auto opens = [&](const election_status& status) {
    const auto* served = elections->find(status.election);
    return status.state != election_state::announced
           || (served != nullptr && (!served->has_roll || !is_due(*served)));
  };
  std::lock_guard<std::mutex> lock{mutex};
  // One that is defined later keeps no voter of the others away.
  elections_open =
    elections_open
    || std::all_of(x.elections.begin(), x.elections.end(), opens);
  changed.notify_all();
}

bool node::state::has_ended() {
  std::lock_guard<std::mutex> lock{mutex};
  return ended.has_value();
}

edge::health_report node::state::health() {
  std::lock_guard<std::mutex> lock{mutex};
  auto all = expected.size();
  auto serving = expected_ready == all;
  edge::health_report report;
  // In a cluster, a partition that is on its way to another node is no reason
  // to send voters of all the others away.
  report.healthy = !ended && (serving || (in_cluster() && was_complete));
  // Before, casts would be told that voting has not begun.
  report.ready = report.healthy && elections_open && !stop_requested;
  report.services = {
    {"actors", ended ? "ended" : "healthy"},
    {"partitions", serving ? "healthy"
                           : std::to_string(expected_ready) + " of "
                               + std::to_string(all) + " ready"},
  };
  if (!roles.results) {
    report.services.emplace_back(
      "results", elsewhere ? "healthy" : "no results node is reached");
  }
  return report;
}

// -- starting -----------------------------------------------------------------

void node::state::on_handles(const tree_handles& x) {
  if (x.peers) {
    caf::send_as(watcher, x.peers, subscribe_partitions{});
  } else if (x.directory && !in_cluster()) {
    caf::send_as(watcher, x.directory, subscribe_partitions{});
  }
  if (x.catalog) {
    caf::send_as(watcher, x.catalog, subscribe_elections{});
  }
  if (x.membership) {
    caf::send_as(watcher, x.membership, subscribe_cluster{});
  }
  std::unique_lock<std::mutex> lock{mutex};
  auto before = std::exchange(known, x);
  changed.notify_all();
  if (x.peers != before.peers) {
    lock.unlock();
    publish_gate(before.peers, x.peers);
    lock.lock();
  }
  if (!http) {
    return;
  }
  for (std::uint32_t i = 0; i < x.ingestion.size(); ++i) {
    if (x.ingestion[i] != before.ingestion[i]) {
      http->replace_ingestion(i, x.ingestion[i]);
    }
  }
  if (roles.results && x.results != before.results) {
    http->replace_results(x.results);
  }
  if (x.catalog != before.catalog) {
    http->replace_catalog(x.catalog);
  }
  if (x.administration != before.administration) {
    http->replace_administration(x.administration);
  }
}

cluster_part node::state::make_part() {
  const auto& from = options.cluster;
  cluster_part part;
  part.self.name = from.node;
  part.self.incarnation = incarnation_id::from(random(incarnation_id::size));
  part.self.protocol = protocol_version;
  part.self.roles = roles;
  part.self.address = links->address();
  part.renew_ms = from.heartbeat_ms;
  part.placed.lease_ms = from.lease_ms;
  dialer = spawn_dialer(system,
                        [this](const member& to) { return links->way_to(to); });
  part.dialer = dialer;
  part.guests = {from.guests.begin(), from.guests.end()};
  return part;
}

std::unique_ptr<cluster_store> node::state::join_by_host() {
  return std::make_unique<guest_cluster>(
    std::make_unique<host_link>(system, dialer, hosts_of(options.cluster)));
}

void node::state::publish_gate(const peers_actor& before,
                               const peers_actor& started) {
  auto& middleman = system.middleman();
  auto gate_port = links->gate_port();
  if (before) {
    static_cast<void>(middleman.unpublish(before, gate_port));
  }
  gate_actor gate = started;
  auto port = middleman.publish(gate, gate_port, "127.0.0.1", true);
  if (!port) {
    log_event(log_level::error, "gate_is_shut",
              {{log_key::listen, "127.0.0.1:" + std::to_string(gate_port)},
               {log_key::detail, describe(port.error())}});
  }
}

// What is acknowledged is durable: this only spares voters the others' wait
// until this node's lease is over.
void node::state::hand_over() {
  membership_actor membership;
  {
    std::lock_guard<std::mutex> lock{mutex};
    membership = known.membership;
  }
  caf::scoped_actor self{system, true};
  auto until = std::chrono::steady_clock::now() + hand_over_max;
  bool is_left = bool{membership};
  while (is_left && std::chrono::steady_clock::now() < until) {
    is_left = false;
    self->request(membership, std::chrono::seconds{2}, leave_cluster{})
      .receive([&](const cluster_left& x) { is_left = x.others > 0; },
               [](const caf::error&) {});
    if (is_left) {
      std::unique_lock<std::mutex> lock{mutex};
      changed.wait_for(lock, hand_over_look, [this] { return bool{ended}; });
    }
  }
}

void node::state::choose_definitions(actor_tree_options& chosen) {
  if (!options.cluster.join.empty()) {
    return;
  }
  chosen.read_document = [](const std::string& text) {
    return defined_by_toml(text, "document");
  };
  chosen.has_begun = [this](const election_stores& own, election_id id) {
    return definitions.has_begun(own, id);
  };
  chosen.take_up = [this](const election_stores& own,
                          const std::set<election_id>& ids) {
    return definitions.take_up(own, ids);
  };
  chosen.on_elections = [this] {
    std::lock_guard<std::mutex> lock{mutex};
    changed.notify_all();
  };
  // Other nodes read the log once a second.
  constexpr std::uint32_t everywhere_ms = 3'000;
  chosen.change_settles_ms = in_cluster() ? everywhere_ms : 0;
}

void node::state::start_tree(store kept) {
  actor_tree_options chosen;
  chosen.elections = elections;
  chosen.open_attempts = shared.open_attempts;
  if (in_cluster()) {
    chosen.cluster = make_part();
    if (options.redis.snapshot_ballots > 0) {
      chosen.open_snapshots = shared.open_snapshots;
      chosen.snapshot_ballots_min = options.redis.snapshot_ballots;
    }
    if (!options.cluster.join.empty()) {
      kept.cluster = join_by_host();
    }
  } else {
    kept.cluster.reset();
  }
  chosen.now = now;
  chosen.random = random;
  chosen.measured = figures.get();
  chosen.ingestion_actors = options.http.threads;
  chosen.in_flight_max = options.actors.ingestion_in_flight_max;
  chosen.cast_deadline_ms = options.actors.cast_deadline_ms;
  chosen.frame_ballots_max = options.actors.frame_ballots_max;
  chosen.administers = options.admin.enabled;
  choose_definitions(chosen);
  chosen.on_handles = [this](const tree_handles& x) { on_handles(x); };
  spawn_watcher();
  tree =
    std::make_unique<actor_tree>(system, std::move(chosen), std::move(kept));
  caf::anon_send(watcher, caf::ok_atom::value, tree->root());
}

result<void> node::state::start_edge() {
  std::unique_lock<std::mutex> lock{mutex};
  changed.wait(lock, [this] { return complete(known, roles) || ended; });
  edge::edge_services services;
  services.elections = elections;
  services.ingestion = known.ingestion;
  services.results = roles.results ? known.results : elsewhere;
  services.catalog = known.catalog;
  services.administration = known.administration;
  services.now = now;
  services.steady = steady_clock();
  services.random = random;
  services.health = [this] { return health(); };
  services.figures = figures;
  services.shared_limits = shared.limits;
  services.outlet = shared.outlet;
  services.limiter_key = limiter_key;
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
  if (started->in_cluster()) {
    auto links = cluster_links::open(options.cluster);
    if (!links) {
      return links.failure();
    }
    started->links = std::move(*links);
  }
  started->expect_partitions();
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
             {log_key::count, partition_count(*opened.elections)}});
  return std::unique_ptr<node>{new node{std::move(started)}};
}

std::uint16_t node::port() const {
  return state_->http->port();
}

// -- waiting and stopping -----------------------------------------------------

bool node::wait_until_ready() {
  auto& x = *state_;
  std::unique_lock<std::mutex> lock{x.mutex};
  x.changed.wait(lock, [&] {
    return x.ended || x.stop_requested
           || (x.expected_ready == x.expected.size() && x.elections_open);
  });
  return !x.ended && !x.stop_requested;
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

void node::finish() {
  if (!state_ || !state_->tree || std::exchange(state_->finished, true)) {
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
  if (state_->in_cluster() && !state_->has_ended()) {
    log_event(log_level::info, "node_hands_over");
    state_->hand_over();
  }
  log_event(log_level::info, "node_finished");
}

void node::stop() {
  if (!state_ || !state_->tree) {
    return;
  }
  finish();
  {
    std::lock_guard<std::mutex> lock{state_->mutex};
    state_->http.reset();
    state_->known = {};
  }
  state_->tree.reset();
  caf::anon_send_exit(state_->watcher, caf::exit_reason::user_shutdown);
  state_->watcher = nullptr;
  if (state_->dialer) {
    caf::anon_send_exit(state_->dialer, caf::exit_reason::user_shutdown);
    state_->dialer = nullptr;
  }
  state_->system.await_all_actors_done();
  log_event(log_level::info, "node_stopped");
}

} // namespace scrutin
