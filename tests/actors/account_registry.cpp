#define CAF_SUITE account_registry
#include "actors/account_registry.hpp"

#include "caf/test/unit_test.hpp"

#include "domain/administration/audit_chain.hpp"
#include "storage/memory/open.hpp"

using namespace scrutin;

namespace {

constexpr std::int64_t minute_ms = 60'000;
constexpr std::int64_t day_ms = 1'440 * minute_ms;
const std::string officer = "ann";
const std::string hashed = "$argon2id$hash of ann";

account make(const std::string& name, role who) {
  account x;
  x.name = name;
  x.roles.add(who);
  return x;
}

/// A store whose commits may fail as a database does.
class doubtful_store final : public administration_store {
public:
  explicit doubtful_store(std::unique_ptr<administration_store> inner)
    : inner_(std::move(inner)) {}

  /// Commits to come that are not answered; those that were made all the same.
  int unanswered = 0;
  int made_all_the_same = 0;
  /// Before each commit: another program.
  std::function<void(administration_store&)> before_commit;

  result<std::vector<account_record>> accounts() const override {
    return inner_->accounts();
  }
  result<std::optional<account_record>>
  find_account(const std::string& name) const override {
    return inner_->find_account(name);
  }
  result<std::optional<token_record>>
  find_token(const sha256_hash& hash) const override {
    return inner_->find_token(hash);
  }
  result<std::vector<token_record>>
  tokens_of(const std::string& name) const override {
    return inner_->tokens_of(name);
  }
  result<std::optional<session_record>>
  find_session(const sha256_hash& hash) const override {
    return inner_->find_session(hash);
  }
  result<std::vector<session_record>>
  sessions_of(const std::string& name) const override {
    return inner_->sessions_of(name);
  }
  result<std::vector<definition_record>>
  definitions(election_id election) const override {
    return inner_->definitions(election);
  }
  result<std::vector<definition_record>> definitions() const override {
    return inner_->definitions();
  }
  result<audit_mark> head() const override { return inner_->head(); }
  result<std::vector<audit_entry>> audit(std::uint64_t after,
                                         std::size_t most) const override {
    return inner_->audit(after, most);
  }
  result<std::optional<result_certificate>>
  find_certificate(election_id election, region_id region,
                   std::uint32_t version) const override {
    return inner_->find_certificate(election, region, version);
  }
  result<void> commit(const audit_entry& next,
                      const administration_change& change) override {
    if (before_commit) {
      before_commit(*inner_);
    }
    if (unanswered > 0) {
      --unanswered;
      if (made_all_the_same > 0) {
        --made_all_the_same;
        CAF_CHECK(inner_->commit(next, change).has_value());
      }
      return error{ec::timed_out, "no answer"};
    }
    return inner_->commit(next, change);
  }
  result<void> note_token_use(const sha256_hash& hash,
                              std::uint32_t day) override {
    return inner_->note_token_use(hash, day);
  }
  result<void> note_session_use(const sha256_hash& hash,
                                std::int64_t at_ms) override {
    return inner_->note_session_use(hash, at_ms);
  }

private:
  std::unique_ptr<administration_store> inner_;
};

struct fixture {
  std::int64_t now_ms = 1'700'000'000'000;
  unsigned char drawn = 0;
  std::shared_ptr<doubtful_store> kept =
    std::make_shared<doubtful_store>(open_memory().administration);
  account_registry tested{kept, [this] { return now_ms; },
                          [this](std::size_t bytes) {
                            return std::string(bytes,
                                               static_cast<char>(++drawn));
                          }};

  fixture() {
    CAF_REQUIRE(
      tested.add("command line", make(officer, role::chief_officer), hashed));
  }

