#include "edge/connection_census.hpp"

namespace scrutin::edge {

std::shared_ptr<void> connection_census::admit(const address_bytes& from) {
  std::lock_guard<std::mutex> guard{lock_};
  if (all_ >= most_) {
    return nullptr;
  }
  auto& count = by_address_[from];
  if (count >= most_per_address_) {
    return nullptr;
  }
  ++count;
  ++all_;
  return {static_cast<void*>(this),
          [self = shared_from_this(), from](void*) { self->leave(from); }};
}

std::uint32_t connection_census::connections() const {
  std::lock_guard<std::mutex> guard{lock_};
  return all_;
}

void connection_census::leave(const address_bytes& from) {
  std::lock_guard<std::mutex> guard{lock_};
  --all_;
  auto at = by_address_.find(from);
  if (--at->second == 0) {
    by_address_.erase(at);
  }
}

} // namespace scrutin::edge
