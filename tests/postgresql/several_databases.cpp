// Partitions of one election in several databases: where each one lies, what
// must not be mixed up, and what becomes of the rest when one is away.

#define CAF_SUITE several_databases
#include "caf/test/unit_test.hpp"

#include <algorithm>
#include <chrono>
#include <future>
#include <map>

#include "storage/postgresql/open.hpp"
#include "storage/postgresql/session.hpp"
#include "tests/postgresql/shared_server.hpp"
#include "tests/storage/sample_frames.hpp"

using namespace scrutin;

namespace {

std::vector<partition_id> partitions_of(std::uint32_t election,
                                        std::uint16_t slices) {
  catalog_record record;
  record.election = {election};
  record.slices = {{{1}, slices}};
  return scrutin::partitions_of(record);
}

struct fixture {
  std::string first = shared_server().make_database();
  std::string second = shared_server().make_database();
  std::string third = shared_server().make_database();

  static postgresql_options at(const std::string& database) {
    return shared_server().options(database);
  }

  static result<store> open(const std::string& first,
                            const std::vector<std::string>& further) {
    std::vector<postgresql_options> others;
    for (const auto& name : further) {
      others.push_back(at(name));
    }
    return open_postgresql(at(first), others);
  }

  // Why it cannot be opened; empty: it can.
  static std::string refusal(const std::string& first,
                             const std::vector<std::string>& further) {
    auto opened = open(first, further);
    if (opened) {
      return {};
    }
    CAF_CHECK_EQUAL(opened.failure().code, ec::bad_configuration);
    return opened.failure().detail;
  }

  static std::size_t count_in(const ballot_box_store& box, std::size_t part,
                              const std::vector<partition_id>& partitions) {
    return counts(box, partitions)[part];
  }

  static std::map<std::size_t, std::size_t>
  counts(const ballot_box_store& box,
         const std::vector<partition_id>& partitions) {
    std::map<std::size_t, std::size_t> found;
    for (const auto& partition : partitions) {
      ++found[box.part_of(partition)];
    }
    return found;
  }

