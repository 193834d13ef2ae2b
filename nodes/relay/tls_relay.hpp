#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "domain/result.hpp"
#include "nodes/relay/node_identity.hpp"

namespace scrutin {

struct tls_relay_options {
  /// This node, as its certificate names it.
  std::string node_name;
  identity_files files;
  /// `ADDRESS:PORT`, port 0 for a free one; empty: dials only.
  std::string listen;
  /// Where this node's BASP listens, on 127.0.0.1.
  std::uint16_t basp_port = 0;
  /// Whether a node may link to this one. Called on the relay's thread, with
  /// a name that a certificate of the authority proves; must not wait, nor
  /// call the relay.
  std::function<bool(const std::string&)> admits;
  /// Accepted connections before their handshake; past it the oldest goes.
  std::uint32_t half_open_max = 256;
  /// Links on their way to peers or open; past it new ones are refused.
  std::uint32_t links_max = 1'024;
  /// For name look-up, connect and handshake together, in either role.
  std::uint32_t greeting_ms_max = 2'000;
};

/// How many connections a relay holds.
struct relay_census {
  std::size_t half_open = 0;
  std::size_t dialling = 0;
  std::size_t open = 0;
};

/// Carries BASP between hosts. CAF listens and dials on 127.0.0.1 only, in
/// clear; between the hosts the relays of two nodes speak TLS 1.3, and each
/// proves with a certificate of the operator's authority which node it is.
///
///   CAF ──▶ port of the peer here ══TLS══▶ relay of the peer ──▶ its BASP port
///
/// One thread of its own. What it refuses it logs with the reason, and says
/// no word to whoever was refused beyond TLS's own alert.
class tls_relay {
public:
  /// Checks the files, listens, and starts the thread.
  /// @returns `no_key` as load_identity(), `unavailable` where it cannot
  /// listen.
  static result<std::unique_ptr<tls_relay>> start(tls_relay_options options);

  tls_relay(const tls_relay&) = delete;
  tls_relay& operator=(const tls_relay&) = delete;
  /// Ends every link.
  ~tls_relay();

  /// Where it listens; 0 where it only dials.
  [[nodiscard]] std::uint16_t port() const;

  // From any thread but the relay's. Each waits until it is done.

  /// Makes a port on 127.0.0.1 that leads to a peer, for this user only. A
  /// peer known already keeps its port and its links, and gets the new
  /// address.
  /// @param name: what the peer's certificate must name.
  /// @param at: `HOST:PORT` of the peer's relay.
  /// @returns the port; `bad_configuration` for a name or address of another
  /// form, `unavailable` where no port is to be had.
  result<std::uint16_t> add_peer(const std::string& name,
                                 const std::string& at);

  /// Closes the peer's port and ends the links through it. No effect on a name
  /// that is not a peer.
  void remove_peer(const std::string& name);

  /// Ends all links with a node, in either direction: for one that may not
  /// link any more.
  void end_links_of(const std::string& name);

  [[nodiscard]] relay_census census() const;

private:
  struct state;
  explicit tls_relay(std::unique_ptr<state> started);
  std::unique_ptr<state> state_;
};

} // namespace scrutin
