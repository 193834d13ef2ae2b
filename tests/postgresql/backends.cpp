#include "tests/storage/backends.hpp"

#include "storage/postgresql/open.hpp"
#include "tests/postgresql/shared_server.hpp"

namespace scrutin {

namespace {

// The suites' partitions: those of a new election that has a few.
const std::vector<partition_id> all_partitions = [] {
  std::vector<partition_id> all;
  for (std::uint16_t slice = 0; slice < 4; ++slice) {
    all.push_back({{7}, {1}, slice});
  }
  return all;
}();

// As many databases as are asked for.
class databases {
public:
  explicit databases(std::size_t count) {
    for (std::size_t i = 0; i < count; ++i) {
      names_.push_back(shared_server().make_database());
    }
  }

  store open(const std::string& node = "node") {
    std::vector<postgresql_options> all;
    for (const auto& name : names_) {
      all.push_back(shared_server().options(name));
      all.back().owner = node;
      all.back().writers = static_cast<std::uint32_t>(names_.size());
    }
    auto opened = open_postgresql(all.front(), {all.begin() + 1, all.end()});
    if (!opened) {
      broken_invariant(opened.failure().detail.c_str());
    }
    if (!opened->ballot_box->settle(all_partitions)) {
      broken_invariant("the partitions have no place");
    }
    return std::move(*opened);
  }

  [[nodiscard]] const std::string& first() const { return names_.front(); }

private:
  std::vector<std::string> names_;
};

class postgresql_place final : public storage_place {
public:
  explicit postgresql_place(std::size_t count) : kept_(count) {}
  store open() override { return kept_.open(); }

private:
  databases kept_;
};

class postgresql_cluster_place final : public cluster_place {
public:
  explicit postgresql_cluster_place(std::size_t count) : kept_(count) {}
  store open(const std::string& node) override { return kept_.open(node); }
  std::unique_ptr<cluster_store> open_cluster() override {
    return std::move(open("test").cluster);
  }
  // Time has gone by when what was written was written earlier.
  void pass(std::chrono::milliseconds by) override {
    static_cast<void>(shared_server().run(
      kept_.first(),
      "UPDATE scrutin.node SET renewed_at = renewed_at - interval '"
        + std::to_string(by.count()) + " milliseconds'"));
  }

private:
  databases kept_;
};

} // namespace

fixtures::postgresql_server& shared_server() {
  static fixtures::postgresql_server server;
  return server;
}

const std::vector<storage_backend>& storage_backends() {
  static const std::vector<storage_backend> backends{
    {"postgresql", [] { return std::make_unique<postgresql_place>(1); }},
    {"three databases", [] { return std::make_unique<postgresql_place>(3); }},
  };
  return backends;
}

const std::vector<cluster_backend>& cluster_backends() {
  static const std::vector<cluster_backend> backends{
    {"postgresql",
     [] { return std::make_unique<postgresql_cluster_place>(1); }},
    {"three databases",
     [] { return std::make_unique<postgresql_cluster_place>(3); }},
  };
  return backends;
}

} // namespace scrutin
