#pragma once

#include "storage/limit_store.hpp"
#include "storage/redis/redis_link.hpp"

namespace scrutin {

/// Token buckets in Redis, under its clock: `scrutin:limit:LIMIT:BUCKET`, the
/// bucket in hexadecimal, holds when it will be full, in Unix µs, and goes away
/// then.
class redis_limits : public limit_store {
public:
  explicit redis_limits(redis_options options) : link_(std::move(options)) {}

  result<std::vector<std::int64_t>>
  charge(const std::vector<limit_charge>& charges) override;

private:
  redis_link link_;
};

} // namespace scrutin
