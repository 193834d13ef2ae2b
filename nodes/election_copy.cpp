#include "nodes/election_copy.hpp"

#include <algorithm>
#include <tuple>

#include "domain/byte_codec.hpp"
#include "domain/frame.hpp"
#include "domain/partitioning.hpp"

namespace scrutin {

namespace {

constexpr std::uint32_t prefixes_at_once = 512;
constexpr std::uint32_t prefixes_all = 65'536;
constexpr std::size_t frames_at_once = 64;
constexpr std::size_t bytes_at_once = std::size_t{4} << 20;

sha256_hash chained(const sha256_hash& before, std::string_view bytes) {
  std::string text{before.view()};
  text += bytes;
  return sha256(text);
}

error occupied(const std::string& what) {
  return {ec::wrong_state,
          "the target holds " + what
            + " already; copy into a store without this election"};
}

/// A region's tags, a part at a time, each part sorted.
template <class Visitor>
result<void> visit_roll(const store& at, contest_id contest, Visitor visit) {
  for (std::uint32_t first = 0; first < prefixes_all;
       first += prefixes_at_once) {
    std::vector<credential_tag> tags;
    auto done = at.roll->read(
      contest.election, contest.region, {first, first + prefixes_at_once},
      [&tags](const credential_tag& tag) { tags.push_back(tag); });
    if (!done) {
      return done;
    }
    std::sort(tags.begin(), tags.end());
    if (auto taken = visit(tags); !taken) {
      return taken;
    }
  }
  return {};
}

result<std::vector<partition_id>> partitions_of(const store& at,
                                                election_id election) {
  auto all = at.ballot_box->partitions();
  if (!all) {
    return all.failure();
  }
  std::vector<partition_id> ours;
  for (const auto& partition : *all) {
    if (partition.election == election) {
      ours.push_back(partition);
    }
  }
  std::sort(ours.begin(), ours.end());
  return ours;
}

auto fields_of(const review_entry& x) {
  return std::tuple{x.kind, x.tag, x.attempts, x.first_day, x.last_day};
}

result<std::vector<review_entry>> reviews_of(const store& at,
                                             contest_id contest) {
  auto list = at.review->list(contest);
  if (list) {
    std::sort(list->begin(), list->end(), [](const auto& x, const auto& y) {
      return fields_of(x) < fields_of(y);
    });
  }
  return list;
}

/// The log of one partition on its way.
class log_copy {
public:
  log_copy(const store& from, const store& to, partition_id partition,
           const election_keys& keys, const copy_progress& progress)
    : from_(from), to_(to), partition_(partition),
      sealer_(partition, keys.frame), progress_(progress) {}

  result<void> run() {
    auto known = to_.ballot_box->read(partition_, [this](sealed_frame&& x) {
      there_.push_back(sha256(encode(x)));
      epoch_ = x.header.epoch;
      return result<void>{};
    });
    if (!known) {
      return known;
    }
    auto source = from_.ballot_box->acquire(
      partition_, [this](sealed_frame&& x) { return take(std::move(x)); });
    if (!source) {
      return source.failure();
    }
    if (auto done = flush(); !done) {
      return done;
    }
    if (seen_ < there_.size()) {
      return occupied("more frames of " + to_string(partition_));
    }
    return raise(source->epoch);
  }

private:
  result<void> take(sealed_frame&& x) {
    if (seen_ < there_.size()) {
      if (sha256(encode(x)) != there_[seen_++]) {
        return occupied("other frames of " + to_string(partition_));
      }
      progress_(1);
      return {};
    }
    ++seen_;
    auto content = sealer_.open(x);
    if (!content) {
      return content.failure();
    }
    if (!batch_.empty() && batch_.back().frame.header.epoch != x.header.epoch) {
      if (auto done = flush(); !done) {
        return done;
      }
    }
    bytes_ += x.sealed.size();
    batch_.emplace_back(std::move(x), spent_tags_of(*content));
    return batch_.size() < frames_at_once && bytes_ < bytes_at_once
             ? result<void>{}
             : flush();
  }

  result<void> flush() {
    if (batch_.empty()) {
      return {};
    }
    auto wanted = batch_.front().frame.header.epoch;
    auto written = append();
    if (!written && written.failure().code == ec::fenced && epoch_ < wanted) {
      if (auto done = raise(wanted); !done) {
        return done;
      }
      written = append();
    }
    if (!written) {
      return written.failure().code == ec::fenced
               ? occupied(to_string(partition_) + ", taken by a node,")
               : written;
    }
    epoch_ = wanted;
    progress_(batch_.size());
    batch_.clear();
    bytes_ = 0;
    return {};
  }

  result<void> append() {
    for (auto& outcome : to_.ballot_box->append(batch_)) {
      if (!outcome) {
        return outcome;
      }
    }
    return {};
  }

  result<void> raise(epoch_number wanted) {
    while (epoch_ < wanted) {
      auto raised = to_.ballot_box->acquire(
        partition_, [](sealed_frame&&) { return result<void>{}; });
      if (!raised) {
        return raised.failure();
      }
      epoch_ = raised->epoch;
    }
    return {};
  }

