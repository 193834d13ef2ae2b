#include "nodes/relay/relay_link.hpp"

#include <boost/asio/connect.hpp>
#include <boost/asio/write.hpp>

#include <netinet/tcp.h>
#include <poll.h>

#include "monitoring/log.hpp"
#include "nodes/relay/certificate_name.hpp"

namespace scrutin {

namespace net = boost::asio;

namespace {

using tcp = net::ip::tcp;
using boost::system::error_code;

// What has been sent and nobody acknowledges for so long ends a connection:
// a host that has vanished says nothing.
void tune(tcp::socket& socket) {
  error_code ignored;
  socket.set_option(tcp::no_delay{true}, ignored);
  constexpr int silence_ms_max = 5'000;
  using user_timeout =
    net::detail::socket_option::integer<IPPROTO_TCP, TCP_USER_TIMEOUT>;
  socket.set_option(user_timeout{silence_ms_max}, ignored);
}

bool other_side_is_gone(tcp::socket& socket) {
  pollfd look{socket.native_handle(), POLLRDHUP, 0};
  return ::poll(&look, 1, 0) > 0;
}

} // namespace

relay_link::relay_link(net::io_context& io, link_surroundings& around,
                       tcp::socket plain, tcp::socket crypted)
  : around_(around), plain_(std::move(plain)),
    crypted_(std::move(crypted), SSL_new(around.identity.current().get())),
    resolver_(io), timer_(io) {
}

// -- greeting -----------------------------------------------------------------

void relay_link::accept() {
  around_.greeting.push_back(*this);
  limit_greeting();
  shake_hands();
}

void relay_link::dial(const std::string& node, const host_port& at) {
  dialled_ = true;
  node_ = node;
  around_.dialling.push_back(*this);
  limit_greeting();
  resolver_.async_resolve(
    at.host, std::to_string(at.port), tcp::resolver::numeric_service,
    [self = shared_from_this()](error_code failure,
                                const endpoint_list& found) {
      if (self->ended_) {
        return;
      }
      failure ? self->refuse("its address: " + failure.message())
              : self->connect_peer(found);
    });
}

void relay_link::limit_greeting() {
  timer_.expires_after(around_.greeting_max);
  timer_.async_wait([self = shared_from_this()](error_code failure) {
    if (!failure && !self->open_) {
      self->refuse("no handshake within "
                   + std::to_string(self->around_.greeting_max.count())
                   + " ms");
    }
  });
}

void relay_link::connect_peer(const endpoint_list& found) {
  net::async_connect(
    crypted_.next_layer(), found,
    [self = shared_from_this()](error_code failure, const tcp::endpoint&) {
      if (self->ended_) {
        return;
      }
      failure ? self->refuse("connecting: " + failure.message())
              : self->shake_hands();
    });
}

void relay_link::shake_hands() {
  tune(crypted_.next_layer());
  watch_certificate();
  auto role =
    dialled_ ? net::ssl::stream_base::client : net::ssl::stream_base::server;
  crypted_.async_handshake(role,
                           [self = shared_from_this()](error_code failure) {
                             if (self->ended_) {
                               return;
                             }
                             if (failure) {
                               self->refuse(self->reason_of(failure));
                             } else if (self->dialled_) {
                               self->open();
                             } else {
                               self->connect_basp();
                             }
                           });
}

void relay_link::watch_certificate() {
  crypted_.set_verify_callback(
    [this](bool preverified, net::ssl::verify_context& at) {
      return check_certificate(preverified, at.native_handle());
    });
}

bool relay_link::check_certificate(bool preverified, X509_STORE_CTX* at) {
  if (!preverified) {
    objection_ = X509_verify_cert_error_string(X509_STORE_CTX_get_error(at));
  } else if (X509_STORE_CTX_get_error_depth(at) == 0) {
    objection_ = objection_to(X509_STORE_CTX_get_current_cert(at));
    if (!objection_.empty()) {
      X509_STORE_CTX_set_error(at, X509_V_ERR_APPLICATION_VERIFICATION);
    }
  }
  return objection_.empty();
}

std::string relay_link::objection_to(const X509* certificate) {
  auto named = node_name_of(certificate);
  if (!named) {
    return "its certificate names no node, or several";
  }
  if (dialled_) {
    return *named == node_ ? "" : "its certificate is for " + *named;
  }
  node_ = *named;
  return around_.admits(node_) ? "" : "no node of that name is known here";
}

std::string relay_link::reason_of(const error_code& failure) const {
  return objection_.empty() ? failure.message() : objection_;
}

void relay_link::connect_basp() {
  plain_.async_connect({net::ip::address_v4::loopback(), around_.basp_port},
                       [self = shared_from_this()](error_code failure) {
                         if (self->ended_) {
                           return;
                         }
                         failure ? self->refuse("this node's own BASP port: "
                                                + failure.message())
                                 : self->open();
                       });
}

void relay_link::refuse(const std::string& why) {
  if (ended_) {
    return;
  }
  dialled_ ? around_.log.not_dialled(node_, why)
           : around_.log.refused(node_, why);
  end("refused");
}

// -- carrying -----------------------------------------------------------------

void relay_link::open() {
  tune(plain_);
  unlink();
  around_.open.push_back(*this);
  open_ = std::make_unique<open_state>();
  log_event(log_level::info, "relay_link_opened",
            {{log_key::node, node_},
             {log_key::state, dialled_ ? "dialled" : "accepted"}});
  carry_up();
  carry_down();
  look_for_stalls();
}

void relay_link::carry_up() {
  open_->reads_plain = true;
  plain_.async_read_some(
    net::buffer(open_->up),
    [self = shared_from_this()](error_code failure, std::size_t size) {
      if (self->ended_) {
        return;
      }
      self->open_->reads_plain = false;
      if (failure == net::error::eof) {
        return self->close_politely();
      }
      if (failure) {
        return self->cut("this side: " + failure.message());
      }
      net::async_write(self->crypted_, net::buffer(self->open_->up, size),
                       [self](error_code failed, std::size_t) {
                         if (self->ended_) {
                           return;
                         }
                         ++self->open_->writes;
                         failed ? self->cut("other side: " + failed.message())
                                : self->carry_up();
                       });
    });
}

void relay_link::carry_down() {
  open_->reads_crypted = true;
  crypted_.async_read_some(
    net::buffer(open_->down),
    [self = shared_from_this()](error_code failure, std::size_t size) {
      if (self->ended_) {
        return;
      }
      self->open_->reads_crypted = false;
      // A client learns after its own handshake that it was not taken.
      if (failure.category() == net::error::get_ssl_category()
          && !self->heard_) {
        return self->refuse("the other side refused: " + failure.message());
      }
      if (failure == net::error::eof
          || failure == net::ssl::error::stream_truncated) {
        return self->end("other side: end");
      }
      if (failure) {
        return self->cut("other side: " + failure.message());
      }
      self->heard_ = true;
      net::async_write(self->plain_, net::buffer(self->open_->down, size),
                       [self](error_code failed, std::size_t) {
                         if (self->ended_) {
                           return;
                         }
                         ++self->open_->writes;
                         failed ? self->cut("this side: " + failed.message())
                                : self->carry_down();
                       });
    });
}

// While a write waits for room nothing reads the side it came from, and the
// end of that side would go unseen.
void relay_link::look_for_stalls() {
  constexpr std::chrono::milliseconds between_looks{500};
  timer_.expires_after(between_looks);
  timer_.async_wait([self = shared_from_this()](error_code failure) {
    if (failure || self->ended_) {
      return;
    }
    auto& x = *self->open_;
    auto stalled = x.writes == x.writes_seen;
    x.writes_seen = x.writes;
    if (stalled
        && ((!x.reads_plain && other_side_is_gone(self->plain_))
            || (!x.reads_crypted
                && other_side_is_gone(self->crypted_.next_layer())))) {
      return self->cut("gone while the other took nothing");
    }
    self->look_for_stalls();
  });
}

// -- ending -------------------------------------------------------------------

void relay_link::end(const std::string& why) {
  if (ended_) {
    return;
  }
  if (open_) {
    log_event(log_level::info, "relay_link_ended",
              {{log_key::node, node_},
               {log_key::state, dialled_ ? "dialled" : "accepted"},
               {log_key::detail, why}});
  }
  close_now();
}

// Past what waits to be sent: nobody would see an end behind bytes for which
// there is no room.
void relay_link::cut(const std::string& why) {
  error_code ignored;
  const net::socket_base::linger at_once{true, 0};
  plain_.set_option(at_once, ignored);
  crypted_.next_layer().set_option(at_once, ignored);
  end(why);
}

// Everything that was read has been written: the other side is told that this
// is the end and no cut.
void relay_link::close_politely() {
  log_event(log_level::info, "relay_link_ended",
            {{log_key::node, node_},
             {log_key::state, dialled_ ? "dialled" : "accepted"},
             {log_key::detail, "this side: end"}});
  ended_ = true;
  unlink();
  error_code ignored;
  plain_.close(ignored);
  constexpr std::chrono::milliseconds farewell_max{500};
  timer_.expires_after(farewell_max);
  timer_.async_wait([self = shared_from_this()](error_code) {
    error_code unused;
    self->crypted_.next_layer().close(unused);
  });
  crypted_.async_shutdown(
    [self = shared_from_this()](error_code) { self->timer_.cancel(); });
}

void relay_link::close_now() {
  ended_ = true;
  if (is_linked()) {
    unlink();
  }
  timer_.cancel();
  resolver_.cancel();
  error_code ignored;
  plain_.close(ignored);
  crypted_.next_layer().close(ignored);
}

} // namespace scrutin
