#include "storage/redis/redis_limits.hpp"

#include <algorithm>

#include "domain/text.hpp"

namespace scrutin {

namespace {

constexpr std::int64_t microsecond_ns = 1'000;
// Buckets in one call of the script, which nothing else runs beside.
constexpr std::size_t batch_buckets = 256;

// Keys: buckets. Arguments: the horizon, then for each bucket what its tokens
// cost; all in µs. Returns in how many µs each will be full.
constexpr const char* script = R"(
local now = redis.call('TIME')
local now_us = now[1] * 1000000 + now[2]
local horizon_us = tonumber(ARGV[1])
local owed = {}
for i, key in ipairs(KEYS) do
  local full = math.max(tonumber(redis.call('GET', key) or '0'), now_us)
  full = math.min(full + tonumber(ARGV[i + 1]), now_us + horizon_us)
  owed[i] = full - now_us
  if owed[i] > 0 then
    redis.call('SET', key, string.format('%.0f', full), 'PX',
               math.ceil(owed[i] / 1000))
  end
end
return owed
)";

std::string key_of(const limit_charge& x) {
  std::string bytes;
  for (int shift = 56; shift >= 0; shift -= 8) {
    bytes += static_cast<char>((x.bucket >> shift) & 0xFF);
  }
  return "scrutin:limit:" + std::to_string(x.limit) + ":" + to_hex(bytes);
}

redis_command charge_of(const std::vector<limit_charge>& charges,
                        std::size_t first, std::size_t last) {
  redis_command command{"EVAL", script, std::to_string(last - first)};
  for (auto i = first; i < last; ++i) {
    command.push_back(key_of(charges[i]));
  }
  command.push_back(std::to_string(limit_store::horizon_ns / microsecond_ns));
  for (auto i = first; i < last; ++i) {
    command.push_back(std::to_string(charges[i].tokens * charges[i].interval_ns
                                     / microsecond_ns));
  }
  return command;
}

} // namespace

result<std::vector<std::int64_t>>
redis_limits::charge(const std::vector<limit_charge>& charges) {
  std::vector<redis_command> commands;
  for (std::size_t i = 0; i < charges.size(); i += batch_buckets) {
    commands.push_back(
      charge_of(charges, i, std::min(i + batch_buckets, charges.size())));
  }
  auto replies = link_.run(commands);
  if (!replies) {
    return replies.failure();
  }
  std::vector<std::int64_t> owed;
  owed.reserve(charges.size());
  for (const auto& reply : *replies) {
    if (reply.refused) {
      return error{ec::unavailable, "Redis: " + reply.text};
    }
    for (const auto& item : reply.items) {
      owed.push_back(
        std::clamp(item.integer * microsecond_ns, std::int64_t{0}, horizon_ns));
    }
  }
  if (owed.size() != charges.size()) {
    return error{ec::unavailable, "Redis: the script of limits is refused"};
  }
  return owed;
}

} // namespace scrutin
