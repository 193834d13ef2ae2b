#include "nodes/host_link.hpp"

#include <algorithm>

namespace scrutin {

namespace {

constexpr std::chrono::seconds dial_max{5};

member at(const std::string& name, const std::string& address) {
  member x;
  x.name = name;
  x.address = address;
  return x;
}

} // namespace

std::vector<node_address> hosts_of(const cluster_options& options) {
  std::vector<node_address> hosts;
  for (const auto& text : options.join) {
    if (auto host = parse_node_address(text)) {
      hosts.push_back(*std::move(host));
    }
  }
  return hosts;
}

host_link::host_link(caf::actor_system& system, dialer_actor dialer,
                     const std::vector<node_address>& seeds)
  : self_(system, true), dialer_(std::move(dialer)), seeds_(seeds.size()) {
  for (const auto& seed : seeds) {
    hosts_.push_back(at(seed.name, seed.address));
  }
}

void host_link::learn(const cluster_view& view) {
  auto current = hosts_[at_].address;
  hosts_.resize(seeds_);
  for (const auto& each : view.members) {
    if (each.what.roles.validator) {
      hosts_.push_back(at(each.what.name, each.what.address));
    }
  }
  auto found = std::find_if(hosts_.begin(), hosts_.end(), [&](const member& x) {
    return x.address == current;
  });
  at_ = found == hosts_.end()
          ? 0
          : static_cast<std::size_t>(found - hosts_.begin());
}

bool host_link::connect() {
  self_->request(dialer_, dial_max, dial_node{hosts_[at_]})
    .receive([this](node_dialled& x) { gate_ = std::move(x.gate); },
             [this](const caf::error&) { gate_ = nullptr; });
  return is_connected();
}

void host_link::next() {
  gate_ = nullptr;
  at_ = (at_ + 1) % hosts_.size();
}

std::string host_link::tried_hosts() const {
  std::string list;
  for (const auto& each : hosts_) {
    list += (list.empty() ? "" : ", ") + each.address;
  }
  return list;
}

} // namespace scrutin
