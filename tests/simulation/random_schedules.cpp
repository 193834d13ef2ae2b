// Goal: no order of delivery, crash, full disk or clock breaks an invariant.
// Method: for thousands of seeds, a whole node on one thread delivers its
// messages in random order while random things happen to it; then everything
// is let run out, and the clients' record is held against the ballot box.
//
// SCRUTIN_SEED=n runs one seed; SCRUTIN_SCHEDULES=n so many from a random one.

#define CAF_SUITE random_schedules
#include "caf/test/unit_test.hpp"

#include <cstdlib>
#include <random>

#include <caf/actor_cast.hpp>

#include "monitoring/log.hpp"
#include "tests/fixtures/cast_check.hpp"
#include "tests/fixtures/elections.hpp"
#include "tests/fixtures/voting_node.hpp"

using namespace scrutin;
using namespace scrutin::fixtures;
using namespace std::chrono_literals;

namespace {

constexpr std::size_t voters = 12;
constexpr std::uint64_t schedules = 3000;

election law(std::mt19937_64& random) {
  auto x = referendum();
  x.opens_at_ms = simulation_begins_ms + 500;
  x.closes_at_ms = simulation_begins_ms + 6000;
  x.grace_s = 1;
  x.policy =
    random() % 2 == 0 ? release_policy::live : release_policy::at_close;
  x.release_step_ballots = 1 + random() % 4;
  // One, two or three partitions.
  x.partition_voters = static_cast<std::uint32_t>(4 + random() % 10);
  return x;
}

class schedule {
public:
  explicit schedule(std::uint64_t seed)
    : random_(seed), node_({law(random_)}, voters, seed) {}

  /// @returns what was broken, or nothing.
  std::string run() {
    node_.start();
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
    auto dice = pick(100);
    if (dice < 25) {
      cast_something();
    } else if (dice < 30 && !record_.sent.empty()) {
      auto which = pick(record_.sent.size());
      record_.repeated.push_back(which);
      node_.repeat(record_.sent[which]);
    } else if (dice < 45) {
      node_.pass(std::chrono::milliseconds{1 + pick(120)});
    } else if (dice < 47) {
      node_.crash();
      node_.start();
    } else if (dice < 50) {
      kill_something();
    } else if (dice < 52) {
      auto& fault = pick(2) == 0 ? node_.faults()->full : node_.faults()->away;
      fault = !fault;
    } else if (dice < 53) {
      node_.faults()->next_append = pick(2) == 0
                                      ? append_fault::failed_written
                                      : append_fault::failed_unwritten;
    } else {
      for (auto steps = pick(40); steps > 0 && node_.step(random_); --steps) {
      }
    }
    if (node_.ended()) {
      node_.crash();
      node_.start();
    }
  }

  void cast_something() {
    auto option = static_cast<std::uint32_t>(1 + pick(3)); // 3 is none
    auto key = "key " + std::to_string(pick(2));
    record_.sent.push_back(
      node_.cast_ballot(pick(voters), single_choice{{option}}, key));
  }

  void kill_something() {
    auto handles = node_.handles();
    switch (pick(7)) {
    case 0:
      kill(handles.results);
      break;
    case 1:
      kill(handles.catalog);
      break;
    case 2:
      kill(handles.directory);
      break;
    case 3:
      kill(handles.ingestion.front());
      break;
    case 4:
      kill(handles.boxes[0]);
      break;
    case 5:
      kill(node_.validator({{1}, {1}, 0}));
      break;
    default:
      kill(handles.review);
    }
  }

  template <class Actor>
  void kill(const Actor& victim) {
    if (victim) {
      node_.kill(caf::actor_cast<caf::strong_actor_ptr>(victim));
    }
  }

  void let_it_run_out() {
    node_.faults()->full = false;
    node_.faults()->away = false;
    node_.faults()->next_append = append_fault::none;
    node_.crash();
    node_.start();
    node_.settle();
    node_.advance(40s);
  }

  std::string check() {
    record_.voters = voters;
    auto box = node_.audit();
    auto broken = check_box(
      record_, box,
      [&](const simulated_cast& x) { return node_.verdict_of(x); },
      [&](const simulated_cast& x) { return node_.partition_of(x); });
    if (!broken.empty()) {
      return broken;
    }
    if (node_.state({1}) != election_state::closed) {
      return "the election did not close";
    }
    if (node_.report({{1}, {1}}).count.ballots != box.ballots({1})) {
      return "I3: the published totals are not those of the box";
    }
    return check_repeats();
  }

  // I7, after the close: who was accepted is accepted again.
  std::string check_repeats() {
    for (const auto& x : record_.sent) {
      if (node_.verdict_of(x) != verdict::accepted) {
        continue;
      }
      auto again = node_.repeat(x);
      node_.settle();
      if (node_.answer(again) != verdict::accepted) {
        return "I7: a repeat of an accepted cast got another answer";
      }
    }
    return {};
  }

  std::mt19937_64 random_;
  voting_node node_;
  cast_record record_;
};

std::uint64_t number_from(const char* variable, std::uint64_t otherwise) {
  const auto* text = std::getenv(variable);
  return text == nullptr ? otherwise : std::strtoull(text, nullptr, 10);
}

} // namespace

CAF_TEST(no schedule breaks an invariant) {
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
