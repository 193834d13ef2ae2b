#include "storage/postgresql/open.hpp"

#include "storage/postgresql/migrations.hpp"
#include "storage/postgresql/postgresql_ballot_box.hpp"
#include "storage/postgresql/postgresql_catalog.hpp"
#include "storage/postgresql/postgresql_cluster.hpp"
#include "storage/postgresql/postgresql_review.hpp"
#include "storage/postgresql/postgresql_roll.hpp"
#include "storage/postgresql/predecessor_relations.hpp"

namespace scrutin {

result<store> open_postgresql(const postgresql_options& options) {
  if (auto schema = migrate_schema(options); !schema) {
    return schema.failure();
  }
  store opened;
  opened.ballot_box = std::make_unique<postgresql_ballot_box>(options);
  opened.roll = std::make_unique<postgresql_roll>(options);
  opened.catalog = std::make_unique<postgresql_catalog>(options);
  opened.review = std::make_unique<postgresql_review>(options);
  opened.cluster = std::make_unique<postgresql_cluster>(options);
  opened.relations = std::make_unique<predecessor_relations>(options);
  return opened;
}

} // namespace scrutin