  static void put(store& at, std::uint32_t election) {
    catalog_record record;
    record.election = {election};
    record.fingerprint = std::string(32, 'f');
    record.wrapped_keys = "sealed";
    CAF_REQUIRE(at.catalog->put(record));
  }
};

credential_tag numbered_tag(std::uint64_t number) {
  return credential_tag::from(noise(16, number));
}

bool holds(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

} // namespace

CAF_TEST_FIXTURE_SCOPE(several_databases_tests, fixture)

CAF_TEST(a new election is shared out evenly and stays where it is) {
  auto all = partitions_of(1, 9);
  std::map<std::size_t, std::size_t> thirds{{0, 3}, {1, 3}, {2, 3}};
  std::map<partition_id, std::int64_t> rows;
  {
    auto s = open(first, {second, third});
    CAF_REQUIRE(s);
    CAF_CHECK_EQUAL(s->ballot_box->parts(), 3u);
    CAF_REQUIRE(s->ballot_box->settle(all));
    put(*s, 1);
    CAF_CHECK(counts(*s->ballot_box, all) == thirds);
    for (const auto& partition : all) {
      CAF_REQUIRE(acquire(*s->ballot_box, partition));
    }
  }
  for (const auto& name : {first, second, third}) {
    auto rows =
      shared_server().run(name, "SELECT count(*) FROM scrutin.partition");
    CAF_CHECK_EQUAL(rows.number(0, 0), 3);
  }
  // Told in another order, and with a roll that has grown.
  auto s = open(first, {third, second});
  CAF_REQUIRE(s);
  auto more = partitions_of(1, 12);
  CAF_REQUIRE(s->ballot_box->settle(more));
  for (const auto& partition : all) {
    CAF_CHECK(acquire(*s->ballot_box, partition)->epoch == 2u);
  }
  std::map<std::size_t, std::size_t> quarters{{0, 4}, {1, 4}, {2, 4}};
  CAF_CHECK(counts(*s->ballot_box, more) == quarters);
  // All nodes see all owners in the first.
  auto view = s->cluster->view();
  CAF_REQUIRE(view);
  CAF_CHECK_EQUAL(view->partitions.size(), 9u);
  for (const auto& x : view->partitions) {
    CAF_CHECK(x.epoch == 2u);
    CAF_CHECK(x.owner == "node");
    CAF_REQUIRE(s->cluster->release(x.partition, x.epoch));
  }
  auto released = s->cluster->view();
  CAF_REQUIRE(released);
  for (const auto& x : released->partitions) {
    CAF_CHECK(x.owner.empty());
  }
}

CAF_TEST(an election from before there were several stays in the first) {
  auto early = partitions_of(1, 4);
  {
    auto s = open(first, {});
    CAF_REQUIRE(s);
    put(*s, 1);
    CAF_REQUIRE(acquire(*s->ballot_box, early[0]));
  }
  auto s = open(first, {second});
  CAF_REQUIRE(s);
  auto grown = partitions_of(1, 6);
  CAF_REQUIRE(s->ballot_box->settle(grown));
  CAF_CHECK_EQUAL(count_in(*s->ballot_box, 0, grown), 6u);
  auto late = partitions_of(2, 6);
  CAF_REQUIRE(s->ballot_box->settle(late));
  CAF_CHECK_EQUAL(count_in(*s->ballot_box, 1, late), 3u);
}

CAF_TEST(databases that are mixed up are refused) {
  {
    auto s = open(first, {second});
    CAF_REQUIRE(s);
    CAF_REQUIRE(s->ballot_box->settle(partitions_of(1, 2)));
    put(*s, 1);
  }
  CAF_CHECK_EQUAL(refusal(first, {second, third}), "");
  auto missing = refusal(first, {third});
  CAF_CHECK(holds(missing, "further_connections"));
  CAF_CHECK(holds(missing, second));
  CAF_CHECK(holds(refusal(first, {}), second));
  CAF_CHECK(holds(refusal(first, {second, second}), "another of"));
  CAF_CHECK(holds(refusal(first, {second, first}), "must be another"));
  CAF_CHECK(holds(refusal(second, {}), "another database"));
  auto stranger = shared_server().make_database();
  CAF_CHECK(holds(refusal(stranger, {second}), "another first database"));
  {
    auto s = open(stranger, {});
    CAF_REQUIRE(s);
    put(*s, 5);
  }
  CAF_CHECK(holds(refusal(first, {second, stranger}), "of its own"));
}

CAF_TEST(a database that lost a partition is told from one that never had it) {
  auto all = partitions_of(1, 2);
  auto s = open(first, {second});
  CAF_REQUIRE(s);
  auto& box = *s->ballot_box;
  CAF_REQUIRE(box.settle(all));
  auto moved = std::find_if(all.begin(), all.end(),
                            [&](const auto& x) { return box.part_of(x) == 1; });
  CAF_REQUIRE(moved != all.end());
  CAF_CHECK(acquire(box, *moved)->epoch == 1u);
  // One made anew from an old dump has an older epoch: it goes on past both.
  static_cast<void>(shared_server().run(
    first, "UPDATE scrutin.partition_home SET epoch = 7 WHERE epoch > 0"));
  CAF_CHECK(acquire(box, *moved)->epoch == 8u);
  static_cast<void>(
    shared_server().run(second, "DELETE FROM scrutin.partition"));
  auto lost = acquire(box, *moved);
  CAF_REQUIRE(!lost);
  CAF_CHECK_EQUAL(lost.failure().code, ec::storage_away);
}

CAF_TEST(a changed roll keeps partitions elsewhere from opening over the old) {
  auto all = partitions_of(1, 2);
  auto s = open(first, {second});
  auto other = open(first, {second});
  CAF_REQUIRE(s && other);
  auto& box = *s->ballot_box;
  CAF_REQUIRE(box.settle(all));
  auto epoch = acquire(box, all[1])->epoch;
  CAF_CHECK_EQUAL(box.part_of(all[1]), 1u);
  CAF_REQUIRE(other->roll->add({1}, {1}, {numbered_tag(1)}));
  auto open_it = [&] {
    return append_one(box, sample_frame(all[1], epoch, 1, frame_kind::open));
  };
  auto early = open_it();
  CAF_REQUIRE(!early);
  CAF_CHECK_EQUAL(early.failure().code, ec::fenced);
  epoch = acquire(box, all[1])->epoch;
  CAF_CHECK(open_it());
  auto late = other->roll->add({1}, {1}, {numbered_tag(2)});
  CAF_REQUIRE(!late);
  CAF_CHECK_EQUAL(late.failure().code, ec::wrong_state);
  auto cleared = other->roll->clear({1});
  CAF_REQUIRE(!cleared);
  CAF_CHECK_EQUAL(cleared.failure().code, ec::wrong_state);
}

CAF_TEST(of an opening and a change of the roll the later sees the other) {
  auto all = partitions_of(1, 2);
  auto s = open(first, {second});
  CAF_REQUIRE(s);
  auto& box = *s->ballot_box;
  CAF_REQUIRE(box.settle(all));
  auto epoch = acquire(box, all[1])->epoch;
  auto code_of_opening = [&] {
    auto done =
      append_one(box, sample_frame(all[1], epoch, 1, frame_kind::open));
    return done ? ec{} : done.failure().code;
  };
  // A change that has not been committed yet.
  {
    pg_session changing{at(first), "test"};
    auto tx = changing.begin();
    CAF_REQUIRE(
      tx->run("UPDATE scrutin.roll_version SET version = version + 1"));
    CAF_CHECK_EQUAL(code_of_opening(), ec::storage_away);
    CAF_REQUIRE(tx->commit());
    CAF_CHECK_EQUAL(code_of_opening(), ec::fenced);
  }
  // An opening that has not.
  {
    pg_session opening{at(second), "test"};
    auto tx = opening.begin();
    CAF_REQUIRE(tx->run("UPDATE scrutin.partition SET state = 2"));
    auto other = open(first, {second});
    auto changing = std::async(std::launch::async, [&] {
      return other->roll->add({1}, {1}, {numbered_tag(1)});
    });
    CAF_CHECK(changing.wait_for(std::chrono::milliseconds{200})
              == std::future_status::timeout);
    CAF_REQUIRE(tx->commit());
    auto outcome = changing.get();
    CAF_REQUIRE(!outcome);
    CAF_CHECK_EQUAL(outcome.failure().code, ec::wrong_state);
  }
}

CAF_TEST(a copy that was cut short goes on) {
  auto all = partitions_of(1, 2);
  {
    auto s = open(first, {second});
    CAF_REQUIRE(s);
    CAF_REQUIRE(s->ballot_box->settle(all));
    CAF_CHECK(acquire(*s->ballot_box, all[1])->epoch == 1u);
  }
  // It raises no epoch, and reads what is there.
  auto s = open(first, {second});
  CAF_REQUIRE(s);
  CAF_CHECK_EQUAL(frames_of(*s->ballot_box, all[1])->size(), 0u);
  CAF_CHECK(
    append_one(*s->ballot_box, sample_frame(all[1], 1, 1, frame_kind::open)));
}

CAF_TEST(another database that answers at the place of one is not used) {
  auto all = partitions_of(1, 2);
  auto s = open(first, {second});
  CAF_REQUIRE(s);
  auto& box = *s->ballot_box;
  CAF_REQUIRE(box.settle(all));
  CAF_REQUIRE(acquire(box, all[1]));
  // The connections that are open lead to the old one.
  auto rename = [&](const std::string& from, const std::string& to) {
    static_cast<void>(shared_server().run(
      "postgres", "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                  " WHERE datname = '"
                    + from + "'"));
    static_cast<void>(shared_server().run("postgres", "ALTER DATABASE " + from
                                                        + " RENAME TO " + to));
  };
  {
    auto other = open(third, {});
    CAF_REQUIRE(other);
  }
  rename(second, second + "_away");
  rename(third, second);
  auto wrong = acquire(box, all[1]);
  CAF_REQUIRE(!wrong);
  CAF_CHECK_EQUAL(wrong.failure().code, ec::storage_away);
  CAF_CHECK(!s->roll->add({1}, {1}, {numbered_tag(1)}));
  rename(second, third);
  rename(second + "_away", second);
  auto right = acquire(box, all[1]);
  for (int i = 0; i < 50 && !right; ++i) {
    pg_pause(100); // of reconnecting
    right = acquire(box, all[1]);
  }
  CAF_CHECK(right);
}

CAF_TEST(the first database of another cluster is refused as it is) {
  {
    auto s = open(second, {});
    CAF_REQUIRE(s);
    put(*s, 1);
  }
  // As before there were several.
  static_cast<void>(shared_server().run(
    second, "DROP TABLE scrutin.identity, scrutin.further_database,"
            " scrutin.partition_home, scrutin.roll_version;"
            "DELETE FROM scrutin.schema_version WHERE version >= 3"));
  CAF_CHECK(holds(refusal(first, {second}), "of its own"));
  auto version = shared_server().run(
    second, "SELECT max(version) FROM scrutin.schema_version");
  CAF_CHECK_EQUAL(version.number(0, 0), 2);
}

CAF_TEST(writers to one database share its partitions) {
  auto one = at(first);
  auto other = at(second);
  one.writers = other.writers = 3;
  auto s = open_postgresql(one, {other});
  CAF_REQUIRE(s);
  auto& box = *s->ballot_box;
  CAF_CHECK_EQUAL(box.parts(), 6u);
  auto all = partitions_of(1, 40);
  CAF_REQUIRE(box.settle(all));
  put(*s, 1);
  CAF_CHECK_EQUAL(counts(box, all).size(), 6u);
  std::vector<spending_frame> frames;
  for (const auto& partition : all) {
    auto log = acquire(box.part(box.part_of(partition)), partition);
    CAF_REQUIRE(log);
    frames.push_back(
      {sample_frame(partition, log->epoch, 1, frame_kind::open), {}});
  }
  // Each part has its own thread.
  std::vector<std::future<bool>> written;
  for (std::size_t i = 0; i < box.parts(); ++i) {
    std::vector<spending_frame> own;
    for (const auto& frame : frames) {
      if (box.part_of(frame.frame.header.partition) == i) {
        own.push_back(frame);
      }
    }
    written.push_back(std::async(std::launch::async, [&box, i, own] {
      auto outcomes = box.part(i).append(own);
      return std::all_of(outcomes.begin(), outcomes.end(),
                         [](const auto& x) { return x.has_value(); });
    }));
  }
  for (auto& x : written) {
    CAF_CHECK(x.get());
  }
  CAF_CHECK_EQUAL(box.partitions()->size(), 40u);
  // Another number of them finds the same partitions.
  auto again = open(first, {second});
  CAF_REQUIRE(again);
  for (const auto& partition : all) {
    CAF_CHECK_EQUAL(frames_of(*again->ballot_box, partition)->size(), 1u);
  }
}

CAF_TEST(frames of several databases share one call and fail apart) {
  auto all = partitions_of(1, 2);
  auto s = open(first, {second});
  CAF_REQUIRE(s);
  auto& box = *s->ballot_box;
  CAF_REQUIRE(box.settle(all));
  auto here = acquire(box, all[0])->epoch;
  auto there = acquire(box, all[1])->epoch;
  auto outcomes =
    box.append({{sample_frame(all[0], here, 1, frame_kind::open), {}},
                {sample_frame(all[1], there + 1, 1, frame_kind::open), {}},
                {sample_frame(all[0], here, 2), {}}});
  CAF_REQUIRE_EQUAL(outcomes.size(), 3u);
  CAF_CHECK(outcomes[0]);
  CAF_CHECK(!outcomes[1]);
  CAF_CHECK(outcomes[2]);
  CAF_CHECK_EQUAL(frames_of(box, all[0])->size(), 2u);
  CAF_CHECK_EQUAL(frames_of(box, all[1])->size(), 0u);
}

CAF_TEST_FIXTURE_SCOPE_END()
