#pragma once

#include <memory>
#include <string>

#include "domain/surroundings.hpp"
#include "storage/cluster_store.hpp"
#include "storage/store.hpp"

namespace scrutin {

struct memory_contents;

/// Contents without anything in them.
std::shared_ptr<memory_contents> make_memory_contents();

/// Stores over contents in memory, for tests and for trying things out.
/// Opening the same contents again is what a restart is on a disk: everything
/// acknowledged is there, and the epochs fence the stores opened before.
/// @param node: who acquires through it; of interest to a cluster only.
store open_memory(
  std::shared_ptr<memory_contents> contents = make_memory_contents(),
  std::string node = {});

/// The membership of the nodes that share contents, each through a store of
/// its own, so that a whole cluster fits into one test.
/// @param now: the authority's clock.
std::unique_ptr<cluster_store>
open_memory_cluster(std::shared_ptr<memory_contents> contents, wall_clock now);

} // namespace scrutin
