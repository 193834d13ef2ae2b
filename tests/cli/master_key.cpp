#define CAF_SUITE master_key
#include "nodes/master_key.hpp"

#include <filesystem>
#include <fstream>

#include <unistd.h>

#include "caf/test/unit_test.hpp"

#include "sample_election.hpp"

using namespace scrutin;

namespace {

using std::filesystem::perms;

struct fixture {
  std::filesystem::path folder =
    std::filesystem::temp_directory_path()
    / ("scrutin-key-" + std::to_string(::getpid()));
  std::filesystem::path file = folder / "key";

  fixture() { std::filesystem::create_directories(folder / "data"); }
  ~fixture() { std::filesystem::remove_all(folder); }

  void write(const std::string& text,
             perms mode = perms::owner_read | perms::owner_write) {
    std::filesystem::remove(file);
    std::ofstream{file, std::ios::binary} << text;
    std::filesystem::permissions(file, mode);
  }
  result<secret_key> read() const {
    return master_key_from_file(file, folder / "data");
  }
};

const std::string hex(64, 'a');

} // namespace

CAF_TEST_FIXTURE_SCOPE(master_key_tests, fixture)

CAF_TEST(a key that was made is read and never replaced) {
  CAF_REQUIRE(create_master_key_file(file, seeded_random(1)).has_value());
  CAF_CHECK(std::filesystem::status(file).permissions() == perms::owner_read);
  auto key = read();
  CAF_REQUIRE(key.has_value());
  CAF_CHECK(key->view() == seeded_random(1)(32));
  auto again = create_master_key_file(file, seeded_random(2));
  CAF_REQUIRE(!again.has_value());
  CAF_CHECK(again.failure().code == ec::wrong_state);
  CAF_CHECK(read()->view() == key->view());
}

CAF_TEST(raw bytes and hexadecimal digits are keys) {
  write(std::string(32, '\xAA'));
  auto raw = read();
  write(hex);
  auto plain = read();
  write(hex + "\n");
  auto ended = read();
  CAF_REQUIRE(raw.has_value() && plain.has_value() && ended.has_value());
  CAF_CHECK(raw->view() == plain->view());
  CAF_CHECK(raw->view() == ended->view());
}

CAF_TEST(anything else is refused without being shown) {
  for (const auto& text :
       {std::string{}, std::string(31, 'x'), std::string(33, 'x'),
        std::string(64, 'x'), hex + "a", std::string(200, 'a')}) {
    write(text);
    auto refused = read();
    CAF_REQUIRE(!refused.has_value());
    CAF_CHECK(refused.failure().code == ec::no_key);
    CAF_CHECK(refused.failure().detail.find("xxx") == std::string::npos);
  }
}

CAF_TEST(a file that others may use is refused) {
  for (auto mode : {perms::owner_read | perms::group_read,
                    perms::owner_read | perms::others_read, perms::owner_all}) {
    write(hex, mode);
    CAF_CHECK(!read().has_value());
  }
}

CAF_TEST(a file inside the data directory is refused) {
  write(hex);
  std::filesystem::rename(file, folder / "data" / "key");
  auto refused = master_key_from_file(folder / "data" / "key", folder / "data");
  CAF_REQUIRE(!refused.has_value());
  // A link from outside does not help.
  std::filesystem::create_symlink(folder / "data" / "key", file);
  CAF_CHECK(!read().has_value());
}

CAF_TEST(a directory and nothing are no key files) {
  CAF_CHECK(!read().has_value());
  std::filesystem::create_directory(file);
  CAF_CHECK(!read().has_value());
}

CAF_TEST(a command prints the key) {
  auto key = master_key_from_command("printf %s " + hex);
  CAF_REQUIRE(key.has_value());
  CAF_CHECK(key->view() == std::string(32, '\xAA'));
  CAF_CHECK(!master_key_from_command("printf %s " + hex + "; exit 3"));
  CAF_CHECK(!master_key_from_command("true"));
}

CAF_TEST_FIXTURE_SCOPE_END()
