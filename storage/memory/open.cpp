#include "storage/memory/open.hpp"

#include "storage/memory/memory_administration.hpp"
#include "storage/memory/memory_ballot_box.hpp"
#include "storage/memory/memory_catalog.hpp"
#include "storage/memory/memory_cluster.hpp"
#include "storage/memory/memory_contents.hpp"
#include "storage/memory/memory_review.hpp"
#include "storage/memory/memory_roll.hpp"

namespace scrutin {

std::shared_ptr<memory_contents> make_memory_contents() {
  return std::make_shared<memory_contents>();
}

store open_memory(std::shared_ptr<memory_contents> contents, std::string node) {
  store opened;
  opened.ballot_box =
    std::make_unique<memory_ballot_box>(contents, std::move(node));
  opened.roll = std::make_unique<memory_roll>(contents);
  opened.catalog = std::make_unique<memory_catalog>(contents);
  opened.review = std::make_unique<memory_review>(contents);
  opened.officials_review = std::make_unique<memory_review>(contents);
  opened.administration =
    std::make_unique<memory_administration>(std::move(contents));
  return opened;
}

std::unique_ptr<cluster_store>
open_memory_cluster(std::shared_ptr<memory_contents> contents, wall_clock now) {
  return std::make_unique<memory_cluster>(std::move(contents), std::move(now));
}

} // namespace scrutin
