#include "caf/test/unit_test.hpp"

#include "tests/storage/backends.hpp"

namespace scrutin {

void on_every_backend(const std::function<void(storage_place&)>& body) {
  for (const auto& backend : storage_backends()) {
    CAF_MESSAGE("backend: " << backend.name);
    auto place = backend.make_place();
    body(*place);
  }
}

} // namespace scrutin
