#include "nodes/relay/tls_relay.hpp"

#include <future>
#include <map>
#include <thread>

#include <unistd.h>

#include "config/node_name.hpp"
#include "monitoring/log.hpp"
#include "nodes/relay/loopback_owner.hpp"
#include "nodes/relay/relay_link.hpp"

namespace scrutin {

namespace net = boost::asio;
using tcp = net::ip::tcp;
using boost::system::error_code;

namespace {

/// A port on loopback that leads to a peer.
struct dial_port {
  std::string name;
  host_port at;
  tcp::acceptor acceptor;
};

// A link that one of these calls ends leaves the list meanwhile.
template <class Which>
void end_links(link_list& list, Which which, const std::string& why) {
  for (auto at = list.begin(); at != list.end();) {
    auto& link = *at++;
    if (which(link)) {
      link.end(why);
    }
  }
}

error_code listen_at(tcp::acceptor& acceptor, const tcp::endpoint& at) {
  error_code failure;
  acceptor.open(at.protocol(), failure);
  if (!failure) {
    acceptor.set_option(tcp::acceptor::reuse_address{true}, failure);
  }
  if (!failure) {
    acceptor.bind(at, failure);
  }
  if (!failure) {
    acceptor.listen(tcp::acceptor::max_listen_connections, failure);
  }
  return failure;
}

} // namespace

struct tls_relay::state {
  state(tls_relay_options chosen, identity_watch identity)
    : options(std::move(chosen)), around{std::move(identity),
                                         options.basp_port,
                                         options.admits,
                                         std::chrono::milliseconds{
                                           options.greeting_ms_max},
                                         {},
                                         {},
                                         {},
                                         {}} {}

  tls_relay_options options;
  link_surroundings around;
  net::io_context io{1};
  net::executor_work_guard<net::io_context::executor_type> work =
    net::make_work_guard(io);
  tcp::acceptor acceptor{io};
  std::map<std::string, std::shared_ptr<dial_port>> peers;
  std::uint16_t port = 0;
  std::thread thread;

  result<void> listen();
  void accept_next();
  void dial_next(const std::shared_ptr<dial_port>& peer);
  void take_in(const dial_port& peer, tcp::socket plain);
  void rest(std::function<void()> then);
  result<std::uint16_t> add(const std::string& name, const host_port& at);
  void remove(const std::string& name);
  void end_all();

