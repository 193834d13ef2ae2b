#include "actors/peers.hpp"

#include <algorithm>
#include <utility>

#include <caf/actor_cast.hpp>

#include "monitoring/log.hpp"
#include "protocol/errors.hpp"

namespace scrutin {

result<void> peers_options::validate() const {
  if (self.name.empty() || dial_deadline_ms == 0 || dial_pause_ms == 0
      || probe_pause_ms == 0 || greet_ms == 0) {
    return error{ec::bad_configuration, "peers lack a name or a limit"};
  }
  return {};
}

peers::peers(caf::actor_config& cfg, peers_options options)
  : peers_base::base(cfg), options_(std::move(options)) {
}

peers::behavior_type peers::make_behavior() {
  set_down_handler([this](const caf::down_msg& x) { on(x); });
  delayed_send(this, std::chrono::milliseconds{options_.greet_ms},
               clock_tick{});
  return {
    [this](const greet_node& x) { on(x); },
    [this](const node_news& x) { on(x); },
    [this](const offer_partition& x) { on(x); },
    [this](const cluster_news& x) { on(x); },
    [this](const partition_map& x) { on(x); },
    [this](const results_here& x) { on(x); },
    [this](const results_wanted& x) { return on(x); },
    [this](const elections_wanted& x) { return on(x); },
    [this](const guest_heartbeat& x) { return on(x); },
    [this](const subscribe_partitions& x) { on(x); },
    [this](const dial_again& x) { on(x); },
    [this](const probe_due& x) { on(x); },
    [this](const clock_tick& x) { on(x); },
  };
}

void peers::on_exit() {
  peers_.clear();
  routes_ = {};
  own_routes_.clear();
  subscribers_.clear();
  directory_ = nullptr;
  review_ = nullptr;
  results_ = nullptr;
  catalog_ = nullptr;
  options_.dialer = nullptr;
  options_.membership = nullptr;
}

// -- messages -----------------------------------------------------------------

void peers::on(const greet_node& x) {
  auto& from = peers_[x.name];
  if (from.what.incarnation != x.incarnation) {
    // It may be known from the view only later.
    disconnected(from);
    from = {};
    from.what.name = x.name;
    from.what.incarnation = x.incarnation;
    from.what.protocol = x.protocol;
  }
  if (!speaks_with(x.protocol, options_.self.protocol)) {
    refuse(from, x.protocol);
    return;
  }
  if (!same_handle(from.gate, x.gate)) {
    connected(from, x.gate);
  } else if (x.news_wanted) {
    tell(from);
  }
  publish_if_changed();
}

void peers::on(const node_news& x) {
  auto found = peers_.find(x.name);
  if (found == peers_.end() || !found->second.gate
      || found->second.what.incarnation != x.incarnation
      || found->second.gate.address() != current_sender()) {
    return; // from a connection or an incarnation that is gone
  }
  if (!speaks_with(x.protocol, options_.self.protocol)) {
    refuse(found->second, x.protocol);
    return;
  }
  auto& from = found->second;
  from.heard = true;
  services_changed_ |= !same_handle(from.review, x.review)
                       || !same_handle(from.results, x.results);
  from.review = x.review;
  from.results = x.results;
  routes_.set(x.name, x.routes);
  publish_if_changed();
}

void peers::on(const offer_partition& x) {
  if (x.to == options_.self.name) {
    if (directory_) {
      send(directory_, x);
    }
    return;
  }
  auto found = peers_.find(x.to);
  if (found != peers_.end() && found->second.gate) {
    send(found->second.gate, x);
  }
}

void peers::on(const cluster_news& x) {
  for (const auto& seen : x.view.members) {
    const auto& name = seen.what.name;
    if (name == options_.self.name) {
      continue;
    }
    auto& known = peers_[name];
    if (known.what.incarnation != seen.what.incarnation) {
      disconnected(known);
      known = {};
    }
    known.what = seen.what;
    known.listed = true;
    if (!speaks_with(seen.what.protocol, options_.self.protocol)) {
      refuse(known, seen.what.protocol);
    } else if (dials(name) && !known.gate && !known.dialling) {
      dial(known);
    }
  }
  drop_removed(x.view);
  publish_if_changed();
}

void peers::on(const partition_map& x) {
  directory_ = caf::actor_cast<partition_directory_actor>(current_sender());
  review_ = x.review;
  own_routes_ = x.routes;
  routes_.set(options_.self.name, own_routes_);
  tell_everybody();
}

void peers::on(const results_here& x) {
  results_ = x.results;
  catalog_ = x.catalog;
  services_changed_ = true;
  tell_everybody();
}

void peers::on(const subscribe_partitions&) {
  auto sink = caf::actor_cast<map_sink_actor>(current_sender());
  forget(sink.address());
  monitor(sink);
  subscribers_.push_back(sink);
  send(sink, make_map());
}

void peers::on(const dial_again& x) {
  if (auto found = peers_.find(x.node); found != peers_.end()) {
    found->second.dialling = false;
    if (!found->second.gate) {
      dial(found->second);
    }
  }
}

void peers::on(const probe_due& x) {
  auto found = peers_.find(x.node);
  if (found == peers_.end() || found->second.gate || !options_.dialer
      || found->second.what.incarnation != x.incarnation) {
    return; // it is back, or another incarnation is
  }
  request(options_.dialer, std::chrono::milliseconds{options_.dial_deadline_ms},
          probe_node{found->second.what})
    .then(
      [this, x](const node_probed& probed) {
        if (probed.refused && directory_) {
          log_event(log_level::warning, "peer_ended",
                    {{log_key::node, x.node}});
          send(directory_, node_ended{x.node, x.incarnation});
        }
      },
      [](const caf::error&) {
        // Nothing is known; the lease decides.
      });
}

void peers::on(const clock_tick&) {
  for (auto& [name, each] : peers_) {
    if (each.gate && dials(name)) {
      greet(each);
    }
  }
  delayed_send(this, std::chrono::milliseconds{options_.greet_ms},
               clock_tick{});
}

void peers::on(const caf::down_msg& x) {
  forget(x.source);
  for (auto& [name, each] : peers_) {
    if (each.gate && each.gate.address() == x.source) {
      log_event(log_level::warning, "peer_lost", {{log_key::node, name}});
      disconnected(each);
      delayed_send(this, std::chrono::milliseconds{options_.probe_pause_ms},
                   probe_due{name, each.what.incarnation});
      if (dials(name) && !std::exchange(each.dialling, true)) {
        delayed_send(this, std::chrono::milliseconds{options_.dial_pause_ms},
                     dial_again{name});
      }
    }
  }
  publish_if_changed();
}

caf::result<results_here> peers::on(const results_wanted& x) {
  if (auto understood = understand(x.protocol); !understood) {
    return to_caf(understood.failure());
  }
  auto map = make_map();
  if (!map.results || !catalog_) {
    return to_caf(
      {ec::unavailable, options_.self.name + " reaches no results node"});
  }
  return results_here{map.results, catalog_};
}

// -- guests -------------------------------------------------------------------

result<void> peers::understand(std::uint32_t protocol) const {
  if (!speaks_with(protocol, options_.self.protocol)) {
    return error{ec::bad_configuration,
                 options_.self.name + " speaks format "
                   + std::to_string(options_.self.protocol) + ", this program "
                   + std::to_string(protocol)
                   + ": only neighbouring versions work together"};
  }
  return {};
}

result<void> peers::admit(const std::string& name,
                          std::uint32_t protocol) const {
  if (options_.guests.count(name) == 0 || !options_.membership
      || options_.elections == nullptr) {
    return error{ec::bad_configuration,
                 options_.self.name + " is no host to " + name
                   + "; name it in cluster.guests there"};
  }
  return understand(protocol);
}

caf::result<elections_offer> peers::on(const elections_wanted& x) {
  if (auto admitted = admit(x.name, x.protocol); !admitted) {
    return to_caf(admitted.failure());
  }
  elections_offer offer;
  for (const auto& served : options_.elections->all()) {
    offer.elections.push_back(
      {served.definition.id, meaning_fingerprint(served.definition),
       served.wrapped_keys, served.slices, served.has_roll});
  }
  return offer;
}

caf::result<guest_view> peers::on(const guest_heartbeat& x) {
  if (auto admitted = admit(x.self.name, x.self.protocol); !admitted) {
    return to_caf(admitted.failure());
  }
  if (x.self.roles.validator) {
    return to_caf({ec::bad_configuration,
                   "a guest owns no partitions: it has no way to them"});
  }
  auto writer = options_.membership();
  if (!writer) {
    return to_caf(
      {ec::storage_away, options_.self.name + " starts its membership again"});
  }
  return delegate(writer, x);
}

// -- connections --------------------------------------------------------------

bool peers::dials(const std::string& node) const {
  return options_.self.name < node;
}

void peers::dial(peer& x) {
  if (!options_.dialer) {
    return;
  }
  x.dialling = true;
  auto name = x.what.name;
  auto incarnation = x.what.incarnation;
  auto pause = std::chrono::milliseconds{options_.dial_pause_ms};
  request(options_.dialer, std::chrono::milliseconds{options_.dial_deadline_ms},
          dial_node{x.what})
    .then(
      [this, name, incarnation](const node_dialled& reached) {
        auto found = peers_.find(name);
        if (found == peers_.end()
            || found->second.what.incarnation != incarnation) {
          return; // another incarnation is dialled by now
        }
        found->second.dialling = false;
        connected(found->second, reached.gate);
      },
      [this, name, pause](const caf::error&) {
        delayed_send(this, pause, dial_again{name});
      });
}

void peers::connected(peer& x, gate_actor gate) {
  // Even one that compares equal: a handle is dead once its connection is.
  routes_.set(x.what.name, {});
  x.gate = std::move(gate);
  x.heard = false;
  monitor(x.gate);
  log_event(
    log_level::info, "peer_connected",
    {{log_key::node, x.what.name}, {log_key::version, x.what.protocol}});
  if (dials(x.what.name)) {
    greet(x);
  }
  tell(x);
}

void peers::disconnected(peer& x) {
  if (x.gate) {
    demonitor(x.gate.address());
  }
  services_changed_ |= x.review || x.results;
  x.gate = nullptr;
  x.heard = false;
  x.review = nullptr;
  x.results = nullptr;
  routes_.set(x.what.name, {});
}

void peers::greet(peer& x) {
  send(x.gate, greet_node{options_.self.protocol, options_.self.name,
                          options_.self.incarnation,
                          caf::actor_cast<gate_actor>(this), !x.heard});
}

void peers::tell(const peer& x) {
  if (x.gate && !x.refused) {
    send(x.gate,
         node_news{options_.self.protocol, options_.self.name,
                   options_.self.incarnation, own_routes_, review_, results_});
  }
}

void peers::refuse(peer& x, std::uint32_t protocol) {
  if (!std::exchange(x.refused, true)) {
    log_event(log_level::error, "peer_refused",
              {{log_key::node, x.what.name}, {log_key::version, protocol}});
  }
  disconnected(x);
}

void peers::drop_removed(const cluster_view& view) {
  for (auto x = peers_.begin(); x != peers_.end();) {
    auto is_there = std::any_of(
      view.members.begin(), view.members.end(),
      [&](const member_view& seen) { return seen.what.name == x->first; });
    if (is_there || !x->second.listed) {
      ++x;
    } else {
      disconnected(x->second);
      x = peers_.erase(x);
    }
  }
}

// -- the map ------------------------------------------------------------------

void peers::tell_everybody() {
  for (const auto& [name, each] : peers_) {
    tell(each);
  }
  publish_if_changed();
}

void peers::publish_if_changed() {
  auto changed = routes_.take_changed();
  changed |= std::exchange(services_changed_, false);
  if (!changed) {
    return;
  }
  ++version_;
  auto map = make_map();
  for (const auto& x : subscribers_) {
    send(x, map);
  }
}

partition_map peers::make_map() const {
  partition_map map{version_, routes_.merged(), review_, results_};
  for (const auto& [name, each] : peers_) {
    if (!map.review) {
      map.review = each.review;
    }
    if (!map.results) {
      map.results = each.results;
    }
  }
  return map;
}

void peers::forget(const caf::actor_addr& gone) {
  subscribers_.erase(
    std::remove_if(subscribers_.begin(), subscribers_.end(),
                   [&](const auto& s) { return s.address() == gone; }),
    subscribers_.end());
}

} // namespace scrutin
