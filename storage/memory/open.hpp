#pragma once

#include <memory>

#include "storage/store.hpp"

namespace scrutin {

struct memory_contents;

/// Contents without anything in them.
std::shared_ptr<memory_contents> make_memory_contents();

/// Stores over contents in memory, for tests and for trying things out.
/// Opening the same contents again is what a restart is on a disk: everything
/// acknowledged is there, and the epochs fence the stores opened before.
store open_memory(
  std::shared_ptr<memory_contents> contents = make_memory_contents());

} // namespace scrutin
