#include "storage/redis/redis_snapshots.hpp"

namespace scrutin {

namespace {

constexpr auto kept_s = "604800";
// 256 MiB: five million voters who have all voted.
constexpr auto last_byte_max = "268435455";

std::string key_of(partition_id x) {
  return "scrutin:snapshot:" + std::to_string(x.election.value) + ":"
         + std::to_string(x.region.value) + ":" + std::to_string(x.slice);
}

} // namespace

result<void> redis_snapshots::put(const sealed_snapshot& x) {
  auto replies =
    link_.run({{"SET", key_of(x.partition), encode(x), "EX", kept_s}});
  if (!replies) {
    return replies.failure();
  }
  if (replies->front().refused) {
    return error{ec::unavailable, "Redis: " + replies->front().text};
  }
  return {};
}

result<std::optional<sealed_snapshot>>
redis_snapshots::find(partition_id partition) {
  auto replies =
    link_.run({{"GETRANGE", key_of(partition), "0", last_byte_max}});
  if (!replies) {
    return replies.failure();
  }
  const auto& reply = replies->front();
  if (reply.refused) {
    return error{ec::unavailable, "Redis: " + reply.text};
  }
  if (reply.text.empty()) {
    return std::optional<sealed_snapshot>{};
  }
  auto found = decode_sealed_snapshot(reply.text);
  if (!found) {
    return found.failure();
  }
  return std::optional<sealed_snapshot>{*std::move(found)};
}

} // namespace scrutin
