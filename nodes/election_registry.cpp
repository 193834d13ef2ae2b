#include "nodes/election_registry.hpp"

#include <algorithm>
#include <map>
#include <optional>

#include "config/election_document.hpp"
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

bool any_frame(const frame_header&) {
  return true;
}

/// A definition, and where it is from.
struct candidate {
  election definition;
  std::string document;
  std::uint64_t number = 0;
};

/// Brings one store and definitions together, one after the other.
class registration {
public:
  registration(const election_stores& at, const secret_key& master,
               const random_source& random)
    : at_(at), master_(master), random_(random) {}

  result<served_election> add(const candidate& x);
  /// The newest of an election's definitions in the store that its ballots
  /// allow.
  /// @returns nothing where the store has none.
  result<std::optional<served_election>> add_newest(election_id election);

private:
  result<catalog_record> record_of(const election& definition);
  result<catalog_record> new_record(const election& definition);
  result<void> update(const election& definition, catalog_record& record,
                      bool has_frames);
  result<slice_list> slices_of(const election& definition) const;
  result<bool> has_roll(const election& definition) const;

  const election_stores& at_;
  const secret_key& master_;
  const random_source& random_;
};

result<catalog_record> registration::record_of(const election& definition) {
  auto found = at_.catalog.find(definition.id);
  if (!found) {
    return found.failure();
  }
  return *found ? result<catalog_record>{**found} : new_record(definition);
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
  catalog_record record;
  record.election = definition.id;
  record.wrapped_keys =
    wrap(keys, master_, definition.id, random_(sealer::nonce_size));
  auto added = at_.catalog.add(record);
  if (!added) {
    return added.failure();
  }
  if (*added) {
    return record;
  }
  // Another program made them meanwhile.
  auto found = at_.catalog.find(definition.id);
  if (!found) {
    return found.failure();
  }
  return *found ? result<catalog_record>{**found}
                : error{ec::damaged, "a catalog record is gone"};
}

result<bool> registration::has_roll(const election& definition) const {
  for (const auto& region : definition.regions) {
    auto voters = at_.roll.count(definition.id, region.id);
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
    auto voters = at_.roll.count(definition.id, region.id);
    if (!voters) {
      return voters.failure();
    }
    const auto* where = definition.find_contest(region.id);
    if (where != nullptr && where->acclaimed && *voters == 0) {
      continue; // nobody votes there, so that there is nothing to keep
    }
    slices.emplace_back(region.id,
                        slices_for(*voters, definition.partition_voters));
  }
  return slices;
}

