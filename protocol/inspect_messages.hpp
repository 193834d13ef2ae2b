#pragma once

// How messages travel: every field, in order.

#include <caf/meta/type_name.hpp>

#include "protocol/inspect_results.hpp"
#include "protocol/later_fields.hpp"
#include "protocol/messages.hpp"

namespace scrutin {

template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, frame_header& x) {
  return f(caf::meta::type_name("frame_header"), x.format, x.partition, x.epoch,
           x.sequence, x.kind);
}

template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, sealed_frame& x) {
  return f(caf::meta::type_name("sealed_frame"), x.header, x.sealed);
}

template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, cast_request& x) {
  return f(caf::meta::type_name("cast_request"), x.ticket, x.what);
}

template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, cast_batch& x) {
  return f(caf::meta::type_name("cast_batch"), x.casts);
}

template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, cast_outcome& x) {
  return f(caf::meta::type_name("cast_outcome"), x.ticket, x.what, x.attempts);
}

template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, cast_outcomes& x) {
  return f(caf::meta::type_name("cast_outcomes"), x.outcomes);
}

template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, receipt_query& x) {
  return f(caf::meta::type_name("receipt_query"), x.ticket, x.partition,
           x.ballot);
}

template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, receipt_answer& x) {
  return f(caf::meta::type_name("receipt_answer"), x.ticket, x.state);
}

template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, voter_query& x) {
  return f(caf::meta::type_name("voter_query"), x.ticket, x.partition, x.tag);
}

template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, voter_answer& x) {
  return f(caf::meta::type_name("voter_answer"), x.ticket, x.partition,
           x.state);
}

template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, change_roll& x) {
  return f(caf::meta::type_name("change_roll"), x.partition, x.tag, x.what);
}

template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, roll_changed& x) {
  return f(caf::meta::type_name("roll_changed"), x.what);
}

template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, acquire_partition& x) {
  return f(caf::meta::type_name("acquire_partition"), x.partition, x.slices,
           x.after, x.from_snapshot);
}

template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, partition_log& x) {
  return f(caf::meta::type_name("partition_log"), x.partition, x.epoch,
           x.frames, x.roll, x.snapshot, x.spent);
}

template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, keep_snapshot& x) {
  return f(caf::meta::type_name("keep_snapshot"), x.partition, x.after,
           x.ledger);
}

template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, attempts_wanted& x) {
  return f(caf::meta::type_name("attempts_wanted"), x.partition);
}

template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, attempts_known& x) {
  return f(caf::meta::type_name("attempts_known"), x.counts);
}

template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, attempts_noted& x) {
  return f(caf::meta::type_name("attempts_noted"), x.partition, x.counts);
}

template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, append_frame& x) {
  return f(caf::meta::type_name("append_frame"), x.frame, x.spent);
}

template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, confirm_ownership& x) {
  return f(caf::meta::type_name("confirm_ownership"), x.partition, x.epoch);
}

template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, ownership_confirmed& x) {
  return f(caf::meta::type_name("ownership_confirmed"), x.partition);
}

template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, frame_committed& x) {
  return f(caf::meta::type_name("frame_committed"), x.sequence);
}

template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, open_partition&) {
  return f(caf::meta::type_name("open_partition"));
}

template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, close_partition&) {
  return f(caf::meta::type_name("close_partition"));
}

template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, zero_report& x) {
  return f(caf::meta::type_name("zero_report"), x.sequence, x.voters,
           x.ballots);
}

template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, partition_status& x) {
  auto rest = later(x.frames, x.in_flight, x.opening);
  return f(caf::meta::type_name("partition_status"), x.partition, x.state,
           x.voters, x.ballots, x.memory_bytes, rest);
}

template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, status_query&) {
  return f(caf::meta::type_name("status_query"));
}

template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, subscribe_totals&) {
  return f(caf::meta::type_name("subscribe_totals"));
}

template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, totals_update& x) {
  auto rest = later(x.withdrawn, x.opening);
  return f(caf::meta::type_name("totals_update"), x.partition, x.base,
           x.snapshot, x.version, x.piece, x.pieces, x.voters, x.turnout,
           x.state, x.changes, rest);
}

template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, totals_ack& x) {
  return f(caf::meta::type_name("totals_ack"), x.version, x.snapshot_wanted);
}

template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, subscribe_results&) {
  return f(caf::meta::type_name("subscribe_results"));
}

template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, results_ack& x) {
  return f(caf::meta::type_name("results_ack"), x.number);
}

template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, election_status& x) {
  return f(caf::meta::type_name("election_status"), x.election, x.state);
}

template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, write_in_merge& x) {
  return f(caf::meta::type_name("write_in_merge"), x.written_name, x.option);
}

template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, region_course& x) {
  return f(caf::meta::type_name("region_course"), x.opens_at_ms, x.closes_at_ms,
           x.suspended, x.certified_at_ms, x.annulled, x.number, x.withdrawn,
           x.merged);
}

template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, region_status& x) {
  return f(caf::meta::type_name("region_status"), x.contest, x.course);
}

