#pragma once

#include "storage/redis/redis_link.hpp"
#include "storage/results_outlet.hpp"

namespace scrutin {

/// Publishes on the Redis channel `scrutin:results`.
class redis_outlet : public results_outlet {
public:
  static constexpr const char* channel = "scrutin:results";

  explicit redis_outlet(redis_options options) : link_(std::move(options)) {}

  result<void> publish(const std::string& event) override;

private:
  redis_link link_;
};

} // namespace scrutin
