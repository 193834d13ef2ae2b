#pragma once

#include <chrono>
#include <memory>
#include <string>

#include "nodes/relay/node_identity.hpp"

namespace scrutin::fixtures {

/// One end of a connection over loopback. Waits at most ten seconds for
/// anything.
class plain_end {
public:
  explicit plain_end(int descriptor);
  plain_end(const plain_end&) = delete;
  plain_end& operator=(const plain_end&) = delete;
  ~plain_end();

  /// Connects to a port of this host.
  static std::unique_ptr<plain_end> connect(std::uint16_t port);

  [[nodiscard]] int descriptor() const { return descriptor_; }
  bool send(const std::string& bytes) const;
  /// Sends what there is room for without waiting.
  /// @returns how much that was.
  std::size_t send_some(const std::string& bytes) const;
  /// @returns that many bytes, fewer where the connection ends before.
  [[nodiscard]] std::string receive(std::size_t size) const;
  /// Whether the other side ends or resets it, with nothing said before.
  [[nodiscard]] bool ended(std::chrono::milliseconds within) const;
  /// Says that nothing more will come.
  void finish() const;
  /// Ends it as a process that was killed with bytes unread does.
  void reset();

private:
  int descriptor_;
};

/// A port of this host that waits to be connected to.
class plain_listener {
public:
  plain_listener();
  plain_listener(const plain_listener&) = delete;
  plain_listener& operator=(const plain_listener&) = delete;
  ~plain_listener();

  [[nodiscard]] std::uint16_t port() const { return port_; }
  /// @returns null if nobody comes in that time.
  [[nodiscard]] std::unique_ptr<plain_end>
  accept(std::chrono::milliseconds within = std::chrono::seconds{10}) const;

private:
  int descriptor_;
  std::uint16_t port_ = 0;
};

/// What one side of a handshake has, without any check that it is good.
struct crypted_setup {
  /// Empty: no certificate is shown.
  identity_files files;
  int version_max = TLS1_3_VERSION;
};

/// One end of a connection over TLS that takes whatever it is shown.
class crypted_end {
public:
  crypted_end(std::unique_ptr<plain_end> over, const crypted_setup& setup);

  bool shake_hands_as_client();
  bool shake_hands_as_server();
  bool send(const std::string& bytes);
  std::string receive(std::size_t size);
  [[nodiscard]] plain_end& over() { return *over_; }

private:
  std::unique_ptr<plain_end> over_;
  ssl_ctx_ptr context_;
  std::unique_ptr<SSL, openssl_free<SSL_free>> crypted_;
};

} // namespace scrutin::fixtures