  const store& from_;
  const store& to_;
  partition_id partition_;
  frame_sealer sealer_;
  const copy_progress& progress_;
  std::vector<sha256_hash> there_;
  std::size_t seen_ = 0;
  /// Of the target, as far as is known.
  epoch_number epoch_ = 0;
  std::vector<spending_frame> batch_;
  std::size_t bytes_ = 0;
};

result<void> copy_record(const store& to, const catalog_record& record) {
  auto known = to.catalog->find(record.election);
  if (!known) {
    return known.failure();
  }
  if (!*known) {
    auto settled = to.ballot_box->settle(partitions_of(record));
    return settled ? to.catalog->put(record) : settled;
  }
  const auto& there = **known;
  if (there.fingerprint != record.fingerprint
      || there.wrapped_keys != record.wrapped_keys
      || there.slices != record.slices) {
    return occupied("election " + std::to_string(record.election.value)
                    + " under other keys or rules");
  }
  return {};
}

result<void> copy_roll(const store& from, const store& to, contest_id contest,
                       const copy_progress& progress) {
  auto wanted = from.roll->count(contest.election, contest.region);
  auto there =
    wanted ? to.roll->count(contest.election, contest.region) : wanted;
  if (!there) {
    return there.failure();
  }
  if (*there == *wanted) {
    progress(*wanted);
    return {};
  }
  return visit_roll(from, contest, [&](const auto& tags) -> result<void> {
    if (tags.empty()) {
      return {};
    }
    auto added = to.roll->add(contest.election, contest.region, tags);
    if (!added) {
      return added.failure();
    }
    auto elsewhere =
      std::find(added->begin(), added->end(), roll_outcome::elsewhere);
    if (elsewhere != added->end()) {
      return occupied("voters of this roll in another region");
    }
    progress(tags.size());
    return {};
  });
}

/// Tags that logs add to rolls: each stays one of a kind in the target.
result<void> copy_reserved(const store& from, const store& to,
                           election_id election) {
  result<void> outcome;
  auto read =
    from.roll->read_reserved(election, [&](region_id region, const auto& tag) {
      if (!outcome) {
        return;
      }
      auto kept = to.roll->reserve(election, region, tag);
      if (!kept) {
        outcome = kept.failure();
      } else if (*kept == roll_outcome::elsewhere) {
        outcome = occupied("a voter of this election in another region");
      }
    });
  return read ? outcome : read;
}

result<void> copy_reviews(const store& from, const store& to,
                          contest_id contest) {
  auto wanted = reviews_of(from, contest);
  auto there = wanted ? reviews_of(to, contest) : wanted;
  if (!there) {
    return there.failure();
  }
  if (there->empty()) {
    return to.review->add(*wanted);
  }
  auto same = std::equal(
    wanted->begin(), wanted->end(), there->begin(), there->end(),
    [](const auto& x, const auto& y) { return fields_of(x) == fields_of(y); });
  return same ? result<void>{} : occupied("other refused attempts");
}

result<void> measure_roll(const store& at, contest_id contest,
                          election_extent& into) {
  std::string region;
  byte_writer{region}.u32(contest.region.value);
  into.roll = chained(into.roll, region);
  return visit_roll(at, contest, [&](const auto& tags) -> result<void> {
    std::string bytes;
    for (const auto& tag : tags) {
      bytes += tag.view();
    }
    into.roll = chained(into.roll, bytes);
    into.voters += tags.size();
    return {};
  });
}

result<void> measure_log(const store& at, partition_id partition,
                         const election_keys& keys, election_extent& into) {
  frame_sealer sealer{partition, keys.frame};
  auto before = into.frames;
  auto done = at.ballot_box->read(partition, [&](sealed_frame&& x) {
    auto content = sealer.open(x);
    if (!content) {
      return result<void>{content.failure()};
    }
    ++into.frames;
    into.ballots += spent_tags_of(*content).size();
    into.log = chained(into.log, encode(x));
    return result<void>{};
  });
  into.partitions += into.frames > before ? 1 : 0;
  return done;
}

} // namespace

bool operator==(const election_extent& x, const election_extent& y) {
  return x.voters == y.voters && x.partitions == y.partitions
         && x.frames == y.frames && x.ballots == y.ballots
         && x.reviews == y.reviews && x.roll == y.roll && x.log == y.log;
}

result<election_extent> measure(const store& at, const catalog_record& record,
                                const election_keys& keys) {
  election_extent found;
  for (const auto& [region, slices] : record.slices) {
    contest_id contest{record.election, region};
    if (auto done = measure_roll(at, contest, found); !done) {
      return done.failure();
    }
    auto reviews = at.review->list(contest);
    if (!reviews) {
      return reviews.failure();
    }
    found.reviews += reviews->size();
  }
  auto partitions = partitions_of(at, record.election);
  if (!partitions) {
    return partitions.failure();
  }
  for (const auto& partition : *partitions) {
    if (auto done = measure_log(at, partition, keys, found); !done) {
      return done.failure();
    }
  }
  return found;
}

result<void> copy_election(const store& from, const store& to,
                           const catalog_record& record,
                           const election_keys& keys,
                           const copy_progress& progress) {
  if (auto done = copy_record(to, record); !done) {
    return done;
  }
  for (const auto& [region, slices] : record.slices) {
    contest_id contest{record.election, region};
    if (auto done = copy_roll(from, to, contest, progress); !done) {
      return done;
    }
    if (auto done = copy_reviews(from, to, contest); !done) {
      return done;
    }
  }
  if (auto done = copy_reserved(from, to, record.election); !done) {
    return done;
  }
  auto partitions = partitions_of(from, record.election);
  if (!partitions) {
    return partitions.failure();
  }
  for (const auto& partition : *partitions) {
    if (auto done = log_copy{from, to, partition, keys, progress}.run();
        !done) {
      return done;
    }
  }
  return {};
}

} // namespace scrutin
