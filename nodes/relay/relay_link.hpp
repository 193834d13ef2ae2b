#pragma once

#include <array>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/intrusive/list.hpp>
#include <functional>
#include <memory>
#include <string>

#include "config/host_port.hpp"
#include "nodes/relay/identity_watch.hpp"
#include "nodes/relay/refusal_log.hpp"

namespace scrutin {

using link_hook = boost::intrusive::list_base_hook<
  boost::intrusive::link_mode<boost::intrusive::auto_unlink>>;

struct link_surroundings;

/// Carries the bytes of one connection between a socket on loopback and TLS
/// to another host.
///
///   greeting or dialling ──handshake, name, connect──▶ open ──▶ ended
///
/// Each direction reads at most one buffer and writes it before it reads on,
/// so a side that takes nothing holds the other back. The end of one side ends
/// both. Keeps itself until it has ended.
class relay_link : public std::enable_shared_from_this<relay_link>,
                   public link_hook {
public:
  using tcp = boost::asio::ip::tcp;
  using error_code = boost::system::error_code;

  relay_link(boost::asio::io_context& io, link_surroundings& around,
             tcp::socket plain, tcp::socket crypted);

  /// A connection came in over TLS; the local BASP is to get it.
  void accept();
  /// A connection came in over loopback; a peer is to get it.
  /// @param node: what the peer's certificate must name.
  void dial(const std::string& node, const host_port& at);
  /// At once.
  /// @param why: for the log.
  void end(const std::string& why);

  /// The node on the other host; empty before its certificate was read.
  [[nodiscard]] const std::string& node() const { return node_; }
  [[nodiscard]] bool dialled() const { return dialled_; }

private:
  using crypted_socket = boost::asio::ssl::stream<tcp::socket>;
  using endpoint_list = tcp::resolver::results_type;
  using buffer = std::array<char, 32'768>;

  /// What is only needed of an open link.
  struct open_state {
    buffer up{};
    buffer down{};
    bool reads_plain = false;
    bool reads_crypted = false;
    /// Counts finished writes, to tell a slow link from a stalled one.
    std::uint64_t writes = 0;
    std::uint64_t writes_seen = 0;
  };

  // -- greeting ---------------------------------------------------------------
  void limit_greeting();
  void watch_certificate();
  bool check_certificate(bool preverified, X509_STORE_CTX* at);
  std::string objection_to(const X509* certificate);
  std::string reason_of(const error_code& failure) const;
  void connect_basp();
  void connect_peer(const endpoint_list& found);
  void shake_hands();
  void refuse(const std::string& why);
  // -- carrying ---------------------------------------------------------------
  void open();
  void carry_up();
  void carry_down();
  void look_for_stalls();
  void cut(const std::string& why);
  void close_politely();
  void close_now();

  link_surroundings& around_;
  tcp::socket plain_;
  crypted_socket crypted_;
  tcp::resolver resolver_;
  boost::asio::steady_timer timer_;
  std::string node_;
  /// Why the other side's certificate was not taken.
  std::string objection_;
  std::unique_ptr<open_state> open_;
  bool dialled_ = false;
  bool heard_ = false;
  bool ended_ = false;
};

using link_list =
  boost::intrusive::list<relay_link,
                         boost::intrusive::constant_time_size<false>>;

/// What all links of a relay share. Lives on the relay's thread, and longer
/// than its links.
struct link_surroundings {
  identity_watch identity;
  /// Where this node's BASP listens, on 127.0.0.1.
  std::uint16_t basp_port = 0;
  std::function<bool(const std::string&)> admits;
  /// For name look-up, connect and handshake together.
  std::chrono::milliseconds greeting_max{2'000};
  refusal_log log;
  /// Accepted and not through the handshake yet, the oldest first.
  link_list greeting;
  /// On their way to a peer.
  link_list dialling;
  /// Carrying bytes.
  link_list open;
};

} // namespace scrutin
