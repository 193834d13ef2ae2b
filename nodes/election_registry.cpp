#include "nodes/election_registry.hpp"

#include <algorithm>
#include <map>
#include <set>

#include "domain/partitioning.hpp"
#include "monitoring/log.hpp"

namespace scrutin {

namespace {

using slice_list = std::vector<std::pair<region_id, std::uint16_t>>;

// Whether a partition's log has a frame for which `wanted` holds. Stops there.
template <class Predicate>
result<bool> has_frame(const ballot_box_store& box, partition_id partition,
                       Predicate wanted) {
  bool found = false;
  auto done = box.read(partition, [&](sealed_frame&& frame) -> result<void> {
    found = wanted(frame.header);
    if (found) {
      return error{ec::wrong_state, "seen enough"};
    }
    return {};
  });
  if (!done && !found) {
    return done.failure();
  }
  return found;
}

template <class Predicate>
result<std::set<election_id>> elections_with(const ballot_box_store& box,
                                             Predicate wanted) {
  auto partitions = box.partitions();
  if (!partitions) {
    return partitions.failure();
  }
  std::set<election_id> found;
  for (const auto& partition : *partitions) {
    if (found.count(partition.election) > 0) {
      continue;
    }
    auto has = has_frame(box, partition, wanted);
    if (!has) {
      return has.failure();
    }
    if (*has) {
      found.insert(partition.election);
    }
  }
  return found;
}

/// One run of register_elections.
class registration {
public:
  registration(const store& at, const secret_key& master,
               const random_source& random)
    : at_(at), master_(master), random_(random) {}

  result<void> read_store();
  void warn_of_lost_documents(const std::vector<election>& definitions) const;
  result<served_election> add(const election& definition);

private:
  result<catalog_record> new_record(const election& definition);
  result<void> update(const election& definition, catalog_record& record);
  result<slice_list> slices_of(const election& definition) const;
  result<bool> has_roll(const election& definition) const;

  const store& at_;
  const secret_key& master_;
  const random_source& random_;
  std::map<election_id, catalog_record> records_;
  std::map<election_id, election_keys> keys_;
  std::set<election_id> with_frames_;
};

result<void> registration::read_store() {
  auto records = at_.catalog->all();
  if (!records) {
    return records.failure();
  }
  for (auto& record : *records) {
    auto keys = unwrap(record.wrapped_keys, master_, record.election);
    if (!keys) {
      return keys.failure();
    }
    keys_.emplace(record.election, *keys);
    auto id = record.election;
    records_.emplace(id, std::move(record));
  }
  auto with_frames =
    elections_with(*at_.ballot_box, [](const auto&) { return true; });
  if (!with_frames) {
    return with_frames.failure();
  }
  with_frames_ = std::move(*with_frames);
  for (auto id : with_frames_) {
    if (records_.count(id) == 0) {
      return error{ec::no_key, "the store has ballots of election "
                                 + std::to_string(id.value)
                                 + " but no record of its keys"};
    }
  }
  return {};
}

void registration::warn_of_lost_documents(
  const std::vector<election>& definitions) const {
  for (const auto& [id, record] : records_) {
    auto has_document =
      std::any_of(definitions.begin(), definitions.end(),
                  [id = id](const election& x) { return x.id == id; });
    if (!has_document) {
      log_event(log_level::warning, "election_without_document",
                {{log_key::election, id.value}});
    }
  }
}

result<catalog_record> registration::new_record(const election& definition) {
  auto has_voters = has_roll(definition);
  if (!has_voters) {
    return has_voters.failure();
  }
  if (*has_voters) {
    return error{ec::no_key, "the store has a roll of election "
                               + definition.code
                               + " but no record of its keys"};
  }
  auto keys = election_keys::from(random_(election_keys_size));
  keys_.emplace(definition.id, keys);
  catalog_record record;
  record.election = definition.id;
  record.wrapped_keys =
    wrap(keys, master_, definition.id, random_(sealer::nonce_size));
  return record;
}

result<bool> registration::has_roll(const election& definition) const {
  for (const auto& region : definition.regions) {
    auto voters = at_.roll->count(definition.id, region.id);
    if (!voters) {
      return voters.failure();
    }
    if (*voters > 0) {
      return true;
    }
  }
  return false;
}

result<slice_list> registration::slices_of(const election& definition) const {
  slice_list slices;
  for (const auto& region : definition.regions) {
    auto voters = at_.roll->count(definition.id, region.id);
    if (!voters) {
      return voters.failure();
    }
    slices.emplace_back(region.id,
                        slices_for(*voters, definition.partition_voters));
  }
  return slices;
}

result<void> registration::update(const election& definition,
                                  catalog_record& record) {
  auto fingerprint = meaning_fingerprint(definition);
  if (with_frames_.count(definition.id) > 0) {
    if (record.fingerprint != fingerprint) {
      return error{ec::definition_changed,
                   "election " + definition.code
                     + ": its document no longer says what ballots were "
                       "cast under; put the earlier one back"};
    }
    return {};
  }
  auto slices = slices_of(definition);
  if (!slices) {
    return slices.failure();
  }
  if (record.fingerprint == fingerprint && record.slices == *slices) {
    return {};
  }
  record.fingerprint = std::move(fingerprint);
  record.slices = std::move(*slices);
  auto settled = at_.ballot_box->settle(partitions_of(record));
  return settled ? at_.catalog->put(record) : settled;
}

result<served_election> registration::add(const election& definition) {
  auto found = records_.find(definition.id);
  if (found == records_.end()) {
    auto record = new_record(definition);
    if (!record) {
      return record.failure();
    }
    found = records_.emplace(definition.id, std::move(*record)).first;
  }
  if (auto done = update(definition, found->second); !done) {
    return done.failure();
  }
  auto has_voters = has_roll(definition);
  if (!has_voters) {
    return has_voters.failure();
  }
  return served_election{definition, keys_.at(definition.id),
                         found->second.slices,
                         *has_voters || with_frames_.count(definition.id) > 0,
                         found->second.wrapped_keys};
}

} // namespace

result<election_directory>
register_elections(const std::vector<election>& definitions, const store& at,
                   const secret_key& master, const random_source& random) {
  registration run{at, master, random};
  if (auto done = run.read_store(); !done) {
    return done.failure();
  }
  run.warn_of_lost_documents(definitions);
  std::vector<served_election> served;
  for (const auto& definition : definitions) {
    auto one = run.add(definition);
    if (!one) {
      return one.failure();
    }
    served.push_back(std::move(*one));
  }
  return election_directory{std::move(served)};
}

namespace {

template <class Predicate>
result<bool> has_frame_in(const ballot_box_store& box, election_id election,
                          Predicate wanted) {
  auto partitions = box.partitions();
  if (!partitions) {
    return partitions.failure();
  }
  for (const auto& partition : *partitions) {
    if (partition.election != election) {
      continue;
    }
    auto found = has_frame(box, partition, wanted);
    if (!found || *found) {
      return found;
    }
  }
  return false;
}

} // namespace

result<bool> has_opened(const ballot_box_store& box, election_id election) {
  return has_frame_in(box, election, [](const frame_header& x) {
    return x.kind == frame_kind::open;
  });
}

result<bool> has_begun(const ballot_box_store& box, election_id election) {
  return has_frame_in(box, election, [](const frame_header&) { return true; });
}

} // namespace scrutin
