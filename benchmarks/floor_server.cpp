// The floor that the edge is measured against: a bare Beast server that reads
// the same requests on as many threads and answers a constant. Nothing is
// parsed beyond HTTP, nothing stored; what it costs, HTTP over Asio costs.
//
//   floor_server PORT THREADS BODY_BYTES
//
// Prints its port (0: a free one) and serves until SIGTERM or SIGINT.
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/http/write.hpp>
#include <cstdlib>
#include <iostream>
#include <memory>
#include <sys/socket.h>
#include <thread>
#include <vector>

namespace asio = boost::asio;
namespace http = boost::beast::http;
using tcp = asio::ip::tcp;
using failure_code = boost::system::error_code;

namespace {

/// An accepted cast as the edge answers it, filled up to a size.
std::string constant_answer(std::size_t bytes) {
  std::string head = R"({"status":"accepted","message":")";
  std::string tail = R"("})";
  auto filling =
    bytes > head.size() + tail.size() ? bytes - head.size() - tail.size() : 0;
  return head + std::string(filling, 'x') + tail;
}

class session : public std::enable_shared_from_this<session> {
public:
  session(tcp::socket socket, const std::string& answer)
    : socket_(std::move(socket)) {
    answer_.result(http::status::accepted);
    answer_.version(11);
    answer_.set(http::field::content_type, "application/json");
    answer_.body() = answer;
    answer_.prepare_payload();
  }

  void read() {
    request_ = {};
    http::async_read(
      socket_, buffer_, request_,
      [self = shared_from_this()](failure_code failure, std::size_t) {
        if (!failure) {
          self->write();
        }
      });
  }

private:
  void write() {
    http::async_write(
      socket_, answer_,
      [self = shared_from_this()](failure_code failure, std::size_t) {
        if (!failure) {
          self->read();
        }
      });
  }

  tcp::socket socket_;
  boost::beast::flat_buffer buffer_;
  http::request<http::string_body> request_;
  http::response<http::string_body> answer_;
};

using reuse_port =
  asio::detail::socket_option::boolean<SOL_SOCKET, SO_REUSEPORT>;

/// A thread's own loop and acceptor: no connection changes threads.
class serving_thread {
public:
  serving_thread(unsigned short port, const std::string& answer)
    : acceptor_(io_), answer_(answer) {
    tcp::endpoint at{asio::ip::address_v4::loopback(), port};
    acceptor_.open(at.protocol());
    acceptor_.set_option(tcp::acceptor::reuse_address{true});
    acceptor_.set_option(reuse_port{true});
    acceptor_.bind(at);
    acceptor_.listen();
    accept();
  }

  [[nodiscard]] unsigned short port() const {
    return acceptor_.local_endpoint().port();
  }
  asio::io_context& io() { return io_; }

private:
  void accept() {
    acceptor_.async_accept([this](failure_code failure, tcp::socket socket) {
      if (!failure) {
        socket.set_option(tcp::no_delay{true});
        std::make_shared<session>(std::move(socket), answer_)->read();
      }
      accept();
    });
  }

  asio::io_context io_{1};
  tcp::acceptor acceptor_;
  const std::string& answer_;
};

} // namespace

int main(int count, char** words) {
  if (count != 4) {
    std::cerr << "usage: floor_server PORT THREADS BODY_BYTES\n";
    return 2;
  }
  auto port = static_cast<unsigned short>(std::atoi(words[1]));
  auto answer = constant_answer(std::strtoul(words[3], nullptr, 10));
  std::vector<std::unique_ptr<serving_thread>> threads;
  for (int i = 0; i < std::atoi(words[2]); ++i) {
    threads.push_back(std::make_unique<serving_thread>(port, answer));
    port = threads.front()->port();
  }
  std::cout << port << std::endl;
  std::vector<std::thread> running;
  for (auto& x : threads) {
    running.emplace_back([&x] { x->io().run(); });
  }
  asio::io_context signals{1};
  asio::signal_set ends{signals, SIGINT, SIGTERM};
  ends.async_wait([&](failure_code, int) {
    for (auto& x : threads) {
      x->io().stop();
    }
  });
  signals.run();
  for (auto& thread : running) {
    thread.join();
  }
}
