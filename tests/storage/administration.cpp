#define CAF_SUITE administration
#include <atomic>
#include <thread>

#include "caf/test/unit_test.hpp"

#include "domain/administration/audit_chain.hpp"
#include "tests/storage/backends.hpp"
#include "tests/storage/sample_frames.hpp"

using namespace scrutin;

namespace {

account_record sample_account(const std::string& name, role who) {
  account_record x;
  x.what.name = name;
  x.what.roles.add(who);
  if (who == role::returning_officer) {
    x.what.region = contest_id{{0xFFFFFFFE}, {7}};
  }
  x.password_hash = "$argon2id$of " + name;
  return x;
}

bool same(const account_record& x, const account_record& y) {
  return x.what.name == y.what.name && x.what.roles == y.what.roles
         && x.what.region == y.what.region && x.what.disabled == y.what.disabled
         && x.password_hash == y.password_hash;
}

sha256_hash numbered_hash(std::uint32_t number) {
  return sha256_hash::from(noise(32, number));
}

audit_entry next_entry(const administration_store& at,
                       const std::string& subject = "ann",
                       const std::string& detail = "") {
  auto head = at.head();
  CAF_REQUIRE(head.has_value());
  return entry_after(*head, {1'700'000'000'000, "command line",
                             audit_act::account_added, subject, detail});
}

void put(administration_store& at, const account_record& x) {
  administration_change change;
  change.account = x;
  CAF_REQUIRE(at.commit(next_entry(at, x.what.name), change));
}

void put_token(administration_store& at, std::uint32_t number,
               const std::string& account) {
  administration_change change;
  change.token =
    token_record{numbered_hash(number), account, 1'800'000'000'000, 0};
  CAF_REQUIRE(at.commit(next_entry(at, account), change));
}

void put_session(administration_store& at, std::uint32_t number,
                 const std::string& account) {
  administration_change change;
  change.session = session_record{numbered_hash(number), account, 1'000, 2'000};
  CAF_REQUIRE(at.commit(next_entry(at, account), change));
}

bool is_whole(const administration_store& at) {
  audit_chain chain;
  for (;;) {
    auto entries = at.audit(chain.last().number, 3);
    if (!entries) {
      return false;
    }
    if (entries->empty()) {
      auto head = at.head();
      return head && chain.end(*head);
    }
    for (const auto& x : *entries) {
      if (!chain.next(x)) {
        return false;
      }
    }
  }
}

std::uint64_t head_number(const administration_store& at) {
  auto head = at.head();
  CAF_REQUIRE(head.has_value());
  return head->number;
}

} // namespace

CAF_TEST(a new store has no account and an empty log) {
  on_every_backend([](storage_place& place) {
    auto s = place.open();
    auto& at = *s.administration;
    CAF_CHECK(at.accounts()->empty());
    CAF_CHECK(!*at.find_account("ann"));
    CAF_CHECK(!*at.find_token(numbered_hash(1)));
    CAF_CHECK(!*at.find_session(numbered_hash(1)));
    CAF_CHECK(*at.head() == audit_mark{});
    CAF_CHECK(at.audit(0, 10)->empty());
    CAF_CHECK(at.audit(0xFFFFFFFF, 10)->empty());
  });
}

CAF_TEST(accounts read back changed and after a restart) {
  on_every_backend([](storage_place& place) {
    auto region = sample_account("zoe.r", role::returning_officer);
    auto changed = sample_account("ann", role::auditor);
    {
      auto s = place.open();
      put(*s.administration, region);
      put(*s.administration, changed);
      put(*s.administration, sample_account("ann-b", role::chief_officer));
      changed.what.disabled = true;
      changed.password_hash.clear();
      put(*s.administration, changed);
    }
    auto s = place.open();
    auto all = s.administration->accounts();
    CAF_REQUIRE_EQUAL(all->size(), 3u);
    CAF_CHECK(same((*all)[0], changed));
    CAF_CHECK_EQUAL((*all)[1].what.name, "ann-b");
    CAF_CHECK(same((*all)[2], region));
    CAF_CHECK(same(**s.administration->find_account("zoe.r"), region));
    CAF_CHECK(!*s.administration->find_account("zoe"));
    CAF_CHECK_EQUAL(head_number(*s.administration), 4u);
    CAF_CHECK(is_whole(*s.administration));
  });
}

