#include "edge/cast_answers.hpp"

#include <algorithm>

#include "domain/selection.hpp"
#include "domain/text.hpp"
#include "domain/tracking_code.hpp"
#include "edge/json_writer.hpp"
#include "edge/timestamp.hpp"

namespace scrutin::edge {

namespace {

constexpr std::uint32_t retry_after_s = 1;

response accepted(const waiting_request& x) {
  response answer;
  answer.status = 202;
  // Every part is of letters, digits and dashes: nothing to escape.
  answer.body.reserve(256);
  answer.body += R"({"request_id":")";
  answer.body += to_text(x.request);
  answer.body += R"(","status":"accepted","message":"Your ballot is in the )"
                 R"(ballot box.","tracking_code":")";
  answer.body += to_string(tracking_code{x.partition, x.ballot});
  answer.body += "\"}";
  return answer;
}

response duplicate(const waiting_request& x, std::uint32_t attempts) {
  response answer;
  answer.status = 202;
  json_writer out{answer.body};
  out.begin_object();
  out.member("request_id", to_text(x.request));
  out.member("status", "duplicate");
  out.member("message", "This voter has voted already; nothing was changed.");
  out.member("attempt_count", std::uint64_t{std::max(attempts, 1U)});
  out.end_object();
  return answer;
}

response invalid(const waiting_request& x) {
  response answer;
  answer.status = 202;
  json_writer out{answer.body};
  out.begin_object();
  out.member("request_id", to_text(x.request));
  out.member("status", "invalid");
  out.member("message", "The credential is not on this roll.");
  out.end_object();
  return answer;
}

response refused(unsigned status, problem_type type, std::string detail,
                 std::string members = {}) {
  problem x;
  x.status = status;
  x.type = type;
  x.detail = std::move(detail);
  x.members = std::move(members);
  return to_response(x);
}

response outside_window(const waiting_request& x, bool early, bool law) {
  auto at = to_timestamp(early ? x.rules->opens_at_ms : x.rules->closes_at_ms);
  return refused(
    law ? 409 : 400, early ? problem_type::not_open : problem_type::closed,
    (early ? "voting opens at " : "voting closed at ") + at,
    (early ? ",\"opens_at\":\"" : ",\"closes_at\":\"") + at + "\"");
}

// The ledger says no; the rules say why.
response bad_selection(const waiting_request& x, bool law) {
  auto status = law ? 422U : 400U;
  if (x.wrong_method) {
    return refused(status, problem_type::wrong_method,
                   "this contest is voted on in another way");
  }
  auto type = problem_type::invalid_selection;
  std::string detail = "the selection cannot be counted";
  if (auto said = from_canonical(x.selection)) {
    if (auto stands = validate(*said, *x.rules, *x.where); !stands) {
      detail = stands.failure().detail;
      if (stands.failure().code == ec::unknown_option) {
        type = problem_type::unknown_option;
      } else if (stands.failure().code == ec::wrong_method) {
        type = problem_type::wrong_method;
      }
    }
  }
  return refused(status, type, std::move(detail));
}

response try_again(problem_type type, const char* detail) {
  problem x;
  x.status = 503;
  x.type = type;
  x.detail = detail;
  x.retry_after_s = retry_after_s;
  return to_response(x);
}

response outcome_unknown() {
  problem x;
  x.status = 504;
  x.type = problem_type::outcome_unknown;
  x.detail = "the ballot may be counted: repeat the request with the same "
             "Idempotency-Key and the answer comes";
  x.retry_after_s = retry_after_s;
  return to_response(x);
}

} // namespace

std::string to_text(const request_id& x) {
  auto text = to_hex(x.view());
  for (std::size_t at : {20U, 16U, 12U, 8U}) {
    text.insert(at, 1, '-');
  }
  return text;
}

response answer_cast(const waiting_request& x, const cast_outcome& outcome,
                     bool law) {
  switch (outcome.what) {
  case verdict::accepted:
    return accepted(x);
  case verdict::already_voted:
    return law ? duplicate(x, outcome.attempts)
               : refused(409, problem_type::already_voted,
                         "this voter has voted already");
  case verdict::unknown_credential:
    return law ? invalid(x)
               : refused(400, problem_type::unknown_credential,
                         "the credential is not on the roll of this region");
  case verdict::not_open:
    return outside_window(x, true, law);
  case verdict::closed:
    return outside_window(x, false, law);
  case verdict::invalid_selection:
    return bad_selection(x, law);
  case verdict::moved:
  case verdict::unavailable:
    return try_again(problem_type::unavailable,
                     "the ballot was not counted: try again");
  case verdict::set_aside:
    return try_again(problem_type::unavailable,
                     "the ballot was not counted, and officials were told");
  case verdict::outcome_unknown:
    break;
  }
  return outcome_unknown();
}

response answer_overloaded() {
  return try_again(problem_type::overloaded,
                   "the ballot was not counted: try again");
}

response answer_receipt(const waiting_request& x, receipt_state state) {
  if (state == receipt_state::unavailable) {
    return try_again(problem_type::unavailable,
                     "the ballot box cannot be asked now: try again");
  }
  response answer;
  json_writer out{answer.body};
  out.begin_object();
  out.flag("in_box", state == receipt_state::in_box);
  out.member("election_id", std::uint64_t{x.partition.election.value});
  out.member("region_id", std::uint64_t{x.partition.region.value});
  out.key("proof").null();
  out.end_object();
  return answer;
}

} // namespace scrutin::edge
