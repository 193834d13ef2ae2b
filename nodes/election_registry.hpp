#pragma once

#include <vector>

#include "domain/cryptography.hpp"
#include "domain/election.hpp"
#include "domain/election_directory.hpp"
#include "domain/result.hpp"
#include "domain/surroundings.hpp"
#include "storage/store.hpp"

namespace scrutin {

/// Brings a store and the election documents together, before anything is
/// served or imported.
///
/// An election that the store does not know gets four random keys, wrapped
/// under the master key, and a catalog record. For one that it knows, the keys
/// are unwrapped. As long as none of its partitions has a frame, a corrected
/// definition replaces the recorded one and its regions' rolls are cut into
/// slices anew; from the first frame on both are fixed.
///
/// Costs one look-up for each partition, and a roll count for each region of
/// an election without frames.
/// @param at: its catalog, roll and ballot box.
/// @param master: of the operator.
/// @param random: for new keys; cryptographic.
/// @returns the elections of `definitions` as they are to be served;
/// `definition_changed` where the meaning of an election with frames changed;
/// `no_key` where the master key does not open a recorded election's keys, or
/// where rolls or ballots lie in the store without a record of their keys;
/// errors of the store.
result<election_directory>
register_elections(const std::vector<election>& definitions, const store& at,
                   const secret_key& master, const random_source& random);

/// Whether any partition of an election has an `open` frame.
result<bool> has_opened(const ballot_box_store& box, election_id election);

/// Whether any partition of an election has a frame: its roll may have been
/// changed by one, and cannot be taken away any more.
result<bool> has_begun(const ballot_box_store& box, election_id election);

} // namespace scrutin
