#include "cli/cluster_report.hpp"

#include <algorithm>
#include <iomanip>
#include <ostream>

#include <boost/json.hpp>

namespace scrutin {

namespace {

void print(const terminal& at, const boost::json::value& x) {
  at.out << boost::json::serialize(x) << "\n";
}

} // namespace

void print_nodes(const terminal& at, const cluster_view& view,
                 std::int64_t lease_ms, print_format format,
                 const std::string& only) {
  boost::json::array nodes;
  if (format == print_format::text) {
    at.out << std::left << std::setw(20) << "NODE" << std::setw(10) << "STATE"
           << std::setw(12) << "PARTITIONS" << std::setw(10) << "SILENT"
           << std::setw(24) << "ROLES"
           << "ADDRESS\n";
  }
  for (const auto& x : view.members) {
    if (!only.empty() && x.what.name != only) {
      continue;
    }
    auto owned = partitions_of(view, x.what.name);
    if (format == print_format::json) {
      nodes.push_back({{"node", x.what.name},
                       {"state", state_of(x, lease_ms)},
                       {"partitions", owned},
                       {"silent_ms", x.silent_ms},
                       {"roles", roles_of(x.what)},
                       {"address", x.what.address},
                       {"protocol", x.what.protocol}});
      continue;
    }
    at.out << std::left << std::setw(20) << x.what.name << std::setw(10)
           << state_of(x, lease_ms) << std::setw(12) << owned << std::setw(10)
           << (std::to_string(x.silent_ms) + " ms") << std::setw(24)
           << roles_of(x.what) << x.what.address << "\n";
  }
  if (format == print_format::json) {
    print(at, nodes);
  }
}

void print_partitions(const terminal& at, const cluster_view& view,
                      print_format format) {
  boost::json::array all;
  if (format == print_format::text) {
    at.out << std::left << std::setw(12) << "ELECTION" << std::setw(10)
           << "REGION" << std::setw(8) << "SLICE" << std::setw(8) << "EPOCH"
           << "OWNER\n";
  }
  for (const auto& x : view.partitions) {
    if (format == print_format::json) {
      all.push_back({{"election_id", x.partition.election.value},
                     {"region_id", x.partition.region.value},
                     {"slice", x.partition.slice},
                     {"epoch", x.epoch},
                     {"owner", x.owner}});
      continue;
    }
    at.out << std::left << std::setw(12) << x.partition.election.value
           << std::setw(10) << x.partition.region.value << std::setw(8)
           << x.partition.slice << std::setw(8) << x.epoch
           << (x.owner.empty() ? "nobody" : x.owner) << "\n";
  }
  if (format == print_format::json) {
    print(at, all);
  }
}

void print_cluster(const terminal& at, const cluster_view& view,
                   std::int64_t lease_ms, print_format format) {
  auto silent =
    std::count_if(view.members.begin(), view.members.end(),
                  [&](const member_view& x) { return is_silent(x, lease_ms); });
  auto orphans = orphans_of(view, lease_ms);
  if (format == print_format::json) {
    print(at, {{"nodes", view.members.size()},
               {"silent", silent},
               {"partitions", view.partitions.size()},
               {"without_owner", orphans}});
    return;
  }
  at.out << view.members.size() << " nodes, " << silent << " silent; "
         << view.partitions.size() << " partitions, " << orphans
         << " without a live owner\n";
}

} // namespace scrutin
