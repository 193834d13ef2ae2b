#pragma once

#include <set>
#include <vector>

#include "config/election_document.hpp"
#include "domain/cryptography.hpp"
#include "domain/election.hpp"
#include "domain/election_directory.hpp"
#include "domain/result.hpp"
#include "domain/surroundings.hpp"
#include "storage/store.hpp"

namespace scrutin {

/// What elections lie in. They outlive it.
struct election_stores {
  ballot_box_store& ballot_box;
  const roll_store& roll;
  catalog_store& catalog;
  /// Null: nobody defines elections but by documents.
  const administration_store* administration = nullptr;
};

election_stores stores_of(const store& at);

/// Brings a store and the elections together, before anything is served or
/// imported: those that the store defines, and those of documents.
///
/// An election that is new gets four random keys, wrapped under the master
/// key, and a catalog record. For one that is known, the keys are unwrapped. As
/// long as none of its partitions has a frame, a corrected definition replaces
/// the recorded one and its regions' rolls are cut into slices anew; from the
/// first frame on both are fixed.
///
/// What the store defines goes before a document of the same election: it was
/// set by an act that has its line. A document that says otherwise is warned
/// of. Of the store's definitions of an election the newest counts that its
/// ballots allow.
///
/// Costs one look-up for each partition, and a roll count for each region.
/// @param at: its catalog, roll, ballot box and administration.
/// @param master: of the operator.
/// @param random: for new keys; cryptographic.
/// @returns the elections as they are to be served; `definition_changed` where
/// the meaning of an election with frames changed; `bad_configuration` where a
/// document has the id or the code of another election of the store; `no_key`
/// where the master key does not open a recorded election's keys, or where
/// rolls or ballots lie in the store without a record of their keys; errors of
/// the store.
result<election_directory>
register_elections(const std::vector<written_election>& documents,
                   const store& at, const secret_key& master,
                   const random_source& random);

/// The same for elections that no document defines.
result<election_directory>
register_elections(const std::vector<election>& definitions, const store& at,
                   const secret_key& master, const random_source& random);

/// The same for elections that were defined, or whose rolls were loaded, while
/// a node runs. On a shared store, no two programs at a time.
/// @param known: what the node serves.
/// @returns what is to be served in place of it. One that ballots do not allow
/// is left out.
result<std::vector<served_election>>
take_up(const std::set<election_id>& changed, const election_directory& known,
        const election_stores& at, const secret_key& master,
        const random_source& random);

/// Whether any partition of an election has an `open` frame.
result<bool> has_opened(const ballot_box_store& box, election_id election);

/// Whether any partition of an election has a frame: its roll may have been
/// changed by one, and cannot be taken away any more.
result<bool> has_begun(const ballot_box_store& box, election_id election);

} // namespace scrutin
