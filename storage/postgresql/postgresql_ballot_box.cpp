#include "storage/postgresql/postgresql_ballot_box.hpp"

#include <algorithm>
#include <set>

#include "storage/postgresql/arrays.hpp"

namespace scrutin {

namespace {

/// Frames read at once, and bytes that one transaction writes: both bound the
/// memory of a client and of a server.
constexpr std::int64_t frames_read_max = 64;
constexpr std::size_t transaction_bytes_max = std::size_t{32} << 20;
constexpr std::int64_t resolve_pause_ms = 50;

// -- statements ---------------------------------------------------------------

constexpr pg_statement raise_epoch{
  "raise_epoch",
  "INSERT INTO scrutin.partition AS p (election, region, slice, owner, epoch)"
  " VALUES ($1, $2, $3, $4, 1)"
  " ON CONFLICT (election, region, slice)"
  " DO UPDATE SET epoch = p.epoch + 1, owner = excluded.owner"
  " RETURNING epoch, last_seq"};

constexpr pg_statement find_record{
  "find_record", "SELECT id, epoch, last_seq, state FROM scrutin.partition"
                 " WHERE election = $1 AND region = $2 AND slice = $3"};

constexpr pg_statement read_frames{
  "read_frames", "SELECT seq, epoch, kind, format, sealed FROM scrutin.frame"
                 " WHERE partition = $1 AND seq > $2 ORDER BY seq LIMIT $3"};

constexpr pg_statement list_partitions{
  "list_partitions",
  "SELECT election, region, slice FROM scrutin.partition ORDER BY 1, 2, 3"};

// A frame stands in `wanted` once for each state that it may follow; at most
// one of them matches. $13 holds all sealed bytes one after the other, $14 all
// tags.
constexpr pg_statement append_frames{
  "append_frames",
  "WITH wanted AS MATERIALIZED ("
  " SELECT * FROM unnest($1::integer[], $2::bigint[], $3::bigint[],"
  "  $4::integer[], $5::bigint[], $6::bigint[], $7::smallint[],"
  "  $8::smallint[], $9::smallint[], $10::integer[], $11::integer[],"
  "  $12::integer[], $13::integer[])"
  " AS w (place, election, region, slice, epoch, seq, kind, before, after,"
  "  sealed_at, sealed_bytes, first_tag, tags)),"
  "fence AS ("
  " UPDATE scrutin.partition p SET last_seq = w.seq, state = w.after"
  " FROM wanted w"
  " WHERE p.election = w.election AND p.region = w.region"
  "  AND p.slice = w.slice AND p.epoch = w.epoch AND p.last_seq = w.seq - 1"
  "  AND p.state = w.before"
  " RETURNING p.id, w.*),"
  "frames AS ("
  " INSERT INTO scrutin.frame (partition, seq, epoch, kind, format, sealed)"
  " SELECT id, seq, epoch, kind, $16::smallint,"
  "  substring($14::bytea FROM sealed_at FOR sealed_bytes) FROM fence),"
  "tags AS ("
  " INSERT INTO scrutin.spent (partition, tag)"
  " SELECT id, substring($15::bytea FROM 16 * k + 1 FOR 16)"
  " FROM fence, generate_series(first_tag, first_tag + tags - 1) k)"
  "SELECT place FROM fence"};

constexpr pg_statement lock_record{
  "lock_record",
  "SELECT id FROM scrutin.partition"
  " WHERE election = $1 AND region = $2 AND slice = $3 FOR UPDATE"};

constexpr pg_statement find_frame{
  "find_frame", "SELECT epoch, kind, format, sealed FROM scrutin.frame"
                " WHERE partition = $1 AND seq = $2"};

// -- rows ---------------------------------------------------------------------

std::int64_t signed_number(std::uint64_t x) {
  return static_cast<std::int64_t>(x);
}

template <class... More>
result<pg_rows> run_for(pg_transaction& tx, const pg_statement& statement,
                        partition_id partition, const More&... more) {
  return tx.run(statement, std::int64_t{partition.election.value},
                std::int64_t{partition.region.value},
                std::int64_t{partition.slice}, more...);
}

sealed_frame frame_of(partition_id partition, const pg_rows& rows,
                      std::size_t i) {
  sealed_frame frame;
  frame.header.partition = partition;
  frame.header.sequence = static_cast<sequence_number>(rows.number(i, 0));
  frame.header.epoch = static_cast<epoch_number>(rows.number(i, 1));
  frame.header.kind = static_cast<frame_kind>(rows.number(i, 2));
  frame.header.format = static_cast<std::uint8_t>(rows.number(i, 3));
  frame.sealed = rows.bytes(i, 4);
  return frame;
}

/// The columns of one round, gathered.
class frame_columns {
public:
  void add(std::size_t place, const spending_frame& x) {
    for (auto before : {partition_state::sealed, partition_state::open,
                        partition_state::closed}) {
      if (auto after = next_state(before, x.frame.header.kind)) {
        add_candidate(place, x, before, *after);
      }
    }
    sealed_ += x.frame.sealed;
    for (const auto& tag : x.spent) {
      tags_ += tag.view();
    }
    first_tag_ += static_cast<std::int64_t>(x.spent.size());
  }

