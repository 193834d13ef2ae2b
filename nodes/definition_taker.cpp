#include "nodes/definition_taker.hpp"

#include <utility>

#include "monitoring/log.hpp"
#include "nodes/opened_store.hpp"

namespace scrutin {

namespace {

/// Whether there is nothing to take up: a node that starts reads all of the
/// log.
bool is_same_version(const served_election& x, const served_election& y) {
  return x.defined_by == y.defined_by && x.document == y.document
         && x.slices == y.slices && x.has_roll == y.has_roll;
}

} // namespace

definition_taker::definition_taker(
  const node_options& options, std::shared_ptr<election_directory> elections,
  secret_key master, random_source random, metrics& figures)
  : options_(options), elections_(std::move(elections)),
    master_(std::move(master)), random_(std::move(random)), figures_(figures) {
}

bool definition_taker::is_shared() const {
  return options_.storage.backend == backend_kind::postgresql;
}

result<bool> definition_taker::has_begun(const election_stores& own,
                                         election_id id) const {
  if (!is_shared()) {
    return scrutin::has_begun(own.ballot_box, id);
  }
  auto opened = open_store(options_);
  return opened ? scrutin::has_begun(*opened->at.ballot_box, id)
                : opened.failure();
}

result<std::vector<served_election>>
definition_taker::read(const election_stores& own,
                       const std::set<election_id>& changed) const {
  if (!is_shared()) {
    return scrutin::take_up(changed, *elections_, own, master_, random_);
  }
  auto opened = open_store(options_);
  if (!opened) {
    return opened.failure();
  }
  return scrutin::take_up(changed, *elections_, stores_of(opened->at), master_,
                          random_);
}

result<bool> definition_taker::take_up(const election_stores& own,
                                       const std::set<election_id>& changed) {
  auto served = read(own, changed);
  if (!served) {
    return served.failure();
  }
  auto changed_any = false;
  for (auto& x : *served) {
    if (const auto* before = elections_->find(x.definition.id);
        before != nullptr && is_same_version(*before, x)) {
      continue;
    }
    changed_any = true;
    // Its own box learns where the partitions lie.
    catalog_record where;
    where.election = x.definition.id;
    where.slices = x.slices;
    auto settled = own.ballot_box.settle(partitions_of(where));
    if (!settled) {
      return settled.failure();
    }
    figures_.cover_step(x.definition.release_step_ballots);
    log_event(log_level::info, "election_defined",
              {{log_key::election, x.definition.id.value},
               {log_key::count, x.slices.size()}});
    elections_->put(std::move(x));
  }
  return changed_any;
}

} // namespace scrutin
