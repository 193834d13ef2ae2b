#define CAF_SUITE tls

#include "tests/edge/edge_fixture.hpp"

#include "caf/test/unit_test.hpp"

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include <array>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/write.hpp>
#include <cstdio>
#include <filesystem>

#include <unistd.h>

using namespace scrutin;
using namespace scrutin::fixtures;

namespace {

namespace asio = boost::asio;
using boost::system::error_code;

// A key and a certificate that it signed itself, as files of one test.
class own_certificate {
public:
  own_certificate() {
    std::filesystem::create_directories(directory_);
    auto* key = EVP_EC_gen("P-256");
    auto* certificate = X509_new();
    X509_gmtime_adj(X509_getm_notBefore(certificate), 0);
    X509_gmtime_adj(X509_getm_notAfter(certificate), 3'600);
    X509_set_pubkey(certificate, key);
    auto* name = X509_get_subject_name(certificate);
    const std::array<unsigned char, 9> host{'l', 'o', 'c', 'a', 'l',
                                            'h', 'o', 's', 't'};
    X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, host.data(),
                               static_cast<int>(host.size()), -1, 0);
    X509_set_issuer_name(certificate, name);
    X509_sign(certificate, key, EVP_sha256());
    auto* out = std::fopen(files().certificate_chain.c_str(), "w");
    PEM_write_X509(out, certificate);
    std::fclose(out);
    out = std::fopen(files().private_key.c_str(), "w");
    PEM_write_PrivateKey(out, key, nullptr, nullptr, 0, nullptr, nullptr);
    std::fclose(out);
    X509_free(certificate);
    EVP_PKEY_free(key);
  }
  own_certificate(const own_certificate&) = delete;
  own_certificate& operator=(const own_certificate&) = delete;
  ~own_certificate() { std::filesystem::remove_all(directory_); }

  [[nodiscard]] edge::tls_files files() const {
    return {(directory_ / "certificate.pem").string(),
            (directory_ / "key.pem").string()};
  }

private:
  std::filesystem::path directory_ =
    std::filesystem::temp_directory_path()
    / ("scrutin-tls-" + std::to_string(::getpid()));
};

struct tls_client {
  asio::io_context io;
  asio::ssl::context context{asio::ssl::context::tls_client};
  std::unique_ptr<asio::ssl::stream<asio::ip::tcp::socket>> stream;

  // Whether the two come to terms up to that version.
  bool connect(std::uint16_t port, int version_max) {
    SSL_CTX_set_max_proto_version(context.native_handle(), version_max);
    stream =
      std::make_unique<asio::ssl::stream<asio::ip::tcp::socket>>(io, context);
    stream->next_layer().connect({asio::ip::address_v4::loopback(), port});
    error_code failure;
    stream->handshake(asio::ssl::stream_base::client, failure);
    return !failure;
  }

  std::string ask(const std::string& bytes) {
    error_code failure;
    asio::write(*stream, asio::buffer(bytes), failure);
    std::string all;
    std::array<char, 4'096> part{};
    while (!failure) {
      auto size = stream->read_some(asio::buffer(part), failure);
      all.append(part.data(), size);
    }
    return all;
  }
};

} // namespace

CAF_TEST(version 1_3 is spoken and nothing older) {
  own_certificate own;
  edge_fixture edge{[&](auto& x) { x.server.tls = own.files(); }};
  tls_client fresh;
  CAF_REQUIRE(fresh.connect(edge.port(), TLS1_3_VERSION));
  auto answer =
    fresh.ask("GET /livez HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
  CAF_CHECK(answer.rfind("HTTP/1.1 200", 0) == 0);
  CAF_CHECK(answer.find("Strict-Transport-Security: ") != std::string::npos);
  tls_client old;
  CAF_CHECK(!old.connect(edge.port(), TLS1_2_VERSION));
}

CAF_TEST(a client that says nothing or clear HTTP is closed) {
  own_certificate own;
  edge_fixture edge{[&](auto& x) {
    x.server.tls = own.files();
    x.server.bounds.handshake_ms_max = 20;
  }};
  raw_client silent{edge.port()};
  CAF_CHECK(silent.ended());
  raw_client clear{edge.port()};
  clear.send("GET /livez HTTP/1.1\r\nHost: a\r\n\r\n");
  CAF_CHECK_EQUAL(clear.receive().status, 0U);
}

CAF_TEST(a key that does not fit its certificate stops the start) {
  own_certificate own;
  auto files = own.files();
  CAF_CHECK(edge::make_tls_context(files));
  files.private_key = files.certificate_chain;
  CAF_CHECK(edge::make_tls_context(files).failure().code == ec::no_key);
  files.certificate_chain += ".absent";
  CAF_CHECK(edge::make_tls_context(files).failure().code == ec::no_key);
}
