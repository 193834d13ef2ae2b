#pragma once

#include <openssl/crypto.h>

#include <cstddef>
#include <memory>

namespace scrutin::edge {

/// Wipes what it gives back, so that a credential does not outlive the buffer
/// that it was received in: when a buffer grows, and when a client goes away
/// in the middle of a body.
template <class T>
struct wiping_allocator {
  using value_type = T;

  wiping_allocator() = default;
  template <class U>
  explicit wiping_allocator(const wiping_allocator<U>&) {}

  T* allocate(std::size_t count) { return std::allocator<T>{}.allocate(count); }
  void deallocate(T* at, std::size_t count) {
    OPENSSL_cleanse(at, count * sizeof(T));
    std::allocator<T>{}.deallocate(at, count);
  }

  friend bool operator==(const wiping_allocator&, const wiping_allocator&) {
    return true;
  }
  friend bool operator!=(const wiping_allocator&, const wiping_allocator&) {
    return false;
  }
};

} // namespace scrutin::edge
