#include "edge/io_thread.hpp"

#include <unistd.h>

#include "edge/timestamp.hpp"

namespace scrutin::edge {

namespace net = boost::asio;
using boost::system::error_code;

namespace {

constexpr std::int64_t us_of_a_ms = 1'000;

// A connection that one of these calls ends leaves the list meanwhile.
template <class Call>
void for_each_connection(connection_list& list, Call call) {
  for (auto at = list.begin(); at != list.end();) {
    auto& connection = *at++;
    call(connection);
  }
}

} // namespace

io_thread::io_thread(const server_options& options, net::ssl::context* tls,
                     std::uint32_t number)
  : options_(options), tls_(tls), number_(number),
    work_(net::make_work_guard(io_)), sweep_timer_(io_) {
}

io_thread::~io_thread() {
  if (thread_.joinable()) {
    drain();
    join();
  }
}

void io_thread::start(const application_factory& factory) {
  thread_ = std::thread{[this, factory] { run(factory); }};
}

void io_thread::run(const application_factory& factory) {
  app_ = factory(io_, number_);
  around_ = std::make_unique<session_surroundings>(
    session_surroundings{options_.bounds, *app_, {}, false, steady::now()});
  sweep();
  io_.run();
  // What is left was abandoned; its handlers go before what they refer to.
  for_each_connection(all_connections(), [](auto& x) { x.abandon(); });
  io_.restart();
  io_.poll();
  app_.reset();
}

void io_thread::sweep() {
  auto now = steady::now();
  around_->now = now;
  auto now_s = options_.now() / 1'000;
  if (now_s != date_s_) {
    date_s_ = now_s;
    around_->date = to_http_date(now_s * 1'000);
  }
  look_at_some();
  if (around_->stopping
      && ((connections_.empty() && unlooked_.empty()) || now >= drained_by_)) {
    io_.stop();
    return;
  }
  sweep_timer_.expires_after(
    std::chrono::microseconds{options_.bounds.sweep_ms * us_of_a_ms}
    / turns_of_a_round);
  sweep_timer_.async_wait([this](error_code failure) {
    if (!failure) {
      sweep();
    }
  });
}

connection_list& io_thread::all_connections() {
  connections_.splice(connections_.end(), unlooked_);
  return connections_;
}

void io_thread::look_at_some() {
  if (unlooked_.empty()) {
    unlooked_.splice(unlooked_.end(), connections_);
    looks_a_turn_ = unlooked_.size() / turns_of_a_round + 1;
  }
  for (auto left = looks_a_turn_; left > 0 && !unlooked_.empty(); --left) {
    auto& connection = unlooked_.front();
    connections_.splice(connections_.end(), unlooked_, unlooked_.begin());
    connection.look_at_the_time(around_->now);
  }
}

void io_thread::hand_over(int descriptor, net::ip::tcp protocol,
                          const address_bytes& peer, connection_ticket ticket) {
  net::post(io_, [this, descriptor, protocol, peer,
                  ticket = std::move(ticket)]() mutable {
    error_code failure;
    net::ip::tcp::socket socket{io_};
    socket.assign(protocol, descriptor, failure);
    if (failure) {
      ::close(descriptor);
      return;
    }
    if (around_->stopping) {
      return;
    }
    socket.set_option(net::ip::tcp::no_delay{true}, failure);
    if (tls_ == nullptr) {
      run_session(std::move(socket), peer, *around_, connections_,
                  std::move(ticket));
    } else {
      run_tls_session(std::move(socket), *tls_, peer, *around_, connections_,
                      std::move(ticket));
    }
  });
}

void io_thread::post(std::function<void(application&)> what) {
  net::post(io_, [this, what = std::move(what)] { what(*app_); });
}

void io_thread::drain() {
  net::post(io_, [this] { drain_now(); });
}

void io_thread::drain_now() {
  if (around_->stopping) {
    return;
  }
  around_->stopping = true;
  drained_by_ =
    steady::now() + std::chrono::milliseconds{options_.bounds.drain_ms_max};
  app_->drain();
  for_each_connection(all_connections(), [](auto& x) { x.drain(); });
  sweep_timer_.cancel();
  sweep();
}

void io_thread::join() {
  if (thread_.joinable()) {
    thread_.join();
  }
}

} // namespace scrutin::edge