  std::vector<std::string> acts() const {
    std::vector<std::string> list;
    auto entries = kept->audit(0, 1'000);
    for (const auto& x : *entries) {
      list.push_back(x.actor + " " + x.act + " " + x.subject);
    }
    return list;
  }
  bool is_whole() const {
    audit_chain chain;
    auto entries = kept->audit(0, 1'000);
    for (const auto& x : *entries) {
      if (!chain.next(x)) {
        return false;
      }
    }
    return chain.end(*kept->head()).has_value();
  }
  sha256_hash sign_in() {
    auto secret = tested.begin_session(officer, hashed);
    CAF_REQUIRE(secret.has_value());
    return sha256(secret->view());
  }
  bool is_in(const sha256_hash& session) {
    auto who = tested.by_session(session);
    CAF_REQUIRE(who.has_value());
    return who->has_value();
  }
  bool knows(const sha256_hash& token) {
    auto who = tested.by_token(token);
    CAF_REQUIRE(who.has_value());
    return who->has_value();
  }
};

} // namespace

CAF_TEST_FIXTURE_SCOPE(account_registry_tests, fixture)

CAF_TEST(every act has its line with who did it) {
  CAF_REQUIRE(tested.set_disabled("bob", officer, true));
  CAF_REQUIRE(tested.set_disabled("bob", officer, false));
  CAF_REQUIRE(tested.set_password("bob", officer, "x"));
  CAF_REQUIRE(tested.make_token("ann", officer, day_ms));
  CAF_REQUIRE(tested.revoke_tokens("bob", officer));
  CAF_REQUIRE(tested.note("command line", audit_act::log_verified, "log", ""));
  std::vector<std::string> wanted{"command line account-added ann",
                                  "bob account-disabled ann",
                                  "bob account-enabled ann",
                                  "bob password-set ann",
                                  "ann token-made ann",
                                  "bob tokens-revoked ann",
                                  "command line log-verified log"};
  CAF_CHECK(acts() == wanted);
  CAF_CHECK(is_whole());
}

CAF_TEST(what is refused leaves no line) {
  auto before = acts().size();
  CAF_CHECK(!tested.add("x", make(officer, role::auditor), "y"));
  CAF_CHECK(!tested.add("x", make("Bad Name", role::auditor), "y"));
  CAF_CHECK(!tested.set_disabled("x", "nobody", true));
  CAF_CHECK(!tested.set_password("x", "nobody", "y"));
  CAF_CHECK(!tested.make_token("x", "nobody", day_ms));
  CAF_CHECK(!tested.make_token("x", officer, 0));
  CAF_CHECK(!tested.make_token("x", officer, 400 * day_ms));
  CAF_CHECK(!tested.revoke_tokens("x", "nobody"));
  CAF_CHECK(!tested.begin_session("nobody", hashed));
  // A name that a store could read as the officer's.
  std::string hidden{"ann\0x", 5};
  auto none = tested.set_disabled("x", hidden, true);
  CAF_CHECK(!none && none.failure().code == ec::unavailable);
  CAF_CHECK(!*tested.find(hidden));
  CAF_CHECK(tested.end_session(sha256("none")).has_value());
  CAF_CHECK_EQUAL(acts().size(), before);
}

CAF_TEST(a session ends after a quarter of an hour without use) {
  auto session = sign_in();
  for (int i = 0; i < 10; ++i) {
    now_ms += 14 * minute_ms;
    CAF_CHECK(is_in(session));
  }
  now_ms += 15 * minute_ms;
  CAF_CHECK(!is_in(session));
}

CAF_TEST(a session ends after eight hours whatever its use) {
  auto session = sign_in();
  auto begun = now_ms;
  while (now_ms + minute_ms < begun + 480 * minute_ms) {
    now_ms += minute_ms;
    CAF_REQUIRE(is_in(session));
  }
  now_ms += minute_ms;
  CAF_CHECK(!is_in(session));
}

CAF_TEST(log out and a new password and being disabled end sessions) {
  auto one = sign_in();
  auto two = sign_in();
  CAF_REQUIRE(tested.end_session(one));
  CAF_CHECK(!is_in(one));
  CAF_CHECK(is_in(two));
  CAF_REQUIRE(tested.set_password("bob", officer, hashed));
  CAF_CHECK(!is_in(two));
  auto three = sign_in();
  CAF_REQUIRE(tested.set_disabled("bob", officer, true));
  CAF_CHECK(!is_in(three));
  CAF_REQUIRE(tested.set_disabled("bob", officer, false));
  CAF_CHECK(!is_in(three));
}

CAF_TEST(a password that was changed while it was checked lets nobody in) {
  CAF_REQUIRE(tested.set_password("bob", officer, "new hash"));
  auto late = tested.begin_session(officer, hashed);
  CAF_CHECK(!late && late.failure().code == ec::wrong_state);
}

CAF_TEST(past the bound the oldest session ends) {
  std::vector<sha256_hash> all;
  for (int i = 0; i < 17; ++i) {
    all.push_back(sign_in());
    ++now_ms;
  }
  CAF_CHECK(!is_in(all[0]));
  for (std::size_t i = 1; i < all.size(); ++i) {
    CAF_CHECK(is_in(all[i]));
  }
}

CAF_TEST(a token holds until it expires) {
  auto made = tested.make_token("ann", officer, 2 * day_ms);
  CAF_REQUIRE(made.has_value());
  CAF_CHECK_EQUAL(made->token.view().substr(0, 8), "scrutin_");
  CAF_CHECK_EQUAL(made->token.view().size(), 72u);
  auto hash = sha256(made->token.view());
  CAF_CHECK(knows(hash));
  auto record = *kept->find_token(hash);
  CAF_REQUIRE(record.has_value());
  CAF_CHECK_EQUAL(std::int64_t{record->last_used_day}, now_ms / day_ms);
  now_ms += 2 * day_ms - 1;
  CAF_CHECK(knows(hash));
  now_ms += 1;
  CAF_CHECK(!knows(hash));
}

CAF_TEST(tokens end with their account and with a password that others set) {
  auto fresh = [&] {
    auto made = tested.make_token(officer, officer, day_ms);
    CAF_REQUIRE(made.has_value());
    return sha256(made->token.view());
  };
  auto first = fresh();
  CAF_REQUIRE(tested.set_password(officer, officer, "own hash"));
  CAF_CHECK(knows(first));
  CAF_REQUIRE(tested.set_password("bob", officer, "other hash"));
  CAF_CHECK(!knows(first));
  auto second = fresh();
  CAF_REQUIRE(tested.set_disabled("bob", officer, true));
  CAF_REQUIRE(tested.set_disabled("bob", officer, false));
  CAF_CHECK(!knows(second));
}

CAF_TEST(who may act no more when the act is committed does not act) {
  bool may = true;
  acting ann{"ann", [&]() -> result<void> {
               return may ? result<void>{}
                          : result<void>{error{ec::wrong_state, "no more"}};
             }};
  CAF_CHECK(tested.set_password(ann, officer, "first hash"));
  may = false;
  auto before = kept->head();
  CAF_REQUIRE(before.has_value());
  auto late = tested.set_password(ann, officer, "second hash");
  CAF_CHECK(!late && late.failure().code == ec::wrong_state);
  account other;
  other.name = "eve";
  other.roles.add(role::auditor);
  CAF_CHECK(!tested.add(ann, other, "hash"));
  CAF_CHECK(!tested.set_disabled(ann, officer, true));
  CAF_CHECK(!tested.make_token(ann, officer, day_ms));
  CAF_CHECK(!tested.revoke_tokens(ann, officer));
  auto after = kept->head();
  CAF_REQUIRE(after.has_value());
  CAF_CHECK_EQUAL(after->number, before->number);
}

CAF_TEST(tokens of an account are bounded and expired ones make room) {
  for (int i = 0; i < 16; ++i) {
    CAF_REQUIRE(tested.make_token("ann", officer, day_ms));
  }
  auto refused = tested.make_token("ann", officer, day_ms);
  CAF_CHECK(!refused && refused.failure().code == ec::wrong_state);
  now_ms += day_ms;
  CAF_CHECK(tested.make_token("ann", officer, day_ms).has_value());
  CAF_CHECK_EQUAL(kept->tokens_of(officer)->size(), 1u);
}

CAF_TEST(an act that another program came before is done after it) {
  int others = 3;
  kept->before_commit = [&others](administration_store& at) {
    if (others-- > 0) {
      auto head = at.head();
      auto entry =
        entry_after(*head, {1, "other", audit_act::log_read, "", ""});
      CAF_CHECK(at.commit(entry, {}).has_value());
    }
  };
  CAF_CHECK(tested.set_disabled("bob", officer, true).has_value());
  kept->before_commit = nullptr;
  CAF_CHECK_EQUAL(acts().size(), 5u);
  CAF_CHECK(is_whole());
}

CAF_TEST(an act that never comes first gives up) {
  kept->before_commit = [](administration_store& at) {
    auto head = at.head();
    auto entry = entry_after(*head, {1, "other", audit_act::log_read, "", ""});
    CAF_CHECK(at.commit(entry, {}).has_value());
  };
  auto done = tested.set_disabled("bob", officer, true);
  CAF_CHECK(!done && done.failure().code == ec::overloaded);
  auto record = *kept->find_account(officer);
  CAF_CHECK(!record->what.disabled);
}

CAF_TEST(a commit without an answer is done once whether it was made or not ) {
  kept->unanswered = 1;
  kept->made_all_the_same = 1;
  CAF_CHECK(tested.set_disabled("bob", officer, true).has_value());
  CAF_CHECK_EQUAL(acts().size(), 2u);
  kept->unanswered = 2;
  CAF_CHECK(tested.set_disabled("bob", officer, false).has_value());
  CAF_CHECK_EQUAL(acts().size(), 3u);
  CAF_CHECK(is_whole());
}

CAF_TEST(two accounts of one name cannot be made at once) {
  bool is_first = true;
  kept->before_commit = [&is_first](administration_store& at) {
    if (!std::exchange(is_first, false)) {
      return;
    }
    auto head = at.head();
    administration_change change;
    change.account = account_record{make("eve", role::auditor), "first"};
    auto entry =
      entry_after(*head, {1, "other", audit_act::account_added, "eve", ""});
    CAF_CHECK(at.commit(entry, change).has_value());
  };
  auto done = tested.add("x", make("eve", role::chief_officer), "second");
  CAF_CHECK(!done && done.failure().code == ec::wrong_state);
  auto record = *kept->find_account("eve");
  CAF_CHECK_EQUAL(record->password_hash, "first");
}

CAF_TEST_FIXTURE_SCOPE_END()
