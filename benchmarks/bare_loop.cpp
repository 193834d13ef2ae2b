#include "benchmarks/bare_loop.hpp"

#include <algorithm>
#include <memory>
#include <rocksdb/db.h>

#include "domain/byte_codec.hpp"
#include "domain/flat_table.hpp"
#include "domain/frame.hpp"
#include "domain/ledger.hpp"
#include "storage/rocksdb/open.hpp"

namespace scrutin::bench {

namespace {

constexpr epoch_number epoch = 1;

struct voter_entry {
  credential_tag tag;
  retry_id retry;
  [[nodiscard]] const credential_tag& key() const { return tag; }
};

struct ballot_entry {
  ballot_id id;
  [[nodiscard]] const ballot_id& key() const { return id; }
};

std::unique_ptr<rocksdb::DB> open_bare(const std::string& folder) {
  rocksdb::Options options;
  options.create_if_missing = true;
  rocksdb::DB* raw = nullptr;
  if (!rocksdb::DB::Open(options, folder, &raw).ok()) {
    broken_invariant("the benchmark's store cannot be opened");
  }
  return std::unique_ptr<rocksdb::DB>{raw};
}

void write_bare(rocksdb::DB& db, const sealed_frame& frame) {
  std::string key = "f";
  byte_writer{key}.u64(frame.header.sequence);
  rocksdb::WriteBatch batch;
  batch.Put(key, encode(frame));
  rocksdb::WriteOptions how;
  how.sync = true;
  if (!db.Write(how, &batch).ok()) {
    broken_invariant("the benchmark's store takes no write");
  }
}

void sort_frame(ballots_content& frame) {
  std::sort(frame.spent.begin(), frame.spent.end(),
            [](const auto& x, const auto& y) { return x.tag < y.tag; });
  std::sort(frame.ballots.begin(), frame.ballots.end(),
            [](const auto& x, const auto& y) { return x.id < y.id; });
}

std::vector<credential_tag> tags_of(const election& law,
                                    const cast_namer& namer,
                                    const std::vector<voter_cast>& casts) {
  std::vector<credential_tag> tags;
  tags.reserve(casts.size());
  for (const auto& x : casts) {
    tags.push_back(namer.tag_of(digest_of(x.who, law.roll.digests, law.code)));
  }
  return tags;
}

} // namespace

spent_time run_bare_loop(const election& law, const election_keys& keys,
                         const std::vector<voter_cast>& casts,
                         std::size_t frame_ballots, const std::string& folder) {
  cast_namer namer{law.id, keys};
  frame_sealer sealer{{law.id, law.regions.front().id, 0}, keys.frame};
  flat_table<voter_entry> roll{casts.size()};
  flat_table<ballot_entry> ballots{casts.size()};
  for (const auto& tag : tags_of(law, namer, casts)) {
    roll.insert({tag, {}});
  }
  auto db = open_bare(folder);
  return measure([&] {
    ballots_content frame;
    sequence_number sequence = 0;
    for (const auto& x : casts) {
      auto names = namer.name(digest_of(x.who, law.roll.digests, law.code),
                              x.retry_key, x.selection);
      auto* voter = roll.find(names.tag);
      if (voter == nullptr || !voter->retry.is_zero()) {
        broken_invariant("the benchmark casts a credential that may not vote");
      }
      voter->retry = names.retry;
      ballots.insert({names.ballot});
      frame.spent.push_back({names.tag, names.retry});
      frame.ballots.push_back({names.ballot, x.selection});
      if (frame.spent.size() == frame_ballots || &x == &casts.back()) {
        sort_frame(frame);
        write_bare(*db, sealer.seal(epoch, ++sequence, frame));
        frame.spent.clear();
        frame.ballots.clear();
      }
    }
  });
}

// -- steps --------------------------------------------------------------------

namespace {

/// Runs a step over all casts and notes what it cost in processor time.
template <class Step>
void note(std::vector<step_cost>& costs, const char* name, std::size_t casts,
          Step&& step) {
  auto spent = measure(step);
  costs.push_back({name, spent.cpu_s * 1e9 / static_cast<double>(casts)});
}

} // namespace

std::vector<step_cost> measure_steps(const election& law,
                                     const election_keys& keys,
                                     const std::vector<voter_cast>& casts,
                                     std::size_t frame_ballots,
                                     const std::string& folder) {
  std::vector<step_cost> costs;
  cast_namer namer{law.id, keys};
  partition_id partition{law.id, law.regions.front().id, 0};
  frame_sealer sealer{partition, keys.frame};
  partition_ledger ledger{partition, law};
  ledger.expect_voters(casts.size());
  for (const auto& tag : tags_of(law, namer, casts)) {
    ledger.add_to_roll(tag);
  }
  auto opened = open_rocksdb(folder);
  if (!opened) {
    broken_invariant("the benchmark's store cannot be opened");
  }
  auto& box = *opened->ballot_box;
  auto log =
    box.acquire(partition, [](sealed_frame&&) { return result<void>{}; });
  auto open = sealer.seal(log->epoch, 1, ledger.make_open());
  if (!box.append({open}).front()
      || !ledger.apply(open.header, ledger.make_open())) {
    broken_invariant("the benchmark's partition does not open");
  }

  std::vector<credential_digest> digests(casts.size());
  note(costs, "digest", casts.size(), [&] {
    for (std::size_t i = 0; i < casts.size(); ++i) {
      digests[i] = digest_of(casts[i].who, law.roll.digests, law.code);
    }
  });
  std::vector<cast> named(casts.size());
  note(costs, "tag and ids", casts.size(), [&] {
    for (std::size_t i = 0; i < casts.size(); ++i) {
      auto names =
        namer.name(digests[i], casts[i].retry_key, casts[i].selection);
      named[i] = {partition,   names.tag,          names.ballot,
                  names.retry, casts[i].selection, 1};
    }
  });
  note(costs, "decide", casts.size(), [&] {
    for (const auto& x : named) {
      if (ledger.decide(x) != judgement::accept) {
        broken_invariant("the benchmark's cast is not accepted");
      }
    }
  });
  // Staged and taken frame by frame, as the validator does.
  std::vector<ballots_content> frames;
  note(costs, "stage", casts.size(), [&] {
    for (std::size_t i = 0; i < named.size(); ++i) {
      ledger.stage(named[i]);
      if (ledger.staged() == frame_ballots || i + 1 == named.size()) {
        frames.push_back(ledger.take_frame(frame_ballots));
      }
    }
  });
  std::vector<sealed_frame> sealed;
  note(costs, "seal", casts.size(), [&] {
    for (std::size_t i = 0; i < frames.size(); ++i) {
      sealed.push_back(sealer.seal(log->epoch, i + 2, frames[i]));
    }
  });
  note(costs, "store", casts.size(), [&] {
    for (const auto& x : sealed) {
      if (!box.append({x}).front()) {
        broken_invariant("the benchmark's store takes no frame");
      }
    }
  });
  note(costs, "apply", casts.size(), [&] {
    for (std::size_t i = 0; i < frames.size(); ++i) {
      if (!ledger.apply(sealed[i].header, frames[i])) {
        broken_invariant("the benchmark's frame does not apply");
      }
    }
  });
  return costs;
}

} // namespace scrutin::bench
