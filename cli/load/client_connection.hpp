#pragma once

#include <array>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "cli/load/cast_plan.hpp"
#include "cli/load/vote_answer.hpp"

namespace scrutin::load {

class client_connection;

/// Who hears of a connection. Called on the thread of its io_context.
class connection_observer {
public:
  virtual ~connection_observer() = default;
  /// It can take a request: for the first time, or again.
  virtual void ready(client_connection& x) = 0;
  /// The answer to the request under way has come; `ready` or `lost` follows.
  virtual void answered(client_connection& x, unsigned status,
                        std::string_view body) = 0;
  /// It broke; a request under way, if `busy`, has no answer.
  virtual void lost(client_connection& x) = 0;
};

/// One keep-alive connection with one request under way at a time. Written to
/// cost little: a request leaves in one call without waiting for the loop, a
/// read is always under way (Asio then makes no call that finds nothing), and a
/// request allocates nothing.
class client_connection {
public:
  client_connection(boost::asio::io_context& io,
                    boost::asio::ip::tcp::endpoint server,
                    connection_observer& observer);

  /// Connects, or connects again after it was lost.
  void connect();
  /// Ends a request that takes too long, and the connection with it.
  void abandon();
  /// Closes it; the observer hears nothing more.
  void close();

  /// What the next `send` sends.
  std::string& request() { return request_; }
  void send();

  /// Whether a request waits for its answer.
  [[nodiscard]] bool busy() const { return busy_; }

  /// What the request under way is; the observer's to fill in.
  struct {
    planned_cast cast;
    std::int64_t intended_ns = 0;
    std::int64_t sent_ns = 0;
  } under_way;

private:
  void write_rest(std::size_t written);
  void read_more();
  /// @returns false if what came is no answer.
  bool parse(std::size_t bytes);
  void complete();
  void fail();

  using socket_type =
    boost::asio::basic_stream_socket<boost::asio::ip::tcp,
                                     boost::asio::io_context::executor_type>;

  boost::asio::ip::tcp::endpoint server_;
  connection_observer& observer_;
  socket_type socket_;
  std::string request_;
  std::string body_;
  std::optional<response_reader> reader_;
  std::array<char, 4096> buffer_;
  std::size_t buffered_ = 0;
  bool busy_ = false;
  bool closed_ = false;
  /// Counts reconnections, so that late completions are known as such.
  unsigned incarnation_ = 0;
};

} // namespace scrutin::load
