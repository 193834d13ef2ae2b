#include "nodes/box_audit.hpp"

#include "domain/frame.hpp"
#include "domain/partitioning.hpp"

namespace scrutin {

result<audited_partition> audit(const store& from,
                                const served_election& served,
                                partition_id partition, std::uint16_t slices) {
  audited_partition x;
  x.ledger = std::make_unique<partition_ledger>(partition, served.definition);
  auto roll = from.roll->read(
    partition.election, partition.region, prefixes_of(partition.slice, slices),
    [&](const credential_tag& tag) { x.ledger->add_to_roll(tag); });
  if (!roll) {
    return roll.failure();
  }
  frame_sealer sealer{partition, served.keys.frame};
  auto log = from.ballot_box->read(partition, [&](sealed_frame&& frame) {
    auto content = sealer.open(frame);
    return content ? x.ledger->apply(frame.header, *content)
                   : result<void>{content.failure()};
  });
  if (!log && log.failure().code != ec::damaged) {
    return log.failure();
  }
  if (!log) {
    x.violation = log.failure().detail;
  } else if (x.ledger->release().ballots() != x.ledger->ballots()) {
    x.violation = to_string(partition)
                  + ": the tally does not add up to the ballots in the box";
  }
  return x;
}

result<box_audit> box_audit::read(const store& from,
                                  const election_directory& elections) {
  box_audit all;
  for (const auto& served : elections.all()) {
    for (const auto& [region, slices] : served.slices) {
      for (std::uint16_t slice = 0; slice < slices; ++slice) {
        partition_id partition{served.definition.id, region, slice};
        auto one = audit(from, served, partition, slices);
        if (!one) {
          return one.failure();
        }
        all.partitions_.emplace(partition, std::move(*one));
      }
    }
  }
  return all;
}

bool box_audit::holds(partition_id partition, const ballot_id& id) const {
  auto found = partitions_.find(partition);
  return found != partitions_.end() && found->second.ledger->holds(id);
}

std::uint64_t box_audit::ballots(election_id election) const {
  std::uint64_t sum = 0;
  for (const auto& [partition, x] : partitions_) {
    sum += partition.election == election ? x.ledger->ballots() : 0;
  }
  return sum;
}

tally box_audit::votes(contest_id contest) const {
  tally sum;
  for (const auto& [partition, x] : partitions_) {
    if (partition.contest() == contest) {
      sum.add(x.ledger->release().complete());
    }
  }
  return sum;
}

std::vector<std::string> box_audit::violations() const {
  std::vector<std::string> all;
  for (const auto& [partition, x] : partitions_) {
    if (!x.violation.empty()) {
      all.push_back(x.violation);
    }
  }
  return all;
}

} // namespace scrutin
