#include "storage/postgresql/postgresql_roll.hpp"

#include <algorithm>
#include <optional>
#include <unordered_map>

#include "domain/byte_codec.hpp"

namespace scrutin {

namespace {

constexpr std::int64_t tags_read_max = 50'000;
constexpr std::uint32_t prefixes_all = 65'536;

// -- statements ---------------------------------------------------------------

constexpr pg_statement fence_election{
  "fence_election",
  "UPDATE scrutin.partition SET epoch = epoch + 1 WHERE election = $1"
  " RETURNING state, last_seq"};

constexpr pg_statement count_change{
  "count_change",
  "INSERT INTO scrutin.roll_version AS v (election, version) VALUES ($1, 1)"
  " ON CONFLICT (election) DO UPDATE SET version = v.version + 1"};

/// While the first database takes its time.
constexpr auto wait_idly = "SET LOCAL idle_in_transaction_session_timeout = 0";

// Waits for whoever is opening one.
constexpr pg_statement hold_states{
  "hold_states",
  "SELECT state, last_seq FROM scrutin.partition WHERE election = $1"
  " FOR SHARE"};

constexpr pg_statement find_tags{
  "find_tags", "SELECT k, r.region FROM generate_series(0, $2::integer - 1) k"
               " JOIN scrutin.roll r ON r.election = $1"
               "  AND r.tag = substring($3::bytea FROM 16 * k + 1 FOR 16)"};

constexpr pg_statement add_tags{
  "add_tags", "WITH added AS ("
              " INSERT INTO scrutin.roll (election, tag, region)"
              " SELECT $1, substring($4::bytea FROM 16 * k + 1 FOR 16), $2"
              " FROM generate_series(0, $3::integer - 1) k"
              " ON CONFLICT DO NOTHING RETURNING 1) "
              "SELECT count(*) FROM added"};

constexpr pg_statement add_to_count{
  "add_to_count",
  "INSERT INTO scrutin.roll_count AS c (election, region, voters)"
  " VALUES ($1, $2, $3) ON CONFLICT (election, region)"
  " DO UPDATE SET voters = c.voters + excluded.voters"};

constexpr pg_statement reserve_tag{
  "reserve_tag", "INSERT INTO scrutin.roll (election, tag, region, reserved)"
                 " VALUES ($1, $2, $3, true) ON CONFLICT DO NOTHING"
                 " RETURNING 1"};

constexpr pg_statement find_region{
  "find_region",
  "SELECT region FROM scrutin.roll WHERE election = $1 AND tag = $2"};

constexpr pg_statement release_tag{
  "release_tag",
  "DELETE FROM scrutin.roll WHERE election = $1 AND tag = $2 AND reserved"};

constexpr pg_statement read_reserved_tags{
  "read_reserved_tags",
  "SELECT tag, region FROM scrutin.roll WHERE election = $1 AND reserved"
  " AND tag > $2 ORDER BY tag LIMIT $3"};

constexpr pg_statement clear_tags{
  "clear_tags", "DELETE FROM scrutin.roll WHERE election = $1"};
constexpr pg_statement clear_counts{
  "clear_counts", "DELETE FROM scrutin.roll_count WHERE election = $1"};

constexpr pg_statement count_tags{
  "count_tags",
  "SELECT coalesce(sum(voters), 0)::bigint FROM scrutin.roll_count"
  " WHERE election = $1 AND region = $2"};

constexpr pg_statement read_tags{
  "read_tags",
  "SELECT tag FROM scrutin.roll WHERE election = $1 AND region = $2"
  " AND NOT reserved AND tag > $3 AND tag < $4 ORDER BY tag LIMIT $5"};

// -- helpers of the class -----------------------------------------------------

std::int64_t number_of(election_id x) {
  return x.value;
}
std::int64_t number_of(region_id x) {
  return x.value;
}

/// What a change may not meet.
result<void> all_sealed(const pg_rows& states, election_id election) {
  for (std::size_t i = 0; i < states.size(); ++i) {
    if (states.number(i, 0) != 1) {
      return error{ec::wrong_state, "voting in election "
                                      + std::to_string(election.value)
                                      + " has begun: its roll is sealed"};
    }
  }
  return {};
}

/// What taking a roll away may not meet either: frames that are about it.
result<void> all_untouched(const pg_rows& states, election_id election) {
  if (auto sealed = all_sealed(states, election); !sealed) {
    return sealed;
  }
  for (std::size_t i = 0; i < states.size(); ++i) {
    if (states.number(i, 1) != 0) {
      return error{ec::wrong_state,
                   "the roll of election " + std::to_string(election.value)
                     + " was changed by its log: it cannot be taken away"};
    }
  }
  return {};
}

/// @returns `storage_away` where a partition may have opened meanwhile.
result<void> still_held(std::vector<pg_transaction>& held) {
  for (auto& tx : held) {
    if (auto open = tx.still_open(); !open) {
      return open;
    }
  }
  return {};
}

std::string packed(const std::vector<credential_tag>& tags) {
  std::string bytes;
  bytes.reserve(tags.size() * credential_tag::size);
  for (const auto& tag : tags) {
    bytes += tag.view();
  }
  return bytes;
}

/// The tags of a call that are new, and what is said of the others.
struct sorted_call {
  std::vector<roll_outcome> outcomes;
  std::vector<credential_tag> fresh;
};

sorted_call
sort_out(region_id region, const std::vector<credential_tag>& tags,
         const std::unordered_map<credential_tag, region_id>& known) {
  sorted_call sorted;
  auto seen = known;
  for (const auto& tag : tags) {
    auto [place, is_new] = seen.emplace(tag, region);
    if (is_new) {
      sorted.fresh.push_back(tag);
    }
    sorted.outcomes.push_back(is_new ? roll_outcome::added
                              : place->second == region
                                ? roll_outcome::repeated
                                : roll_outcome::elsewhere);
  }
  // In order, so that pages of the index are met one after the other and two
  // imports cannot wait for each other.
  std::sort(sorted.fresh.begin(), sorted.fresh.end());
  return sorted;
}

} // namespace

postgresql_roll::postgresql_roll(const postgresql_options& options,
                                 const std::vector<postgresql_options>& further)
  : session_(options, "roll") {
  for (const auto& x : further) {
    further_.push_back(std::make_unique<pg_session>(x, "roll"));
  }
}

result<std::vector<pg_transaction>> postgresql_roll::fence(pg_transaction& tx,
                                                           election_id election,
                                                           state_check allows) {
  auto states = tx.run(fence_election, number_of(election));
  auto counted = states ? tx.run(count_change, number_of(election)) : states;
  if (!counted) {
    return counted.failure();
  }
  if (auto allowed = allows(*states, election); !allowed) {
    return allowed.failure();
  }
  std::vector<pg_transaction> held;
  for (const auto& session : further_) {
    auto there = session->begin();
    auto patient = there ? there->run(std::string{wait_idly})
                         : result<pg_rows>{there.failure()};
    auto elsewhere =
      patient ? there->run(hold_states, number_of(election)) : patient;
    if (!elsewhere) {
      return elsewhere.failure();
    }
    if (auto allowed = allows(*elsewhere, election); !allowed) {
      return allowed.failure();
    }
    held.push_back(*std::move(there));
  }
  return held;
}

// -- writing ------------------------------------------------------------------

result<std::vector<roll_outcome>>
postgresql_roll::add(election_id election, region_id region,
                     const std::vector<credential_tag>& tags) {
  auto is_zero = [](const credential_tag& tag) { return tag.is_zero(); };
  if (std::any_of(tags.begin(), tags.end(), is_zero)) {
    return error{ec::malformed, "a tag of zeros cannot be on a roll"};
  }
  auto tx = session_.begin();
  if (!tx) {
    return tx.failure();
  }
  auto held = fence(*tx, election, all_sealed);
  if (!held) {
    return held.failure();
  }
  auto rows =
    tx->run(find_tags, number_of(election),
            static_cast<std::int64_t>(tags.size()), pg_bytes{packed(tags)});
  if (!rows) {
    return rows.failure();
  }
  std::unordered_map<credential_tag, region_id> known;
  for (std::size_t i = 0; i < rows->size(); ++i) {
    known.emplace(tags[static_cast<std::size_t>(rows->number(i, 0))],
                  region_id{static_cast<std::uint32_t>(rows->number(i, 1))});
  }
  auto sorted = sort_out(region, tags, known);
  auto fresh = static_cast<std::int64_t>(sorted.fresh.size());
  if (fresh == 0) {
    return std::move(sorted.outcomes);
  }
  auto added = tx->run(add_tags, number_of(election), number_of(region), fresh,
                       pg_bytes{packed(sorted.fresh)});
  if (!added) {
    return added.failure();
  }
  if (added->number(0, 0) != fresh) {
    return error{ec::storage_away,
                 "another import of the same election ran between; run it "
                 "again, it adds what is missing"};
  }
  auto counted =
    tx->run(add_to_count, number_of(election), number_of(region), fresh);
  if (!counted) {
    return counted.failure();
  }
  auto still = still_held(*held);
  if (auto done = still ? tx->commit() : still; !done) {
    return done.failure();
  }
  return std::move(sorted.outcomes);
}

// What is reserved is in nobody's sealed roll: owners need not read theirs
// again.
result<roll_outcome> postgresql_roll::reserve(election_id election,
                                              region_id region,
                                              const credential_tag& tag) {
  if (tag.is_zero()) {
    return error{ec::malformed, "a tag of zeros cannot be on a roll"};
  }
  auto tx = session_.begin();
  if (!tx) {
    return tx.failure();
  }
  pg_bytes bytes{tag.view()};
  auto made =
    tx->run(reserve_tag, number_of(election), bytes, number_of(region));
  if (!made) {
    return made.failure();
  }
  if (!made->empty()) {
    auto done = tx->commit();
    return done ? result<roll_outcome>{roll_outcome::added} : done.failure();
  }
  auto there = tx->run(find_region, number_of(election), bytes);
  if (!there) {
    return there.failure();
  }
  if (there->empty()) {
    return error{ec::storage_away, "the roll was changed meanwhile"};
  }
  return there->number(0, 0) == number_of(region) ? roll_outcome::repeated
                                                  : roll_outcome::elsewhere;
}

result<void> postgresql_roll::release(election_id election,
                                      const credential_tag& tag) {
  auto tx = session_.begin();
  if (!tx) {
    return tx.failure();
  }
  auto gone = tx->run(release_tag, number_of(election), pg_bytes{tag.view()});
  return gone ? tx->commit() : gone.failure();
}

result<void> postgresql_roll::clear(election_id election) {
  auto tx = session_.begin();
  if (!tx) {
    return tx.failure();
  }
  auto held = fence(*tx, election, all_untouched);
  if (!held) {
    return held.failure();
  }
  if (auto taken = tx->take_time(); !taken) {
    return taken;
  }
  auto tags = tx->run(clear_tags, number_of(election));
  auto counts = tags ? tx->run(clear_counts, number_of(election)) : tags;
  auto still = counts ? still_held(*held) : result<void>{counts.failure()};
  return still ? tx->commit() : still;
}

// -- reading ------------------------------------------------------------------

result<std::uint64_t> postgresql_roll::count(election_id election,
                                             region_id region) const {
  auto tx = session_.begin(pg_mode::snapshot);
  if (!tx) {
    return tx.failure();
  }
  auto rows = tx->run(count_tags, number_of(election), number_of(region));
  if (!rows) {
    return rows.failure();
  }
  return static_cast<std::uint64_t>(rows->number(0, 0));
}

result<void> postgresql_roll::read(
  election_id election, region_id region, prefix_range prefixes,
  const std::function<void(const credential_tag&)>& visit) const {
  if (prefixes.first >= prefixes.last) {
    return {};
  }
  auto tx = session_.begin(pg_mode::snapshot);
  if (!tx) {
    return tx.failure();
  }
  // Before every tag of the first prefix: two bytes are less than sixteen that
  // begin with them.
  std::string last;
  byte_writer{last}.u16(static_cast<std::uint16_t>(prefixes.first));
  // Likewise before every tag of the first prefix that is not wanted; past the
  // last prefix there is nothing but longer rows of ones.
  std::string end(credential_tag::size + 1, '\xFF');
  if (prefixes.last < prefixes_all) {
    end.clear();
    byte_writer{end}.u16(static_cast<std::uint16_t>(prefixes.last));
  }
  for (;;) {
    auto rows = tx->run(read_tags, number_of(election), number_of(region),
                        pg_bytes{last}, pg_bytes{end}, tags_read_max);
    if (!rows) {
      return rows.failure();
    }
    for (std::size_t i = 0; i < rows->size(); ++i) {
      last = rows->bytes(i, 0);
      visit(credential_tag::from(last));
    }
    if (static_cast<std::int64_t>(rows->size()) < tags_read_max) {
      return {};
    }
  }
}

result<void> postgresql_roll::read_reserved(
  election_id election,
  const std::function<void(region_id, const credential_tag&)>& visit) const {
  auto tx = session_.begin(pg_mode::snapshot);
  if (!tx) {
    return tx.failure();
  }
  std::string last;
  for (;;) {
    auto rows = tx->run(read_reserved_tags, number_of(election), pg_bytes{last},
                        tags_read_max);
    if (!rows) {
      return rows.failure();
    }
    for (std::size_t i = 0; i < rows->size(); ++i) {
      last = rows->bytes(i, 0);
      visit({static_cast<std::uint32_t>(rows->number(i, 1))},
            credential_tag::from(last));
    }
    if (static_cast<std::int64_t>(rows->size()) < tags_read_max) {
      return {};
    }
  }
}

} // namespace scrutin
