// Goal: no order of delivery, crash, stop, cut or lost authority breaks an
// invariant of a cluster.
// Method: for hundreds of seeds, three nodes on one thread run and deliver in
// random order while random things happen to them and to the network between
// them; then everything is let run out, and the clients' record is held
// against the ballot box.
//
// SCRUTIN_SEED=n runs one seed; SCRUTIN_SCHEDULES=n so many from a random one.

#define CAF_SUITE random_clusters
#include "caf/test/unit_test.hpp"

#include <algorithm>
#include <cstdlib>
#include <random>

#include <caf/actor_cast.hpp>

#include "monitoring/log.hpp"
#include "tests/fixtures/cast_check.hpp"
#include "tests/fixtures/elections.hpp"
#include "tests/fixtures/voting_cluster.hpp"

using namespace scrutin;
using namespace scrutin::fixtures;
using namespace std::chrono_literals;

namespace {

constexpr std::size_t voters = 16;
constexpr std::size_t nodes = 3;
constexpr std::uint64_t schedules = 400;

election law(std::mt19937_64& random) {
  auto x = referendum();
  x.opens_at_ms = simulation_begins_ms + 2500;
  x.closes_at_ms = simulation_begins_ms + 25'000;
  x.grace_s = 1;
  x.policy =
    random() % 2 == 0 ? release_policy::live : release_policy::at_close;
  x.release_step_ballots = 1 + random() % 4;
  x.partition_voters = static_cast<std::uint32_t>(3 + random() % 6);
  return x;
}

class schedule {
public:
  explicit schedule(std::uint64_t seed)
    : random_(seed), cluster_({law(random_)}, voters, nodes, seed) {}

  /// @returns what was broken, or nothing.
  std::string run() {
    cluster_.restarts.restarts_max = 1000;
    cluster_.start_all();
    cluster_.advance(std::chrono::milliseconds{pick(5000)});
    auto length = 100 + pick(400);
    for (std::size_t i = 0; i < length; ++i) {
      something_happens();
    }
    let_it_run_out();
    return check();
  }

private:
  std::size_t pick(std::size_t below) { return random_() % below; }

  void something_happens() {
    auto dice = pick(200);
    auto node = pick(nodes);
    if (dice < 40) {
      cast_something(node);
    } else if (dice < 50) {
      repeat_something(node);
    } else if (dice < 85) {
      cluster_.pass(std::chrono::milliseconds{1 + pick(150)});
    } else if (dice < 100) {
      cluster_.advance(std::chrono::milliseconds{1 + pick(800)});
    } else if (dice < 103) {
      crash_or_start(node);
    } else if (dice < 106) {
      cluster_.running(node) ? cluster_.freeze(node, pick(2) == 0)
                             : cluster_.start(node);
    } else if (dice < 112) {
      trouble_network(node);
    } else if (dice < 115) {
      cluster_.set_authority_away(node, pick(2) == 0);
    } else if (dice < 117) {
      drain_something(node);
    } else if (dice < 120) {
      kill_something(node);
    } else if (dice < 122) {
      accuse_somebody(node);
    } else if (dice < 125) {
      trouble_snapshots();
    } else {
      for (auto steps = pick(80); steps > 0; --steps) {
        cluster_.step(random_);
      }
    }
  }

  void cast_something(std::size_t node) {
    if (cluster_.running(node)) {
      auto option = static_cast<std::uint32_t>(1 + pick(3)); // 3 is none
      auto key = "key " + std::to_string(pick(2));
      record_.sent.push_back(
        cluster_.cast_ballot(node, pick(voters), single_choice{{option}}, key));
    }
  }

  void repeat_something(std::size_t node) {
    if (cluster_.running(node) && !record_.sent.empty()) {
      auto which = pick(record_.sent.size());
      record_.repeated.push_back(which);
      cluster_.repeat(node, record_.sent[which]);
    }
  }

  void crash_or_start(std::size_t node) {
    if (cluster_.running(node)) {
      cluster_.network().refuses = pick(2) == 0;
      cluster_.crash(node);
    } else {
      cluster_.start(node);
    }
  }

  // Right or wrong.
  void accuse_somebody(std::size_t node) {
    if (cluster_.running(node)) {
      cluster_.tell_ended(node, (node + 1 + pick(nodes - 1)) % nodes);
    }
  }

  // Snapshots get lost, come back from earlier, and are mixed up.
  void trouble_snapshots() {
    auto& shared = *cluster_.snapshots;
    std::lock_guard lock{shared.mutex};
    switch (pick(5)) {
    case 0:
      shared.away = !shared.away;
      break;
    case 1:
      shared.kept.clear();
      break;
    case 2:
      earlier_ = shared.kept;
      break;
    case 3:
      for (const auto& [partition, snapshot] : earlier_) {
        shared.kept[partition] = snapshot;
      }
      break;
    default:
      if (!shared.kept.empty()) {
        auto victim = shared.kept.begin();
        std::advance(victim, pick(shared.kept.size()));
        if (pick(2) == 0) {
          victim->second.sealed[pick(victim->second.sealed.size())] ^= 1;
        } else {
          victim->second.sealed = shared.kept.begin()->second.sealed;
        }
      }
    }
  }