result<void> registration::update(const election& definition,
                                  catalog_record& record, bool has_frames) {
  auto fingerprint = meaning_fingerprint(definition);
  if (has_frames) {
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
  auto settled = at_.ballot_box.settle(partitions_of(record));
  return settled ? at_.catalog.put(record) : settled;
}

result<served_election> registration::add(const candidate& x) {
  const auto& definition = x.definition;
  auto has_frames = has_frame_in(at_.ballot_box, definition.id, any_frame);
  if (!has_frames) {
    return has_frames.failure();
  }
  auto record = record_of(definition);
  if (!record) {
    return record.failure();
  }
  auto keys = unwrap(record->wrapped_keys, master_, definition.id);
  if (!keys) {
    return keys.failure();
  }
  if (auto done = update(definition, *record, *has_frames); !done) {
    return done.failure();
  }
  auto has_voters = has_roll(definition);
  if (!has_voters) {
    return has_voters.failure();
  }
  return served_election{definition,
                         *keys,
                         record->slices,
                         *has_voters || *has_frames,
                         record->wrapped_keys,
                         x.document,
                         x.number};
}

result<std::optional<served_election>>
registration::add_newest(election_id election) {
  if (at_.administration == nullptr) {
    return std::optional<served_election>{};
  }
  auto versions = at_.administration->definitions(election);
  if (!versions) {
    return versions.failure();
  }
  error last{ec::definition_changed, {}};
  for (const auto& version : *versions) {
    auto source = "definition " + std::to_string(version.number);
    auto read = election_from_toml(version.document, source);
    if (!read) {
      return read.failure();
    }
    auto one = add({*std::move(read), version.document, version.number});
    if (one) {
      return std::optional{*std::move(one)};
    }
    if (one.failure().code != ec::definition_changed) {
      return one.failure();
    }
    // Its election opened while it was on its way: what was cast decides.
    log_event(log_level::warning, "definition_refused",
              {{log_key::election, election.value},
               {log_key::detail, one.failure().detail}});
    last = one.failure();
  }
  return versions->empty()
           ? result<std::optional<served_election>>{std::nullopt}
           : last;
}

/// Whether a definition that is not taken up leaves the others as they are.
bool is_of_that_election_alone(ec code) {
  return code == ec::definition_changed || code == ec::bad_configuration
         || code == ec::no_key;
}

/// What stands in the way of anything at all being served.
result<void> check_store(const election_stores& at, const secret_key& master,
                         const std::set<election_id>& defined) {
  auto records = at.catalog.all();
  if (!records) {
    return records.failure();
  }
  std::set<election_id> known;
  for (const auto& record : *records) {
    auto keys = unwrap(record.wrapped_keys, master, record.election);
    if (!keys) {
      return keys.failure();
    }
    known.insert(record.election);
    if (defined.count(record.election) == 0) {
      log_event(log_level::warning, "election_without_document",
                {{log_key::election, record.election.value}});
    }
  }
  auto partitions = at.ballot_box.partitions();
  if (!partitions) {
    return partitions.failure();
  }
  for (const auto& partition : *partitions) {
    if (known.count(partition.election) != 0) {
      continue;
    }
    auto has_frames = has_frame(at.ballot_box, partition, any_frame);
    if (!has_frames) {
      return has_frames.failure();
    }
    if (*has_frames) {
      return error{ec::no_key, "the store has ballots of election "
                                 + std::to_string(partition.election.value)
                                 + " but no record of its keys"};
    }
  }
  return {};
}

/// A document beside a definition of the store, which was made later by
/// somebody who may.
void compare(const written_election& document, const served_election& served) {
  auto own = defined_by_toml(document.document, "document");
  auto kept = defined_by_toml(served.document, "definition");
  if (own && kept && !differences(own->fields, kept->fields).empty()) {
    log_event(log_level::warning, "election_document_differs",
              {{log_key::election, served.definition.id.value}});
  }
}

result<std::vector<served_election>>
serve_all(const std::vector<written_election>& documents,
          const election_stores& at, const secret_key& master,
          const random_source& random) {
  std::vector<definition_record> stored;
  if (at.administration != nullptr) {
    auto all = at.administration->definitions();
    if (!all) {
      return all.failure();
    }
    stored = *std::move(all);
  }
  std::map<election_id, std::string> codes;
  for (const auto& x : stored) {
    codes[x.election] = x.code;
  }
  std::set<election_id> defined;
  for (const auto& x : stored) {
    defined.insert(x.election);
  }
  for (const auto& x : documents) {
    const auto& own = x.definition;
    for (const auto& [id, code] : codes) {
      if ((id == own.id) != (code == own.code)) {
        return error{ec::bad_configuration,
                     "the document of election " + own.code
                       + " has the id or the code of election "
                       + std::to_string(id.value) + ", " + code
                       + ", which the store defines; take the document away"};
      }
    }
    defined.insert(own.id);
  }
  if (auto sound = check_store(at, master, defined); !sound) {
    return sound.failure();
  }
  registration run{at, master, random};
  std::vector<served_election> served;
  for (const auto& x : stored) {
    auto one = run.add_newest(x.election);
    if (!one && one.failure().code == ec::definition_changed) {
      continue; // its document, where there is one, is what was voted under
    }
    if (!one) {
      return one.failure();
    }
    served.push_back(**std::move(one));
  }
  for (const auto& x : documents) {
    auto kept = std::find_if(served.begin(), served.end(), [&](const auto& y) {
      return y.definition.id == x.definition.id;
    });
    if (kept != served.end()) {
      compare(x, *kept);
      continue;
    }
    auto one = run.add({x.definition, x.document, 0});
    if (!one) {
      return one.failure();
    }
    served.push_back(*std::move(one));
  }
  return served;
}

} // namespace

election_stores stores_of(const store& at) {
  return {*at.ballot_box, *at.roll, *at.catalog, at.administration.get()};
}

result<election_directory>
register_elections(const std::vector<written_election>& documents,
                   const store& at, const secret_key& master,
                   const random_source& random) {
  auto served = serve_all(documents, stores_of(at), master, random);
  if (!served) {
    return served.failure();
  }
  return election_directory{*std::move(served)};
}

result<election_directory>
register_elections(const std::vector<election>& definitions, const store& at,
                   const secret_key& master, const random_source& random) {
  std::vector<written_election> documents;
  for (const auto& x : definitions) {
    documents.push_back({x, {}});
  }
  return register_elections(documents, at, master, random);
}

result<std::vector<served_election>>
take_up(const std::set<election_id>& changed, const election_directory& known,
        const election_stores& at, const secret_key& master,
        const random_source& random) {
  registration run{at, master, random};
  std::vector<served_election> served;
  for (auto election : changed) {
    auto one = run.add_newest(election);
    const auto* before = known.find(election);
    if (one && !*one && before != nullptr) {
      auto again =
        run.add({before->definition, before->document, before->defined_by});
      one = again ? result<std::optional<served_election>>{*std::move(again)}
                  : again.failure();
    }
    if (!one && is_of_that_election_alone(one.failure().code)) {
      log_event(log_level::warning, "definition_refused",
                {{log_key::election, election.value},
                 {log_key::detail, one.failure().detail}});
      continue;
    }
    if (!one) {
      return one.failure();
    }
    if (*one) {
      served.push_back(**std::move(one));
    }
  }
  return served;
}

result<bool> has_opened(const ballot_box_store& box, election_id election) {
  return has_frame_in(box, election, [](const frame_header& x) {
    return x.kind == frame_kind::open;
  });
}

result<bool> has_begun(const ballot_box_store& box, election_id election) {
  return has_frame_in(box, election, any_frame);
}

} // namespace scrutin
