#include "storage/redis/redis_outlet.hpp"

namespace scrutin {

result<void> redis_outlet::publish(const std::string& event) {
  auto replies = link_.run({{"PUBLISH", channel, event}});
  if (!replies) {
    return replies.failure();
  }
  if (replies->front().refused) {
    return error{ec::unavailable, "Redis: publishing is refused"};
  }
  return {};
}

} // namespace scrutin
