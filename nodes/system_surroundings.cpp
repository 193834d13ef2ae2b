#include "nodes/system_surroundings.hpp"

#include <chrono>

#include <openssl/rand.h>

#include "domain/result.hpp"

namespace scrutin {

wall_clock system_clock() {
  return [] {
    auto now = std::chrono::system_clock::now().time_since_epoch();
    return std::int64_t{
      std::chrono::duration_cast<std::chrono::milliseconds>(now).count()};
  };
}

monotonic_clock steady_clock() {
  return [] {
    auto now = std::chrono::steady_clock::now().time_since_epoch();
    return std::int64_t{
      std::chrono::duration_cast<std::chrono::nanoseconds>(now).count()};
  };
}

random_source system_random() {
  return [](std::size_t bytes) {
    std::string drawn(bytes, '\0');
    auto* target = reinterpret_cast<unsigned char*>(drawn.data());
    if (RAND_bytes(target, static_cast<int>(bytes)) != 1) {
      broken_invariant("the system's random generator failed");
    }
    return drawn;
  };
}

} // namespace scrutin
