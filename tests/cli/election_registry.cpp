#define CAF_SUITE election_registry
#include "nodes/election_registry.hpp"

#include "caf/test/unit_test.hpp"

#include "domain/cryptography.hpp"
#include "sample_election.hpp"
#include "storage/memory/open.hpp"

using namespace scrutin;

namespace {

struct fixture {
  store at = open_memory();
  secret_key master{std::string(32, 'm')};
  election law = sample_law();

  result<election_directory> register_law(std::uint32_t seed = 1) {
    return register_elections({law}, at, master, seeded_random(seed));
  }

  void append_frame(const frame_content& content) {
    partition_id partition{law.id, region_id{1}, 0};
    auto served = register_law();
    CAF_REQUIRE(served.has_value());
    frame_sealer sealer{partition, served->find(law.id)->keys.frame};
    auto log = at.ballot_box->acquire(
      partition, [](sealed_frame&&) { return result<void>{}; });
    CAF_REQUIRE(log.has_value());
    auto done = at.ballot_box->append(
      {sealer.seal(log->epoch, log->last_sequence + 1, content)});
    CAF_REQUIRE(done.front().has_value());
  }

  void add_voters(std::uint32_t count) {
    std::vector<credential_tag> tags;
    for (std::uint32_t i = 0; i < count; ++i) {
      tags.push_back(
        credential_tag::from(sha256(std::to_string(i)).view().substr(0, 16)));
    }
    CAF_REQUIRE(at.roll->add(law.id, region_id{1}, tags).has_value());
  }
};

} // namespace

CAF_TEST_FIXTURE_SCOPE(election_registry_tests, fixture)

CAF_TEST(a new election gets keys that stay) {
  auto first = register_law(1);
  CAF_REQUIRE(first.has_value());
  auto again = register_law(2);
  CAF_REQUIRE(again.has_value());
  CAF_CHECK(first->find("L1")->keys.tag.view()
            == again->find("L1")->keys.tag.view());
  CAF_CHECK(first->find("L1")->keys.tag.view()
            != first->find("L1")->keys.frame.view());
}

CAF_TEST(a region whose candidates are acclaimed needs no roll) {
  law.contests[0].acclaimed = true;
  auto without = register_law();
  CAF_REQUIRE(without.has_value());
  CAF_CHECK_EQUAL(without->find("L1")->slices_of({1}), 0u);
  CAF_CHECK(without->find("L1")->slices_of({2}) > 0);
  CAF_CHECK(!without->find("L1")->has_roll);
  // Those of a roll can be told of it.
  add_voters(3);
  auto with = register_law();
  CAF_REQUIRE(with.has_value());
  CAF_CHECK_EQUAL(with->find("L1")->slices_of({1}), 1u);
}

CAF_TEST(another master key is refused) {
  CAF_REQUIRE(register_law().has_value());
  master = secret_key{std::string(32, 'x')};
  auto refused = register_law();
  CAF_REQUIRE(!refused.has_value());
  CAF_CHECK(refused.failure().code == ec::no_key);
}

CAF_TEST(a roll without a record of its keys is refused) {
  add_voters(1);
  auto refused = register_law();
  CAF_REQUIRE(!refused.has_value());
  CAF_CHECK(refused.failure().code == ec::no_key);
}

CAF_TEST(ballots without a record of their keys are refused) {
  append_frame(open_content{});
  // The same ballots beside an empty catalog.
  at.catalog = open_memory().catalog;
  auto refused = register_law();
  CAF_REQUIRE(!refused.has_value());
  CAF_CHECK(refused.failure().code == ec::no_key);
}

CAF_TEST(slices follow the roll until the first frame) {
  law.partition_voters = 10;
  CAF_CHECK_EQUAL(register_law()->find("L1")->slices_of(region_id{1}), 1u);
  add_voters(25);
  CAF_CHECK_EQUAL(register_law()->find("L1")->slices_of(region_id{1}), 3u);
  CAF_CHECK_EQUAL(register_law()->find("L1")->slices_of(region_id{2}), 1u);
  append_frame(roll_content{});
  law.partition_voters = 1;
  CAF_CHECK_EQUAL(register_law()->find("L1")->slices_of(region_id{1}), 3u);
}

CAF_TEST(the meaning may change until the first frame) {
  CAF_REQUIRE(register_law().has_value());
  law.blank_allowed = false;
  CAF_REQUIRE(register_law().has_value());
  append_frame(roll_content{});
  law.name.en = "A corrected name";
  CAF_CHECK(register_law().has_value());
  law.blank_allowed = true;
  auto refused = register_law();
  CAF_REQUIRE(!refused.has_value());
  CAF_CHECK(refused.failure().code == ec::definition_changed);
}

CAF_TEST(an election has opened once it has an open frame) {
  CAF_CHECK(!*has_begun(*at.ballot_box, law.id));
  append_frame(roll_content{});
  CAF_CHECK(*has_begun(*at.ballot_box, law.id));
  CAF_CHECK(!*has_begun(*at.ballot_box, election_id{8}));
  CAF_CHECK(!*has_opened(*at.ballot_box, law.id));
  append_frame(open_content{});
  CAF_CHECK(*has_opened(*at.ballot_box, law.id));
  CAF_CHECK(!*has_opened(*at.ballot_box, election_id{8}));
}

CAF_TEST_FIXTURE_SCOPE_END()
