#pragma once

// The session behind run_session() and run_tls_session(); included by their
// two sources only.

#include <openssl/crypto.h>

#include <algorithm>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <type_traits>
#include <utility>

#include "edge/session.hpp"
#include "edge/wiping_allocator.hpp"

namespace scrutin::edge {

/// One connection: reads a head, then a body, has them answered, and begins
/// again. One request is in hand at a time; what a client sends ahead waits
/// in the kernel. The memory of a connection is one buffer, which grows to
/// the request at hand and no further, and the answer being written.
///
///   idle → head → body → serving → writing → idle
template <class Stream>
class http_session final : public exchange, public timed_connection {
public:
  static constexpr bool is_tls =
    !std::is_same_v<Stream, boost::asio::ip::tcp::socket>;

  http_session(Stream stream, const address_bytes& peer,
               session_surroundings& around, connection_ticket ticket)
    : stream_(std::move(stream)), around_(around), ticket_(std::move(ticket)) {
    request_.peer = peer;
    request_.tls = is_tls;
  }

  void start() {
    if constexpr (is_tls) {
      enter(phase::handshake, around_.bounds.handshake_ms_max);
      stream_.async_handshake(Stream::server,
                              [self = self()](error_code failure) {
                                if (failure) {
                                  self->give_up();
                                  return;
                                }
                                self->next_request();
                              });
    } else {
      next_request();
    }
  }

  // -- exchange ---------------------------------------------------------------

  void answer(const response& x) override {
    if (phase_ != phase::serving) {
      return;
    }
    write(x, x.close || !request_.head.keep_alive || around_.stopping);
  }

  void open_stream(const response& head,
                   std::shared_ptr<stream_writer> writer) override {
    if (phase_ != phase::serving) {
      writer->on_closed();
      return;
    }
    writer_ = std::move(writer);
    out_.clear();
    head_style style;
    style.date = around_.date;
    style.tls = is_tls;
    style.endless = true;
    render(out_, head, style);
    send_stream();
    watch_for_end();
  }

  void write_stream(std::string bytes) override {
    if (phase_ != phase::streaming) {
      return;
    }
    out_ = std::move(bytes);
    send_stream();
  }

  void close_stream() override { give_up(); }

  // -- timed_connection -------------------------------------------------------

  void look_at_the_time(steady::time_point now) override {
    if (now < deadline_) {
      return;
    }
    switch (phase_) {
    case phase::reading_head:
    case phase::reading_body:
      refuse(408, "the request did not arrive in time");
      break;
    case phase::handshake:
    case phase::idle:
    case phase::inviting:
    case phase::writing:
    case phase::streaming:
    case phase::lingering:
      give_up();
      break;
    case phase::serving:
    case phase::ended:
      break;
    }
  }

  void drain() override {
    if (phase_ == phase::idle || phase_ == phase::handshake
        || phase_ == phase::streaming) {
      give_up();
    }
  }

  void abandon() override { give_up(); }

private:
  using error_code = boost::system::error_code;

  enum class phase : std::uint8_t {
    handshake,
    idle,
    reading_head,
    /// Writing 100 Continue: nothing else may be written meanwhile.
    inviting,
    reading_body,
    /// With the application, which has deadlines of its own.
    serving,
    writing,
    streaming,
    /// Answered with an error; reads on for a moment, so that the answer is
    /// not lost to a reset.
    lingering,
    ended,
  };

  static constexpr std::size_t read_size = 2'048;
  static constexpr std::size_t linger_bytes_max = 262'144;
  static constexpr std::uint32_t linger_ms = 1'000;

  std::shared_ptr<http_session> self() {
    return std::static_pointer_cast<http_session>(shared_from_this());
  }

  auto& socket() {
    if constexpr (is_tls) {
      return stream_.next_layer();
    } else {
      return stream_;
    }
  }

  void enter(phase next, std::uint32_t ms_max) {
    phase_ = next;
    // What has passed since is less than a sweep, and never the client's loss.
    deadline_ =
      around_.now + std::chrono::milliseconds{ms_max + around_.bounds.sweep_ms};
  }

  [[nodiscard]] std::string_view received() const {
    auto bytes = buffer_.cdata();
    return {static_cast<const char*>(bytes.data()), bytes.size()};
  }

  // -- reading ----------------------------------------------------------------

  void next_request() {
    head_size_ = 0;
    searched_ = 0;
    if (around_.stopping && buffer_.size() == 0) {
      give_up();
      return;
    }
    large_body_.give_back();
    enter(phase::idle, around_.bounds.idle_ms_max);
    if (buffer_.size() > 0) {
      look_for_head();
    } else {
      read();
    }
  }

  void read(std::size_t wanted = read_size) {
    reading_ = true;
    stream_.async_read_some(
      buffer_.prepare(wanted),
      [self = self()](error_code failure, std::size_t size) {
        self->on_read(failure, size);
      });
  }

  void on_read(error_code failure, std::size_t size) {
    reading_ = false;
    if (phase_ == phase::ended || phase_ == phase::writing) {
      return;
    }
    if (failure) {
      give_up();
      return;
    }
    buffer_.commit(size);
    if (phase_ == phase::lingering) {
      linger(size);
    } else if (head_size_ == 0) {
      look_for_head();
    } else {
      look_for_body();
    }
  }

  void look_for_head() {
    if (phase_ == phase::idle) {
      enter(phase::reading_head, around_.bounds.header_ms_max);
    }
    auto bytes = received();
    auto head_max = std::size_t{around_.bounds.header_bytes_max};
    head_size_ = find_head_end(bytes.substr(0, head_max), searched_);
    searched_ = bytes.size();
    if (head_size_ > 0) {
      take_head();
    } else if (bytes.size() >= head_max) {
      refuse(431, "the request's fields are too large");
    } else {
      read();
    }
  }

