#include "storage/postgresql/postgresql_review.hpp"

#include <map>
#include <utility>

#include "storage/postgresql/arrays.hpp"
#include "storage/review_merge.hpp"

namespace scrutin {

namespace {

// The row of counts is held until the end, so that two nodes do not pass the
// bound together.
constexpr pg_statement count_attempts{
  "count_attempts", "INSERT INTO scrutin.review_count AS c"
                    " (election, region, kind, entries, attempts)"
                    " VALUES ($1, $2, $3, 0, $4)"
                    " ON CONFLICT (election, region, kind)"
                    " DO UPDATE SET attempts = c.attempts + excluded.attempts"
                    " RETURNING entries"};

constexpr pg_statement merge_entries{
  "merge_entries",
  "WITH given AS MATERIALIZED ("
  " SELECT k, substring($4::bytea FROM 16 * (k::integer - 1) + 1 FOR 16) AS "
  "tag,"
  "  g.attempts, g.first_day, g.last_day"
  " FROM unnest($5::bigint[], $6::bigint[], $7::bigint[])"
  "  WITH ORDINALITY AS g (attempts, first_day, last_day, k)),"
  "known AS ("
  " UPDATE scrutin.review r SET"
  "  attempts = least(r.attempts + given.attempts, 4294967295),"
  "  first_day = least(r.first_day, given.first_day),"
  "  last_day = greatest(r.last_day, given.last_day), resolution = 0"
  " FROM given WHERE r.election = $1 AND r.region = $2 AND r.kind = $3"
  "  AND r.tag = given.tag RETURNING given.k),"
  "fresh AS ("
  " INSERT INTO scrutin.review"
  "  (election, region, kind, tag, attempts, first_day, last_day)"
  " SELECT $1, $2, $3, tag, attempts, first_day, last_day FROM given"
  " WHERE k NOT IN (SELECT k FROM known) ORDER BY k LIMIT $8"
  " RETURNING 1) "
  "UPDATE scrutin.review_count SET"
  " entries = entries + (SELECT count(*) FROM fresh)"
  " WHERE election = $1 AND region = $2 AND kind = $3"};

constexpr pg_statement list_entries{
  "list_entries", "SELECT kind, tag, attempts, first_day, last_day, resolution"
                  " FROM scrutin.review"
                  " WHERE election = $1 AND region = $2 ORDER BY kind, tag"};

constexpr pg_statement read_attempts{
  "read_attempts", "SELECT attempts::bigint FROM scrutin.review_count"
                   " WHERE election = $1 AND region = $2 AND kind = $3"};

/// Entries of one contest and kind: each tag once, in the order of the call.
class merged_entries {
public:
  void add(const review_entry& entry) {
    attempts_ += entry.attempts;
    auto [place, is_new] = places_.emplace(entry.tag, entries_.size());
    if (is_new) {
      entries_.push_back(entry);
    } else {
      merge_into(entries_[place->second], entry);
    }
  }

  result<void> write(pg_transaction& tx) const {
    const auto& first = entries_.front();
    std::int64_t election = first.contest.election.value;
    std::int64_t region = first.contest.region.value;
    auto kind = static_cast<std::int64_t>(first.kind);
    auto before = tx.run(count_attempts, election, region, kind, attempts_);
    if (!before) {
      return before.failure();
    }
    auto entries_max = static_cast<std::int64_t>(review_store::entries_max);
    auto room = std::max(std::int64_t{0}, entries_max - before->number(0, 0));
    std::string tags;
    pg_numbers attempts;
    pg_numbers first_days;
    pg_numbers last_days;
    for (const auto& x : entries_) {
      tags += x.tag.view();
      attempts.add(x.attempts);
      first_days.add(x.first_day);
      last_days.add(x.last_day);
    }
    auto done =
      tx.run(merge_entries, election, region, kind, pg_bytes{tags},
             attempts.text(), first_days.text(), last_days.text(), room);
    return done ? result<void>{} : done.failure();
  }

private:
  std::vector<review_entry> entries_;
  std::map<credential_tag, std::size_t> places_;
  std::int64_t attempts_ = 0;
};

} // namespace

postgresql_review::postgresql_review(const postgresql_options& options)
  : session_(options, "review") {
}

result<void> postgresql_review::add(const std::vector<review_entry>& entries) {
  if (entries.empty()) {
    return {};
  }
  std::map<std::pair<contest_id, review_kind>, merged_entries> merged;
  for (const auto& entry : entries) {
    merged[{entry.contest, entry.kind}].add(entry);
  }
  auto tx = session_.begin();
  if (!tx) {
    return tx.failure();
  }
  auto relaxed = tx->run("SET LOCAL synchronous_commit = off");
  if (!relaxed) {
    return relaxed.failure();
  }
  for (const auto& [key, group] : merged) {
    if (auto done = group.write(*tx); !done) {
      return done;
    }
  }
  return tx->commit();
}

result<std::vector<review_entry>>
postgresql_review::list(contest_id contest) const {
  auto tx = session_.begin(pg_mode::snapshot);
  if (!tx) {
    return tx.failure();
  }
  auto rows = tx->run(list_entries, std::int64_t{contest.election.value},
                      std::int64_t{contest.region.value});
  if (!rows) {
    return rows.failure();
  }
  std::vector<review_entry> entries;
  for (std::size_t i = 0; i < rows->size(); ++i) {
    review_entry entry;
    entry.contest = contest;
    entry.kind = static_cast<review_kind>(rows->number(i, 0));
    entry.tag = credential_tag::from(rows->bytes(i, 1));
    entry.attempts = static_cast<std::uint32_t>(rows->number(i, 2));
    entry.first_day = static_cast<std::uint32_t>(rows->number(i, 3));
    entry.last_day = static_cast<std::uint32_t>(rows->number(i, 4));
    entry.resolution = static_cast<std::uint64_t>(rows->number(i, 5));
    entries.push_back(entry);
  }
  return entries;
}

result<std::uint64_t> postgresql_review::attempts(contest_id contest,
                                                  review_kind kind) const {
  auto tx = session_.begin(pg_mode::snapshot);
  if (!tx) {
    return tx.failure();
  }
  auto rows = tx->run(read_attempts, std::int64_t{contest.election.value},
                      std::int64_t{contest.region.value},
                      static_cast<std::int64_t>(kind));
  if (!rows) {
    return rows.failure();
  }
  return rows->empty() ? std::uint64_t{0}
                       : static_cast<std::uint64_t>(rows->number(0, 0));
}

} // namespace scrutin
