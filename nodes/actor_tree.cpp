#include "nodes/actor_tree.hpp"

#include <chrono>
#include <mutex>

#include <sys/resource.h>

#include <caf/actor_cast.hpp>
#include <caf/send.hpp>

#include "actors/administration.hpp"
#include "actors/attempt_counter.hpp"
#include "actors/ballot_box.hpp"
#include "actors/catalog.hpp"
#include "actors/ingestion.hpp"
#include "actors/membership.hpp"
#include "actors/partition_directory.hpp"
#include "actors/passwords.hpp"
#include "actors/peers.hpp"
#include "actors/proceedings.hpp"
#include "actors/relation_writer.hpp"
#include "actors/results.hpp"
#include "actors/review.hpp"
#include "actors/snapshot_keeper.hpp"
#include "actors/supervisor.hpp"
#include "actors/validator.hpp"
#include "storage/guarded_administration.hpp"
#include "storage/guarded_roll.hpp"

namespace scrutin {

namespace {

// Whoever floods a node with logins gets little more than the time that voters
// leave; on a node that is busy with voters, an official still gets in.
void yield_to_others() {
  // A tenth of the share of an ordinary thread.
  constexpr int nice_value = 10;
  // On Linux, of the calling thread alone. Not vital: refused, it hashes as
  // fast as anything else runs.
  static_cast<void>(::setpriority(PRIO_PROCESS, 0, nice_value));
}

} // namespace

// What the start functions of all children share.
struct actor_tree::state : std::enable_shared_from_this<actor_tree::state> {
  state(caf::actor_system& host, actor_tree_options chosen, store kept)
    : system(host), options(std::move(chosen)),
      frames(std::move(kept.ballot_box)),
      roll(std::make_shared<guarded_roll>(std::move(kept.roll))),
      refused(std::move(kept.review)), cluster(std::move(kept.cluster)),
      relations(std::move(kept.relations)),
      accounts(kept.administration ? std::make_shared<guarded_administration>(
                 std::move(kept.administration))
                                   : nullptr),
      known(std::move(kept.catalog)),
      officials_review(std::move(kept.officials_review)) {
    if (roles().validator) {
      handles.boxes.resize(frames->parts());
    }
    if (roles().edge) {
      handles.ingestion.resize(options.ingestion_actors);
    }
  }

  // A node that is alone does everything.
  [[nodiscard]] node_roles roles() const {
    return options.cluster ? options.cluster->self.roles
                           : node_roles{true, true, true};
  }

  caf::actor_system& system;
  actor_tree_options options;
  std::shared_ptr<ballot_box_store> frames;
  std::shared_ptr<roll_store> roll;
  std::shared_ptr<review_store> refused;
  std::shared_ptr<cluster_store> cluster;
  std::shared_ptr<relation_store> relations;
  std::shared_ptr<administration_store> accounts;
  /// What the catalog of the store has of elections.
  std::shared_ptr<catalog_store> known;
  std::shared_ptr<review_store> officials_review;
  std::mutex mutex;
  tree_handles handles;

  template <class Change>
  void update(Change&& change) {
    tree_handles now;
    {
      std::lock_guard<std::mutex> lock{mutex};
      change(handles);
      now = handles;
    }
    if (options.on_handles) {
      options.on_handles(now);
    }
  }

  tree_handles current() {
    std::lock_guard<std::mutex> lock{mutex};
    return handles;
  }

  template <class Actor, class... Args>
  auto spawn_blocking(Args&&... args) {
    return options.detach_blocking
             ? system.spawn<Actor, caf::detached>(std::forward<Args>(args)...)
             : system.spawn<Actor>(std::forward<Args>(args)...);
  }

  // Those of this node alone.
  template <class Actor>
  void subscribe_to_own_partitions(const Actor& subscriber) {
    if (auto directory = current().directory; directory && subscriber) {
      caf::send_as(subscriber, directory, subscribe_partitions{});
    }
  }

  // Those of the whole cluster, where there is one.
  template <class Actor>
  void subscribe_to_partitions(const Actor& subscriber) {
    if (!options.cluster) {
      subscribe_to_own_partitions(subscriber);
    } else if (auto others = current().peers; others && subscriber) {
      caf::send_as(subscriber, others, subscribe_partitions{});
    }
  }

  // Other nodes may show what this one adds up.
  void announce_results() {
    auto now = current();
    if (now.peers) {
      caf::anon_send(now.peers, results_here{now.results, now.catalog});
    }
  }