  void take_head() {
    auto fault = read_head(received().substr(0, head_size_), request_.head);
    if (fault != head_fault::none) {
      refuse(status_of(fault), to_string(fault));
      return;
    }
    auto length = request_.head.content_length;
    if (length > around_.app.body_limit(request_.head)) {
      refuse(413, "the request's body is too large");
      return;
    }
    if (length > around_.bounds.body_bytes_max && !large_body_.take(around_)) {
      refuse(503, "too many large requests at once; try again");
      return;
    }
    request_size_ = head_size_ + static_cast<std::size_t>(length);
    if (buffer_.size() < request_size_) {
      if (request_.head.expects_continue) {
        invite_body();
        return;
      }
      enter(phase::reading_body, around_.bounds.body_ms_max);
    }
    look_for_body();
  }

  void invite_body() {
    enter(phase::inviting, around_.bounds.write_ms_max);
    out_ = "HTTP/1.1 100 Continue\r\n\r\n";
    boost::asio::async_write(stream_, boost::asio::buffer(out_),
                             [self = self()](error_code failure, std::size_t) {
                               if (failure) {
                                 self->give_up();
                               } else if (self->phase_ == phase::inviting) {
                                 self->enter(phase::reading_body,
                                             self->around_.bounds.body_ms_max);
                                 self->look_for_body();
                               }
                             });
  }

  void look_for_body() {
    if (buffer_.size() < request_size_) {
      read(request_size_ - buffer_.size());
      return;
    }
    if (phase_ == phase::reading_body) {
      // The bytes may have moved since the head was read: look again.
      read_head(received().substr(0, head_size_), request_.head);
    }
    request_.body = received().substr(head_size_, request_size_ - head_size_);
    phase_ = phase::serving;
    around_.app.serve(shared_from_this());
  }

  // -- writing ----------------------------------------------------------------

  void refuse(unsigned status, std::string_view detail) {
    request_.head.verb = http::verb::unknown;
    write(around_.app.refuse(status, detail), true);
    refused_ = true;
  }

  void write(const response& x, bool close) {
    head_style style;
    style.date = around_.date;
    style.tls = is_tls;
    style.close = close;
    style.without_body = request_.head.verb == http::verb::head;
    out_.clear();
    render(out_, x, style);
    enter(phase::writing, around_.bounds.write_ms_max);
    boost::asio::async_write(
      stream_, boost::asio::buffer(out_),
      [self = self(), close](error_code failure, std::size_t) {
        self->on_written(failure, close);
      });
  }

  void on_written(error_code failure, bool close) {
    if (phase_ == phase::ended) {
      return;
    }
    if (failure) {
      give_up();
      return;
    }
    if (close) {
      end_after_answer();
      return;
    }
    forget_body();
    buffer_.consume(request_size_);
    next_request();
  }

  // A body may have held a credential.
  void forget_body() {
    if (request_size_ > head_size_) {
      auto* bytes = static_cast<char*>(buffer_.data().data());
      OPENSSL_cleanse(bytes + head_size_, request_size_ - head_size_);
    }
  }

  void end_after_answer() {
    error_code ignored;
    enter(phase::lingering, linger_ms);
    socket().shutdown(boost::asio::ip::tcp::socket::shutdown_send, ignored);
    if (!refused_) {
      forget_body();
      give_up();
      return;
    }
    if (!reading_) {
      buffer_.clear();
      read();
    }
  }

  void linger(std::size_t size) {
    lingered_ += size;
    if (lingered_ > linger_bytes_max) {
      give_up();
      return;
    }
    buffer_.clear();
    read();
  }

  // -- streaming --------------------------------------------------------------

  void send_stream() {
    enter(phase::streaming, around_.bounds.write_ms_max);
    boost::asio::async_write(stream_, boost::asio::buffer(out_),
                             [self = self()](error_code failure, std::size_t) {
                               self->on_stream_written(failure);
                             });
  }

  void on_stream_written(error_code failure) {
    if (phase_ != phase::streaming) {
      return;
    }
    if (failure) {
      give_up();
      return;
    }
    deadline_ = steady::time_point::max();
    auto writer = writer_;
    writer->on_written();
  }

  // A client of a stream has nothing more to say: whatever comes ends it.
  void watch_for_end() {
    buffer_.clear();
    stream_.async_read_some(
      buffer_.prepare(1),
      [self = self()](error_code, std::size_t) { self->give_up(); });
  }

  // -- the end ----------------------------------------------------------------

  void give_up() {
    if (phase_ == phase::ended) {
      return;
    }
    phase_ = phase::ended;
    error_code ignored;
    socket().close(ignored);
    unlink();
    if (auto writer = std::exchange(writer_, nullptr)) {
      writer->on_closed();
    }
  }

  Stream stream_;
  session_surroundings& around_;
  connection_ticket ticket_;
  boost::beast::basic_flat_buffer<wiping_allocator<char>> buffer_;
  std::string out_;
  phase phase_ = phase::idle;
  large_body_turn large_body_;
  bool refused_ = false;
  bool reading_ = false;
  steady::time_point deadline_;
  std::size_t head_size_ = 0;
  std::size_t searched_ = 0;
  std::size_t request_size_ = 0;
  std::size_t lingered_ = 0;
  std::shared_ptr<stream_writer> writer_;
};

} // namespace scrutin::edge
