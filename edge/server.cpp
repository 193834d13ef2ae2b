#include "edge/server.hpp"

#include <sys/socket.h>
#include <unistd.h>

#include <boost/asio/ip/tcp.hpp>
#include <cerrno>
#include <vector>

#include "edge/connection_census.hpp"
#include "edge/io_thread.hpp"

namespace scrutin::edge {

namespace net = boost::asio;
using boost::system::error_code;
using net::ip::tcp;

namespace {

address_bytes bytes_of(const net::ip::address& x) {
  auto six = x.is_v6()
               ? x.to_v6()
               : net::ip::make_address_v6(net::ip::v4_mapped, x.to_v4());
  return six.to_bytes();
}

} // namespace

result<void> validate(const server_options& x) {
  constexpr std::uint32_t threads_max = 256;
  if (x.threads == 0 || x.threads > threads_max) {
    return error{ec::bad_configuration, "edge threads must be 1 to 256"};
  }
  if (!x.now) {
    return error{ec::bad_configuration, "the edge needs a clock"};
  }
  error_code failure;
  net::ip::make_address(x.address, failure);
  if (failure) {
    return error{ec::bad_configuration,
                 "not an IP address to listen on: " + x.address};
  }
  return validate(x.bounds);
}

struct server::state {
  state(server_options with, application_factory make)
    : options(std::move(with)), factory(std::move(make)),
      census(std::make_shared<connection_census>(
        options.bounds.connections_max,
        options.bounds.connections_per_address_max)) {}

  result<void> listen() {
    error_code failure;
    tcp::endpoint where{net::ip::make_address(options.address, failure),
                        options.port};
    acceptor.open(where.protocol(), failure);
    if (!failure) {
      acceptor.set_option(tcp::acceptor::reuse_address{true}, failure);
      acceptor.bind(where, failure);
    }
    if (!failure) {
      acceptor.listen(net::socket_base::max_listen_connections, failure);
    }
    if (!failure) {
      acceptor.native_non_blocking(true, failure);
    }
    if (failure) {
      return error{ec::unavailable, "cannot listen on " + options.address + ":"
                                      + std::to_string(options.port) + ": "
                                      + failure.message()};
    }
    port = acceptor.local_endpoint(failure).port();
    return {};
  }

  void wait() {
    acceptor.async_wait(tcp::acceptor::wait_read, [this](error_code failure) {
      if (!failure) {
        accept();
      }
    });
  }

  // Plain accept: a socket object here would enter this thread's event loop
  // only to leave it again.
  void accept() {
    for (;;) {
      sockaddr_storage storage{};
      socklen_t size = sizeof(storage);
      auto* name = reinterpret_cast<sockaddr*>(&storage);
      int descriptor = ::accept4(acceptor.native_handle(), name, &size,
                                 SOCK_NONBLOCK | SOCK_CLOEXEC);
      if (descriptor >= 0) {
        tcp::endpoint peer;
        std::memcpy(peer.data(), &storage,
                    std::min<std::size_t>(size, peer.capacity()));
        take(descriptor, peer);
      } else if (errno == EAGAIN || errno == EWOULDBLOCK) {
        wait();
        return;
      } else if (errno != EINTR && errno != ECONNABORTED) {
        // Out of descriptors, most likely: the queue keeps until some close.
        pause();
        return;
      }
    }
  }

  void pause() {
    constexpr auto breath = std::chrono::milliseconds{50};
    retry.expires_after(breath);
    retry.async_wait([this](error_code failure) {
      if (!failure) {
        wait();
      }
    });
  }

  void take(int descriptor, const tcp::endpoint& peer) {
    auto from = bytes_of(peer.address());
    auto ticket = census->admit(from);
    if (!ticket) {
      ::close(descriptor);
      return;
    }
    io_threads[next++ % io_threads.size()]->hand_over(
      descriptor, peer.protocol(), from, std::move(ticket));
  }

  server_options options;
  application_factory factory;
  std::unique_ptr<net::ssl::context> tls;
  std::shared_ptr<connection_census> census;
  net::io_context io{1};
  tcp::acceptor acceptor{io};
  net::steady_timer retry{io};
  std::uint16_t port = 0;
  std::size_t next = 0;
  std::vector<std::unique_ptr<io_thread>> io_threads;
  std::thread accepting;
};

server::server(server_options options, application_factory factory)
  : state_(std::make_unique<state>(std::move(options), std::move(factory))) {
}

server::~server() {
  stop();
}

result<void> server::start() {
  auto& x = *state_;
  if (auto ok = validate(x.options); !ok) {
    return ok;
  }
  if (x.options.tls.wanted()) {
    auto context = make_tls_context(x.options.tls);
    if (!context) {
      return context.failure();
    }
    x.tls = std::move(*context);
  }
  if (auto ok = x.listen(); !ok) {
    return ok;
  }
  for (std::uint32_t i = 0; i < x.options.threads; ++i) {
    x.io_threads.push_back(
      std::make_unique<io_thread>(x.options, x.tls.get(), i));
    x.io_threads.back()->start(x.factory);
  }
  x.wait();
  x.accepting = std::thread{[&x] { x.io.run(); }};
  return {};
}

std::uint16_t server::port() const {
  return state_->port;
}

std::uint32_t server::threads() const {
  return state_->options.threads;
}

std::uint32_t server::connections() const {
  return state_->census->connections();
}

void server::on_thread(std::uint32_t thread,
                       std::function<void(application&)> what) {
  state_->io_threads.at(thread)->post(std::move(what));
}

void server::stop() {
  auto& x = *state_;
  if (!x.accepting.joinable()) {
    return;
  }
  net::post(x.io, [&x] {
    error_code ignored;
    x.acceptor.close(ignored);
    x.retry.cancel();
  });
  x.accepting.join();
  for (auto& thread : x.io_threads) {
    thread->drain();
  }
  for (auto& thread : x.io_threads) {
    thread->join();
  }
}

} // namespace scrutin::edge