CAF_TEST(signed results are kept with their line and never without) {
  on_every_backend([](storage_place& place) {
    auto certificate_of = [](std::uint32_t region, std::uint32_t version) {
      return result_certificate{{7},
                                {region},
                                version,
                                "a" + std::to_string(version),
                                "{\"name\":\"Élection " + std::to_string(region)
                                  + "\"}"};
    };
    {
      auto s = place.open();
      auto& at = *s.administration;
      auto stale = next_entry(at);
      for (std::uint32_t region : {0U, 2U}) {
        administration_change change;
        change.certificate = certificate_of(region, 1);
        CAF_REQUIRE(at.commit(next_entry(at), change));
      }
      administration_change late;
      late.certificate = certificate_of(2, 2);
      CAF_CHECK(!at.commit(stale, late));
      CAF_CHECK(!*at.find_certificate({7}, {2}, 2));
      CAF_REQUIRE(at.commit(next_entry(at), late));
    }
    auto s = place.open();
    const auto& at = *s.administration;
    for (auto [region, version] :
         {std::pair{0U, 1U}, std::pair{2U, 1U}, std::pair{2U, 2U}}) {
      auto wanted = certificate_of(region, version);
      auto found = *at.find_certificate({7}, {region}, version);
      CAF_REQUIRE(found);
      CAF_CHECK(found->election == wanted.election);
      CAF_CHECK(found->region == wanted.region);
      CAF_CHECK_EQUAL(found->version, wanted.version);
      CAF_CHECK_EQUAL(found->sha256, wanted.sha256);
      CAF_CHECK_EQUAL(found->text, wanted.text);
    }
    CAF_CHECK(!*at.find_certificate({7}, {0}, 2));
    CAF_CHECK(!*at.find_certificate({8}, {0}, 1));
    CAF_CHECK(is_whole(at));
  });
}

CAF_TEST(a second writer on the same head is refused and changes nothing) {
  on_every_backend([](storage_place& place) {
    auto s = place.open();
    auto& at = *s.administration;
    auto one = next_entry(at, "ann");
    auto two = next_entry(at, "bob");
    administration_change first;
    first.account = sample_account("ann", role::auditor);
    administration_change second;
    second.account = sample_account("bob", role::auditor);
    second.token = token_record{numbered_hash(5), "bob", 1, 0};
    CAF_REQUIRE(at.commit(one, first));
    auto refused = at.commit(two, second);
    CAF_REQUIRE(!refused);
    CAF_CHECK(refused.failure().code == ec::fenced);
    CAF_CHECK(!*at.find_account("bob"));
    CAF_CHECK(!*at.find_token(numbered_hash(5)));
    CAF_CHECK_EQUAL(head_number(at), 1u);
    // The same again is no second act.
    CAF_CHECK(!at.commit(one, first));
    CAF_CHECK(at.commit(next_entry(at, "bob"), second).has_value());
    CAF_CHECK(is_whole(at));
  });
}

CAF_TEST(an entry that skips a number or follows another hash is refused) {
  on_every_backend([](storage_place& place) {
    auto s = place.open();
    auto& at = *s.administration;
    put(at, sample_account("ann", role::auditor));
    auto skipping = next_entry(at);
    ++skipping.number;
    skipping.hash = hash_of(skipping);
    CAF_CHECK(!at.commit(skipping, {}));
    auto forked = next_entry(at);
    forked.previous.data[0] ^= 1;
    forked.hash = hash_of(forked);
    CAF_CHECK(!at.commit(forked, {}));
    CAF_CHECK_EQUAL(head_number(at), 1u);
    CAF_CHECK(is_whole(at));
  });
}

CAF_TEST(programs that act at once do so one after the other) {
  on_every_cluster([](cluster_place& place) {
    constexpr int acts = 25;
    auto one = place.open("one");
    auto two = place.open("two");
    std::atomic<int> failed{0};
    auto work = [&failed](administration_store& at) {
      for (int i = 0; i < acts;) {
        auto head = at.head();
        auto entry =
          entry_after(*head, {1, "ann", audit_act::log_read, "", ""});
        auto committed = at.commit(entry, {});
        if (committed) {
          ++i;
        } else if (committed.failure().code != ec::fenced) {
          ++failed;
          return;
        }
      }
    };
    std::thread other{[&] { work(*two.administration); }};
    work(*one.administration);
    other.join();
    CAF_CHECK_EQUAL(failed.load(), 0);
    CAF_CHECK_EQUAL(head_number(*one.administration), 2u * acts);
    CAF_CHECK(is_whole(*one.administration));
  });
}

CAF_TEST(entries come back as they were in pages) {
  on_every_backend([](storage_place& place) {
    auto s = place.open();
    auto& at = *s.administration;
    std::vector<audit_entry> written;
    for (int i = 0; i < 300; ++i) {
      written.push_back(next_entry(at, "ann", "détail " + std::to_string(i)));
      CAF_REQUIRE(at.commit(written.back(), {}));
    }
    auto page = at.audit(255, 10);
    CAF_REQUIRE_EQUAL(page->size(), 10u);
    for (std::size_t i = 0; i < page->size(); ++i) {
      CAF_CHECK((*page)[i] == written[255 + i]);
    }
    CAF_CHECK_EQUAL(at.audit(295, 10)->size(), 5u);
    CAF_CHECK(at.audit(300, 10)->empty());
    CAF_CHECK(at.audit(0, 0)->empty());
    CAF_CHECK(is_whole(at));
  });
}

