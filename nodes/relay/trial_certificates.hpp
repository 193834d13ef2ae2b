#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "domain/result.hpp"
#include "domain/surroundings.hpp"
#include "nodes/relay/node_identity.hpp"

namespace scrutin {

/// What a cluster on trial needs for its links: an authority of its own and a
/// certificate with key for each node.
struct trial_request {
  /// Made where it is not there; keeps the authority's key, too.
  std::filesystem::path folder;
  std::vector<std::string> nodes;
  std::uint32_t days = 90;
};

struct trial_node {
  std::string name;
  identity_files files;
};

struct trial_certificates {
  /// Whether the folder had none before.
  bool authority_is_new = false;
  std::vector<trial_node> nodes;
};

/// Makes them: ECDSA over P-256, `ca.pem`, `ca.key`, `NODE.pem`, `NODE.key`,
/// keys of mode 0400. An authority that the folder has goes on to be used;
/// no file is ever replaced, and where one is in the way nothing is made.
/// @returns `bad_configuration` for names that are none or twice,
/// `wrong_state` where a node has files, `no_key` where the authority's do
/// not fit, `unavailable` where a file cannot be written.
result<trial_certificates> make_trial_certificates(const trial_request& wanted,
                                                   const wall_clock& now,
                                                   const random_source& random);

} // namespace scrutin
