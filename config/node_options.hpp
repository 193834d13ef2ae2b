#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "domain/result.hpp"
#include "monitoring/log.hpp"

namespace scrutin {

/// Where and within which limits a node serves HTTP.
struct http_options {
  std::string address = "127.0.0.1";
  /// 0: a free one.
  std::uint32_t port = 8000;
  /// Threads that read and write connections.
  std::uint32_t threads = 1;
  std::uint32_t header_bytes_max = 8 * 1024;
  std::uint32_t body_bytes_max = 16 * 1024;
  std::uint32_t connections_max = 10'000;
  std::uint32_t connections_per_address_max = 1'000;
  /// Casts that wait while `actors.ingestion_in_flight_max` are under way, and
  /// for how long; past either 503.
  std::uint32_t queued_casts_max = 10'000;
  std::uint32_t queue_timeout_ms = 1'000;
  std::uint32_t header_timeout_ms = 5'000;
  std::uint32_t body_timeout_ms = 10'000;
  std::uint32_t idle_timeout_ms = 30'000;
  /// PEM files; both or neither.
  std::filesystem::path tls_certificate_file;
  std::filesystem::path tls_key_file;
  /// Addresses or networks, such as `10.0.0.0/8`, whose X-Forwarded-For
  /// counts.
  std::vector<std::string> trusted_proxies;
  /// Such as `https://vote.example.org`; pages of these may call the API.
  std::vector<std::string> cors_origins;
};

/// How often one client may ask, and may be wrong. An address may be shared by
/// a whole office or a mobile operator's customers.
struct rate_limit_options {
  bool enabled = true;
  std::uint32_t requests_per_address_per_min = 6'000;
  std::uint32_t requests_per_subnet_per_min = 60'000;
  std::uint32_t failures_per_address_per_min = 60;
  std::uint32_t failures_per_subnet_per_min = 600;
  std::uint32_t failures_per_nas_per_min = 5;
  /// How long a cast waits, but is never refused, where too many credentials
  /// were wrong for its NAS or from its address; 0: not at all.
  std::uint32_t nas_delay_ms_max = 2'000;
};

/// Where the operator's master key comes from: a file or a command, one of
/// them.
struct key_options {
  /// Mode 0400 or 0600, outside the data directory.
  std::filesystem::path master_key_file;
  /// Its standard output is the key; run by /bin/sh.
  std::string master_key_command;
};

struct actor_options {
  /// 0: one a core.
  std::uint32_t scheduler_threads = 0;
  /// Casts that ingestion holds at most.
  std::uint32_t ingestion_in_flight_max = 20'000;
  std::uint32_t cast_deadline_ms = 10'000;
  std::uint32_t frame_ballots_max = 512;
};

/// Where ballots, rolls and catalog are kept.
enum class backend_kind : unsigned char {
  /// In the data directory, by one process.
  embedded,
  /// In a PostgreSQL database, which several nodes may share.
  postgresql,
};

const char* to_string(backend_kind x);

struct storage_options {
  backend_kind backend = backend_kind::embedded;
  /// Memory for caches and write buffers of the embedded store.
  std::uint32_t memory_mib = 256;
};

/// What nodes share to be fast; no ballot ever depends on it.
struct redis_section {
  /// `HOST:PORT` or the path of a Unix socket; empty: nothing is shared.
  std::string address;
  /// Empty: the default user.
  std::string user;
  /// Mode 0400 or 0600; its first line is the password.
  std::filesystem::path password_file;
  /// Ballots of a partition from one snapshot for its next owner to the next,
  /// and an eighth of its roll at least. 0: none is made or used.
  std::uint32_t snapshot_ballots = 4096;
};

/// How to get to the PostgreSQL database, for that backend.
struct database_options {
  /// `key=value` pairs, as libpq takes them. Never a password.
  std::string connection;
  /// Of further databases, which share the partitions of new elections with the
  /// first.
  std::vector<std::string> further_connections;
  /// Connections of a node that write ballots, to each database.
  std::uint32_t writers = 1;
  /// Mode 0400 or 0600. Empty: PGPASSFILE or ~/.pgpass, or none is needed.
  std::filesystem::path password_file;
  std::uint32_t connect_timeout_ms = 3'000;
  std::uint32_t statement_timeout_ms = 10'000;
  std::uint32_t lock_timeout_ms = 5'000;
  /// When the server gives up a transaction of a node that fell silent.
  std::uint32_t idle_in_transaction_timeout_ms = 5'000;
  /// When a connection counts as lost whose bytes nobody acknowledges.
  std::uint32_t tcp_user_timeout_ms = 5'000;
  /// How long a commit waits for a lost server before casts get 503.
  std::uint32_t patience_ms = 2'000;
  /// How long to look for the outcome of a commit without an answer.
  std::uint32_t resolve_ms_max = 10'000;
};

/// How a node takes part in a cluster, which needs the PostgreSQL backend where
/// it is not a guest.
struct cluster_options {
  /// Unique in the cluster; empty: the node is alone.
  std::string node;
  /// Any of `edge`, `validator` and `results`.
  std::vector<std::string> roles = {"edge", "validator", "results"};
  /// `[NAME@]HOST:PORT` of nodes, any of which takes this one in as its guest:
  /// it goes without the database, and owns no partitions. Under TLS the
  /// certificate there names NAME, or else HOST. Empty: the node has the
  /// database.
  std::vector<std::string> join;
  /// Nodes that may join by this one.
  std::vector<std::string> guests;
  /// Of the loopback interface: where connections of other nodes arrive. 0: a
  /// free one.
  std::uint32_t port = 0;
  /// `ADDRESS:PORT` where nodes of other machines link to it, under TLS. Empty:
  /// all nodes are on this machine.
  std::string listen;
  /// `HOST:PORT` where they find that; empty: as `listen` says.
  std::string address;
  /// PEM files, all three where it listens. The certificate, with what leads to
  /// the authority, this node's first; its one DNS name is `node`.
  std::filesystem::path certificate_file;
  /// Mode 0400 or 0600.
  std::filesystem::path key_file;
  /// The operator's own authority: whom it certifies is a node.
  std::filesystem::path ca_file;
  std::uint32_t heartbeat_ms = 1'000;
  /// How long a heartbeat counts; the same on every node.
  std::uint32_t lease_ms = 3'000;
};

/// The part of the API that accounts use.
struct admin_options {
  /// False: this node has no such routes.
  bool enabled = true;
};

/// A port of its own for /metrics.
struct metrics_options {
  std::string address = "127.0.0.1";
  /// 0: /metrics is served where the API is. Nothing else yet.
  std::uint32_t port = 0;
};

/// Everything that one node is told from outside.
struct node_options {
  /// The node's store; created when absent.
  std::filesystem::path data_directory = "scrutin-data";
  /// One TOML document each election.
  std::filesystem::path elections_directory = "config/elections";
  http_options http;
  rate_limit_options rate_limit;
  key_options keys;
  actor_options actors;
  storage_options storage;
  cluster_options cluster;
  redis_section redis;
  database_options postgresql;
  log_options log;
  metrics_options metrics;
  admin_options admin;
};

/// A rule that an option breaks.
struct option_problem {
  /// Such as `http.tls_key_file`.
  std::string key;
  std::string what;
};

/// Everything that is wrong with the options as a whole: only one of
/// certificate and key, no master key or two, a key inside the data directory,
/// addresses and networks that are none, an origin that is none, a database
/// that is not said or said with its password, a cluster that would talk in
/// clear beyond this machine.
std::vector<option_problem> problems_of(const node_options& x);

/// @returns `bad_configuration` with every problem, one a line.
result<void> validate(const node_options& x);

/// Whether a file, links resolved, lies in a directory or below it.
bool lies_inside(const std::filesystem::path& file,
                 const std::filesystem::path& directory);

} // namespace scrutin
