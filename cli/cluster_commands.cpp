#include "cli/cluster_commands.hpp"

#include <algorithm>
#include <chrono>
#include <ostream>
#include <thread>

#include "cli/cluster_report.hpp"
#include "cli/cluster_watch.hpp"
#include "cli/node_flags.hpp"
#include "nodes/database_store.hpp"

namespace scrutin {

namespace {

constexpr std::chrono::milliseconds look_again{200};

/// What all of these commands are told.
struct cluster_command {
  node_flags flags;
  std::string node;
  print_format print = print_format::text;
  std::uint32_t timeout_s = 60;
  bool force = false;
  cluster_watch_options watched;

  std::int64_t lease_ms = 0;
  std::unique_ptr<cluster_store> cluster;

  result<void> open() {
    auto options = flags.read();
    if (!options) {
      return options.failure();
    }
    lease_ms = options->cluster.lease_ms;
    auto opened = open_cluster(*options);
    if (!opened) {
      return opened.failure();
    }
    cluster = std::move(*opened);
    return {};
  }

  /// @returns `unavailable` where there is no such node.
  result<member_view> find(const cluster_view& view) const {
    auto found =
      std::find_if(view.members.begin(), view.members.end(),
                   [&](const member_view& x) { return x.what.name == node; });
    if (found == view.members.end()) {
      return error{ec::unavailable, "there is no node " + node};
    }
    return *found;
  }
};

using command_ptr = std::shared_ptr<cluster_command>;

exit_code list_nodes(const terminal& at, cluster_command& x) {
  auto view = x.cluster->view();
  if (!view) {
    return report(at, view.failure());
  }
  if (!x.node.empty()) {
    if (auto found = x.find(*view); !found) {
      return report(at, found.failure());
    }
  }
  print_nodes(at, *view, x.lease_ms, x.print, x.node);
  return exit_code::ok;
}

exit_code drain(const terminal& at, cluster_command& x) {
  if (auto set = x.cluster->set_draining(x.node, true); !set) {
    return report(at, set.failure());
  }
  auto until =
    std::chrono::steady_clock::now() + std::chrono::seconds{x.timeout_s};
  for (;;) {
    auto view = x.cluster->view();
    if (!view) {
      return report(at, view.failure());
    }
    auto left = partitions_of(*view, x.node);
    if (left == 0) {
      at.out << x.node << " owns nothing any more\n";
      return exit_code::ok;
    }
    if (std::chrono::steady_clock::now() >= until) {
      at.err << "scrutin: " << x.node << " still owns " << left
             << " partitions; is there another node to take them?\n";
      return exit_code::failed;
    }
    std::this_thread::sleep_for(look_again);
  }
}

exit_code undrain(const terminal& at, cluster_command& x) {
  auto set = x.cluster->set_draining(x.node, false);
  return set ? exit_code::ok : report(at, set.failure());
}

exit_code remove(const terminal& at, cluster_command& x) {
  auto view = x.cluster->view();
  if (!view) {
    return report(at, view.failure());
  }
  auto found = x.find(*view);
  if (!found) {
    return report(at, found.failure());
  }
  if (found->silent_ms <= x.lease_ms && !x.force) {
    return report(at, {ec::wrong_state, x.node
                                          + " is there; drain and stop it "
                                            "first, or use --force"});
  }
  auto removed = x.cluster->remove(x.node);
  return removed ? exit_code::ok : report(at, removed.failure());
}

exit_code show_cluster(const terminal& at, cluster_command& x) {
  auto view = x.cluster->view();
  if (!view) {
    return report(at, view.failure());
  }
  print_cluster(at, *view, x.lease_ms, x.print);
  return orphans_of(*view, x.lease_ms) == 0 ? exit_code::ok : exit_code::failed;
}

exit_code show_partitions(const terminal& at, cluster_command& x) {
  auto view = x.cluster->view();
  if (!view) {
    return report(at, view.failure());
  }
  print_partitions(at, *view, x.print);
  return exit_code::ok;
}

exit_code watch(const terminal& at, cluster_command& x) {
  x.watched.lease_ms = x.lease_ms;
  x.watched.print = x.print;
  return watch_cluster(at, *x.cluster, x.watched);
}

using cluster_action = exit_code (*)(const terminal&, cluster_command&);

std::pair<CLI::App*, command_ptr> add(command_line& commands,
                                      const std::string& path,
                                      const std::string& description,
                                      const std::string& examples,
                                      cluster_action action) {
  auto x = std::make_shared<cluster_command>();
  auto& command =
    commands.add(path, description, examples, [x, action](const terminal& at) {
      auto opened = x->open();
      return opened ? action(at, *x) : report(at, opened.failure());
    });
  x->flags.add_to(command);
  return {&command, x};
}

void add_node(CLI::App& command, const command_ptr& x) {
  command.add_option("node", x->node, "Its name")
    ->type_name("NODE")
    ->required();
}

} // namespace

void add_cluster_commands(command_line& commands) {
  {
    auto [command, x] =
      add(commands, "node ls", "Nodes of the cluster, and what they own",
          "  scrutin node ls --config scrutin.toml\n", list_nodes);
    add_print_format(*command, x->print);
  }
  {
    auto [command, x] = add(
      commands, "node status", "One node of the cluster",
      "  scrutin node status b --config scrutin.toml -o json\n", list_nodes);
    add_node(*command, x);
    add_print_format(*command, x->print);
  }
  {
    auto [command, x] =
      add(commands, "node drain", "Make a node hand over all it owns",
          "  scrutin node drain b --config scrutin.toml\n\n"
          "Ends with 0 once nothing is left; with 1 where something still is\n"
          "after the timeout: the node goes on handing over. Holds until the\n"
          "node is started again, or `scrutin node undrain`.\n",
          drain);
    add_node(*command, x);
    command
      ->add_option("--timeout-s", x->timeout_s,
                   "How long to wait for it to be done")
      ->capture_default_str();
  }
  {
    auto [command, x] =
      add(commands, "node undrain", "Let a node take partitions again",
          "  scrutin node undrain b --config scrutin.toml\n", undrain);
    add_node(*command, x);
  }
  {
    auto [command, x] =
      add(commands, "node remove", "Forget a node that will not come back",
          "  scrutin node remove b --config scrutin.toml\n", remove);
    add_node(*command, x);
    command->add_flag("--force", x->force,
                      "Even one that is there: its process ends");
  }
  {
    auto [command, x] =
      add(commands, "cluster status", "Whether every partition is owned",
          "  scrutin cluster status --config scrutin.toml\n\n"
          "Ends with 1 where a partition has no live owner.\n",
          show_cluster);
    add_print_format(*command, x->print);
  }
  {
    auto [command, x] =
      add(commands, "cluster partitions", "Who owns which partition",
          "  scrutin cluster partitions --config scrutin.toml -o json\n",
          show_partitions);
    add_print_format(*command, x->print);
  }
  {
    auto [command, x] =
      add(commands, "cluster watch", "Follow nodes and partitions as they move",
          "  scrutin cluster watch --config scrutin.toml\n"
          "  scrutin cluster watch --config scrutin.toml -o json | jq .\n\n"
          "On a terminal: the nodes, and what happened last. Elsewhere a line\n"
          "for each node that changes its state and each partition that\n"
          "changes hands, beginning with how they are. Ctrl-C ends it.\n",
          watch);
    command
      ->add_option("--interval-ms", x->watched.interval_ms, "How often to look")
      ->check(CLI::Range(50, 3'600'000))
      ->capture_default_str();
    command
      ->add_option("--count", x->watched.count, "Looks before it ends; 0: none")
      ->capture_default_str();
    add_print_format(*command, x->print);
  }
}

} // namespace scrutin