  result<pg_rows> write(pg_transaction& tx) const {
    return tx.run(append_frames, places_.text(), elections_.text(),
                  regions_.text(), slices_.text(), epochs_.text(),
                  sequences_.text(), kinds_.text(), befores_.text(),
                  afters_.text(), sealed_at_.text(), sealed_bytes_.text(),
                  first_tags_.text(), tag_counts_.text(), pg_bytes{sealed_},
                  pg_bytes{tags_}, std::int64_t{frame_header::current_format});
  }

private:
  void add_candidate(std::size_t place, const spending_frame& x,
                     partition_state before, partition_state after) {
    const auto& header = x.frame.header;
    places_.add(static_cast<std::int64_t>(place));
    elections_.add(header.partition.election.value);
    regions_.add(header.partition.region.value);
    slices_.add(header.partition.slice);
    epochs_.add(header.epoch);
    sequences_.add(signed_number(header.sequence));
    kinds_.add(static_cast<std::int64_t>(header.kind));
    befores_.add(static_cast<std::int64_t>(before));
    afters_.add(static_cast<std::int64_t>(after));
    sealed_at_.add(static_cast<std::int64_t>(sealed_.size()) + 1);
    sealed_bytes_.add(static_cast<std::int64_t>(x.frame.sealed.size()));
    tag_counts_.add(static_cast<std::int64_t>(x.spent.size()));
    first_tags_.add(first_tag_);
  }

