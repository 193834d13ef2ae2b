#pragma once

#include <string_view>

namespace scrutin {

/// Files of storage/postgresql/migrations, as they were when this was built.
extern const std::string_view migration_0001_store;
extern const std::string_view migration_0002_predecessor_relations;
extern const std::string_view migration_0003_several_databases;
extern const std::string_view migration_0004_administration;
extern const std::string_view migration_0005_reserved_tags;
extern const std::string_view migration_0006_review_resolution;
extern const std::string_view migration_0007_definitions;
extern const std::string_view migration_0008_result_certificate;

} // namespace scrutin