CAF_TEST(tokens and sessions are found by their hash alone and note their use) {
  on_every_backend([](storage_place& place) {
    auto s = place.open();
    auto& at = *s.administration;
    put(at, sample_account("ann", role::auditor));
    put_token(at, 1, "ann");
    put_session(at, 2, "ann");
    CAF_CHECK(at.note_token_use(numbered_hash(1), 20'000).has_value());
    CAF_CHECK(at.note_token_use(numbered_hash(9), 20'000).has_value());
    CAF_CHECK(at.note_session_use(numbered_hash(2), 3'000).has_value());
    CAF_CHECK(at.note_session_use(numbered_hash(9), 3'000).has_value());
    auto token = *at.find_token(numbered_hash(1));
    CAF_REQUIRE(token.has_value());
    CAF_CHECK_EQUAL(token->account, "ann");
    CAF_CHECK_EQUAL(token->expires_at_ms, 1'800'000'000'000);
    CAF_CHECK_EQUAL(token->last_used_day, 20'000u);
    auto session = *at.find_session(numbered_hash(2));
    CAF_REQUIRE(session.has_value());
    CAF_CHECK_EQUAL(session->begun_at_ms, 1'000);
    CAF_CHECK_EQUAL(session->seen_at_ms, 3'000);
    CAF_CHECK(!*at.find_token(numbered_hash(2)));
    CAF_CHECK(!*at.find_session(numbered_hash(1)));
    CAF_CHECK(!*at.find_token(numbered_hash(9)));
    // Use is no act.
    CAF_CHECK_EQUAL(head_number(at), 3u);
  });
}

CAF_TEST(sessions and tokens of one account end and those of others go on) {
  on_every_backend([](storage_place& place) {
    auto s = place.open();
    auto& at = *s.administration;
    for (const auto* name : {"ann", "bob"}) {
      put(at, sample_account(name, role::auditor));
    }
    for (std::uint32_t i = 1; i <= 3; ++i) {
      put_token(at, i, "ann");
      put_session(at, i, "ann");
      put_token(at, 10 + i, "bob");
      put_session(at, 10 + i, "bob");
    }
    administration_change change;
    change.sessions_end_of = "ann";
    change.sessions_end = {numbered_hash(11)};
    change.tokens_end = {numbered_hash(1), numbered_hash(99)};
    change.session = session_record{numbered_hash(4), "ann", 1, 1};
    CAF_REQUIRE(at.commit(next_entry(at), change));
    auto left = at.sessions_of("ann");
    CAF_REQUIRE_EQUAL(left->size(), 1u);
    CAF_CHECK(left->front().hash == numbered_hash(4));
    CAF_CHECK_EQUAL(at.sessions_of("bob")->size(), 2u);
    CAF_CHECK_EQUAL(at.tokens_of("ann")->size(), 2u);
    administration_change more;
    more.tokens_end_of = "ann";
    CAF_REQUIRE(at.commit(next_entry(at), more));
    CAF_CHECK(at.tokens_of("ann")->empty());
    CAF_CHECK_EQUAL(at.tokens_of("bob")->size(), 3u);
  });
}

namespace {

void define(administration_store& at, std::uint32_t election,
            const std::string& document) {
  administration_change change;
  change.definition =
    definition_record{{election}, 0, "E" + std::to_string(election), document};
  CAF_REQUIRE(at.commit(next_entry(at, "election"), change));
}

} // namespace

CAF_TEST(
  definitions of elections are kept one after the other with their line) {
  on_every_backend([](storage_place& place) {
    std::string odd = "name = \"\u00c9lection\"\r\n\t# 100 % \"\\'\n";
    odd += std::string(200'000, 'x');
    {
      auto s = place.open();
      auto& at = *s.administration;
      CAF_CHECK(at.definitions()->empty());
      CAF_CHECK(at.definitions({4})->empty());
      define(at, 0xFFFFFFFE, "last");
      define(at, 4, "first");
      put(at, sample_account("ann", role::auditor));
      define(at, 4, odd);
    }
    auto s = place.open();
    auto& at = *s.administration;
    auto of_four = *at.definitions({4});
    CAF_REQUIRE_EQUAL(of_four.size(), 2u);
    CAF_CHECK(of_four[0].document == odd);
    CAF_CHECK_EQUAL(of_four[0].number, 4u);
    CAF_CHECK_EQUAL(of_four[0].code, "E4");
    CAF_CHECK_EQUAL(of_four[1].document, "first");
    CAF_CHECK_EQUAL(of_four[1].number, 2u);
    auto newest = *at.definitions();
    CAF_REQUIRE_EQUAL(newest.size(), 2u);
    CAF_CHECK(newest[0].election == election_id{4});
    CAF_CHECK_EQUAL(newest[0].number, 4u);
    CAF_CHECK(newest[1].election == election_id{0xFFFFFFFE});
    CAF_CHECK(is_whole(at));
  });
}

CAF_TEST(a definition after another act of the same place is not kept) {
  on_every_backend([](storage_place& place) {
    auto s = place.open();
    auto& at = *s.administration;
    auto late = next_entry(at, "election");
    put(at, sample_account("ann", role::auditor));
    administration_change change;
    change.definition = definition_record{{4}, 0, "E4", "late"};
    auto done = at.commit(late, change);
    CAF_CHECK(!done && done.failure().code == ec::fenced);
    CAF_CHECK(at.definitions()->empty());
  });
}
