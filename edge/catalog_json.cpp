#include "edge/catalog_json.hpp"

#include <algorithm>

#include "domain/ballot_sequence.hpp"
#include "domain/merged_regions.hpp"
#include "edge/timestamp.hpp"

namespace scrutin::edge {

namespace {

void write_bilingual(json_writer& out, std::string_view name,
                     const bilingual& text) {
  out.key(name).begin_object();
  out.member("fr", text.fr);
  out.member("en", text.en);
  out.end_object();
}

// What the predecessor's clients know states as.
const char* predecessor_status(election_state x) {
  switch (x) {
  case election_state::announced:
    return "draft";
  case election_state::open:
  case election_state::suspended:
  case election_state::closing:
    return "active";
  case election_state::closed:
  case election_state::certified:
    return "completed";
  case election_state::annulled:
    return "closed";
  }
  return "draft";
}

void write_zone(json_writer& out, const std::string& name) {
  if (!name.empty()) {
    out.member("time_zone", name);
  }
}

void write_window(json_writer& out, const election& x,
                  const results_view& view) {
  auto state = view.state_of(x.id);
  auto hours = view.hours_of(x);
  out.member("opens_at", to_timestamp(hours.opens_at_ms));
  out.member("closes_at", to_timestamp(hours.closes_at_ms));
  out.member("state", to_string(state));
  out.member("status", predecessor_status(state));
  out.member("results_policy", to_string(x.policy));
  if (merges_regions(x)) {
    out.member("small_regions", to_string(x.small_regions));
    out.member("small_region_ballots", std::uint64_t{x.release_step_ballots});
  }
  out.flag("blank_allowed", x.blank_allowed);
  write_zone(out, x.time_zone);
  if (!x.is_referendum()) {
    out.member("ballot_order", to_string(x.order));
    if (x.order == ballot_order_rule::drawn) {
      out.member("ballot_order_seed", x.order_seed);
    }
    if (x.withdrawal) {
      out.member("withdrawal", to_string(*x.withdrawal));
    }
    out.flag("write_ins", x.write_ins);
  }
}

bool holds(const std::vector<option_id>& list, option_id x) {
  return std::find(list.begin(), list.end(), x) != list.end();
}

// What there is to know of a candidate beside the name.
void write_profile(json_writer& out, const contest_option& x,
                   const std::vector<option_id>& withdrawn) {
  if (x.bio) {
    write_bilingual(out, "bio", *x.bio);
  }
  if (!x.photo.empty()) {
    out.member("photo", x.photo);
  }
  if (!x.web.empty()) {
    out.member("web", x.web);
  }
  if (holds(withdrawn, x.id)) {
    out.flag("withdrawn", true);
  }
}

// Hours of one region, as officials have moved them; what nobody has decided
// yet is as defined.
void write_region_hours(json_writer& out, const election& in, const region& x,
                        const results_view& view) {
  auto hours = in.window_of(x.id);
  if (auto course = view.course_of({in.id, x.id})) {
    if (course->opens_at_ms != region_course::undecided) {
      hours.opens_at_ms = course->opens_at_ms;
    }
    if (course->closes_at_ms != region_course::undecided) {
      hours.closes_at_ms = course->closes_at_ms;
    }
  }
  out.member("opens_at", to_timestamp(hours.opens_at_ms));
  out.member("closes_at", to_timestamp(hours.closes_at_ms));
  write_zone(out, x.time_zone.empty() ? in.time_zone : x.time_zone);
}

bool wanted(const served_election& x, election_id only) {
  return only.value == 0 || x.definition.id == only;
}

void write_region_ids(json_writer& out, const election& x) {
  out.key("region_ids").begin_array();
  for (const auto& where : x.contests) {
    out.number(where.region.value);
  }
  out.end_array();
}

// What a ballot of each contest may hold.
void write_contests(json_writer& out, const election& x) {
  auto style = style_of(x.method);
  out.key("contests").begin_array();
  for (const auto& where : x.contests) {
    auto options = std::uint64_t{where.options.size()};
    out.begin_object();
    out.member("region_id", std::uint64_t{where.region.value});
    out.member("seats", std::uint64_t{where.seats});
    out.member("options", options);
    if (where.acclaimed) {
      out.flag("acclaimed", true);
    }
    if (style == ballot_style::set) {
      out.member("choices_max",
                 std::uint64_t{choices_allowed(
                   x.method, x.counting, where.seats, where.options.size())});
    } else if (style == ballot_style::ranking) {
      auto ranks = std::uint64_t{x.counting.ranks_max};
      out.member("ranks_max", ranks == 0 ? options : ranks);
    } else if (style == ballot_style::scores) {
      out.member("score_max", std::uint64_t{x.counting.score_max});
    }
    out.end_object();
  }
  out.end_array();
}

} // namespace

void write_laws(json_writer& out, const election_directory& elections,
                const results_view& view) {
  out.begin_array();
  for (const auto& served : elections.all()) {
    const auto& x = served.definition;
    if (!x.is_referendum()) {
      continue;
    }
    out.begin_object();
    out.member("law_id", x.code);
    out.member("election_id", std::uint64_t{x.id.value});
    write_bilingual(out, "name", x.name);
    if (x.question) {
      write_bilingual(out, "question", *x.question);
    }
    out.key("options").begin_array();
    for (const auto& option : x.contests.front().options) {
      out.begin_object();
      out.member("vote", option.code);
      write_bilingual(out, "name", option.name);
      out.end_object();
    }
    out.end_array();
    write_region_ids(out, x);
    write_window(out, x, view);
    out.end_object();
  }
  out.end_array();
}

void write_elections(json_writer& out, const election_directory& elections,
                     const results_view& view) {
  out.begin_array();
  for (const auto& served : elections.all()) {
    const auto& x = served.definition;
    if (x.is_referendum()) {
      continue;
    }
    out.begin_object();
    out.member("election_id", std::uint64_t{x.id.value});
    out.member("code", x.code);
    write_bilingual(out, "name", x.name);
    out.member("kind", to_string(x.kind));
    out.member("voting_method", voting_method_of(x.method));
    out.member("method", to_string(x.method));
    out.member("ranks_max", std::uint64_t{x.counting.ranks_max});
    write_region_ids(out, x);
    write_contests(out, x);
    write_window(out, x, view);
    out.end_object();
  }
  out.end_array();
}

void write_regions(json_writer& out, const election_directory& elections,
                   const results_view& view, election_id only) {
  out.begin_array();
  for (const auto& served : elections.all()) {
    if (!wanted(served, only)) {
      continue;
    }
    for (const auto& region : served.definition.regions) {
      out.begin_object();
      out.member("election_id", std::uint64_t{served.definition.id.value});
      out.member("region_id", std::uint64_t{region.id.value});
      out.member("code", region.code);
      write_bilingual(out, "name", region.name);
      write_region_hours(out, served.definition, region, view);
      out.end_object();
    }
  }
  out.end_array();
}

void write_parties(json_writer& out, const election_directory& elections,
                   election_id only) {
  out.begin_array();
  for (const auto& served : elections.all()) {
    if (!wanted(served, only)) {
      continue;
    }
    for (const auto& party : served.definition.parties) {
      out.begin_object();
      out.member("election_id", std::uint64_t{served.definition.id.value});
      out.member("party_code", party.code);
      write_bilingual(out, "name", party.name);
      out.member("party_color", party.color);
      out.end_object();
    }
  }
  out.end_array();
}

void write_open_contest(json_writer& out, const election& in,
                        const contest& where, const shown_ballot& x) {
  out.begin_object();
  out.member("election_id", std::uint64_t{in.id.value});
  if (in.is_referendum()) {
    out.member("law_id", in.code);
  }
  write_bilingual(out, "name", in.name);
  if (in.question) {
    write_bilingual(out, "question", *in.question);
  }
  out.member("region_id", std::uint64_t{where.region.value});
  out.member("method", to_string(in.method));
  out.key("options").begin_array();
  for (const auto* shown : shown_order(in, where, x.voter)) {
    const auto& option = *shown;
    out.begin_object();
    out.member("option_id", std::uint64_t{option.id.value});
    if (in.is_referendum()) {
      out.member("vote", option.code);
    } else {
      out.member("party_code", option.party_code);
    }
    write_bilingual(out, "name", option.name);
    write_profile(out, option, x.withdrawn);
    out.end_object();
  }
  out.end_array();
  if (!in.is_referendum()) {
    out.member("ballot_order", to_string(in.order));
    out.flag("write_ins", in.write_ins);
  }
  if (where.acclaimed) {
    out.flag("acclaimed", true);
  }
  if (x.closes_at_ms) {
    out.member("closes_at", to_timestamp(*x.closes_at_ms));
  }
  out.flag("has_voted", x.has_voted);
  out.end_object();
}

void write_candidates(json_writer& out, const election& in,
                      const contest& where,
                      const std::vector<option_id>& withdrawn) {
  out.begin_array();
  for (const auto* shown : shown_order(in, where)) {
    const auto& option = *shown;
    const auto* party = in.find_party(option.party_code);
    out.begin_object();
    out.member("candidate_id", std::uint64_t{option.id.value});
    out.member("name", option.name.fr);
    out.member("name_en", option.name.en);
    out.member("party_code", option.party_code);
    out.member("party_name", party == nullptr ? "" : party->name.fr);
    out.member("party_color", party == nullptr ? "" : party->color);
    write_profile(out, option, withdrawn);
    if (where.acclaimed) {
      out.flag("acclaimed", true);
    }
    out.end_object();
  }
  out.end_array();
}

} // namespace scrutin::edge
