#include "benchmarks/actor_casts.hpp"

#include <atomic>
#include <caf/actor_system.hpp>
#include <caf/actor_system_config.hpp>
#include <caf/scoped_actor.hpp>
#include <caf/typed_event_based_actor.hpp>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <thread>

#include "domain/partitioning.hpp"
#include "nodes/actor_tree.hpp"
#include "nodes/election_registry.hpp"
#include "nodes/system_surroundings.hpp"
#include "storage/rocksdb/open.hpp"

namespace scrutin::bench {

namespace {

using namespace std::chrono_literals;

[[noreturn]] void stop_for(const error& why) {
  broken_invariant(to_string(why).c_str());
}

/// Counts answers and lets the driver wait for room.
class answer_count {
public:
  void add(std::uint64_t accepted, std::uint64_t refused) {
    std::lock_guard guard{mutex_};
    accepted_ += accepted;
    refused_ += refused;
    changed_.notify_one();
  }
  /// Waits until at most `open` of `sent` casts are without an answer.
  void wait(std::uint64_t sent, std::uint64_t open) {
    std::unique_lock guard{mutex_};
    changed_.wait(guard, [&] { return sent - (accepted_ + refused_) <= open; });
  }
  [[nodiscard]] std::uint64_t accepted() const { return accepted_; }
  [[nodiscard]] std::uint64_t refused() const { return refused_; }

private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::uint64_t accepted_ = 0;
  std::uint64_t refused_ = 0;
};

cast_sink_actor::behavior_type
answer_sink(cast_sink_actor::pointer, std::shared_ptr<answer_count> count) {
  return {[count](const cast_outcomes& x) {
    std::uint64_t accepted = 0;
    for (const auto& outcome : x.outcomes) {
      accepted += outcome.what == verdict::accepted ? 1 : 0;
    }
    count->add(accepted, x.outcomes.size() - accepted);
  }};
}

/// Registers the law, puts everyone on its roll, and cuts the roll.
election_directory prepare(const election& law,
                           const std::vector<voter_cast>& casts,
                           const store& at) {
  auto random = system_random();
  secret_key master{random(secret_key::size)};
  auto known = register_elections({law}, at, master, random);
  if (!known) {
    stop_for(known.failure());
  }
  cast_namer namer{law.id, known->all().front().keys};
  std::vector<credential_tag> tags;
  tags.reserve(casts.size());
  for (const auto& x : casts) {
    tags.push_back(namer.tag_of(digest_of(x.who, law.roll.digests, law.code)));
  }
  if (auto added = at.roll->add(law.id, law.regions.front().id, tags); !added) {
    stop_for(added.failure());
  }
  auto cut = register_elections({law}, at, master, random);
  if (!cut) {
    stop_for(cut.failure());
  }
  return std::move(*cut);
}

/// Names casts as the edge does and hands them on.
class driver {
public:
  driver(caf::actor_system& system, const served_election& served,
         const actor_run_options& options)
    : served_(served), namer_(served.definition.id, served.keys),
      options_(options), count_(std::make_shared<answer_count>()),
      sink_(system.spawn(answer_sink, count_)) {}

  ~driver() { caf::anon_send_exit(sink_, caf::exit_reason::user_shutdown); }

  void send(const ingestion_actor& to, const voter_cast* first,
            const voter_cast* last) {
    const auto& law = served_.definition;
    auto region = law.regions.front().id;
    auto slices = served_.slices_of(region);
    cast_batch batch;
    batch.casts.reserve(options_.batch);
    for (const auto* x = first; x != last; ++x) {
      auto names = namer_.name(digest_of(x->who, law.roll.digests, law.code),
                               x->retry_key, x->selection);
      cast_request request;
      request.ticket = ++sent_;
      request.what.partition = {law.id, region, slice_of(names.tag, slices)};
      request.what.tag = names.tag;
      request.what.ballot = names.ballot;
      request.what.retry = names.retry;
      request.what.selection = x->selection;
      request.what.received_at_ms = 1;
      batch.casts.push_back(std::move(request));
      if (batch.casts.size() == options_.batch || x + 1 == last) {
        count_->wait(sent_, options_.in_flight_max);
        caf::send_as(sink_, to, std::move(batch));
        batch = {};
        batch.casts.reserve(options_.batch);
      }
    }
  }

  void wait_for_all() { count_->wait(sent_, 0); }
  [[nodiscard]] const answer_count& answers() const { return *count_; }

private:
  const served_election& served_;
  cast_namer namer_;
  actor_run_options options_;
  std::shared_ptr<answer_count> count_;
  cast_sink_actor sink_;
  std::uint64_t sent_ = 0;
};

} // namespace

actor_run run_actor_casts(const election& law,
                          const std::vector<voter_cast>& casts,
                          const actor_run_options& options,
                          const std::string& folder) {
  auto opened = open_rocksdb(folder);
  if (!opened) {
    stop_for(opened.failure());
  }
  auto directory =
    std::make_shared<election_directory>(prepare(law, casts, *opened));
  caf::actor_system_config config;
  config.add_message_types<caf::id_block::scrutin>();
  config.set("scheduler.policy", caf::atom("sharing"));
  config.set("scheduler.max-throughput", 100);
  config.set("scheduler.max-threads", options.scheduler_threads);
  caf::actor_system system{config};
  actor_tree_options chosen;
  chosen.elections = directory;
  chosen.now = system_clock();
  chosen.random = system_random();
  chosen.frame_ballots_max = options.frame_ballots_max;
  chosen.in_flight_max = static_cast<std::uint32_t>(options.in_flight_max * 2);
  actor_tree tree{system, std::move(chosen), std::move(*opened)};

  driver drive{system, directory->all().front(), options};
  auto ingestion = tree.handles().ingestion.front();
  while (!ingestion) {
    std::this_thread::sleep_for(10ms);
    ingestion = tree.handles().ingestion.front();
  }
  // The first voter casts until the partitions are open.
  const auto* first = casts.data();
  while (drive.answers().accepted() == 0) {
    drive.send(ingestion, first, first + 1);
    drive.wait_for_all();
    std::this_thread::sleep_for(100ms);
  }
  std::this_thread::sleep_for(500ms);
  auto before = drive.answers().refused();
  actor_run run;
  run.spent = measure([&] {
    drive.send(ingestion, first + 1, first + casts.size());
    drive.wait_for_all();
  });
  run.accepted = drive.answers().accepted();
  run.refused = drive.answers().refused() - before;
  return run;
}

} // namespace scrutin::bench
