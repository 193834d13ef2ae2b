#include "storage/postgresql/frame_columns.hpp"

namespace scrutin {

namespace {

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

} // namespace

void frame_columns::add(std::size_t place, const spending_frame& x) {
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

result<pg_rows> frame_columns::write(pg_transaction& tx) const {
  return tx.run(append_frames, places_.text(), elections_.text(),
                regions_.text(), slices_.text(), epochs_.text(),
                sequences_.text(), kinds_.text(), befores_.text(),
                afters_.text(), sealed_at_.text(), sealed_bytes_.text(),
                first_tags_.text(), tag_counts_.text(), pg_bytes{sealed_},
                pg_bytes{tags_}, std::int64_t{frame_header::current_format});
}

void frame_columns::add_candidate(std::size_t place, const spending_frame& x,
                                  partition_state before,
                                  partition_state after) {
  const auto& header = x.frame.header;
  places_.add(static_cast<std::int64_t>(place));
  elections_.add(header.partition.election.value);
  regions_.add(header.partition.region.value);
  slices_.add(header.partition.slice);
  epochs_.add(header.epoch);
  sequences_.add(static_cast<std::int64_t>(header.sequence));
  kinds_.add(static_cast<std::int64_t>(header.kind));
  befores_.add(static_cast<std::int64_t>(before));
  afters_.add(static_cast<std::int64_t>(after));
  sealed_at_.add(static_cast<std::int64_t>(sealed_.size()) + 1);
  sealed_bytes_.add(static_cast<std::int64_t>(x.frame.sealed.size()));
  tag_counts_.add(static_cast<std::int64_t>(x.spent.size()));
  first_tags_.add(first_tag_);
}

} // namespace scrutin