template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, election_statuses& x) {
  auto rest = later(x.regions);
  return f(caf::meta::type_name("election_statuses"), x.elections, rest);
}

template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, official_act& x) {
  return f(caf::meta::type_name("official_act"), x.number, x.what, x.stage,
           x.election, x.region, x.at_ms, x.until_ms, x.option, x.by,
           x.proposal, x.certificate, x.reason);
}

template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, result_certificate& x) {
  return f(caf::meta::type_name("result_certificate"), x.election, x.region,
           x.version, x.sha256, x.text);
}

template <class Inspector>
typename Inspector::result_type inspect(Inspector& f,
                                        certificate_published& x) {
  return f(caf::meta::type_name("certificate_published"), x.what);
}

template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, subscribe_certificates&) {
  return f(caf::meta::type_name("subscribe_certificates"));
}

// Counts are large and stay on the node that asked.
inline caf::error inspect(caf::serializer&, final_counts&) {
  return caf::make_error(caf::sec::invalid_argument);
}
inline caf::error inspect(caf::deserializer&, final_counts&) {
  return caf::make_error(caf::sec::invalid_argument);
}

template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, count_wanted&) {
  return f(caf::meta::type_name("count_wanted"));
}

template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, acts_known& x) {
  return f(caf::meta::type_name("acts_known"), x.acts, x.as_of_ms,
           x.certificates);
}

template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, acts_wanted&) {
  return f(caf::meta::type_name("acts_wanted"));
}

template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, subscribe_acts&) {
  return f(caf::meta::type_name("subscribe_acts"));
}

template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, course_content& x) {
  return f(caf::meta::type_name("course_content"), x.number, x.suspended,
           x.closes_at_ms, x.withdrawn);
}

template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, set_course& x) {
  return f(caf::meta::type_name("set_course"), x.course);
}

template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, subscribe_elections&) {
  return f(caf::meta::type_name("subscribe_elections"));
}

template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, review_report& x) {
  return f(caf::meta::type_name("review_report"), x.entries);
}

template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, partition_ready& x) {
  return f(caf::meta::type_name("partition_ready"), x.partition, x.epoch);
}

template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, leave_partition&) {
  return f(caf::meta::type_name("leave_partition"));
}

template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, partition_left& x) {
  return f(caf::meta::type_name("partition_left"), x.partition, x.epoch);
}

template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, subscribe_cluster&) {
  return f(caf::meta::type_name("subscribe_cluster"));
}

template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, view_wanted&) {
  return f(caf::meta::type_name("view_wanted"));
}

template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, cluster_news& x) {
  return f(caf::meta::type_name("cluster_news"), x.view, x.lease_until_ns);
}

template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, leave_cluster&) {
  return f(caf::meta::type_name("leave_cluster"));
}

template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, cluster_left& x) {
  return f(caf::meta::type_name("cluster_left"), x.others);
}

template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, release_partition& x) {
  return f(caf::meta::type_name("release_partition"), x.partition, x.epoch);
}

template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, partition_released& x) {
  return f(caf::meta::type_name("partition_released"), x.partition);
}

template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, offer_partition& x) {
  return f(caf::meta::type_name("offer_partition"), x.to, x.partition, x.epoch);
}

template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, dial_node& x) {
  return f(caf::meta::type_name("dial_node"), x.to);
}

template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, probe_node& x) {
  return f(caf::meta::type_name("probe_node"), x.to);
}

template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, node_probed& x) {
  return f(caf::meta::type_name("node_probed"), x.refused);
}

template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, node_ended& x) {
  return f(caf::meta::type_name("node_ended"), x.name, x.incarnation);
}

template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, results_wanted& x) {
  return f(caf::meta::type_name("results_wanted"), x.protocol);
}

template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, guest_heartbeat& x) {
  return f(caf::meta::type_name("guest_heartbeat"), x.self);
}

template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, guest_view& x) {
  return f(caf::meta::type_name("guest_view"), x.view);
}

template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, elections_wanted& x) {
  return f(caf::meta::type_name("elections_wanted"), x.name, x.protocol);
}

template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, offered_election& x) {
  return f(caf::meta::type_name("offered_election"), x.election, x.fingerprint,
           x.wrapped_keys, x.slices, x.has_roll);
}

template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, elections_offer& x) {
  return f(caf::meta::type_name("elections_offer"), x.elections);
}

template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, dial_again& x) {
  return f(caf::meta::type_name("dial_again"), x.node);
}

template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, probe_due& x) {
  return f(caf::meta::type_name("probe_due"), x.node, x.incarnation);
}

template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, collect_reviews&) {
  return f(caf::meta::type_name("collect_reviews"));
}

template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, clock_tick&) {
  return f(caf::meta::type_name("clock_tick"));
}

template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, restart_child& x) {
  return f(caf::meta::type_name("restart_child"), x.child);
}

template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, elections_changed& x) {
  return f(caf::meta::type_name("elections_changed"), x.partitions);
}

template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, subscribe_partitions&) {
  return f(caf::meta::type_name("subscribe_partitions"));
}

} // namespace scrutin
