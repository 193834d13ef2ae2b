#include "tests/storage/backends.hpp"

#include "storage/postgresql/open.hpp"
#include "tests/postgresql/shared_server.hpp"

namespace scrutin {

namespace {

class postgresql_place final : public storage_place {
public:
  store open() override {
    auto opened = open_postgresql(shared_server().options(database_));
    if (!opened) {
      broken_invariant(opened.failure().detail.c_str());
    }
    return std::move(*opened);
  }

private:
  std::string database_ = shared_server().make_database();
};

} // namespace

fixtures::postgresql_server& shared_server() {
  static fixtures::postgresql_server server;
  return server;
}

const std::vector<storage_backend>& storage_backends() {
  static const std::vector<storage_backend> backends{
    {"postgresql", [] { return std::make_unique<postgresql_place>(); }}};
  return backends;
}

} // namespace scrutin
