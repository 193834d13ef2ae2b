#define CAF_SUITE account_commands
#include "cli/administration/account_commands.hpp"

#include <filesystem>
#include <fstream>
#include <sstream>

#include <unistd.h>

#include "caf/test/unit_test.hpp"

#include <boost/json.hpp>
#include <rocksdb/write_batch.h>

#include "cli/administration/audit_commands.hpp"
#include "domain/administration/password.hpp"
#include "storage/rocksdb/administration_codec.hpp"
#include "storage/rocksdb/database.hpp"
#include "storage/rocksdb/keys.hpp"

using namespace scrutin;

namespace {

const std::string right_password = "correct horse";

struct fixture {
  std::filesystem::path folder =
    std::filesystem::temp_directory_path()
    / ("scrutin-accounts-" + std::to_string(::getpid()));
  std::ostringstream out;
  std::ostringstream err;

  fixture() {
    std::filesystem::create_directories(folder);
    std::ofstream{folder / "node.toml"}
      << "data_directory = \"data\"\nelections_directory = \".\"\n"
         "[keys]\nmaster_key_file = \"key\"\n";
    write_password("password", right_password);
  }
  ~fixture() { std::filesystem::remove_all(folder); }

  void write_password(
    const std::string& name, const std::string& text,
    std::filesystem::perms mode = std::filesystem::perms::owner_read) {
    std::filesystem::remove(folder / name);
    std::ofstream{folder / name} << text << "\n";
    std::filesystem::permissions(folder / name, mode);
  }

  int run(std::vector<std::string> words) {
    command_line commands;
    add_account_commands(commands);
    add_audit_commands(commands);
    words.insert(words.begin(), "scrutin");
    words.insert(words.end(), {"-c", (folder / "node.toml").string()});
    std::vector<const char*> pointers;
    for (const auto& word : words) {
      pointers.push_back(word.c_str());
    }
    out.str("");
    err.str("");
    terminal at{out, err};
    return commands.run(static_cast<int>(pointers.size()), pointers.data(), at);
  }

  int add(const std::string& name, const std::string& role,
          std::vector<std::string> more = {}) {
    std::vector<std::string> words{"account",
                                   "add",
                                   name,
                                   "--role",
                                   role,
                                   "--password-file",
                                   (folder / "password").string()};
    words.insert(words.end(), more.begin(), more.end());
    return run(words);
  }

  bool says(const std::string& text) const {
    return out.str().find(text) != std::string::npos
           || err.str().find(text) != std::string::npos;
  }

  /// Closed when it goes.
  std::shared_ptr<database> opened() const {
    auto db = database::open((folder / "data" / "store").string(), {});
    CAF_REQUIRE(db.has_value());
    return *db;
  }

  std::vector<std::string> acts() {
    CAF_REQUIRE_EQUAL(run({"audit", "ls", "-o", "json"}), 0);
    std::vector<std::string> list;
    std::istringstream lines{out.str()};
    for (std::string line; std::getline(lines, line);) {
      auto entry = boost::json::parse(line);
      list.emplace_back(entry.at("act").as_string().c_str());
      CAF_CHECK(entry.at("actor") == "command line");
    }
    return list;
  }
};

} // namespace

CAF_TEST_FIXTURE_SCOPE(account_command_tests, fixture)

CAF_TEST(the first account is made over an empty store and listed) {
  CAF_CHECK_EQUAL(add("marie", "account-administrator"), 0);
  CAF_CHECK(says("added marie"));
  CAF_CHECK_EQUAL(
    add("paul", "returning-officer", {"--election", "4", "--region", "2"}), 0);
  CAF_CHECK_EQUAL(run({"account", "ls", "-o", "json"}), 0);
  auto list = boost::json::parse(out.str());
  CAF_REQUIRE_EQUAL(list.as_array().size(), 2u);
  CAF_CHECK(list.at(0).at("name") == "marie");
  CAF_CHECK(list.at(0).at("roles").at(0) == "account-administrator");
  CAF_CHECK(list.at(1).at("election_id") == 4);
  CAF_CHECK(list.at(1).at("region_id") == 2);
  CAF_CHECK(!says("argon2"));
  CAF_CHECK_EQUAL(run({"account", "ls"}), 0);
  CAF_CHECK(says("paul: returning-officer (election 4 region 2)"));
}

CAF_TEST(the password that was set is the one that is kept) {
  CAF_REQUIRE_EQUAL(add("marie", "auditor"), 0);
  auto kept = [this] {
    auto bytes = opened()->get(keys::account("marie"));
    auto at = (**bytes).find("$argon2id$");
    CAF_REQUIRE(at != std::string::npos);
    return (**bytes).substr(at);
  };
  CAF_CHECK(*password_matches(kept(), right_password));
  write_password("second", "battery staple");
  CAF_CHECK_EQUAL(run({"account", "password", "marie", "--password-file",
                       (folder / "second").string()}),
                  0);
  CAF_CHECK(*password_matches(kept(), "battery staple"));
  CAF_CHECK(!*password_matches(kept(), right_password));
}

