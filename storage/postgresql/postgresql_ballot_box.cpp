#include "storage/postgresql/postgresql_ballot_box.hpp"

#include <algorithm>
#include <set>
#include <utility>

#include "monitoring/log.hpp"
#include "storage/postgresql/arrays.hpp"
#include "storage/postgresql/frame_columns.hpp"

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

// One that was written before has a row.
constexpr pg_statement raise_known_epoch{
  "raise_known_epoch",
  "UPDATE scrutin.partition SET epoch = greatest(epoch, $5) + 1, owner = $4"
  " WHERE election = $1 AND region = $2 AND slice = $3"
  " RETURNING epoch, last_seq"};

constexpr pg_statement find_record{
  "find_record", "SELECT id, epoch, last_seq, state FROM scrutin.partition"
                 " WHERE election = $1 AND region = $2 AND slice = $3"};

constexpr pg_statement read_frames{
  "read_frames", "SELECT seq, epoch, kind, format, sealed FROM scrutin.frame"
                 " WHERE partition = $1 AND seq > $2 ORDER BY seq LIMIT $3"};

// The tag of its seal is the end of it.
constexpr pg_statement find_mark{
  "find_mark",
  "SELECT epoch, kind, substring(sealed FROM octet_length(sealed) - 15)"
  " FROM scrutin.frame WHERE partition = $1 AND seq = $2"};

constexpr pg_statement count_spent{
  "count_spent", "SELECT count(*) FROM scrutin.spent WHERE partition = $1"};

constexpr pg_statement list_partitions{
  "list_partitions",
  "SELECT election, region, slice FROM scrutin.partition ORDER BY 1, 2, 3"};

// The weakest lock makes this transaction one that writes: its COMMIT waits
// for the disk, and for a standby, which a server that was followed has not.
constexpr pg_statement confirm_epochs{
  "confirm_epochs",
  "SELECT w.place FROM unnest($1::integer[], $2::bigint[], $3::bigint[],"
  "  $4::integer[], $5::bigint[])"
  " AS w (place, election, region, slice, epoch)"
  " JOIN scrutin.partition p ON p.election = w.election"
  "  AND p.region = w.region AND p.slice = w.slice AND p.epoch = w.epoch"
  " FOR KEY SHARE OF p"};

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

} // namespace

