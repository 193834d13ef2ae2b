// Goal: a node starts with key files that are good and says what is wrong with
// others; new files are taken up while it runs, broken ones are not.
#define CAF_SUITE identity
#include "tests/relay/relay_fixture.hpp"

#include "caf/test/unit_test.hpp"

#include <fstream>

#include "tests/fixtures/eventually.hpp"

using namespace scrutin;
using namespace scrutin::fixtures;
using namespace std::chrono_literals;
namespace fs = std::filesystem;

namespace {

struct fixture {
  test_authority authority;
  test_authority other;
  temporary_folder used;

  fixture() { keep_log(); }

  static std::string problem_of(const identity_files& files,
                                const std::string& node = "node-1") {
    auto loaded = load_identity(files, node);
    return loaded ? "none" : loaded.failure().detail;
  }

  /// Puts files where a relay reads them, as an operator would: each beside
  /// the old one, then in its place.
  identity_files put_in_place(const identity_files& files) const {
    identity_files target{used / "node.pem", used / "node.key",
                          used / "ca.pem"};
    auto put = [](const fs::path& from, const fs::path& to) {
      auto beside = to;
      beside += ".new";
      fs::copy_file(from, beside, fs::copy_options::overwrite_existing);
      fs::rename(beside, to);
    };
    put(files.certificate, target.certificate);
    put(files.key, target.key);
    put(files.authority, target.authority);
    return target;
  }
};

bool says(const std::string& text, const char* part) {
  return text.find(part) != std::string::npos;
}

} // namespace

CAF_TEST_FIXTURE_SCOPE(identity_tests, fixture)

CAF_TEST(files that are good are taken) {
  CAF_CHECK_EQUAL(problem_of(authority.certify("node-1")), "none");
}

CAF_TEST(each file that is wrong is named with what to do) {
  auto good = authority.certify("node-1");
  auto second = authority.certify("node-2");
  auto foreign = other.certify("node-1");
  auto absent = good;
  absent.certificate += ".absent";
  CAF_CHECK(says(problem_of(absent), "scrutin cluster certs"));
  absent = good;
  absent.key += ".absent";
  CAF_CHECK(says(problem_of(absent), "cluster.key_file"));
  absent = good;
  absent.authority += ".absent";
  CAF_CHECK(says(problem_of(absent), "cluster.ca_file"));
  CAF_CHECK(says(problem_of({good.certificate, second.key, good.authority}),
                 "take the two that were made together"));
  CAF_CHECK(says(problem_of({good.key, good.key, good.authority}),
                 "holds no certificate"));
  CAF_CHECK(says(problem_of({good.certificate, good.key, foreign.authority}),
                 "take the authority that made it"));
  CAF_CHECK(says(problem_of(authority.certify_expired("node-3"), "node-3"),
                 "expired at 20"));
  CAF_CHECK(says(problem_of(second), "is for node-2"));
}

CAF_TEST(a key that others may read is refused) {
  auto files = authority.certify("node-1");
  fs::permissions(files.key, fs::perms::owner_read | fs::perms::group_read);
  CAF_CHECK(says(problem_of(files), "chmod 0400"));
}

CAF_TEST(new files are used for new connections without a restart) {
  plain_listener basp;
  auto relay = start_relay("node-1", put_in_place(authority.certify("node-1")),
                           basp.port());
  auto served = [&](const identity_files& files) {
    crypted_end client{plain_end::connect(relay->port()), {files}};
    if (!client.shake_hands_as_client()) {
      return false;
    }
    auto inside = basp.accept(300ms);
    return inside && inside->send("a") && client.receive(1) == "a";
  };
  crypted_end standing{plain_end::connect(relay->port()),
                       {authority.certify("node-2")}};
  CAF_REQUIRE(standing.shake_hands_as_client());
  auto inside = basp.accept();
  CAF_REQUIRE(inside != nullptr);
  CAF_CHECK(!served(other.certify("node-2")));

  put_in_place(other.certify("node-1"));
  CAF_CHECK(served(other.certify("node-2")));
  CAF_CHECK(!served(authority.certify("node-2")));
  CAF_CHECK(is_logged("relay_identity_replaced", "node-1"));
  CAF_CHECK(inside->send("b") && standing.receive(1) == "b");

  fs::remove(used / "node.key");
  CAF_CHECK(served(other.certify("node-2")));
  std::ofstream{used / "node.key"} << "no key";
  fs::permissions(used / "node.key", fs::perms::owner_read);
  CAF_CHECK(served(other.certify("node-2")));
  CAF_CHECK(is_logged("relay_identity_refused", "holds no key"));
}

CAF_TEST_FIXTURE_SCOPE_END()
