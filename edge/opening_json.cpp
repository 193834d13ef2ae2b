#include "edge/opening_json.hpp"

#include "edge/timestamp.hpp"

namespace scrutin::edge {

namespace {

bool has_opened(const contest_report& x) {
  return x.partitions > 0 && x.opening.partitions == x.partitions;
}

void write_members(json_writer& out, const contest_report& x) {
  out.flag("opened", has_opened(x));
  out.member("partitions", std::uint64_t{x.partitions});
  out.member("partitions_opened", std::uint64_t{x.opening.partitions});
  out.member("eligible", x.opening.voters);
  out.member("ballots", x.opening.ballots);
}

} // namespace

void write_opening(json_writer& out, const contest_report& report) {
  out.begin_object();
  out.member("election_id", std::uint64_t{report.contest.election.value});
  out.member("region_id", std::uint64_t{report.contest.region.value});
  write_members(out, report);
  out.end_object();
}

void write_openings(json_writer& out, const election& in,
                    const results_view& view) {
  static const contest_report nothing{};
  std::uint64_t eligible = 0;
  std::uint64_t ballots = 0;
  auto opened = !in.contests.empty();
  out.begin_object();
  out.member("election_id", std::uint64_t{in.id.value});
  out.member("code", in.code);
  out.member("state", to_string(view.state_of(in.id)));
  out.key("regions").begin_array();
  for (const auto& where : in.contests) {
    const auto* known = view.find({in.id, where.region});
    const auto& report = known == nullptr ? nothing : *known;
    const auto* region = in.find_region(where.region);
    out.begin_object();
    out.member("region_id", std::uint64_t{where.region.value});
    out.member("region_name", region == nullptr ? "" : region->name.fr);
    if (where.acclaimed) {
      out.flag("acclaimed", true);
    }
    write_members(out, report);
    out.end_object();
    opened = opened && (where.acclaimed || has_opened(report));
    eligible += report.opening.voters;
    ballots += report.opening.ballots;
  }
  out.end_array();
  out.flag("opened", opened);
  out.member("eligible", eligible);
  out.member("ballots", ballots);
  out.end_object();
}

void write_decided_regions(json_writer& out,
                           const election_directory& elections,
                           election_id election, const results_view& view) {
  const auto* served = elections.find(election);
  if (served == nullptr) {
    return;
  }
  out.key("regions").begin_array();
  for (const auto& where : served->definition.contests) {
    auto course = view.course_of({election, where.region});
    if (!course
        || (!course->suspended && !course->annulled
            && course->certified_at_ms == 0)) {
      continue;
    }
    out.begin_object();
    out.member("region_id", std::uint64_t{where.region.value});
    out.flag("suspended", course->suspended);
    out.flag("annulled", course->annulled);
    if (course->certified_at_ms != 0) {
      out.member("certified_at", to_timestamp(course->certified_at_ms));
    }
    out.end_object();
  }
  out.end_array();
}

} // namespace scrutin::edge
