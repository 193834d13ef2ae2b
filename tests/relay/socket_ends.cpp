#include "tests/relay/socket_ends.hpp"

#include <algorithm>
#include <cstdlib>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace scrutin::fixtures {

namespace {

constexpr timeval patience{10, 0};

sockaddr_in loopback(std::uint16_t port) {
  sockaddr_in at{};
  at.sin_family = AF_INET;
  at.sin_port = htons(port);
  at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return at;
}

const sockaddr* address_of(const sockaddr_in& at) {
  return reinterpret_cast<const sockaddr*>(&at);
}

} // namespace

// -- plain --------------------------------------------------------------------

plain_end::plain_end(int descriptor) : descriptor_(descriptor) {
  ::setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  ::setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
}

plain_end::~plain_end() {
  if (descriptor_ >= 0) {
    ::close(descriptor_);
  }
}

std::unique_ptr<plain_end> plain_end::connect(std::uint16_t port) {
  auto made = std::make_unique<plain_end>(
    ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  auto at = loopback(port);
  if (::connect(made->descriptor(), address_of(at), sizeof at) != 0) {
    std::abort();
  }
  return made;
}

bool plain_end::send(const std::string& bytes) const {
  return ::send(descriptor_, bytes.data(), bytes.size(), MSG_NOSIGNAL)
         == static_cast<ssize_t>(bytes.size());
}

std::size_t plain_end::send_some(const std::string& bytes) const {
  auto sent = ::send(descriptor_, bytes.data(), bytes.size(),
                     MSG_NOSIGNAL | MSG_DONTWAIT);
  return sent < 0 ? 0 : static_cast<std::size_t>(sent);
}

std::string plain_end::receive(std::size_t size) const {
  std::string bytes(size, '\0');
  auto got = ::recv(descriptor_, bytes.data(), size, MSG_WAITALL);
  bytes.resize(got < 0 ? 0 : static_cast<std::size_t>(got));
  return bytes;
}

bool plain_end::ended(std::chrono::milliseconds within) const {
  pollfd look{descriptor_, POLLIN, 0};
  char byte = 0;
  return ::poll(&look, 1, static_cast<int>(within.count())) > 0
         && ::recv(descriptor_, &byte, 1, 0) <= 0;
}

void plain_end::finish() const {
  ::shutdown(descriptor_, SHUT_WR);
}

void plain_end::reset() {
  const linger at_once{1, 0};
  ::setsockopt(descriptor_, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
  ::close(descriptor_);
  descriptor_ = -1;
}

plain_listener::plain_listener()
  : descriptor_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
  auto at = loopback(0);
  socklen_t size = sizeof at;
  if (::bind(descriptor_, address_of(at), size) != 0
      || ::listen(descriptor_, SOMAXCONN) != 0
      || ::getsockname(descriptor_, reinterpret_cast<sockaddr*>(&at), &size)
           != 0) {
    std::abort();
  }
  port_ = ntohs(at.sin_port);
}

plain_listener::~plain_listener() {
  ::close(descriptor_);
}

std::unique_ptr<plain_end>
plain_listener::accept(std::chrono::milliseconds within) const {
  pollfd look{descriptor_, POLLIN, 0};
  if (::poll(&look, 1, static_cast<int>(within.count())) <= 0) {
    return nullptr;
  }
  return std::make_unique<plain_end>(
    ::accept4(descriptor_, nullptr, nullptr, SOCK_CLOEXEC));
}

// -- crypted ------------------------------------------------------------------

crypted_end::crypted_end(std::unique_ptr<plain_end> over,
                         const crypted_setup& setup)
  : over_(std::move(over)), context_(SSL_CTX_new(TLS_method()), SSL_CTX_free) {
  auto* x = context_.get();
  SSL_CTX_set_max_proto_version(x, setup.version_max);
  if (!setup.files.certificate.empty()
      && (SSL_CTX_use_certificate_file(x, setup.files.certificate.c_str(),
                                       SSL_FILETYPE_PEM)
            != 1
          || SSL_CTX_use_PrivateKey_file(x, setup.files.key.c_str(),
                                         SSL_FILETYPE_PEM)
               != 1)) {
    std::abort();
  }
  crypted_.reset(SSL_new(x));
  SSL_set_fd(crypted_.get(), over_->descriptor());
}

bool crypted_end::shake_hands_as_client() {
  return SSL_connect(crypted_.get()) == 1;
}

bool crypted_end::shake_hands_as_server() {
  return SSL_accept(crypted_.get()) == 1;
}

bool crypted_end::send(const std::string& bytes) {
  return SSL_write(crypted_.get(), bytes.data(), static_cast<int>(bytes.size()))
         == static_cast<int>(bytes.size());
}

std::string crypted_end::receive(std::size_t size) {
  std::string bytes(size, '\0');
  std::size_t filled = 0;
  while (filled < size) {
    auto got = SSL_read(crypted_.get(), bytes.data() + filled,
                        static_cast<int>(size - filled));
    if (got <= 0) {
      break;
    }
    filled += static_cast<std::size_t>(got);
  }
  bytes.resize(filled);
  return bytes;
}

} // namespace scrutin::fixtures
