#include "tests/storage/backends.hpp"

#include "caf/test/unit_test.hpp"

#include "storage/memory/open.hpp"
#include "storage/rocksdb/open.hpp"
#include "tests/storage/scratch_directory.hpp"

namespace scrutin {

namespace {

class memory_place final : public storage_place {
public:
  store open() override { return open_memory(contents_); }

private:
  std::shared_ptr<memory_contents> contents_ = make_memory_contents();
};

class memory_cluster_place final : public cluster_place {
public:
  store open(const std::string& node) override {
    return open_memory(contents_, node);
  }
  std::unique_ptr<cluster_store> open_cluster() override {
    return open_memory_cluster(contents_, [this] { return now_ms_; });
  }
  void pass(std::chrono::milliseconds by) override { now_ms_ += by.count(); }

private:
  std::shared_ptr<memory_contents> contents_ = make_memory_contents();
  std::int64_t now_ms_ = 1'000'000;
};

class rocksdb_place final : public storage_place {
public:
  store open() override {
    auto opened = open_rocksdb(directory_.path() + "/store");
    if (!opened) {
      broken_invariant(opened.failure().detail.c_str());
    }
    return std::move(*opened);
  }

private:
  scratch_directory directory_;
};

template <class Place>
storage_backend backend(const char* name) {
  return {name, [] { return std::make_unique<Place>(); }};
}

} // namespace

const std::vector<storage_backend>& storage_backends() {
  static const std::vector<storage_backend> backends{
    backend<memory_place>("memory"),
    backend<rocksdb_place>("rocksdb"),
  };
  return backends;
}

const std::vector<cluster_backend>& cluster_backends() {
  static const std::vector<cluster_backend> backends{
    {"memory", [] { return std::make_unique<memory_cluster_place>(); }},
  };
  return backends;
}

} // namespace scrutin
