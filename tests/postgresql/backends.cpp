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

class postgresql_cluster_place final : public cluster_place {
public:
  store open(const std::string& node) override {
    auto options = shared_server().options(database_);
    options.owner = node;
    auto opened = open_postgresql(options);
    if (!opened) {
      broken_invariant(opened.failure().detail.c_str());
    }
    return std::move(*opened);
  }
  std::unique_ptr<cluster_store> open_cluster() override {
    return std::move(open("test").cluster);
  }
  // Time has gone by when what was written was written earlier.
  void pass(std::chrono::milliseconds by) override {
    static_cast<void>(shared_server().run(
      database_, "UPDATE scrutin.node SET renewed_at = renewed_at - interval '"
                   + std::to_string(by.count()) + " milliseconds'"));
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

const std::vector<cluster_backend>& cluster_backends() {
  static const std::vector<cluster_backend> backends{
    {"postgresql", [] { return std::make_unique<postgresql_cluster_place>(); }},
  };
  return backends;
}

} // namespace scrutin