CAF_TEST(a name is given once) {
  CAF_CHECK_EQUAL(add("marie", "auditor"), 0);
  CAF_CHECK_EQUAL(add("marie", "chief-officer"), 6);
  CAF_CHECK(says("already"));
}

CAF_TEST(what is no account is refused and nothing is made) {
  CAF_CHECK_EQUAL(add("Marie", "auditor"), 1);
  CAF_CHECK_EQUAL(add("marie", "root"), 1);
  CAF_CHECK_EQUAL(add("marie", "auditor", {"--role", "operator"}), 1);
  CAF_CHECK_EQUAL(
    add("marie", "account-administrator", {"--role", "chief-officer"}), 1);
  CAF_CHECK_EQUAL(add("marie", "returning-officer"), 1);
  CAF_CHECK_EQUAL(add("marie", "auditor", {"--election", "1", "--region", "1"}),
                  1);
  CAF_CHECK_EQUAL(run({"account", "add", "marie"}), 2);
  CAF_CHECK(acts().empty());
}

CAF_TEST(a password file that others may read is refused) {
  using std::filesystem::perms;
  write_password("password", right_password,
                 perms::owner_read | perms::others_read);
  CAF_CHECK_EQUAL(add("marie", "auditor"), 3);
  CAF_CHECK(says("chmod 0400"));
  write_password("password", "short");
  CAF_CHECK_EQUAL(add("marie", "auditor"), 1);
  CAF_CHECK(says("12 to 128 bytes"));
  CAF_CHECK(!says("short\n"));
  std::filesystem::remove(folder / "password");
  CAF_CHECK_EQUAL(add("marie", "auditor"), 3);
  CAF_CHECK(acts().empty());
}

CAF_TEST(commands on an account that is not there say so) {
  for (const auto* verb : {"disable", "enable", "revoke-tokens"}) {
    CAF_CHECK_EQUAL(run({"account", verb, "nobody"}), 5);
  }
  CAF_CHECK_EQUAL(run({"account", "token", "nobody", "--expires", "1d"}), 5);
  CAF_CHECK_EQUAL(run({"account", "password", "nobody", "--password-file",
                       (folder / "password").string()}),
                  5);
}

CAF_TEST(a token is printed once and only its hash is kept) {
  CAF_REQUIRE_EQUAL(add("marie", "auditor", {"--no-password"}), 0);
  CAF_CHECK_EQUAL(run({"account", "token", "marie", "--expires", "90d"}), 0);
  auto token = out.str();
  CAF_REQUIRE_EQUAL(token.size(), 73u);
  token.pop_back();
  CAF_CHECK_EQUAL(token.rfind("scrutin_", 0), 0u);
  auto found = opened()->get(keys::token(sha256(token)));
  CAF_CHECK(found && *found);
  CAF_CHECK_EQUAL(
    run({"account", "token", "marie", "--expires", "12h", "-o", "json"}), 0);
  auto told = boost::json::parse(out.str());
  CAF_CHECK(told.as_object().contains("token"));
  CAF_CHECK(told.as_object().contains("expires_at"));
  for (const auto* wrong :
       {"", "0d", "90", "d", "90m", "400d", "9d9", "-1d", "99999999999d"}) {
    CAF_CHECK_EQUAL(run({"account", "token", "marie", "--expires", wrong}), 1);
  }
  CAF_CHECK_EQUAL(run({"account", "revoke-tokens", "marie"}), 0);
  found = opened()->get(keys::token(sha256(token)));
  CAF_CHECK(found && !*found);
}

CAF_TEST(every command leaves its line) {
  CAF_REQUIRE_EQUAL(add("marie", "auditor"), 0);
  CAF_REQUIRE_EQUAL(run({"account", "ls"}), 0);
  CAF_REQUIRE_EQUAL(run({"account", "disable", "marie"}), 0);
  CAF_REQUIRE_EQUAL(run({"account", "enable", "marie"}), 0);
  CAF_REQUIRE_EQUAL(run({"account", "token", "marie", "--expires", "1d"}), 0);
  CAF_REQUIRE_EQUAL(run({"account", "revoke-tokens", "marie"}), 0);
  CAF_REQUIRE_EQUAL(run({"audit", "verify"}), 0);
  CAF_REQUIRE_EQUAL(run({"audit", "ls", "--limit", "1"}), 0);
  std::vector<std::string> wanted{
    "account-added", "accounts-listed", "account-disabled", "account-enabled",
    "token-made",    "tokens-revoked",  "log-verified",     "log-read"};
  auto found = acts();
  CAF_CHECK(found == wanted);
}

