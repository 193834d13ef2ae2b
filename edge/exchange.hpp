#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "edge/response.hpp"
#include "edge/strict_request.hpp"

namespace scrutin::edge {

/// An IPv6 address, or an IPv4 one mapped into it: 16 bytes.
using address_bytes = std::array<unsigned char, 16>;

/// One request as it was received in full. Views last until it is answered.
struct request {
  request_head head;
  std::string_view body;
  /// Of the connection; a proxy's where there is one.
  address_bytes peer{};
  bool tls = false;
};

/// Whoever writes an event stream.
class stream_writer {
public:
  virtual ~stream_writer() = default;
  /// What was written last is with the client.
  virtual void on_written() = 0;
  /// The client is gone; called once.
  virtual void on_closed() = 0;
};

/// A request and the way to answer it. Lives on one io thread; an answer to
/// a client that is gone has no effect.
class exchange : public std::enable_shared_from_this<exchange> {
public:
  exchange() = default;
  exchange(const exchange&) = delete;
  exchange& operator=(const exchange&) = delete;
  virtual ~exchange() = default;

  [[nodiscard]] const request& asked() const { return request_; }

  /// Exactly once for each request, on its io thread.
  virtual void answer(const response& x) = 0;

  /// Instead of answer(): sends the head and keeps the connection for
  /// write_stream().
  virtual void open_stream(const response& head,
                           std::shared_ptr<stream_writer> writer) = 0;
  /// Only when the writer has seen on_written() since the last call.
  virtual void write_stream(std::string bytes) = 0;
  virtual void close_stream() = 0;

protected:
  request request_;
};

using exchange_ptr = std::shared_ptr<exchange>;

/// What a server does with requests, on one io thread.
class application {
public:
  application() = default;
  application(const application&) = delete;
  application& operator=(const application&) = delete;
  virtual ~application() = default;

  /// Asked once the head is in, before any body.
  /// @returns the most bytes that a body may have there.
  [[nodiscard]] virtual std::uint32_t
  body_limit(const request_head& head) const = 0;

  /// Sees that the exchange is answered, now or later.
  virtual void serve(const exchange_ptr& x) = 0;

  /// A request that could not be read: what to say of it.
  [[nodiscard]] virtual response refuse(unsigned status,
                                        std::string_view detail) const = 0;

  /// The server is stopping: end streams; answer what is in flight.
  virtual void drain() = 0;
};

} // namespace scrutin::edge