postgresql_ballot_box::postgresql_ballot_box(
  const postgresql_options& options, std::unique_ptr<partition_homes> homes)
  : session_(options, "box"), homes_(std::move(homes)) {
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

result<void> postgresql_ballot_box::look_for(pg_transaction& tx,
                                             std::int64_t row,
                                             const frame_mark& known,
                                             acquired_log& acquired) {
  auto frame = tx.run(find_mark, row, signed_number(known.sequence));
  if (!frame) {
    return frame.failure();
  }
  if (frame->empty()) {
    return {};
  }
  frame_mark there{
    known.sequence, static_cast<epoch_number>(frame->number(0, 0)),
    static_cast<frame_kind>(frame->number(0, 1)), frame->bytes(0, 2)};
  if (!(there == known)) {
    return {};
  }
  auto spent = tx.run(count_spent, row);
  if (!spent) {
    return spent.failure();
  }
  acquired.known = known.sequence;
  acquired.spent = static_cast<std::uint64_t>(spent->number(0, 0));
  return {};
}

result<void> postgresql_ballot_box::read_log(partition_id partition,
                                             acquired_log& acquired,
                                             const frame_mark& known,
                                             const frame_visitor& visit) const {
  auto tx = session_.begin(pg_mode::snapshot);
  if (!tx) {
    return tx.failure();
  }
  auto found = find(*tx, partition);
  if (!found) {
    return found.failure();
  }
  if (acquired.epoch != 0 && found->record.epoch != acquired.epoch) {
    return error{ec::fenced,
                 to_string(partition) + " was acquired again meanwhile"};
  }
  log_check check{partition, found->record};
  if (known.sequence > 0) {
    if (auto done = look_for(*tx, found->row, known, acquired); !done) {
      return done;
    }
    if (acquired.known > 0) {
      check.begin_after(known);
    }
  }
  for (auto last = acquired.known;;) {
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
  // Who copies an election reads what is there, and appends to it.
  if (auto noted = note_roll(partition); !noted) {
    return noted;
  }
  acquired_log anyones;
  return read_log(partition, anyones, {}, visit);
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

// -- acquiring ----------------------------------------------------------------

result<acquired_log>
postgresql_ballot_box::acquire(partition_id partition,
                               const frame_visitor& visit) {
  return acquire_after(partition, {}, visit);
}

result<acquired_log> postgresql_ballot_box::acquire_after(
  partition_id partition, const frame_mark& known, const frame_visitor& visit) {
  auto noted = homes_ ? homes_->epoch_of(partition) : result<epoch_number>{0u};
  auto acquired =
    noted ? raise(partition, *noted) : result<acquired_log>{noted.failure()};
  if (!acquired) {
    return acquired;
  }
  if (homes_) {
    auto told = homes_->note_owner(partition, acquired->epoch);
    auto rolled = told ? note_roll(partition) : told;
    if (!rolled) {
      return rolled.failure();
    }
  }
  if (auto done = read_log(partition, *acquired, known, visit); !done) {
    return done.failure();
  }
  return acquired;
}

result<void> postgresql_ballot_box::note_roll(partition_id partition) const {
  if (!homes_) {
    return {};
  }
  auto version = homes_->roll_version(partition.election);
  if (!version) {
    return version.failure();
  }
  read_rolls_[partition] = *version;
  return {};
}

// The copy is written after the fence: a fence that is older has gone back.
result<void> postgresql_ballot_box::check_age(pg_transaction& tx,
                                              partition_id partition,
                                              epoch_number noted) {
  auto found = find(tx, partition);
  if (!found) {
    return found.failure();
  }
  if (found->record.epoch < noted) {
    log_event(log_level::error, "database_went_back",
              {{log_key::partition, to_string(partition)},
               {log_key::epoch, found->record.epoch},
               {log_key::detail,
                "epoch " + std::to_string(noted) + " was given out already"}});
  }
  return {};
}

result<acquired_log> postgresql_ballot_box::raise(partition_id partition,
                                                  epoch_number noted) {
  auto tx = session_.begin();
  if (!tx) {
    return tx.failure();
  }
  if (noted > 0) {
    if (auto told = check_age(*tx, partition, noted); !told) {
      return told.failure();
    }
  }
  const auto& owner = session_.options().owner;
  auto row = noted == 0 ? run_for(*tx, raise_epoch, partition, owner)
                        : run_for(*tx, raise_known_epoch, partition, owner,
                                  std::int64_t{noted});
  if (!row) {
    return row.failure();
  }
  if (row->empty()) {
    return error{ec::storage_away,
                 to_string(partition) + " is not in the database that kept it"};
  }
  acquired_log acquired;
  acquired.epoch = static_cast<epoch_number>(row->number(0, 0));
  acquired.last_sequence = static_cast<sequence_number>(row->number(0, 1));
  if (auto done = tx->commit(); !done) {
    // An epoch that nobody uses does no harm.
    return error{ec::storage_away, done.failure().detail};
  }
  return acquired;
}

// -- writing ------------------------------------------------------------------

std::vector<result<void>>
postgresql_ballot_box::append(const std::vector<spending_frame>& frames) {
  append_call call{frames, std::vector<result<void>>(frames.size())};
  places group;
  std::size_t bytes = 0;
  for (std::size_t i = 0; i < frames.size(); ++i) {
    if (homes_ && frames[i].frame.header.kind == frame_kind::open) {
      if (!group.empty()) {
        write(call, std::exchange(group, {}));
      }
      bytes = 0;
      write_open(call, i);
      continue;
    }
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

void postgresql_ballot_box::write_open(append_call& call, std::size_t place) {
  auto partition = call.frames[place].frame.header.partition;
  auto roll = homes_->hold_roll(partition.election);
  auto known = read_rolls_.find(partition);
  if (!roll) {
    call.outcomes[place] = roll.failure();
  } else if (known == read_rolls_.end() || known->second != roll->version()) {
    call.outcomes[place] =
      error{ec::fenced, "the roll of " + to_string(partition)
                          + " was changed since it was read"};
  } else {
    write(call, {place}, &*roll);
  }
}

void postgresql_ballot_box::write(append_call& call, const places& group,
                                  held_roll* over) {
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
    if (auto held = over == nullptr ? result<void>{} : over->still(); !held) {
      tx->roll_back();
      why = held.failure();
      break;
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

std::vector<result<void>>
postgresql_ballot_box::confirm(const std::vector<held_partition>& held) {
  pg_numbers at, elections, regions, slices, epochs;
  for (std::size_t i = 0; i < held.size(); ++i) {
    at.add(static_cast<std::int64_t>(i));
    elections.add(held[i].partition.election.value);
    regions.add(held[i].partition.region.value);
    slices.add(held[i].partition.slice);
    epochs.add(held[i].epoch);
  }
  auto tx = session_.begin();
  auto rows = tx ? tx->run(confirm_epochs, at.text(), elections.text(),
                           regions.text(), slices.text(), epochs.text())
                 : result<pg_rows>{tx.failure()};
  auto done = rows ? tx->commit() : result<void>{rows.failure()};
  if (!done) {
    // Nothing was to be written, so it does not matter whether it was.
    return std::vector<result<void>>(
      held.size(), error{ec::storage_away, done.failure().detail});
  }
  std::vector<result<void>> outcomes;
  outcomes.reserve(held.size());
  for (const auto& x : held) {
    outcomes.emplace_back(error{
      ec::fenced, to_string(x.partition) + " was acquired again meanwhile"});
  }
  for (std::size_t i = 0; i < rows->size(); ++i) {
    outcomes[static_cast<std::size_t>(rows->number(i, 0))] = {};
  }
  return outcomes;
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
