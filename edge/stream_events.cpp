#include "edge/stream_events.hpp"

#include "edge/opening_json.hpp"
#include "edge/results_json.hpp"

namespace scrutin::edge {

stream_event snapshot_of(const election_directory& elections,
                         const results_view& view, const event_filter& filter) {
  stream_event event{"snapshot", {}};
  json_writer out{event.data};
  out.begin_object();
  out.key("elections").begin_array();
  for (const auto& served : elections.all()) {
    auto id = served.definition.id;
    if (filter.wants(id)) {
      out.begin_object();
      out.member("election_id", std::uint64_t{id.value});
      out.member("code", served.definition.code);
      out.member("state", to_string(view.state_of(id)));
      out.end_object();
    }
  }
  out.end_array();
  out.key("openings").begin_array();
  for (const auto& [id, seen] : view.contests()) {
    if (filter.wants(id) && seen.report.opening.partitions > 0) {
      write_opening(out, seen.report);
    }
  }
  out.end_array();
  out.key("contests").begin_array();
  for (const auto& served : elections.all()) {
    const auto& rules = served.definition;
    for (const auto& where : rules.contests) {
      if (filter.wants(contest_id{rules.id, where.region})) {
        write_contest_results(out, rules, where, view);
      }
    }
  }
  out.end_array();
  out.end_object();
  return event;
}

std::vector<stream_event> changes_of(const election_directory& elections,
                                     const results_view& view,
                                     const event_filter& filter,
                                     std::uint64_t since) {
  std::vector<stream_event> events;
  for (const auto& [id, seen] : view.states()) {
    if (seen.revision <= since || !filter.wants(id)) {
      continue;
    }
    stream_event event{"election", {}};
    json_writer out{event.data};
    out.begin_object();
    out.member("election_id", std::uint64_t{id.value});
    out.member("state", to_string(seen.state));
    write_decided_regions(out, elections, id, view);
    out.end_object();
    events.push_back(std::move(event));
  }
  for (const auto& [id, seen] : view.contests()) {
    if (seen.opened_revision > since && filter.wants(id)) {
      stream_event event{"opening", {}};
      json_writer out{event.data};
      write_opening(out, seen.report);
      events.push_back(std::move(event));
    }
  }
  for (const auto& [id, seen] : view.contests()) {
    if (seen.revision <= since || !filter.wants(id)) {
      continue;
    }
    stream_event event{seen.report.votes_released ? "results" : "turnout", {}};
    json_writer out{event.data};
    if (write_released(out, elections, seen.report, view)) {
      events.push_back(std::move(event));
    }
  }
  return events;
}

} // namespace scrutin::edge
