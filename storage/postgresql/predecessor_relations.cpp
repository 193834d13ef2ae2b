#include "storage/postgresql/predecessor_relations.hpp"

#include "storage/postgresql/arrays.hpp"

namespace scrutin {

namespace {

/// Two more than that of migrations.
constexpr auto hold_lead =
  "SELECT CASE WHEN EXISTS (SELECT FROM pg_locks WHERE locktype = 'advisory'"
  "  AND classid = 0 AND objid = 1935897207 AND granted"
  "  AND pid = pg_backend_pid()) THEN true"
  " ELSE pg_try_advisory_lock(1935897207) END";

constexpr pg_statement write_election{
  "write_election",
  "INSERT INTO public.elections (id, election_code, election_name,"
  " election_type, start_datetime, end_datetime, voting_method, status)"
  " VALUES ($1, $2, $3, $4, to_timestamp($5::bigint / 1000.0),"
  " to_timestamp($6::bigint / 1000.0), $7, $8)"
  " ON CONFLICT (id) DO UPDATE SET election_code = excluded.election_code,"
  " election_name = excluded.election_name,"
  " election_type = excluded.election_type,"
  " start_datetime = excluded.start_datetime,"
  " end_datetime = excluded.end_datetime,"
  " voting_method = excluded.voting_method, status = excluded.status"};

// Takes the candidates along.
constexpr pg_statement forget_regions{
  "forget_regions", "DELETE FROM public.regions WHERE election_id = $1"};
constexpr pg_statement forget_parties{
  "forget_parties", "DELETE FROM public.parties WHERE election_id = $1"};

constexpr pg_statement write_region{
  "write_region",
  "INSERT INTO public.regions (election_id, id, region_code, region_name)"
  " VALUES ($1, $2, $3, $4)"};

constexpr pg_statement write_party{
  "write_party", "INSERT INTO public.parties"
                 " (election_id, party_code, party_name, party_color)"
                 " VALUES ($1, $2, $3, $4)"};

constexpr pg_statement write_candidate{
  "write_candidate",
  "INSERT INTO public.candidates (election_id, region_id, id, party_code,"
  " first_name, last_name, answer_code)"
  " VALUES ($1, $2, $3, nullif($4, ''), $5, $6, nullif($7, ''))"};

// Totals only grow: fewer ballots are an older release.
constexpr pg_statement write_contest{
  "write_contest",
  "INSERT INTO scrutin.released_contest AS c (election, region, ballots)"
  " VALUES ($1, $2, $3) ON CONFLICT (election, region)"
  " DO UPDATE SET ballots = excluded.ballots, updated_at = now()"
  " WHERE c.ballots <= excluded.ballots RETURNING 1"};

constexpr pg_statement write_votes{
  "write_votes",
  "INSERT INTO scrutin.released_votes (election, region, option, votes)"
  " SELECT $1, $2, option, votes"
  " FROM unnest($3::bigint[], $4::bigint[]) AS v (option, votes)"
  " ON CONFLICT (election, region, option)"
  " DO UPDATE SET votes = excluded.votes"};

constexpr pg_statement write_day{
  "write_day",
  "INSERT INTO scrutin.released_day AS d (election, region, day, ballots)"
  " VALUES ($1, $2, $3, $4) ON CONFLICT (election, region, day)"
  " DO UPDATE SET ballots = greatest(d.ballots, excluded.ballots)"};

constexpr pg_statement write_queue{
  "write_queue", "INSERT INTO public.processing_queue_stats"
                 " (queue_name, messages_count, consumers_count, messages_rate)"
                 " VALUES ($1, $2, $3, $4::double precision)"};
constexpr pg_statement forget_queues{
  "forget_queues",
  "DELETE FROM public.processing_queue_stats"
  " WHERE queue_name = $1 AND \"timestamp\" < now() - interval '7 days'"};

std::string name_of(relation_status x) {
  switch (x) {
  case relation_status::draft:
    return "draft";
  case relation_status::active:
    return "active";
  case relation_status::completed:
    return "completed";
  case relation_status::closed:
    return "closed";
  }
  return "invalid";
}

/// The predecessor had two columns: the last word is the last name.
std::pair<std::string, std::string> split_name(const std::string& name) {
  auto space = name.rfind(' ');
  return space == std::string::npos
           ? std::pair{std::string{}, name}
           : std::pair{name.substr(0, space), name.substr(space + 1)};
}

result<void> write_contests(pg_transaction& tx, const election& x) {
  std::int64_t id = x.id.value;
  for (const auto& region : x.regions) {
    auto done = tx.run(write_region, id, std::int64_t{region.id.value},
                       region.code, region.name.fr);
    if (!done) {
      return done.failure();
    }
  }
  for (const auto& party : x.parties) {
    auto done = tx.run(write_party, id, party.code, party.name.fr, party.color);
    if (!done) {
      return done.failure();
    }
  }
  for (const auto& contest : x.contests) {
    for (const auto& option : contest.options) {
      auto [first, last] = split_name(option.name.fr);
      auto done =
        tx.run(write_candidate, id, std::int64_t{contest.region.value},
               std::int64_t{option.id.value}, option.party_code, first, last,
               option.code);
      if (!done) {
        return done.failure();
      }
    }
  }
  return {};
}

} // namespace

predecessor_relations::predecessor_relations(const postgresql_options& options)
  : session_(options, "relations") {
}

result<bool> predecessor_relations::leads() {
  auto on = session_.connection();
  if (!on) {
    return on.failure();
  }
  auto held = (*on)->run(hold_lead);
  if (!held) {
    return held.failure();
  }
  return held->boolean(0, 0);
}

result<void> predecessor_relations::write(const election& x,
                                          relation_status status) {
  auto tx = session_.begin();
  if (!tx) {
    return tx.failure();
  }
  std::int64_t id = x.id.value;
  auto window = x.whole_window();
  auto done = tx->run(write_election, id, x.code, x.name.fr,
                      std::string{to_string(x.kind)}, window.opens_at_ms,
                      window.closes_at_ms,
                      std::string{voting_method_of(x.method)}, name_of(status));
  auto cleared = done ? tx->run(forget_regions, id) : done;
  cleared = cleared ? tx->run(forget_parties, id) : cleared;
  if (!cleared) {
    return cleared.failure();
  }
  if (auto written = write_contests(*tx, x); !written) {
    return written;
  }
  return tx->commit();
}

result<void> predecessor_relations::write(election_id election,
                                          region_id region,
                                          const contest_count& released,
                                          std::uint32_t day) {
  auto tx = session_.begin();
  if (!tx) {
    return tx.failure();
  }
  std::int64_t in = election.value;
  std::int64_t where = region.value;
  auto ballots = static_cast<std::int64_t>(released.ballots);
  auto newest = tx->run(write_contest, in, where, ballots);
  if (!newest) {
    return newest.failure();
  }
  if (newest->empty()) {
    return {};
  }
  pg_numbers options;
  pg_numbers votes;
  options.add(0);
  votes.add(static_cast<std::int64_t>(released.blank));
  auto units = units_of_a_vote(released);
  for (const auto& x : released.votes) {
    options.add(x.option.value);
    votes.add(static_cast<std::int64_t>(x.votes / units));
  }
  auto done = tx->run(write_votes, in, where, options.text(), votes.text());
  done =
    done ? tx->run(write_day, in, where, std::int64_t{day}, ballots) : done;
  return done ? tx->commit() : done.failure();
}

result<void> predecessor_relations::note_queue(const std::string& name,
                                               std::uint64_t messages,
                                               std::uint64_t consumers,
                                               double per_s) {
  auto tx = session_.begin();
  if (!tx) {
    return tx.failure();
  }
  auto done =
    tx->run(write_queue, name, static_cast<std::int64_t>(messages),
            static_cast<std::int64_t>(consumers), std::to_string(per_s));
  done = done ? tx->run(forget_queues, name) : done;
  return done ? tx->commit() : done.failure();
}

} // namespace scrutin