  void subscribe_to_acts() {
    auto now = current();
    if (now.proceedings && now.catalog) {
      caf::send_as(now.catalog, now.proceedings, subscribe_acts{});
    }
  }

  // What officials decided of names that voters wrote in.
  void subscribe_results_to_elections() {
    auto now = current();
    if (now.results && now.catalog) {
      caf::send_as(now.results, now.catalog, subscribe_elections{});
    }
  }

  void subscribe_relations() {
    auto now = current();
    if (now.relations && now.results && now.catalog) {
      caf::send_as(now.relations, now.results, subscribe_results{});
      caf::send_as(now.relations, now.catalog, subscribe_elections{});
    }
  }

  void subscribe_everybody_to_partitions() {
    auto now = current();
    for (const auto& x : now.ingestion) {
      subscribe_to_partitions(x);
    }
    subscribe_to_partitions(now.results);
    subscribe_to_partitions(now.catalog);
    subscribe_to_partitions(now.administration);
  }

  [[nodiscard]] std::vector<partition_id> partitions() const {
    std::vector<partition_id> all;
    for (const auto& served : options.elections->all()) {
      for (const auto& [region, slices] : served.slices) {
        for (std::uint16_t slice = 0; slice < slices; ++slice) {
          all.push_back({served.definition.id, region, slice});
        }
      }
    }
    return all;
  }

  // Only the thread that takes definitions up uses the catalog; a box and a
  // roll of the node's own may be read from there.
  [[nodiscard]] election_stores own_stores() const {
    return {*frames, *roll, *known, accounts.get()};
  }

  // Everybody else sees for himself that the elections are others.
  result<void> take_up(const std::set<election_id>& changed) {
    auto taken = options.take_up(own_stores(), changed);
    if (!taken) {
      return taken.failure();
    }
    if (*taken) {
      if (auto directory = current().directory) {
        caf::anon_send(directory, elections_changed{partitions()});
      }
      if (options.on_elections) {
        options.on_elections();
      }
    }
    return {};
  }

  template <class Actor>
  void subscribe_to_cluster(const Actor& subscriber) {
    if (auto source = current().membership; source && subscriber) {
      caf::send_as(subscriber, source, subscribe_cluster{});
    }
  }

  caf::strong_actor_ptr start_box(std::size_t part);
  [[nodiscard]] std::unique_ptr<snapshot_store> open_snapshots() const {
    return options.open_snapshots ? options.open_snapshots() : nullptr;
  }