CAF_TEST(a whole log is whole and its head holds while it grows) {
  CAF_CHECK_EQUAL(run({"audit", "verify"}), 0);
  CAF_CHECK(says("0 entries"));
  CAF_REQUIRE_EQUAL(add("marie", "auditor"), 0);
  CAF_CHECK_EQUAL(run({"audit", "verify", "-o", "json"}), 0);
  auto told = boost::json::parse(out.str());
  CAF_CHECK(told.at("whole") == true);
  CAF_CHECK(told.at("entries") == 2);
  std::string head{told.at("head").as_string().c_str()};
  CAF_CHECK_EQUAL(run({"account", "disable", "marie"}), 0);
  CAF_CHECK_EQUAL(run({"audit", "verify", "--head", head}), 0);
  auto digits = head.substr(head.find(':') + 1);
  CAF_CHECK_EQUAL(run({"audit", "verify", "--head", digits}), 0);
  auto other = digits;
  other[0] = other[0] == '0' ? '1' : '0';
  CAF_CHECK_EQUAL(run({"audit", "verify", "--head", other}), 4);
  CAF_CHECK_EQUAL(run({"audit", "verify", "--head", "99:" + digits}), 4);
  CAF_CHECK_EQUAL(run({"audit", "verify", "--head", "x"}), 1);
}

CAF_TEST(a change behind the back of the program is named by its number) {
  for (const auto* name : {"ann", "bob", "eve"}) {
    CAF_REQUIRE_EQUAL(add(name, "auditor", {"--no-password"}), 0);
  }
  {
    auto db = opened();
    auto bytes = db->get(keys::audit(2));
    auto entry = decode_audit_entry(**bytes);
    CAF_REQUIRE(entry.has_value());
    entry->subject = "nobody";
    rocksdb::WriteBatch batch;
    batch.Put(keys::audit(2), encode(*entry));
    CAF_REQUIRE(db->write(batch).has_value());
  }
  CAF_CHECK_EQUAL(run({"audit", "verify"}), 4);
  CAF_CHECK(says("audit entry 2 was changed"));
  CAF_CHECK_EQUAL(run({"audit", "verify", "-o", "json"}), 4);
  auto told = boost::json::parse(out.str());
  CAF_CHECK(told.at("whole") == false);
  {
    auto db = opened();
    rocksdb::WriteBatch batch;
    batch.Delete(keys::audit(2));
    CAF_REQUIRE(db->write(batch).has_value());
  }
  CAF_CHECK_EQUAL(run({"audit", "verify"}), 4);
  CAF_CHECK(says("audit entry 2 is missing"));
}

CAF_TEST(an account that was changed beside the log is named) {
  CAF_REQUIRE_EQUAL(add("ann", "auditor", {"--no-password"}), 0);
  CAF_REQUIRE_EQUAL(add("bob", "operator", {"--no-password"}), 0);
  CAF_CHECK_EQUAL(run({"audit", "verify"}), 0);
  {
    auto db = opened();
    auto bytes = db->get(keys::account("ann"));
    CAF_REQUIRE(bytes.has_value());
    auto record = decode_account(**bytes);
    CAF_REQUIRE(record.has_value());
    record->what.roles = {};
    record->what.roles.add(role::chief_officer);
    rocksdb::WriteBatch batch;
    batch.Put(keys::account("ann"), encode(*record));
    batch.Delete(keys::account("bob"));
    CAF_REQUIRE(db->write(batch).has_value());
  }
  CAF_CHECK_EQUAL(run({"audit", "verify"}), 4);
  CAF_CHECK(says("account ann has roles chief-officer; the log says roles "
                 "auditor"));
  CAF_CHECK(says("account bob is in the log, and there is no such account"));
}

CAF_TEST(a log that was cut off is found also when its head was put back) {
  for (const auto* name : {"ann", "bob", "eve"}) {
    CAF_REQUIRE_EQUAL(add(name, "auditor", {"--no-password"}), 0);
  }
  CAF_REQUIRE_EQUAL(run({"audit", "verify", "-o", "json"}), 0);
  auto told = boost::json::parse(out.str());
  std::string head{told.at("head").as_string().c_str()};
  {
    auto db = opened();
    rocksdb::WriteBatch batch;
    batch.Delete(keys::audit(4));
    CAF_REQUIRE(db->write(batch).has_value());
  }
  CAF_CHECK_EQUAL(run({"audit", "verify"}), 4);
  CAF_CHECK(says("audit entry 4 is missing"));
  {
    auto db = opened();
    auto bytes = db->get(keys::audit(2));
    auto entry = decode_audit_entry(**bytes);
    rocksdb::WriteBatch batch;
    batch.Delete(keys::audit(3));
    std::string mark(1, '\1');
    mark += std::string(7, '\0') + '\2' + std::string{entry->hash.view()};
    batch.Put(keys::audit_head(), mark);
    CAF_REQUIRE(db->write(batch).has_value());
  }
  CAF_CHECK_EQUAL(run({"audit", "verify", "--head", head}), 4);
  CAF_CHECK(says("audit entry 3 is missing"));
}

CAF_TEST(while a node has the store the way around it is told) {
  CAF_REQUIRE_EQUAL(add("marie", "auditor"), 0);
  auto held = opened();
  CAF_CHECK_EQUAL(run({"account", "ls"}), 4);
  CAF_CHECK(says("stop the node first, or use its /api/v1/admin"));
}

CAF_TEST_FIXTURE_SCOPE_END()
