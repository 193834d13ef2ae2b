// Goal: with a certificate the server speaks TLS 1.3 and nothing else.
// Method: a certificate of openssl's own making, and openssl's own client.
#define CAF_SUITE tls
#include "caf/test/unit_test.hpp"

#include "tests/fixtures/http_client.hpp"
#include "tests/fixtures/trial_election.hpp"

using namespace scrutin;
using namespace scrutin::fixtures;

namespace {

struct fixture {
  trial_election trial{{law_document()}, 4};
  std::unique_ptr<server_process> server;

  fixture() {
    auto key = trial.folder() / "tls.key";
    auto certificate = trial.folder() / "tls.pem";
    auto made = run_program({"openssl", "req", "-x509", "-newkey", "ec",
                             "-pkeyopt", "ec_paramgen_curve:prime256v1",
                             "-nodes", "-days", "2", "-subj", "/CN=localhost",
                             "-addext", "subjectAltName=IP:127.0.0.1",
                             "-keyout", key, "-out", certificate});
    CAF_REQUIRE_EQUAL(made.end.code, 0);
    std::filesystem::permissions(key, std::filesystem::perms::owner_read);
    server = trial.start({"http.tls_certificate_file=" + certificate.string(),
                          "http.tls_key_file=" + key.string()});
    CAF_REQUIRE(server->wait_ready_in_log());
  }

  /// Asks for /readyz over TLS of that version.
  program_run ask(const std::string& version) const {
    return run_program(
      {"sh", "-c",
       "printf 'GET /readyz HTTP/1.1\\r\\nHost: localhost\\r\\n"
       "Connection: close\\r\\n\\r\\n' | timeout 20 openssl s_client -quiet "
       "-ign_eof "
         + version + " -verify_return_error -CAfile "
         + (trial.folder() / "tls.pem").string()
         + " -connect 127.0.0.1:" + std::to_string(server->port())});
  }
};

} // namespace

CAF_TEST_FIXTURE_SCOPE(tls_tests, fixture)

CAF_TEST(TLS 1.3 is spoken and earlier versions are refused) {
  auto modern = ask("-tls1_3");
  CAF_CHECK(modern.out.find("200 OK") != std::string::npos);
  CAF_CHECK(modern.out.find("Strict-Transport-Security: max-age=")
            != std::string::npos);
  auto dated = ask("-tls1_2");
  CAF_CHECK_NOT_EQUAL(dated.end.code, 0);
  CAF_CHECK_EQUAL(dated.out, "");
  CAF_CHECK(dated.err.find("protocol version") != std::string::npos);
}

CAF_TEST(clear HTTP on the port of TLS gets nothing and does no harm) {
  http_client clear{server->port()};
  CAF_CHECK(!clear.get("/readyz"));
  auto modern = ask("-tls1_3");
  CAF_CHECK(modern.out.find("200 OK") != std::string::npos);
  CAF_CHECK_EQUAL(server->stop(), 0);
}

CAF_TEST_FIXTURE_SCOPE_END()