  /// Runs something on the relay's thread and waits for what it returns.
  template <class Work>
  auto on_thread(Work what) {
    std::packaged_task<decltype(what())()> task{std::move(what)};
    auto outcome = task.get_future();
    net::post(io, [&task] { task(); });
    return outcome.get();
  }
};

// -- listening ----------------------------------------------------------------

result<void> tls_relay::state::listen() {
  auto at = parse_host_port(options.listen);
  if (!at || !is_ip_address(at->host)) {
    return error{ec::bad_configuration,
                 "cluster.listen " + options.listen + " must be ADDRESS:PORT"};
  }
  auto failure =
    listen_at(acceptor, {net::ip::make_address(at->host), at->port});
  if (failure) {
    return error{ec::unavailable,
                 "cluster.listen " + options.listen
                   + " cannot be listened at: " + failure.message()};
  }
  port = acceptor.local_endpoint().port();
  accept_next();
  return {};
}

void tls_relay::state::accept_next() {
  acceptor.async_accept([this](error_code failure, tcp::socket crypted) {
    if (failure == net::error::operation_aborted) {
      return;
    }
    if (failure) {
      around.log.refused("", "accepting: " + failure.message());
      return rest([this] { accept_next(); });
    }
    // The oldest has had more time than a node needs.
    if (around.greeting.size() >= options.half_open_max) {
      around.log.refused("", "too many connections without a handshake");
      around.greeting.front().end("");
    }
    if (around.open.size() >= options.links_max) {
      around.log.refused("", "too many links");
    } else {
      std::make_shared<relay_link>(io, around, tcp::socket{io},
                                   std::move(crypted))
        ->accept();
    }
    accept_next();
  });
}

// Without descriptors accepting fails at once, again and again.
void tls_relay::state::rest(std::function<void()> then) {
  auto pause =
    std::make_shared<net::steady_timer>(io, std::chrono::milliseconds{100});
  pause->async_wait([pause, then = std::move(then)](error_code) { then(); });
}

// -- dialling -----------------------------------------------------------------

result<std::uint16_t> tls_relay::state::add(const std::string& name,
                                            const host_port& at) {
  auto known = peers.find(name);
  if (known != peers.end()) {
    known->second->at = at;
    return known->second->acceptor.local_endpoint().port();
  }
  auto peer =
    std::make_shared<dial_port>(dial_port{name, at, tcp::acceptor{io}});
  auto failure =
    listen_at(peer->acceptor, {net::ip::address_v4::loopback(), 0});
  if (failure) {
    return error{ec::unavailable,
                 "no port on loopback for " + name + ": " + failure.message()};
  }
  peers.emplace(name, peer);
  dial_next(peer);
  return peer->acceptor.local_endpoint().port();
}

void tls_relay::state::dial_next(const std::shared_ptr<dial_port>& peer) {
  peer->acceptor.async_accept(
    [this, peer](error_code failure, tcp::socket plain) {
      if (!peer->acceptor.is_open()) {
        return;
      }
      if (failure) {
        around.log.not_dialled(peer->name, "accepting: " + failure.message());
        return rest([this, peer] { dial_next(peer); });
      }
      take_in(*peer, std::move(plain));
      dial_next(peer);
    });
}

void tls_relay::state::take_in(const dial_port& peer, tcp::socket plain) {
  error_code failure;
  auto from = plain.remote_endpoint(failure);
  auto to = plain.local_endpoint(failure);
  if (failure || loopback_owner(from.port(), to.port()) != ::geteuid()) {
    around.log.not_dialled(peer.name,
                           "another user of this host tried its port");
  } else if (around.dialling.size() + around.open.size() >= options.links_max) {
    around.log.not_dialled(peer.name, "too many links");
  } else {
    std::make_shared<relay_link>(io, around, std::move(plain), tcp::socket{io})
      ->dial(peer.name, peer.at);
  }
}

void tls_relay::state::remove(const std::string& name) {
  auto known = peers.find(name);
  if (known == peers.end()) {
    return;
  }
  error_code ignored;
  known->second->acceptor.close(ignored);
  peers.erase(known);
  auto through = [&](const relay_link& x) {
    return x.dialled() && x.node() == name;
  };
  end_links(around.dialling, through, "");
  end_links(around.open, through, "the peer was removed");
}

void tls_relay::state::end_all() {
  error_code ignored;
  acceptor.close(ignored);
  for (auto& [name, peer] : peers) {
    peer->acceptor.close(ignored);
  }
  auto all = [](const relay_link&) { return true; };
  end_links(around.greeting, all, "");
  end_links(around.dialling, all, "");
  end_links(around.open, all, "this node ends");
  work.reset();
  io.stop();
}

// -- from outside -------------------------------------------------------------

tls_relay::tls_relay(std::unique_ptr<state> started)
  : state_(std::move(started)) {
}

result<std::unique_ptr<tls_relay>> tls_relay::start(tls_relay_options options) {
  auto identity = identity_watch::start(options.files, options.node_name);
  if (!identity) {
    return identity.failure();
  }
  auto started =
    std::make_unique<state>(std::move(options), *std::move(identity));
  auto& x = *started;
  if (!x.options.listen.empty()) {
    if (auto done = x.listen(); !done) {
      return done.failure();
    }
    log_event(
      log_level::info, "relay_listens",
      {{log_key::node, x.options.node_name},
       {log_key::listen, x.acceptor.local_endpoint().address().to_string() + ":"
                           + std::to_string(x.port)}});
  }
  x.thread = std::thread{[&x] { x.io.run(); }};
  return std::unique_ptr<tls_relay>{new tls_relay{std::move(started)}};
}

tls_relay::~tls_relay() {
  auto& x = *state_;
  net::post(x.io, [&x] { x.end_all(); });
  x.thread.join();
  // Handlers of what was ended go before what they refer to.
  x.io.restart();
  x.io.poll();
}

std::uint16_t tls_relay::port() const {
  return state_->port;
}

result<std::uint16_t> tls_relay::add_peer(const std::string& name,
                                          const std::string& at) {
  auto where = parse_host_port(at);
  if (!is_node_name(name) || !where) {
    return error{ec::bad_configuration,
                 "peer " + name + " at " + at
                   + ": needs a host name in lower case and HOST:PORT"};
  }
  return state_->on_thread([&] { return state_->add(name, *where); });
}

void tls_relay::remove_peer(const std::string& name) {
  state_->on_thread([&] { state_->remove(name); });
}

void tls_relay::end_links_of(const std::string& name) {
  state_->on_thread([&] {
    auto theirs = [&](const relay_link& x) { return x.node() == name; };
    end_links(state_->around.greeting, theirs, "");
    end_links(state_->around.dialling, theirs, "");
    end_links(state_->around.open, theirs, "the node may not link any more");
  });
}

relay_census tls_relay::census() const {
  return state_->on_thread([&] {
    const auto& x = state_->around;
    return relay_census{x.greeting.size(), x.dialling.size(), x.open.size()};
  });
}

} // namespace scrutin
