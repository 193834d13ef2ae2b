#include "edge/node_json.hpp"

#include <algorithm>

#include "domain/cluster_state.hpp"
#include "edge/timestamp.hpp"

namespace scrutin::edge {

namespace {

void write_node(json_writer& out, const member& x) {
  out.member("node", x.name);
  out.member("roles", roles_of(x));
  out.member("address", x.address);
  out.member("protocol", std::uint64_t{x.protocol});
}

struct partition_sums {
  std::uint64_t partitions = 0;
  std::uint64_t sealed = 0;
  std::uint64_t open = 0;
  std::uint64_t closed = 0;
  std::uint64_t silent = 0;
  std::uint64_t in_flight = 0;
  std::uint64_t memory_bytes = 0;

  void add(const partition_closing& x) {
    ++partitions;
    if (!x.status) {
      ++silent;
      return;
    }
    sealed += x.status->state == partition_state::sealed ? 1 : 0;
    open += x.status->state == partition_state::open ? 1 : 0;
    closed += x.status->state == partition_state::closed ? 1 : 0;
    in_flight += x.status->in_flight;
    memory_bytes += x.status->memory_bytes;
  }
};

void write_sums(json_writer& out, const partition_sums& x) {
  out.member("partitions", x.partitions);
  out.member("partitions_not_open", x.sealed);
  out.member("partitions_open", x.open);
  out.member("partitions_closed", x.closed);
  out.member("partitions_silent", x.silent);
  out.member("in_flight", x.in_flight);
  out.member("memory_bytes", x.memory_bytes);
}

void write_election(json_writer& out, const shown_election& in,
                    const admin_answer& x, const results_view& view) {
  partition_sums sums;
  for (const auto& each : x.closing) {
    if (each.partition.election == in.id) {
      sums.add(each);
    }
  }
  std::uint64_t eligible = 0;
  std::uint64_t turnout = 0;
  for (const auto& [id, seen] : view.contests()) {
    if (id.election == in.id) {
      eligible += seen.report.eligible;
      turnout += seen.report.turnout;
    }
  }
  out.begin_object();
  out.member("election_id", std::uint64_t{in.id.value});
  out.member("code", in.code);
  out.member("state", to_string(view.state_of(in.id)));
  out.member("eligible", eligible);
  out.member("turnout", turnout);
  write_sums(out, sums);
  out.end_object();
}

} // namespace

void write_nodes(json_writer& out, const control_room& room) {
  const auto& all = room.cluster;
  out.begin_object().key("nodes").begin_array();
  if (all.members.empty()) {
    out.begin_object();
    write_node(out, room.self);
    out.member("state", "live");
    out.end_object();
  }
  std::uint64_t silent = 0;
  for (const auto& each : all.members) {
    silent += is_silent(each, room.lease_ms) ? 1 : 0;
    out.begin_object();
    write_node(out, each.what);
    out.member("state", state_of(each, room.lease_ms));
    out.member("partitions", std::uint64_t{partitions_of(all, each.what.name)});
    out.member("silent_ms", static_cast<std::uint64_t>(
                              std::max<std::int64_t>(each.silent_ms, 0)));
    out.end_object();
  }
  out.end_array();
  out.member("answered_by", room.self.name);
  out.member("silent", silent);
  out.member("without_owner", std::uint64_t{orphans_of(all, room.lease_ms)});
  out.end_object();
}

void write_statistics(json_writer& out, const admin_answer& x,
                      const results_view& view) {
  partition_sums sums;
  for (const auto& each : x.closing) {
    sums.add(each);
  }
  out.begin_object();
  out.member("asked_at", to_timestamp(x.asked_at_ms));
  out.key("node").begin_object();
  write_node(out, x.room.self);
  out.member("since", to_timestamp(x.room.since_ms));
  out.end_object();
  out.key("elections").begin_array();
  for (const auto& each : x.elections) {
    write_election(out, each, x, view);
  }
  out.end_array();
  out.key("total").begin_object();
  write_sums(out, sums);
  out.end_object();
  out.member("accounts", x.room.accounts);
  out.member("audit_lines", x.room.audit_lines);
  out.end_object();
}

} // namespace scrutin::edge
