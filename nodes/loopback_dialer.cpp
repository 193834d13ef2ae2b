#include "nodes/loopback_dialer.hpp"

#include <charconv>
#include <chrono>
#include <set>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <caf/actor_cast.hpp>
#include <caf/io/all.hpp>
#include <caf/typed_event_based_actor.hpp>

#include "nodes/port_probe.hpp"
#include "protocol/errors.hpp"

namespace scrutin {

namespace {

using prober_actor =
  caf::typed_actor<caf::replies_to<probe_node>::with<node_probed>>;

constexpr std::chrono::seconds connect_deadline{4};
constexpr std::chrono::milliseconds probe_patience{500};

/// Lives for one question, so that a host which does not answer keeps nobody
/// from being dialled.
prober_actor::behavior_type prober(prober_actor::pointer self) {
  return {[self](const probe_node& x) {
    self->quit();
    return node_probed{refuses_connections(x.to.address, probe_patience)};
  }};
}

dialer_actor::behavior_type dialer(dialer_actor::pointer self,
                                   const way_to_node& way) {
  auto dial = [self, way](const dial_node& x) -> caf::result<node_dialled> {
    auto at = way(x.to);
    if (!at) {
      return to_caf({ec::unavailable, "there is no way to " + x.to.name});
    }
    auto promise = self->make_response_promise<node_dialled>();
    auto middleman = self->system().middleman().actor_handle();
    self
      ->request(middleman, connect_deadline, caf::connect_atom::value,
                at->first, at->second)
      .then(
        [promise](const caf::node_id&, const caf::strong_actor_ptr& gate,
                  const std::set<std::string>&) mutable {
          if (gate) {
            promise.deliver(node_dialled{caf::actor_cast<gate_actor>(gate)});
          } else {
            promise.deliver(
              to_caf({ec::unavailable, "nothing is published there"}));
          }
        },
        [promise](const caf::error& why) mutable { promise.deliver(why); });
    return promise;
  };
  auto probe = [self](const probe_node& x) {
    return self->delegate(self->spawn<caf::detached>(prober), x);
  };
  return {dial, probe};
}

} // namespace

std::optional<endpoint> way_on_loopback(const member& to) {
  auto colon = to.address.rfind(':');
  if (colon == std::string::npos) {
    return std::nullopt;
  }
  auto host = to.address.substr(0, colon);
  std::uint16_t port = 0;
  const auto* first = to.address.data() + colon + 1;
  const auto* last = to.address.data() + to.address.size();
  auto [end, failure] = std::from_chars(first, last, port);
  if (host != "127.0.0.1" || failure != std::errc{} || end != last) {
    return std::nullopt;
  }
  return endpoint{host, port};
}

dialer_actor spawn_dialer(caf::actor_system& system, way_to_node way) {
  return system.spawn<caf::detached>(dialer, std::move(way));
}

std::uint16_t free_loopback_port() {
  boost::asio::io_context io;
  boost::asio::ip::tcp::acceptor probe{
    io, {boost::asio::ip::address_v4::loopback(), 0}};
  return probe.local_endpoint().port();
}

} // namespace scrutin
