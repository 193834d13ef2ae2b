#include "config/node_options.hpp"

#include <algorithm>

#include "config/host_port.hpp"
#include "config/node_address.hpp"
#include "config/node_name.hpp"

namespace scrutin {

namespace {

// An address, or one with the length of its network: 10.0.0.0/8.
bool is_network(const std::string& x) {
  auto slash = x.find('/');
  auto address = x.substr(0, slash);
  if (slash == std::string::npos) {
    return is_ip_address(x);
  }
  auto bits = x.substr(slash + 1);
  auto is_number = !bits.empty() && bits.size() <= 3
                   && bits.find_first_not_of("0123456789") == std::string::npos;
  auto bits_max = address.find(':') == std::string::npos ? 32 : 128;
  return is_ip_address(address) && is_number && std::stoi(bits) <= bits_max;
}

// scheme://host[:port], nothing after it and never a wildcard.
bool is_origin(const std::string& x) {
  auto rest = x.rfind("https://", 0) == 0  ? x.substr(8)
              : x.rfind("http://", 0) == 0 ? x.substr(7)
                                           : std::string{};
  return !rest.empty() && rest.find_first_of("/*? #@") == std::string::npos;
}

// A socket's path, HOST:PORT, or empty.
bool is_endpoint(const std::string& x) {
  if (x.empty() || x.front() == '/') {
    return true;
  }
  auto at = parse_host_port(x);
  return at && at->port != 0;
}

void check_keys(const node_options& x, std::vector<option_problem>& problems) {
  const auto& file = x.keys.master_key_file;
  if (file.empty() == x.keys.master_key_command.empty()) {
    problems.push_back(
      {"keys.master_key_file",
       file.empty()
         ? "is missing; set it or keys.master_key_command "
           "(`scrutin keys init` makes a key)"
         : "and keys.master_key_command are both set; leave one of them"});
  } else if (!file.empty() && lies_inside(file, x.data_directory)) {
    problems.push_back({"keys.master_key_file",
                        "must not lie inside data_directory: who copies the "
                        "data must not get the key with it"});
  }
}

void check_connection(const std::string& key, const std::string& connection,
                      std::vector<option_problem>& problems) {
  auto holds = [&connection](const char* part) {
    return connection.find(part) != std::string::npos;
  };
  if (holds("://")) {
    problems.push_back(
      {key, "must be pairs such as host=db1 dbname=scrutin, not an address"});
  } else if (holds("password")) {
    problems.push_back(
      {key, "must not hold a password: options are printed and passed on; set "
            "postgresql.password_file or PGPASSFILE"});
  }
}

void check_database(const node_options& x,
                    std::vector<option_problem>& problems) {
  if (x.storage.backend != backend_kind::postgresql) {
    return;
  }
  const auto& connection = x.postgresql.connection;
  const std::string key = "postgresql.connection";
  if (connection.empty()) {
    problems.push_back(
      {key, "is missing; say where the database is, such as "
            "\"host=/run/postgresql dbname=scrutin user=scrutin\""});
  }
  check_connection(key, connection, problems);
  for (const auto& further : x.postgresql.further_connections) {
    const std::string list = "postgresql.further_connections";
    if (further.empty()) {
      problems.push_back({list, "holds an empty one"});
    }
    check_connection(list, further, problems);
  }
}

/// What the links of nodes on several machines need.
void check_links(const cluster_options& x,
                 std::vector<option_problem>& problems) {
  auto at = parse_host_port(x.listen);
  if (!at || !is_ip_address(at->host)) {
    problems.push_back({"cluster.listen",
                        "must be ADDRESS:PORT, such as 10.0.0.1:4711 or "
                        "[2001:db8::1]:4711"});
  } else if (x.address.empty() && (at->host == "0.0.0.0" || at->host == "::")) {
    problems.push_back({"cluster.address",
                        "is missing: cluster.listen does not say where the "
                        "other nodes reach this one"});
  }
  auto need = [&](const std::filesystem::path& file, const char* key) {
    if (file.empty()) {
      problems.push_back(
        {key, "is missing: nodes talk under TLS beyond this machine, and each "
              "needs certificate, key and authority (`scrutin cluster certs` "
              "makes them for trials)"});
    }
  };
  need(x.certificate_file, "cluster.certificate_file");
  need(x.key_file, "cluster.key_file");
  need(x.ca_file, "cluster.ca_file");
}

// Those that join and those that are joined by.
void check_guests(const node_options& x,
                  std::vector<option_problem>& problems) {
  const auto& cluster = x.cluster;
  for (const auto& host : cluster.join) {
    auto at = parse_node_address(host);
    if (!at) {
      problems.push_back({"cluster.join", "holds " + host
                                            + ", which is not HOST:PORT or "
                                              "NAME@HOST:PORT"});
    } else if (!at->is_on_this_machine() && cluster.listen.empty()) {
      problems.push_back(
        {"cluster.listen", "is missing beside cluster.join = " + host
                             + ": nodes of other machines are reached under "
                               "TLS only"});
    }
  }
  for (const auto& guest : cluster.guests) {
    if (!is_node_name(guest) || guest == cluster.node) {
      problems.push_back(
        {"cluster.guests",
         "holds " + guest + ", which is no name of another node"});
    }
  }
  if (cluster.join.empty()) {
    return;
  }
  const auto& roles = cluster.roles;
  if (std::find(roles.begin(), roles.end(), "validator") != roles.end()) {
    problems.push_back({"cluster.roles",
                        "holds validator beside cluster.join: only a node "
                        "with the database owns partitions"});
  }
  if (x.storage.backend == backend_kind::postgresql) {
    problems.push_back({"cluster.join",
                        "and storage.backend = postgresql are both set: a "
                        "node with the database needs no host"});
  }
  if (!cluster.guests.empty()) {
    problems.push_back(
      {"cluster.guests", "is set beside cluster.join: a guest is no host"});
  }
}

void check_cluster(const node_options& x,
                   std::vector<option_problem>& problems) {
  const auto& cluster = x.cluster;
  if (cluster.node.empty()) {
    for (const auto& [is_set, key] :
         {std::pair{!cluster.listen.empty(), "cluster.listen"},
          std::pair{!cluster.join.empty(), "cluster.join"},
          std::pair{!cluster.guests.empty(), "cluster.guests"},
          std::pair{cluster.roles != cluster_options{}.roles,
                    "cluster.roles"}}) {
      if (is_set) {
        problems.push_back({"cluster.node", std::string{"is missing beside "}
                                              + key
                                              + ": nodes know one another by "
                                                "name"});
      }
    }
    return;
  }
  if (!is_node_name(cluster.node)) {
    problems.push_back(
      {"cluster.node", "must be a host name in lower case, such as node-1"});
  }
  check_guests(x, problems);
  if (cluster.join.empty() && x.storage.backend != backend_kind::postgresql) {
    problems.push_back({"cluster.node",
                        "needs storage.backend = postgresql: nodes share "
                        "their store"});
  }
  for (const auto& role : cluster.roles) {
    if (role != "edge" && role != "validator" && role != "results") {
      problems.push_back({"cluster.roles", "holds " + role
                                             + "; there are edge, validator "
                                               "and results"});
    }
  }
  if (cluster.roles.empty()) {
    problems.push_back({"cluster.roles", "must not be empty"});
  }
  if (cluster.lease_ms <= 2 * cluster.heartbeat_ms) {
    problems.push_back({"cluster.lease_ms",
                        "must be over twice cluster.heartbeat_ms: one "
                        "heartbeat may be lost"});
  }
  if (!cluster.listen.empty()) {
    check_links(cluster, problems);
  }
}

} // namespace

const char* to_string(backend_kind x) {
  switch (x) {
  case backend_kind::embedded:
    return "embedded";
  case backend_kind::postgresql:
    return "postgresql";
  }
  return "invalid";
}

bool lies_inside(const std::filesystem::path& file,
                 const std::filesystem::path& directory) {
  std::error_code ignored;
  auto inner = std::filesystem::weakly_canonical(file, ignored);
  auto outer = std::filesystem::weakly_canonical(directory, ignored);
  if (!outer.has_filename()) {
    outer = outer.parent_path();
  }
  return std::mismatch(outer.begin(), outer.end(), inner.begin(), inner.end())
           .first
         == outer.end();
}

std::vector<option_problem> problems_of(const node_options& x) {
  std::vector<option_problem> problems;
  auto check = [&](bool holds, std::string key, std::string what) {
    if (!holds) {
      problems.push_back({std::move(key), std::move(what)});
    }
  };
  const auto& http = x.http;
  check(!x.data_directory.empty(), "data_directory", "must not be empty");
  check(!x.elections_directory.empty(), "elections_directory",
        "must not be empty");
  check(is_ip_address(http.address), "http.address",
        "must be an IPv4 or IPv6 address");
  check(is_ip_address(x.metrics.address), "metrics.address",
        "must be an IPv4 or IPv6 address");
  check(http.tls_certificate_file.empty() || !http.tls_key_file.empty(),
        "http.tls_key_file", "is missing beside http.tls_certificate_file");
  check(http.tls_key_file.empty() || !http.tls_certificate_file.empty(),
        "http.tls_certificate_file", "is missing beside http.tls_key_file");
  check(http.connections_per_address_max <= http.connections_max,
        "http.connections_per_address_max",
        "must not be over http.connections_max");
  for (const auto& proxy : http.trusted_proxies) {
    check(is_network(proxy), "http.trusted_proxies",
          "holds " + proxy + ", which is no address or network");
  }
  for (const auto& origin : http.cors_origins) {
    check(is_origin(origin), "http.cors_origins",
          "holds " + origin
            + ", which is no origin such as https://vote.example.org");
  }
  check_keys(x, problems);
  check_cluster(x, problems);
  check(is_endpoint(x.redis.address), "redis.address",
        "must be HOST:PORT or the path of a Unix socket");
  check(!x.redis.address.empty() || x.redis.password_file.empty(),
        "redis.address", "is missing beside redis.password_file");
  check(x.redis.user.empty() || !x.redis.password_file.empty(),
        "redis.password_file", "is missing beside redis.user");
  check_database(x, problems);
  for (const auto& [key, file] :
       {std::pair{"redis.password_file", x.redis.password_file},
        std::pair{"postgresql.password_file", x.postgresql.password_file},
        std::pair{"cluster.key_file", x.cluster.key_file}}) {
    check(file.empty() || !lies_inside(file, x.data_directory), key,
          "must not lie inside data_directory: who copies the data must not "
          "get the secret with it");
  }
  check(x.metrics.port == 0 || x.metrics.port != x.http.port
          || x.metrics.address != x.http.address,
        "metrics.port", "is that of the API; 0 serves /metrics there");
  return problems;
}

result<void> validate(const node_options& x) {
  std::string detail;
  for (const auto& problem : problems_of(x)) {
    detail += (detail.empty() ? "" : "\n") + problem.key + ": " + problem.what;
  }
  if (!detail.empty()) {
    return error{ec::bad_configuration, std::move(detail)};
  }
  return {};
}

} // namespace scrutin
