#pragma once

#include "storage/attempt_store.hpp"
#include "storage/redis/redis_link.hpp"

namespace scrutin {

/// Counts in Redis: the hash `scrutin:attempts:ELECTION:REGION:SLICE` has one
/// field a credential, in hexadecimal; gone 30 days after the last attempt.
class redis_attempts final : public attempt_store {
public:
  explicit redis_attempts(redis_options options) : link_(std::move(options)) {}

  result<void> add(partition_id partition,
                   const std::vector<attempt_count>& counts) override;
  result<std::vector<attempt_count>> of(partition_id partition) override;

private:
  redis_link link_;
};

} // namespace scrutin
