#pragma once

#include <memory>

#include "storage/administration_store.hpp"
#include "storage/ballot_box_store.hpp"
#include "storage/catalog_store.hpp"
#include "storage/cluster_store.hpp"
#include "storage/relation_store.hpp"
#include "storage/review_store.hpp"
#include "storage/roll_store.hpp"

namespace scrutin {

/// Everything a node keeps, on one backend.
struct store {
  std::unique_ptr<ballot_box_store> ballot_box;
  std::unique_ptr<roll_store> roll;
  std::unique_ptr<catalog_store> catalog;
  std::unique_ptr<review_store> review;
  /// A second way to the same review queue, for the thread that answers
  /// officials.
  std::unique_ptr<review_store> officials_review;
  std::unique_ptr<administration_store> administration;
  /// Null where one node has the backend to itself.
  std::unique_ptr<cluster_store> cluster;
  /// Null where there are no readers of the predecessor's relations.
  std::unique_ptr<relation_store> relations;
};

} // namespace scrutin
