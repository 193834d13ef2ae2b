#include "storage/postgresql/open.hpp"

#include "storage/postgresql/migrations.hpp"
#include "storage/postgresql/postgresql_administration.hpp"
#include "storage/postgresql/postgresql_catalog.hpp"
#include "storage/postgresql/postgresql_cluster.hpp"
#include "storage/postgresql/postgresql_review.hpp"
#include "storage/postgresql/postgresql_roll.hpp"
#include "storage/postgresql/predecessor_relations.hpp"
#include "storage/postgresql/spread_ballot_box.hpp"

namespace scrutin {

result<store> open_postgresql(const postgresql_options& options,
                              const std::vector<postgresql_options>& further) {
  if (auto schema = migrate_schema(options); !schema) {
    return schema.failure();
  }
  auto known = further;
  auto box = spread_ballot_box::open(options, known);
  if (!box) {
    return box.failure();
  }
  store opened;
  opened.ballot_box = *std::move(box);
  opened.roll = std::make_unique<postgresql_roll>(options, known);
  opened.catalog = std::make_unique<postgresql_catalog>(options);
  opened.review = std::make_unique<postgresql_review>(options);
  opened.officials_review = std::make_unique<postgresql_review>(options);
  opened.administration = std::make_unique<postgresql_administration>(options);
  opened.cluster = std::make_unique<postgresql_cluster>(options);
  opened.relations = std::make_unique<predecessor_relations>(options);
  return opened;
}

result<std::unique_ptr<administration_store>>
open_postgresql_administration(const postgresql_options& options) {
  if (auto schema = migrate_schema(options); !schema) {
    return schema.failure();
  }
  return std::unique_ptr<administration_store>{
    std::make_unique<postgresql_administration>(options)};
}

result<std::unique_ptr<cluster_store>>
open_postgresql_cluster(const postgresql_options& options) {
  if (auto schema = migrate_schema(options); !schema) {
    return schema.failure();
  }
  return std::unique_ptr<cluster_store>{
    std::make_unique<postgresql_cluster>(options)};
}

} // namespace scrutin
