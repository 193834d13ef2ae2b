#include "cli/load/client_connection.hpp"

#include <algorithm>
#include <boost/asio/buffer.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/write.hpp>

namespace scrutin::load {

namespace asio = boost::asio;
using failure_code = boost::system::error_code;

client_connection::client_connection(asio::io_context& io,
                                     asio::ip::tcp::endpoint server,
                                     connection_observer& observer)
  : server_(std::move(server)), observer_(observer), socket_(io) {
}

void client_connection::connect() {
  if (closed_) {
    return;
  }
  ++incarnation_;
  buffered_ = 0;
  socket_ = socket_type{socket_.get_executor()};
  socket_.async_connect(server_, [this, now = incarnation_](failure_code ec) {
    if (now != incarnation_) {
      return;
    }
    if (ec) {
      fail();
      return;
    }
    socket_.set_option(asio::ip::tcp::no_delay{true}, ec);
    socket_.non_blocking(true, ec);
    read_more();
    observer_.ready(*this);
  });
}

void client_connection::abandon() {
  fail();
}

void client_connection::close() {
  closed_ = true;
  ++incarnation_;
  failure_code ignored;
  socket_.close(ignored);
}

void client_connection::send() {
  busy_ = true;
  reader_.emplace(body_);
  failure_code ec;
  auto written = socket_.write_some(asio::buffer(request_), ec);
  if (ec && ec != asio::error::would_block) {
    // Told later, as every other loss: the observer is in the middle of
    // handing requests out.
    asio::post(socket_.get_executor(), [this, now = incarnation_] {
      if (now == incarnation_) {
        fail();
      }
    });
  } else if (written < request_.size()) {
    write_rest(written);
  }
}

void client_connection::write_rest(std::size_t written) {
  asio::async_write(socket_, asio::buffer(request_) + written,
                    [this, now = incarnation_](failure_code ec, std::size_t) {
                      if (now == incarnation_ && ec) {
                        fail();
                      }
                    });
}

void client_connection::read_more() {
  auto room =
    asio::buffer(buffer_.data() + buffered_, buffer_.size() - buffered_);
  socket_.async_read_some(
    room, [this, now = incarnation_](failure_code ec, std::size_t got) {
      if (now != incarnation_) {
        return;
      }
      // An idle connection has nothing to tell but its end.
      if (ec || !busy_ || !parse(buffered_ + got)) {
        fail();
      }
    });
}

bool client_connection::parse(std::size_t bytes) {
  std::size_t used = 0;
  while (used < bytes && !reader_->is_done()) {
    failure_code ec;
    used += reader_->put(asio::buffer(buffer_.data() + used, bytes - used), ec);
    if (ec == boost::beast::http::error::need_more) {
      break;
    }
    if (ec) {
      return false;
    }
  }
  if (reader_->is_done()) {
    complete();
    return true;
  }
  // What the parser left stays in front: a header that is not complete.
  std::copy(buffer_.data() + used, buffer_.data() + bytes, buffer_.data());
  buffered_ = bytes - used;
  if (buffered_ == buffer_.size()) {
    return false;
  }
  read_more();
  return true;
}

void client_connection::complete() {
  busy_ = false;
  buffered_ = 0;
  auto reusable = reader_->keep_alive();
  observer_.answered(*this, reader_->status(), body_);
  if (closed_) {
    return;
  }
  if (!reusable) {
    fail();
    return;
  }
  read_more();
  observer_.ready(*this);
}

void client_connection::fail() {
  if (closed_) {
    return;
  }
  ++incarnation_;
  failure_code ignored;
  socket_.close(ignored);
  observer_.lost(*this);
  busy_ = false;
}

} // namespace scrutin::load
