#include "tests/storage/backends.hpp"

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

} // namespace scrutin
