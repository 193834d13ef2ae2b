#pragma once

#include <cstdint>
#include <cstring>
#include <memory>
#include <mutex>
#include <unordered_map>

#include "edge/exchange.hpp"

namespace scrutin::edge {

struct address_hash {
  std::size_t operator()(const address_bytes& x) const {
    std::uint64_t high = 0;
    std::uint64_t low = 0;
    std::memcpy(&high, x.data(), sizeof(high));
    std::memcpy(&low, x.data() + sizeof(high), sizeof(low));
    return static_cast<std::size_t>((high ^ (low * 0x9E3779B97F4A7C15ULL))
                                    * 0xC2B2AE3D27D4EB4FULL);
  }
};

/// Counts connections, all and by address, and says when there are enough.
/// Safe from any thread; asked once a connection, not once a request.
class connection_census
  : public std::enable_shared_from_this<connection_census> {
public:
  connection_census(std::uint32_t most, std::uint32_t most_per_address)
    : most_(most), most_per_address_(most_per_address) {}

  /// @returns a ticket that counts the connection while it lives; null past
  /// either limit.
  std::shared_ptr<void> admit(const address_bytes& from);

  [[nodiscard]] std::uint32_t connections() const;

private:
  void leave(const address_bytes& from);

  const std::uint32_t most_;
  const std::uint32_t most_per_address_;
  mutable std::mutex lock_;
  std::uint32_t all_ = 0;
  std::unordered_map<address_bytes, std::uint32_t, address_hash> by_address_;
};

} // namespace scrutin::edge
