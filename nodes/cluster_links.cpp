#include "nodes/cluster_links.hpp"

#include <algorithm>
#include <utility>
#include <vector>

#include "monitoring/log.hpp"

namespace scrutin {

cluster_links::cluster_links(const cluster_options& options)
  : options_(options),
    gate_port_(options.port != 0 ? static_cast<std::uint16_t>(options.port)
                                 : free_loopback_port()) {
}

result<std::unique_ptr<cluster_links>>
cluster_links::open(const cluster_options& options) {
  std::unique_ptr<cluster_links> links{new cluster_links{options}};
  if (options.listen.empty()) {
    return links;
  }
  tls_relay_options relay;
  relay.node_name = options.node;
  relay.files = {options.certificate_file, options.key_file, options.ca_file};
  relay.listen = options.listen;
  relay.basp_port = links->gate_port_;
  relay.admits = [x = links.get()](const std::string& node) {
    return x->admits(node);
  };
  auto started = tls_relay::start(std::move(relay));
  if (!started) {
    return started.failure();
  }
  links->relay_ = std::move(*started);
  return links;
}

std::string cluster_links::address() const {
  if (!options_.address.empty()) {
    return options_.address;
  }
  auto host = relay_ ? options_.listen.substr(0, options_.listen.rfind(':'))
                     : std::string{"127.0.0.1"};
  return host + ":" + std::to_string(relay_ ? relay_->port() : gate_port_);
}

std::optional<endpoint> cluster_links::way_to(const member& node) const {
  if (!relay_) {
    return way_on_loopback(node);
  }
  auto port = relay_->add_peer(node.name, node.address);
  if (!port) {
    log_event(log_level::error, "peer_has_no_way",
              {{log_key::node, node.name},
               {log_key::detail, to_string(port.failure())}});
    return std::nullopt;
  }
  return endpoint{"127.0.0.1", *port};
}

bool cluster_links::admits(const std::string& node) const {
  std::lock_guard<std::mutex> lock{mutex_};
  const auto& guests = options_.guests;
  return members_.count(node) != 0
         || std::find(guests.begin(), guests.end(), node) != guests.end();
}

cluster_options on_a_free_port(cluster_options x) {
  x.port = 0;
  if (!x.listen.empty()) {
    x.listen = x.listen.substr(0, x.listen.rfind(':')) + ":0";
  }
  return x;
}

void cluster_links::follow(const cluster_view& view) {
  std::set<std::string> now;
  for (const auto& each : view.members) {
    now.insert(each.what.name);
  }
  std::set<std::string> before;
  {
    std::lock_guard<std::mutex> lock{mutex_};
    before = std::exchange(members_, now);
  }
  for (const auto& gone : before) {
    if (relay_ && now.count(gone) == 0) {
      relay_->remove_peer(gone);
      relay_->end_links_of(gone);
    }
  }
}

} // namespace scrutin
