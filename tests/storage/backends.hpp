#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "storage/cluster_store.hpp"
#include "storage/store.hpp"

namespace scrutin {

/// One place to keep things in, empty at first, that a test may close and
/// open again as a restart would.
class storage_place {
public:
  virtual ~storage_place() = default;
  virtual store open() = 0;
};

/// One authority that several nodes share.
class cluster_place {
public:
  virtual ~cluster_place() = default;
  /// The stores as a node of that name opens them.
  virtual store open(const std::string& node) = 0;
  virtual std::unique_ptr<cluster_store> open_cluster() = 0;
  /// Moves the authority's clock; one that cannot be moved waits.
  virtual void pass(std::chrono::milliseconds by) = 0;
};

/// A backend that the conformance suite runs over.
struct storage_backend {
  std::string name;
  std::function<std::unique_ptr<storage_place>()> make_place;
};

/// The backends of this program. One that needs nothing started joins by a
/// line in backends.cpp; PostgreSQL has a program of its own,
/// tests/postgresql, which runs the same suites.
const std::vector<storage_backend>& storage_backends();

/// Runs a body over every backend, on an empty place each.
void on_every_backend(const std::function<void(storage_place&)>& body);

/// The same for backends that several nodes can share.
void on_every_cluster(const std::function<void(cluster_place&)>& body);

} // namespace scrutin