  pg_numbers places_, elections_, regions_, slices_, epochs_, sequences_;
  pg_numbers kinds_, befores_, afters_, sealed_at_, sealed_bytes_;
  pg_numbers tag_counts_, first_tags_;
  std::string sealed_;
  std::string tags_;
  std::int64_t first_tag_ = 0;
};

} // namespace

postgresql_ballot_box::postgresql_ballot_box(const postgresql_options& options)
  : session_(options, "box") {
}

// -- reading ------------------------------------------------------------------

result<postgresql_ballot_box::stored_record>
postgresql_ballot_box::find(pg_transaction& tx, partition_id partition) {
  auto rows = run_for(tx, find_record, partition);
  if (!rows) {
    return rows.failure();
  }
  stored_record found;
  if (!rows->empty()) {
    found.row = rows->number(0, 0);
    found.record = {static_cast<epoch_number>(rows->number(0, 1)),
                    static_cast<sequence_number>(rows->number(0, 2)),
                    static_cast<partition_state>(rows->number(0, 3))};
  }
  return found;
}

result<void> postgresql_ballot_box::read_log(partition_id partition,
                                             epoch_number epoch,
                                             const frame_visitor& visit) const {
  auto tx = session_.begin(pg_mode::snapshot);
  if (!tx) {
    return tx.failure();
  }
  auto found = find(*tx, partition);
  if (!found) {
    return found.failure();
  }
  if (epoch != 0 && found->record.epoch != epoch) {
    return error{ec::fenced,
                 to_string(partition) + " was acquired again meanwhile"};
  }
  log_check check{partition, found->record};
  for (sequence_number last = 0;;) {
    auto rows =
      tx->run(read_frames, found->row, signed_number(last), frames_read_max);
    if (!rows) {
      return rows.failure();
    }
    for (std::size_t i = 0; i < rows->size(); ++i) {
      auto frame = frame_of(partition, *rows, i);
      if (auto fits = check.next(frame.header); !fits) {
        return fits;
      }
      last = frame.header.sequence;
      if (auto taken = visit(std::move(frame)); !taken) {
        return taken;
      }
    }
    if (signed_number(rows->size()) < frames_read_max) {
      return check.end();
    }
  }
}

result<void> postgresql_ballot_box::read(partition_id partition,
                                         const frame_visitor& visit) const {
  return read_log(partition, 0, visit);
}

result<std::vector<partition_id>> postgresql_ballot_box::partitions() const {
  auto tx = session_.begin(pg_mode::snapshot);
  if (!tx) {
    return tx.failure();
  }
  auto rows = tx->run(list_partitions);
  if (!rows) {
    return rows.failure();
  }
  std::vector<partition_id> ids;
  for (std::size_t i = 0; i < rows->size(); ++i) {
    partition_id id;
    id.election.value = static_cast<std::uint32_t>(rows->number(i, 0));
    id.region.value = static_cast<std::uint32_t>(rows->number(i, 1));
    id.slice = static_cast<std::uint16_t>(rows->number(i, 2));
    ids.push_back(id);
  }
  return ids;
}

// -- writing ------------------------------------------------------------------

result<acquired_log>
postgresql_ballot_box::acquire(partition_id partition,
                               const frame_visitor& visit) {
  acquired_log acquired;
  {
    auto tx = session_.begin();
    if (!tx) {
      return tx.failure();
    }
    auto row = run_for(*tx, raise_epoch, partition, session_.options().owner);
    if (!row) {
      return row.failure();
    }
    acquired.epoch = static_cast<epoch_number>(row->number(0, 0));
    acquired.last_sequence = static_cast<sequence_number>(row->number(0, 1));
    if (auto done = tx->commit(); !done) {
      // An epoch that nobody uses does no harm.
      return error{ec::storage_away, done.failure().detail};
    }
  }
  if (auto done = read_log(partition, acquired.epoch, visit); !done) {
    return done.failure();
  }
  return acquired;
}

std::vector<result<void>>
postgresql_ballot_box::append(const std::vector<spending_frame>& frames) {
  append_call call{frames, std::vector<result<void>>(frames.size())};
  places group;
  std::size_t bytes = 0;
  for (std::size_t i = 0; i < frames.size(); ++i) {
    group.push_back(i);
    bytes += frames[i].frame.sealed.size()
             + frames[i].spent.size() * credential_tag::size;
    if (bytes >= transaction_bytes_max) {
      write(call, group);
      group.clear();
      bytes = 0;
    }
  }
  if (!group.empty()) {
    write(call, group);
  }
  return std::move(call.outcomes);
}

void postgresql_ballot_box::write(append_call& call, const places& group) {
  constexpr int attempts = 2;
  error why;
  for (int attempt = 0; attempt < attempts; ++attempt) {
    auto tx = session_.begin();
    if (!tx) {
      why = tx.failure();
      break;
    }
    auto written = write_rounds(*tx, call, group);
    if (!written) {
      tx->roll_back();
      why = written.failure();
      if (why.code == ec::storage_away && attempt + 1 < attempts) {
        continue;
      }
      break;
    }
    if (written->empty()) {
      return;
    }
    if (auto done = tx->commit(); !done) {
      auto until_ms = session_.now_ms() + session_.options().resolve_ms_max;
      for (auto place : *written) {
        call.outcomes[place] = resolve(call.frames[place].frame, until_ms);
      }
    }
    return;
  }
  write_apart(call, group, why);
}

void postgresql_ballot_box::write_apart(append_call& call, const places& group,
                                        const error& why) {
  // What concerns one frame shall not fail the others.
  if (group.size() > 1 && why.code == ec::spent_twice) {
    for (auto place : group) {
      write(call, {place});
    }
    return;
  }
  for (auto place : group) {
    auto failure = why;
    failure.detail =
      to_string(call.frames[place].frame.header.partition) + ": " + why.detail;
    call.outcomes[place] = failure;
  }
}

result<postgresql_ballot_box::places>
postgresql_ballot_box::write_rounds(pg_transaction& tx, append_call& call,
                                    const places& group) {
  places written;
  // A row can be moved once by one statement.
  for (auto left = group; !left.empty();) {
    places round;
    places later;
    std::set<partition_id> in_round;
    for (auto place : left) {
      auto partition = call.frames[place].frame.header.partition;
      (in_round.insert(partition).second ? round : later).push_back(place);
    }
    auto done = write_round(tx, call, round);
    if (!done) {
      return done;
    }
    written.insert(written.end(), done->begin(), done->end());
    left = std::move(later);
  }
  return written;
}

result<postgresql_ballot_box::places>
postgresql_ballot_box::write_round(pg_transaction& tx, append_call& call,
                                   const places& round) {
  frame_columns columns;
  for (auto place : round) {
    columns.add(place, call.frames[place]);
  }
  auto rows = columns.write(tx);
  if (!rows) {
    return rows.failure();
  }
  places written;
  for (std::size_t i = 0; i < rows->size(); ++i) {
    written.push_back(static_cast<std::size_t>(rows->number(i, 0)));
  }
  for (auto place : round) {
    call.outcomes[place] = {};
    if (std::find(written.begin(), written.end(), place) != written.end()) {
      continue;
    }
    const auto& header = call.frames[place].frame.header;
    auto now = find(tx, header.partition);
    if (!now) {
      return now.failure();
    }
    auto after = record_after(now->record, header);
    call.outcomes[place] =
      after ? error{ec::fenced, to_string(header.partition) + " was in motion"}
            : after.failure();
  }
  return written;
}

// -- resolving ----------------------------------------------------------------

result<bool> postgresql_ballot_box::is_there(const sealed_frame& frame) {
  const auto& header = frame.header;
  auto tx = session_.begin();
  if (!tx) {
    return tx.failure();
  }
  // Waits for whoever still has the row: the transaction without an answer.
  auto record = run_for(*tx, lock_record, header.partition);
  if (!record) {
    return record.failure();
  }
  auto there = false;
  if (!record->empty()) {
    auto row =
      tx->run(find_frame, record->number(0, 0), signed_number(header.sequence));
    if (!row) {
      return row.failure();
    }
    there = !row->empty() && row->number(0, 0) == std::int64_t{header.epoch}
            && row->number(0, 1) == static_cast<std::int64_t>(header.kind)
            && row->number(0, 2) == std::int64_t{header.format}
            && row->bytes(0, 3) == frame.sealed;
  }
  // The lock made this transaction write, so this answer waits for the disk,
  // and for a standby, behind the one that was looked for.
  if (auto done = tx->commit(); !done) {
    return done.failure();
  }
  return there;
}

result<void> postgresql_ballot_box::resolve(const sealed_frame& frame,
                                            std::int64_t until_ms) {
  for (;;) {
    auto there = is_there(frame);
    if (there && *there) {
      return {};
    }
    auto name = to_string(frame.header.partition);
    if (there) {
      return error{ec::fenced, name + ": a COMMIT without an answer failed"};
    }
    if (session_.now_ms() >= until_ms) {
      return error{ec::timed_out, name
                                    + ": whether a frame was written is not "
                                      "known: "
                                    + there.failure().detail};
    }
    pg_pause(resolve_pause_ms);
  }
}

} // namespace scrutin
