#include "nodes/results_feed.hpp"

#include <caf/actor_system.hpp>
#include <caf/scoped_actor.hpp>
#include <caf/send.hpp>

#include "config/election_document.hpp"
#include "nodes/cluster_links.hpp"
#include "nodes/node_system.hpp"

namespace scrutin {

namespace {

directory_ptr directory_of(std::vector<election> definitions) {
  std::vector<served_election> served;
  for (auto& definition : definitions) {
    served_election one;
    one.definition = std::move(definition);
    served.push_back(std::move(one));
  }
  return std::make_shared<const election_directory>(std::move(served));
}

} // namespace

struct results_feed::state {
  explicit state(directory_ptr known) : elections(std::move(known)) {}
  ~state() {
    if (dialer) {
      caf::anon_send_exit(dialer, caf::exit_reason::user_shutdown);
    }
  }

  directory_ptr elections;
  // Outlives the system, whose dialer asks it for ways.
  std::unique_ptr<cluster_links> links;
  node_system_config config{1, true};
  caf::actor_system system{config};
  dialer_actor dialer;
  std::unique_ptr<caf::scoped_actor> self;
  results_here source;
  edge::results_view view;
  std::uint64_t told = 0;
  bool has_results = false;
  bool has_states = false;
  bool is_lost = false;

  result<void> connect(const node_address& node);
  void receive();
};

result<void> results_feed::state::connect(const node_address& node) {
  dialer = spawn_dialer(system,
                        [this](const member& to) { return links->way_to(to); });
  auto found =
    host_link{system, dialer, {node}}.ask<results_here>(results_wanted{});
  if (!found) {
    return found.failure();
  }
  source = std::move(*found);
  self = std::make_unique<caf::scoped_actor>(system, true);
  (*self)->monitor(source.results);
  (*self)->monitor(source.catalog);
  (*self)->send(source.results, subscribe_results{});
  (*self)->send(source.catalog, subscribe_elections{});
  return {};
}

void results_feed::state::receive() {
  (*self)->receive(
    [this](const results_update& x) {
      view.apply(x);
      has_results = true;
      (*self)->send(source.results, results_ack{x.number});
    },
    [this](const election_statuses& x) {
      view.apply(x);
      has_states = true;
    },
    [this](const caf::down_msg&) { is_lost = true; });
}

results_feed::results_feed(std::unique_ptr<state> opened)
  : state_(std::move(opened)) {
}

results_feed::~results_feed() = default;

result<std::unique_ptr<results_feed>>
results_feed::open(const node_options& options, const node_address& node) {
  if (!node.is_on_this_machine() && options.cluster.listen.empty()) {
    return error{ec::bad_configuration,
                 "cluster.listen is missing: nodes of other machines are "
                 "reached under TLS only"};
  }
  auto definitions = load_elections(options.elections_directory);
  if (!definitions) {
    return definitions.failure();
  }
  auto opened = std::make_unique<state>(directory_of(std::move(*definitions)));
  auto links = cluster_links::open(on_a_free_port(options.cluster));
  if (!links) {
    return links.failure();
  }
  opened->links = std::move(*links);
  if (auto connected = opened->connect(node); !connected) {
    return connected.failure();
  }
  return std::unique_ptr<results_feed>{new results_feed{std::move(opened)}};
}

result<std::vector<edge::stream_event>> results_feed::next() {
  auto& x = *state_;
  auto is_first = !x.has_results || !x.has_states;
  do {
    x.receive();
    if (x.is_lost) {
      return error{ec::unavailable, "the node is gone"};
    }
  } while (!x.has_results || !x.has_states);
  auto since = std::exchange(x.told, x.view.revision());
  if (is_first) {
    return std::vector<edge::stream_event>{
      edge::snapshot_of(*x.elections, x.view, {})};
  }
  return edge::changes_of(*x.elections, x.view, {}, since);
}

} // namespace scrutin
