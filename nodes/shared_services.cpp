#include "nodes/shared_services.hpp"

#include "nodes/secret_file.hpp"
#include "storage/redis/redis_attempts.hpp"
#include "storage/redis/redis_limits.hpp"
#include "storage/redis/redis_outlet.hpp"
#include "storage/redis/redis_snapshots.hpp"

namespace scrutin {

result<shared_services> open_shared_services(const node_options& options,
                                             const monotonic_clock& steady) {
  const auto& chosen = options.redis;
  if (chosen.address.empty()) {
    return shared_services{};
  }
  redis_options redis;
  redis.address = chosen.address;
  redis.user = chosen.user;
  redis.steady = steady;
  if (!chosen.password_file.empty()) {
    auto password = read_password_file(chosen.password_file,
                                       "redis.password_file "
                                         + chosen.password_file.string());
    if (!password) {
      return password.failure();
    }
    redis.password = *std::move(password);
  }
  // Megabytes: they take longer, and are not worth a second try while
  // partitions wait.
  auto patient = redis;
  patient.patience = std::chrono::milliseconds{1'000};
  patient.pause_min = patient.pause_max;
  return shared_services{
    std::make_shared<redis_limits>(redis),
    std::make_shared<redis_outlet>(redis),
    [patient] { return std::make_unique<redis_snapshots>(patient); },
    [patient] { return std::make_unique<redis_attempts>(patient); }};
}

} // namespace scrutin
