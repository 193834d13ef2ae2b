#include "edge/ballot_route.hpp"

#include <algorithm>

#include <openssl/crypto.h>

#include "domain/partitioning.hpp"
#include "edge/cast_answers.hpp"
#include "edge/cast_form.hpp"
#include "edge/catalog_json.hpp"
#include "edge/json_body.hpp"

namespace scrutin::edge {

namespace {

problem wrong_fields(std::vector<field_error> wrong) {
  problem x;
  x.status = 422;
  x.type = problem_type::invalid_fields;
  x.detail = "some fields are missing or malformed; see errors";
  x.errors = std::move(wrong);
  return x;
}

/// By the hours as officials have moved them, where that is known yet.
region_course course_of(const api& on, const election& x, region_id region) {
  auto window = x.window_of(region);
  region_course defined;
  defined.opens_at_ms = window.opens_at_ms;
  defined.closes_at_ms = window.closes_at_ms;
  return on.view().course_of({x.id, region}).value_or(defined);
}

bool is_open(const api& on, const served_election& x, std::int64_t now_ms) {
  const auto& contests = x.definition.contests;
  return x.has_roll
         && std::any_of(contests.begin(), contests.end(),
                        [&](const contest& where) {
                          // Without a roll, who is elected without a vote is
                          // on nobody's ballot.
                          return x.slices_of(where.region) > 0
                                 && course_of(on, x.definition, where.region)
                                      .takes_ballots(now_ms);
                        });
}

/// Every contest of each open election whose codes look like that one; those
/// of regions that are suspended or over, too, for their voters are known.
std::vector<asked_contest> contests_of(api& on, const std::string& nas,
                                       std::string_view code,
                                       std::int64_t now_ms) {
  std::vector<asked_contest> asked;
  for (const auto& served : on.services().elections->all()) {
    const auto& rules = served.definition;
    auto own = normalize_code(code, rules.roll.codes);
    if (!own || !is_open(on, served, now_ms)) {
      continue;
    }
    credential voter{nas, *std::move(own)};
    auto digest = digest_of(voter, rules.roll.digests, rules.code);
    auto tag = on.namer(served).tag_of(digest);
    OPENSSL_cleanse(digest.data.data(), digest.data.size());
    for (const auto& where : rules.contests) {
      auto slices = served.slices_of(where.region);
      if (slices == 0) {
        continue;
      }
      auto slice = slice_of(tag, slices);
      auto course = course_of(on, rules, where.region);
      auto& next = asked.emplace_back();
      next.rules = &rules;
      next.where = &where;
      next.partition = {rules.id, where.region, slice};
      next.tag = tag;
      next.takes_ballots = course.takes_ballots(now_ms);
      if (course.closes_at_ms != region_course::undecided) {
        next.closes_at_ms = course.closes_at_ms;
      }
      next.withdrawn = on.view().withdrawn_from({rules.id, where.region});
    }
  }
  return asked;
}

bool is_code_somewhere(const election_directory& elections,
                       std::string_view code) {
  const auto& all = elections.all();
  return std::any_of(all.begin(), all.end(), [code](const auto& x) {
    return normalize_code(code, x.definition.roll.codes).has_value();
  });
}

response contests_answer(const waiting_voter& x) {
  response told;
  told.tongue = x.tongue;
  json_writer out{told.body};
  out.begin_object().key("contests").begin_array();
  for (const auto& each : x.contests) {
    auto is_on_roll = each.state == voter_state::has_voted
                      || each.state == voter_state::has_not_voted;
    if (is_on_roll && each.takes_ballots) {
      write_open_contest(out, *each.rules, *each.where,
                         {each.tag, each.closes_at_ms,
                          each.state == voter_state::has_voted,
                          each.withdrawn});
    }
  }
  out.end_array().end_object();
  return told;
}

} // namespace

bool is_unknown(const waiting_voter& x) {
  return std::all_of(
    x.contests.begin(), x.contests.end(),
    [](const auto& each) { return each.state == voter_state::not_on_roll; });
}

response answer_ballot(const waiting_voter& x) {
  auto is_asked = [](const asked_contest& each) {
    return each.state && each.state != voter_state::unavailable;
  };
  if (!std::all_of(x.contests.begin(), x.contests.end(), is_asked)) {
    return answer_box_away(x.tongue);
  }
  return is_unknown(x) ? answer_on_no_roll(x.tongue) : contests_answer(x);
}

void ask_ballot(api& on, const api_call& call) {
  waiting_voter x;
  x.asker = call.asker;
  x.route = call.route;
  x.standing = call.standing;
  x.client = call.client;
  x.tongue = preferred_language(call.asker->asked().head.accept_language);
  auto body = read_json_body(on.reader(), call.asker->asked());
  if (auto* wrong = std::get_if<problem>(&body)) {
    on.answer(call, to_response(*wrong));
    return;
  }
  const auto& elections = *on.services().elections;
  std::vector<field_error> wrong;
  field_reader fields{*std::get<const json::object*>(body), {}, wrong};
  auto who = read_credential(fields);
  if (who.code && !is_code_somewhere(elections, *who.code)) {
    fields.refuse("code", "is no code of any election here: check for a typing "
                          "error");
  }
  auto now_ms = on.services().now();
  if (wrong.empty()) {
    x.contests = contests_of(on, *who.nas, *who.code, now_ms);
    x.voter = on.shared().limiter.voter_key(*who.nas);
    OPENSSL_cleanse(who.nas->data(), who.nas->size());
  }
  on.reader().wipe();
  if (!wrong.empty()) {
    on.answer(call, to_response(wrong_fields(std::move(wrong))));
    return;
  }
  const auto all = elections.all();
  auto is_any_open = std::any_of(all.begin(), all.end(), [&](const auto& each) {
    return is_open(on, each, now_ms);
  });
  if (!is_any_open) {
    // The same for everybody: it says nothing of the credential.
    on.answer(call, contests_answer(x));
    return;
  }
  auto late =
    on.shared().bounds.delay_ms > 0
    && on.shared().limiter.must_wait(call.client, x.voter, call.now_ns);
  auto& bridge = on.voters();
  if (late ? bridge.delays_full() : bridge.busy()) {
    on.answer(call, answer_box_away(x.tongue));
  } else if (late) {
    bridge.ask_later(std::move(x));
  } else {
    bridge.ask(std::move(x));
  }
}

} // namespace scrutin::edge