  caf::strong_actor_ptr start_review();
  caf::strong_actor_ptr start_snapshots();
  caf::strong_actor_ptr start_attempts();
  caf::strong_actor_ptr start_passwords();
  caf::strong_actor_ptr start_administration();
  caf::strong_actor_ptr start_proceedings();
  caf::strong_actor_ptr start_membership();
  caf::strong_actor_ptr start_directory();
  caf::strong_actor_ptr start_peers();
  caf::strong_actor_ptr start_ingestion(std::size_t index);
  caf::strong_actor_ptr start_results();
  caf::strong_actor_ptr start_catalog();
  caf::strong_actor_ptr start_relations();
  validator_actor start_validator(partition_id partition,
                                  const partition_directory_actor& directory,
                                  const lease_ptr& allowed);
  std::vector<child_spec> children();
};

caf::strong_actor_ptr actor_tree::state::start_box(std::size_t part) {
  ballot_box_probe probe;
  if (auto* measured = options.measured) {
    probe.stopwatch_s = [] {
      return std::chrono::duration<double>(
               std::chrono::steady_clock::now().time_since_epoch())
        .count();
    };
    probe.on_commit = [measured](double seconds) { measured->synced(seconds); };
  }
  std::shared_ptr<ballot_box_store> own{frames, &frames->part(part)};
  ballot_box_actor box =
    spawn_blocking<ballot_box>(own, roll, open_snapshots(), probe);
  update([&](tree_handles& x) { x.boxes[part] = box; });
  return caf::actor_cast<caf::strong_actor_ptr>(box);
}

caf::strong_actor_ptr actor_tree::state::start_review() {
  review_actor started = spawn_blocking<review>(refused);
  update([&](tree_handles& x) { x.review = started; });
  subscribe_to_own_partitions(started);
  return caf::actor_cast<caf::strong_actor_ptr>(started);
}

caf::strong_actor_ptr actor_tree::state::start_snapshots() {
  snapshot_keeper_actor started = spawn_blocking<snapshot_keeper>(
    open_snapshots(), options.elections, options.random);
  update([&](tree_handles& x) { x.snapshots = started; });
  return caf::actor_cast<caf::strong_actor_ptr>(started);
}

caf::strong_actor_ptr actor_tree::state::start_attempts() {
  attempt_counter_actor started =
    spawn_blocking<attempt_counter>(options.open_attempts());
  update([&](tree_handles& x) { x.attempts = started; });
  return caf::actor_cast<caf::strong_actor_ptr>(started);
}

caf::strong_actor_ptr actor_tree::state::start_passwords() {
  passwords_options chosen;
  chosen.random = options.random;
  if (options.detach_blocking) {
    chosen.on_thread = yield_to_others;
  }
  passwords_actor started = spawn_blocking<passwords>(std::move(chosen));
  update([&](tree_handles& x) { x.passwords = started; });
  return caf::actor_cast<caf::strong_actor_ptr>(started);
}

caf::strong_actor_ptr actor_tree::state::start_administration() {
  administration_options chosen;
  chosen.now = options.now;
  chosen.random = options.random;
  chosen.elections = options.elections;
  chosen.hasher = [weak = weak_from_this()] {
    auto self = weak.lock();
    return self ? self->current().passwords : passwords_actor{};
  };
  chosen.on_act = [weak = weak_from_this()] {
    auto self = weak.lock();
    auto to = self ? self->current().proceedings : proceedings_actor{};
    if (to) {
      caf::anon_send(to, acts_wanted{});
    }
  };
  if (options.read_document && options.has_begun) {
    chosen.definitions.read = options.read_document;
    chosen.definitions.has_begun =
      [weak = weak_from_this()](election_id election) -> result<bool> {
      auto self = weak.lock();
      return self ? self->options.has_begun(self->own_stores(), election)
                  : error{ec::unavailable, "the node is stopping"};
    };
  }
  if (options.cluster) {
    chosen.self = options.cluster->self;
    chosen.lease_ms = options.cluster->placed.lease_ms;
  } else {
    chosen.self.roles = {true, true, true};
    chosen.self.protocol = protocol_version;
  }
  administration_actor started = spawn_blocking<administration>(
    std::move(chosen), accounts, officials_review, roll);
  update([&](tree_handles& x) { x.administration = started; });
  subscribe_to_partitions(started);
  subscribe_to_cluster(started);
  return caf::actor_cast<caf::strong_actor_ptr>(started);
}

caf::strong_actor_ptr actor_tree::state::start_proceedings() {
  definition_refresh take;
  if (options.take_up) {
    take = [weak = weak_from_this()](
             const std::set<election_id>& changed) -> result<void> {
      auto self = weak.lock();
      return self ? self->take_up(changed)
                  : error{ec::unavailable, "the node is stopping"};
    };
  }
  proceedings_actor started = spawn_blocking<proceedings>(
    accounts, options.elections, options.now, std::move(take));
  update([&](tree_handles& x) { x.proceedings = started; });
  subscribe_to_acts();
  return caf::actor_cast<caf::strong_actor_ptr>(started);
}

caf::strong_actor_ptr actor_tree::state::start_membership() {
  membership_options chosen;
  chosen.self = options.cluster->self;
  chosen.renew_ms = options.cluster->renew_ms;
  chosen.lease_ms =
    static_cast<std::uint32_t>(options.cluster->placed.lease_ms);
  membership_actor started =
    spawn_blocking<membership>(std::move(chosen), cluster);
  update([&](tree_handles& x) { x.membership = started; });
  subscribe_to_cluster(current().directory);
  subscribe_to_cluster(current().peers);
  subscribe_to_cluster(current().administration);
  return caf::actor_cast<caf::strong_actor_ptr>(started);
}

validator_actor
actor_tree::state::start_validator(partition_id partition,
                                   const partition_directory_actor& directory,
                                   const lease_ptr& allowed) {
  validator_options chosen;
  chosen.partition = partition;
  chosen.slices =
    options.elections->find(partition.election)->slices_of(partition.region);
  chosen.elections = options.elections;
  chosen.now = options.now;
  chosen.allowed = allowed;
  chosen.frame_ballots_max = options.frame_ballots_max;
  if (options.open_snapshots) {
    chosen.on_snapshot = [weak = weak_from_this()](keep_snapshot&& x) {
      auto self = weak.lock();
      auto to = self ? self->current().snapshots : snapshot_keeper_actor{};
      if (to) {
        caf::anon_send(to, std::move(x));
      }
    };
  }
  chosen.snapshot_ballots_min = options.snapshot_ballots_min;
  if (options.open_attempts) {
    chosen.attempts = [weak = weak_from_this()] {
      auto self = weak.lock();
      return self ? self->current().attempts : attempt_counter_actor{};
    };
  }
  chosen.before_judging = options.before_judging;
  if (auto* measured = options.measured) {
    chosen.on_frame = [measured](std::size_t ballots) {
      measured->committed(static_cast<std::uint32_t>(ballots));
    };
  }
  return system.spawn<validator>(
    std::move(chosen), current().boxes[frames->part_of(partition)], directory);
}

caf::strong_actor_ptr actor_tree::state::start_directory() {
  partition_directory_options chosen;
  chosen.partitions = partitions();
  // The tree's own functions hold it weakly: it owns the actors that own them.
  auto weak = weak_from_this();
  chosen.start = [weak](partition_id partition,
                        const partition_directory_actor& directory,
                        const lease_ptr& allowed) {
    auto self = weak.lock();
    return self ? self->start_validator(partition, directory, allowed)
                : validator_actor{};
  };
  chosen.review = [weak] {
    auto self = weak.lock();
    return self ? self->current().review : review_actor{};
  };
  chosen.peers = [weak] {
    auto self = weak.lock();
    return self ? self->current().peers : peers_actor{};
  };
  if (frames) {
    chosen.part_of = [box = frames](partition_id x) { return box->part_of(x); };
  }
  chosen.restarts = options.restarts;
  chosen.random = options.random;
  if (options.cluster) {
    const auto& self = options.cluster->self;
    chosen.placed.emplace(self.name, self.incarnation, options.cluster->placed);
  }
  if (auto* measured = options.measured) {
    chosen.on_restart = [&counter = measured->actor_restarts("validator")] {
      counter.Increment();
    };
  }
  partition_directory_actor started =
    system.spawn<partition_directory>(std::move(chosen));
  update([&](tree_handles& x) { x.directory = started; });
  subscribe_to_cluster(started);
  subscribe_to_own_partitions(current().review);
  subscribe_to_own_partitions(current().peers);
  if (options.cluster) {
    // It waits for what it has handed over to be served.
    subscribe_to_partitions(started);
  } else {
    subscribe_everybody_to_partitions();
  }
  return caf::actor_cast<caf::strong_actor_ptr>(started);
}

caf::strong_actor_ptr actor_tree::state::start_peers() {
  peers_options chosen;
  chosen.self = options.cluster->self;
  chosen.dialer = options.cluster->dialer;
  chosen.guests = options.cluster->guests;
  chosen.elections = options.elections;
  auto weak = weak_from_this();
  chosen.membership = [weak] {
    auto self = weak.lock();
    return self ? self->current().membership : membership_actor{};
  };
  peers_actor started = system.spawn<peers>(std::move(chosen));
  update([&](tree_handles& x) { x.peers = started; });
  subscribe_to_cluster(started);
  subscribe_to_own_partitions(started);
  announce_results();
  subscribe_to_partitions(current().directory);
  subscribe_everybody_to_partitions();
  return caf::actor_cast<caf::strong_actor_ptr>(started);
}

caf::strong_actor_ptr actor_tree::state::start_ingestion(std::size_t index) {
  ingestion_options chosen;
  chosen.elections = options.elections;
  chosen.now = options.now;
  chosen.measured = options.measured;
  chosen.in_flight_max = options.in_flight_max;
  chosen.cast_deadline_ms = options.cast_deadline_ms;
  ingestion_actor started = system.spawn<ingestion>(std::move(chosen));
  update([&](tree_handles& x) { x.ingestion[index] = started; });
  subscribe_to_partitions(started);
  return caf::actor_cast<caf::strong_actor_ptr>(started);
}

caf::strong_actor_ptr actor_tree::state::start_results() {
  results_options chosen;
  chosen.elections = options.elections;
  chosen.now = options.now;
  results_actor started = system.spawn<results>(std::move(chosen));
  update([&](tree_handles& x) { x.results = started; });
  announce_results();
  subscribe_results_to_elections();
  subscribe_relations();
  subscribe_to_partitions(started);
  return caf::actor_cast<caf::strong_actor_ptr>(started);
}

caf::strong_actor_ptr actor_tree::state::start_catalog() {
  catalog_options chosen;
  chosen.elections = options.elections;
  chosen.now = options.now;
  chosen.measured = options.measured;
  chosen.follows_acts = accounts != nullptr;
  chosen.change_settles_ms = options.change_settles_ms;
  chosen.drives = accounts != nullptr || !options.cluster;
  catalog_actor started = system.spawn<catalog>(std::move(chosen));
  update([&](tree_handles& x) { x.catalog = started; });
  subscribe_to_acts();
  announce_results();
  subscribe_results_to_elections();
  subscribe_relations();
  subscribe_to_partitions(started);
  return caf::actor_cast<caf::strong_actor_ptr>(started);
}

caf::strong_actor_ptr actor_tree::state::start_relations() {
  relation_writer_options chosen;
  chosen.elections = options.elections;
  chosen.now = options.now;
  if (auto* measured = options.measured) {
    chosen.queue = [measured, actors = current().ingestion.size()] {
      return queue_figures{
        static_cast<std::uint64_t>(measured->casts_in_flight().Value()),
        actors};
    };
  }
  relation_writer_actor started =
    spawn_blocking<relation_writer>(std::move(chosen), relations);
  update([&](tree_handles& x) { x.relations = started; });
  subscribe_relations();
  return caf::actor_cast<caf::strong_actor_ptr>(started);
}

std::vector<child_spec> actor_tree::state::children() {
  auto weak = weak_from_this();
  auto spec = [&](const std::string& name, auto start) {
    return child_spec{name, [weak, start]() -> caf::strong_actor_ptr {
                        auto self = weak.lock();
                        return self ? start(*self) : nullptr;
                      }};
  };
  std::vector<child_spec> specs;
  if (roles().validator) {
    for (std::size_t i = 0; i < handles.boxes.size(); ++i) {
      auto name = "ballot box" + (i > 0 ? " " + std::to_string(i) : "");
      specs.push_back(spec(name, [i](state& x) { return x.start_box(i); }));
    }
    specs.push_back(spec("review", [](state& x) { return x.start_review(); }));
    if (options.open_snapshots) {
      specs.push_back(
        spec("snapshots", [](state& x) { return x.start_snapshots(); }));
    }
    if (options.open_attempts) {
      specs.push_back(
        spec("attempts", [](state& x) { return x.start_attempts(); }));
    }
  }
  if (options.administers && accounts && officials_review) {
    specs.push_back(
      spec("passwords", [](state& x) { return x.start_passwords(); }));
    specs.push_back(spec("administration",
                         [](state& x) { return x.start_administration(); }));
  }
  if (accounts) {
    specs.push_back(
      spec("proceedings", [](state& x) { return x.start_proceedings(); }));
  }
  if (options.cluster) {
    specs.push_back(
      spec("membership", [](state& x) { return x.start_membership(); }));
  }
  specs.push_back(
    spec("partitions", [](state& x) { return x.start_directory(); }));
  if (options.cluster) {
    specs.push_back(spec("peers", [](state& x) { return x.start_peers(); }));
  }
  for (std::size_t i = 0; i < handles.ingestion.size(); ++i) {
    specs.push_back(spec("ingestion " + std::to_string(i),
                         [i](state& x) { return x.start_ingestion(i); }));
  }
  if (roles().results) {
    specs.push_back(
      spec("results", [](state& x) { return x.start_results(); }));
  }
  specs.push_back(spec("catalog", [](state& x) { return x.start_catalog(); }));
  if (roles().results && relations) {
    specs.push_back(
      spec("relations", [](state& x) { return x.start_relations(); }));
  }
  return specs;
}

actor_tree::actor_tree(caf::actor_system& system, actor_tree_options options,
                       store kept)
  : state_(
    std::make_shared<state>(system, std::move(options), std::move(kept))) {
  supervisor_options chosen;
  chosen.restarts = state_->options.restarts;
  chosen.random = state_->options.random;
  if (auto* measured = state_->options.measured) {
    chosen.on_restart = [measured](const std::string& child) {
      measured->actor_restarts(child).Increment();
    };
  }
  root_ = caf::actor_cast<caf::actor>(
    system.spawn<supervisor>(std::move(chosen), state_->children()));
}

actor_tree::~actor_tree() {
  caf::anon_send_exit(root_, caf::exit_reason::user_shutdown);
}

tree_handles actor_tree::handles() const {
  return state_->current();
}

} // namespace scrutin