  void trouble_network(std::size_t node) {
    auto from = voting_cluster::name_of(node);
    auto to = voting_cluster::name_of((node + 1 + pick(nodes - 1)) % nodes);
    switch (pick(4)) {
    case 0:
      cluster_.network().cut(from, to);
      break;
    case 1:
      cluster_.network().let_through(from, to, false);
      break;
    case 2:
      cluster_.network().let_through(from, to, false);
      cluster_.network().let_through(to, from, false);
      break;
    default:
      cluster_.network().heal();
    }
  }

  void drain_something(std::size_t node) {
    if (cluster_.is_member(node)) {
      cluster_.set_draining(node, pick(2) == 0);
    }
  }

  void kill_something(std::size_t node) {
    if (!cluster_.running(node)) {
      return;
    }
    auto handles = cluster_.handles(node);
    switch (pick(6)) {
    case 0:
      kill(handles.results);
      break;
    case 1:
      kill(handles.directory);
      break;
    case 2:
      kill(handles.peers);
      break;
    case 3:
      kill(handles.membership);
      break;
    case 4:
      kill(handles.boxes[0]);
      break;
    default:
      kill(handles.ingestion.front());
    }
  }

  template <class Actor>
  void kill(const Actor& victim) {
    if (victim) {
      cluster_.kill(caf::actor_cast<caf::strong_actor_ptr>(victim));
    }
  }

  void let_it_run_out() {
    cluster_.network().heal();
    for (std::size_t i = 0; i < nodes; ++i) {
      cluster_.set_authority_away(i, false);
      if (cluster_.running(i)) {
        cluster_.freeze(i, false);
      }
    }
    // Once everybody has seen everything, a node or two start afresh.
    cluster_.advance(5s);
    for (std::size_t i = 0; i < nodes; ++i) {
      if (cluster_.running(i) && (cluster_.ended(i) || pick(3) == 0)) {
        cluster_.crash(i);
      }
      if (!cluster_.running(i)) {
        cluster_.start(i);
      }
      if (cluster_.is_member(i)) {
        cluster_.set_draining(i, false);
      }
    }
    cluster_.advance(45s);
  }

  std::string check() {
    record_.voters = voters;
    auto box = cluster_.audit();
    auto broken = check_box(
      record_, box,
      [&](const simulated_cast& x) { return cluster_.verdict_of(x); },
      [&](const simulated_cast& x) {
        return cluster_.voters().partition_of(x);
      });
    if (!broken.empty()) {
      return broken;
    }
    for (std::size_t i = 0; i < nodes; ++i) {
      if (cluster_.state(i, {1}) != election_state::closed) {
        return "the election did not close at " + cluster_.name_of(i);
      }
      if (cluster_.report(i, {{1}, {1}}).count.ballots != box.ballots({1})) {
        return "I3: the totals published at " + cluster_.name_of(i)
               + " are not those of the box";
      }
    }
    return check_repeats();
  }

  // I7, after the close: who was accepted is accepted again, anywhere.
  std::string check_repeats() {
    for (const auto& x : record_.sent) {
      if (cluster_.verdict_of(x) != verdict::accepted) {
        continue;
      }
      auto again = cluster_.repeat(pick(nodes), x);
      cluster_.settle();
      if (cluster_.answer(again) != verdict::accepted) {
        return "I7: a repeat of an accepted cast got another answer";
      }
    }
    return {};
  }

  std::mt19937_64 random_;
  voting_cluster cluster_;
  std::map<partition_id, sealed_snapshot> earlier_;
  cast_record record_;
};

std::uint64_t number_from(const char* variable, std::uint64_t otherwise) {
  const auto* text = std::getenv(variable);
  return text == nullptr ? otherwise : std::strtoull(text, nullptr, 10);
}

} // namespace

CAF_TEST(no schedule of a cluster breaks an invariant) {
  if (log_options quiet; true) {
    quiet.level = log_level::error;
    quiet.file = "/dev/null";
    CAF_REQUIRE(log_setup(quiet));
  }
  auto first = number_from("SCRUTIN_SEED", std::random_device{}() * 1000ULL);
  auto count = number_from("SCRUTIN_SCHEDULES",
                           std::getenv("SCRUTIN_SEED") ? 1 : schedules);
  CAF_MESSAGE("seeds " << first << " to " << first + count - 1);
  for (auto seed = first; seed < first + count; ++seed) {
    auto broken = schedule{seed}.run();
    if (!broken.empty()) {
      std::fprintf(stderr, "SCRUTIN_SEED=%llu: %s\n",
                   static_cast<unsigned long long>(seed), broken.c_str());
    }
    CAF_REQUIRE_EQUAL(broken, "");
  }
}
