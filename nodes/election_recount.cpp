#include "nodes/election_recount.hpp"

#include <algorithm>
#include <iterator>
#include <memory>
#include <string>

#include "actors/official_log.hpp"
#include "domain/merged_regions.hpp"
#include "domain/selection.hpp"
#include "domain/write_ins.hpp"
#include "nodes/box_audit.hpp"

namespace scrutin {

namespace {

// What officials decided of names that voters wrote in.
result<election_course> course_in(const store& from, const election& rules) {
  std::shared_ptr<const administration_store> borrowed{
    from.administration.get(), [](const auto*) {}};
  official_log officials{borrowed, nullptr};
  if (auto read = officials.catch_up(); !read) {
    return read.failure();
  }
  return officials.course_of(rules);
}

class recount_reader {
public:
  recount_reader(const store& from, const served_election& served,
                 const recount_progress& progress)
    : from_(from), served_(served), progress_(progress) {}

  result<std::vector<recounted_contest>> read() {
    for (const auto& where : served_.definition.contests) {
      auto slices = served_.slices_of(where.region);
      if (slices == 0 && !where.acclaimed) {
        return error{ec::wrong_state,
                     served_.definition.code + ": region "
                       + std::to_string(where.region.value)
                       + " was never opened; there is nothing to count"};
      }
      recounted_contest contest{where.region, {}, 0};
      for (std::uint16_t slice = 0; slice < slices; ++slice) {
        partition_id partition{served_.definition.id, where.region, slice};
        if (auto done = add(contest, partition, slices); !done) {
          return done.failure();
        }
      }
      check_selections(contest, where);
      contests_.push_back(std::move(contest));
    }
    if (!violations_.empty()) {
      return error{ec::damaged, violations_};
    }
    if (auto done = count_names(); !done) {
      return done.failure();
    }
    merge_small();
    return std::move(contests_);
  }

private:
  result<void> add(recounted_contest& contest, partition_id partition,
                   std::uint16_t slices) {
    auto audited = audit(from_, served_, partition, slices);
    if (!audited) {
      return audited.failure();
    }
    const auto& ledger = *audited->ledger;
    if (!audited->violation.empty()) {
      note(audited->violation);
    }
    if (!violations_.empty()) {
      // Nothing comes out any more; the others are read for what they break.
      return {};
    }
    if (ledger.state() != partition_state::closed) {
      return error{ec::wrong_state,
                   served_.definition.code + " is not closed: "
                     + to_string(partition) + " is " + to_string(ledger.state())
                     + ". Ballots are counted again and come out only once "
                       "every partition of the election has closed"};
    }
    contest.votes.add(ledger.release().complete());
    contest.voters += ledger.voters();
    // Each act adds one, so that the longest list is the newest.
    if (ledger.course().withdrawn.size() > contest.withdrawn.size()) {
      contest.withdrawn = ledger.course().withdrawn;
    }
    ballots_ += ledger.ballots();
    progress_(++partitions_, ballots_);
    return {};
  }

  result<void> count_names() {
    const auto& rules = served_.definition;
    if (!rules.write_ins) {
      return {};
    }
    auto course = course_in(from_, rules);
    if (!course) {
      return course.failure();
    }
    for (auto& contest : contests_) {
      contest.votes = counted_as({rules.id, contest.region}, contest.votes,
                                 course->of(contest.region).merged);
    }
    return {};
  }

  void merge_small() {
    auto merged = merged_regions(served_.definition, [this](region_id region) {
      auto known =
        std::find_if(contests_.begin(), contests_.end(),
                     [region](const auto& x) { return x.region == region; });
      return known == contests_.end() ? 0 : known->votes.total();
    });
    if (merged.empty()) {
      return;
    }
    auto is_merged = [&merged](const recounted_contest& x) {
      return std::find(merged.begin(), merged.end(), x.region) != merged.end();
    };
    auto first = std::find_if(contests_.begin(), contests_.end(), is_merged);
    first->merged = merged;
    for (auto other = std::next(first); other != contests_.end(); ++other) {
      if (is_merged(*other)) {
        first->votes.add(other->votes);
        first->voters += other->voters;
      }
    }
    contests_.erase(
      std::remove_if(std::next(first), contests_.end(), is_merged),
      contests_.end());
  }

  // Validators accept nothing else; a log that was written by something else
  // may hold anything.
  void check_selections(const recounted_contest& counted,
                        const contest& where) {
    bool allowed = true;
    counted.votes.for_each([&](const std::string& canonical, std::uint64_t) {
      auto said = from_canonical(canonical);
      allowed = allowed && said && validate(*said, served_.definition, where);
    });
    if (!allowed) {
      note("election " + std::to_string(served_.definition.id.value)
           + " region " + std::to_string(where.region.value)
           + ": holds a ballot that its contest does not allow");
    }
  }

  void note(const std::string& violation) {
    violations_ += (violations_.empty() ? "" : "\n") + violation;
  }

  const store& from_;
  const served_election& served_;
  const recount_progress& progress_;
  std::vector<recounted_contest> contests_;
  std::string violations_;
  std::uint64_t partitions_ = 0;
  std::uint64_t ballots_ = 0;
};

} // namespace

result<std::vector<recounted_contest>>
recount(const store& from, const served_election& served,
        const recount_progress& progress) {
  return recount_reader{from, served, progress}.read();
}

} // namespace scrutin
