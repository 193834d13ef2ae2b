#include "storage/postgresql/review_decisions.hpp"

namespace scrutin {

namespace {

// As whoever adds attempts does first, so that neither waits for the other for
// ever, and what is read after it stands still.
constexpr pg_statement hold_queue{
  "hold_queue", "SELECT entries FROM scrutin.review_count"
                " WHERE election = $1 AND region = $2 AND kind = $3"
                " FOR UPDATE"};

constexpr pg_statement resolve_entries{
  "resolve_entries",
  "WITH done AS ("
  " UPDATE scrutin.review SET resolution = $7"
  " WHERE election = $1 AND region = $2 AND kind = $3"
  "  AND ($4::bigint = 0 OR attempts = $4)"
  "  AND ($5::bigint = 0 OR first_day = $5)"
  "  AND ($6::bigint = 0 OR last_day = $6) AND resolution = 0 RETURNING 1) "
  "SELECT count(*) FROM done"};

constexpr pg_statement purge_entries{
  "purge_entries",
  "WITH done AS ("
  " DELETE FROM scrutin.review"
  " WHERE election = $1 AND region = $2 AND kind = $3"
  "  AND ($4::bigint = 0 OR attempts = $4)"
  "  AND ($5::bigint = 0 OR first_day = $5)"
  "  AND ($6::bigint = 0 OR last_day = $6) AND resolution <> 0"
  " RETURNING attempts), "
  "counted AS ("
  " UPDATE scrutin.review_count SET"
  "  entries = greatest(0, entries - (SELECT count(*) FROM done)),"
  "  attempts = greatest(0, attempts"
  "   - (SELECT coalesce(sum(attempts), 0) FROM done))"
  " WHERE election = $1 AND region = $2 AND kind = $3) "
  "SELECT count(*) FROM done"};

} // namespace

result<void> decide(pg_transaction& tx, const review_decision& x,
                    std::uint64_t number) {
  const auto& choice = x.choice;
  if (choice.resolved != x.purges) {
    return error{ec::malformed, "what is open is resolved, what is resolved "
                                "is removed"};
  }
  std::int64_t election = choice.contest.election.value;
  std::int64_t region = choice.contest.region.value;
  auto kind = static_cast<std::int64_t>(choice.kind);
  std::int64_t attempts = choice.attempts;
  std::int64_t first_day = choice.first_day;
  std::int64_t last_day = choice.last_day;
  auto held = tx.run(hold_queue, election, region, kind);
  if (!held) {
    return held.failure();
  }
  auto rows =
    x.purges ? tx.run(purge_entries, election, region, kind, attempts,
                      first_day, last_day)
             : tx.run(resolve_entries, election, region, kind, attempts,
                      first_day, last_day, static_cast<std::int64_t>(number));
  if (!rows) {
    return rows.failure();
  }
  if (static_cast<std::uint64_t>(rows->number(0, 0)) != x.entries) {
    return error{ec::fenced, "the review queue has changed meanwhile"};
  }
  return {};
}

} // namespace scrutin
