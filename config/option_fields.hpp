#pragma once

#include <cstdint>

#include "config/node_options.hpp"

namespace scrutin {

/// The values that a number may have.
struct number_range {
  std::uint32_t min = 0;
  std::uint32_t max = 0;
};

/// Names every option once. Files, the environment, flags and listings all go
/// through here, so that no source knows a key that another does not.
/// @param visit: called as `visit(key, field)`, for numbers as
/// `visit(key, field, number_range)`.
template <class Options, class Visitor>
void visit_fields(Options& x, Visitor&& visit) {
  constexpr number_range count{1, 1'000'000};
  constexpr number_range port{0, 65'535};
  constexpr number_range duration_ms{1, 600'000};
  constexpr number_range size_bytes{256, 64 * 1024 * 1024};
  visit("data_directory", x.data_directory);
  visit("elections_directory", x.elections_directory);

  visit("http.address", x.http.address);
  visit("http.port", x.http.port, port);
  visit("http.threads", x.http.threads, number_range{1, 256});
  visit("http.header_bytes_max", x.http.header_bytes_max, size_bytes);
  visit("http.body_bytes_max", x.http.body_bytes_max, size_bytes);
  visit("http.connections_max", x.http.connections_max, count);
  visit("http.connections_per_address_max", x.http.connections_per_address_max,
        count);
  visit("http.queued_casts_max", x.http.queued_casts_max,
        number_range{0, 1'000'000});
  visit("http.queue_timeout_ms", x.http.queue_timeout_ms, duration_ms);
  visit("http.header_timeout_ms", x.http.header_timeout_ms, duration_ms);
  visit("http.body_timeout_ms", x.http.body_timeout_ms, duration_ms);
  visit("http.idle_timeout_ms", x.http.idle_timeout_ms, duration_ms);
  visit("http.tls_certificate_file", x.http.tls_certificate_file);
  visit("http.tls_key_file", x.http.tls_key_file);
  visit("http.trusted_proxies", x.http.trusted_proxies);
  visit("http.cors_origins", x.http.cors_origins);

  auto& limits = x.rate_limit;
  visit("rate_limit.enabled", limits.enabled);
  visit("rate_limit.requests_per_address_per_min",
        limits.requests_per_address_per_min, count);
  visit("rate_limit.requests_per_subnet_per_min",
        limits.requests_per_subnet_per_min, count);
  visit("rate_limit.failures_per_address_per_min",
        limits.failures_per_address_per_min, count);
  visit("rate_limit.failures_per_subnet_per_min",
        limits.failures_per_subnet_per_min, count);
  visit("rate_limit.failures_per_nas_per_min", limits.failures_per_nas_per_min,
        count);
  visit("rate_limit.nas_delay_ms_max", limits.nas_delay_ms_max,
        number_range{0, 2'000});

  visit("keys.master_key_file", x.keys.master_key_file);
  visit("keys.master_key_command", x.keys.master_key_command);

  visit("actors.scheduler_threads", x.actors.scheduler_threads,
        number_range{0, 256});
  visit("actors.ingestion_in_flight_max", x.actors.ingestion_in_flight_max,
        count);
  visit("actors.cast_deadline_ms", x.actors.cast_deadline_ms, duration_ms);
  visit("actors.frame_ballots_max", x.actors.frame_ballots_max,
        number_range{1, 65'536});

  visit("storage.backend", x.storage.backend);
  visit("storage.memory_mib", x.storage.memory_mib, number_range{16, 1 << 20});

  visit("redis.address", x.redis.address);
  visit("redis.user", x.redis.user);
  visit("redis.password_file", x.redis.password_file);
  visit("redis.snapshot_ballots", x.redis.snapshot_ballots,
        number_range{0, 1'000'000});

  auto& database = x.postgresql;
  visit("postgresql.connection", database.connection);
  visit("postgresql.further_connections", database.further_connections);
  visit("postgresql.writers", database.writers, number_range{1, 16});
  visit("postgresql.password_file", database.password_file);
  visit("postgresql.connect_timeout_ms", database.connect_timeout_ms,
        duration_ms);
  visit("postgresql.statement_timeout_ms", database.statement_timeout_ms,
        duration_ms);
  visit("postgresql.lock_timeout_ms", database.lock_timeout_ms, duration_ms);
  visit("postgresql.idle_in_transaction_timeout_ms",
        database.idle_in_transaction_timeout_ms, duration_ms);
  visit("postgresql.tcp_user_timeout_ms", database.tcp_user_timeout_ms,
        duration_ms);
  // Together below what a validator waits for its box.
  visit("postgresql.patience_ms", database.patience_ms,
        number_range{0, 10'000});
  visit("postgresql.resolve_ms_max", database.resolve_ms_max,
        number_range{1, 15'000});

  visit("cluster.node", x.cluster.node);
  visit("cluster.roles", x.cluster.roles);
  visit("cluster.join", x.cluster.join);
  visit("cluster.guests", x.cluster.guests);
  visit("cluster.port", x.cluster.port, port);
  visit("cluster.listen", x.cluster.listen);
  visit("cluster.address", x.cluster.address);
  visit("cluster.certificate_file", x.cluster.certificate_file);
  visit("cluster.key_file", x.cluster.key_file);
  visit("cluster.ca_file", x.cluster.ca_file);
  visit("cluster.heartbeat_ms", x.cluster.heartbeat_ms, duration_ms);
  visit("cluster.lease_ms", x.cluster.lease_ms, duration_ms);

  visit("log.format", x.log.format);
  visit("log.level", x.log.level);
  visit("log.file", x.log.file);

  visit("admin.enabled", x.admin.enabled);

  visit("metrics.address", x.metrics.address);
  visit("metrics.port", x.metrics.port, port);
}

} // namespace scrutin
