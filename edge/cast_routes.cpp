#include "edge/cast_routes.hpp"

#include <openssl/crypto.h>

#include "domain/partitioning.hpp"
#include "domain/tracking_code.hpp"
#include "edge/cast_answers.hpp"
#include "edge/cast_form.hpp"
#include "edge/json_body.hpp"

namespace scrutin::edge {

namespace {

constexpr std::size_t retry_key_bytes_max = 64;
constexpr std::size_t tracking_bytes_max = 128;

language tongue_of(const api_call& call) {
  return preferred_language(call.asker->asked().head.accept_language);
}

problem make_problem(unsigned status, problem_type type, std::string detail) {
  problem x;
  x.status = status;
  x.type = type;
  x.detail = std::move(detail);
  return x;
}

// The body as an object, or the answer given.
const json::object* read_body(api& on, const api_call& call) {
  auto body = read_json_body(on.reader(), call.asker->asked());
  if (auto* wrong = std::get_if<problem>(&body)) {
    on.answer(call, to_response(*wrong));
    return nullptr;
  }
  return std::get<const json::object*>(body);
}

// Names the cast and hands it on: now, or held back where too many
// credentials were wrong. What is held back is no credential any more.
void hand_on(api& on, const api_call& call, cast_form form,
             std::string_view retry_key, std::int64_t received_at_ms) {
  auto& limiter = on.shared().limiter;
  auto voter = limiter.voter_key(form.voter.nas());
  auto late = on.shared().bounds.delay_ms > 0
              && limiter.must_wait(call.client, voter, call.now_ns);
  if (late ? on.bridge().delays_full() : on.bridge().full()) {
    on.services().figures->casts(cast_result::unavailable).Increment();
    on.answer(call, answer_overloaded(tongue_of(call)));
    return;
  }
  const auto& rules = form.served->definition;
  auto selection = to_canonical(form.choice);
  auto digest = digest_of(form.voter, rules.roll.digests, rules.code);
  auto names = on.namer(*form.served).name(digest, retry_key, selection);
  OPENSSL_cleanse(digest.data.data(), digest.data.size());
  auto region = form.where->region;
  auto slice = slice_of(names.tag, form.served->slices_of(region));

  waiting_request asker;
  asker.asker = call.asker;
  asker.route = call.route;
  asker.standing = call.standing;
  asker.client = call.client;
  asker.tongue = tongue_of(call);
  asker.voter = voter;
  asker.rules = &rules;
  asker.where = form.where;
  asker.partition = {rules.id, region, slice};
  asker.ballot = names.ballot;
  asker.request = names.request;
  asker.selection = selection;
  asker.wrong_method = form.wrong_method;

  cast what;
  what.partition = asker.partition;
  what.tag = names.tag;
  what.ballot = names.ballot;
  what.retry = names.retry;
  what.selection = std::move(selection);
  what.received_at_ms = received_at_ms;
  if (late) {
    on.bridge().delay_cast(std::move(what), std::move(asker));
  } else {
    on.bridge().send_cast(std::move(what), std::move(asker));
  }
}

using form_reader = form_reading (*)(const json::object&,
                                     const election_directory&);

void cast_vote(api& on, const api_call& call, form_reader read) {
  // Closing time is judged by when all of it had arrived.
  auto received_at_ms = on.services().now();
  const auto& head = call.asker->asked().head;
  if (head.has_idempotency_key && !is_retry_key(head.idempotency_key)) {
    on.answer(call, to_response(make_problem(
                      400, problem_type::malformed_request,
                      "Idempotency-Key must be 1 to 64 visible ASCII "
                      "characters")));
    return;
  }
  const auto* body = read_body(on, call);
  if (body == nullptr) {
    return;
  }
  auto form = read(*body, *on.services().elections);
  on.reader().wipe();
  if (auto* wrong = std::get_if<problem>(&form)) {
    on.answer(call, wrong->type == problem_type::acclaimed
                      ? answer_acclaimed(tongue_of(call))
                      : to_response(*wrong));
    return;
  }
  auto drawn = head.has_idempotency_key ? std::string{} : on.random_key();
  hand_on(on, call, std::get<cast_form>(std::move(form)),
          head.has_idempotency_key ? head.idempotency_key
                                   : std::string_view{drawn},
          received_at_ms);
}

} // namespace

void cast_law_vote(api& on, const api_call& call) {
  cast_vote(on, call, read_law_cast);
}

void cast_election_vote(api& on, const api_call& call) {
  cast_vote(on, call, read_election_cast);
}

void ask_receipt(api& on, const api_call& call) {
  const auto* body = read_body(on, call);
  if (body == nullptr) {
    return;
  }
  std::vector<field_error> wrong;
  field_reader fields{*body, {}, wrong};
  std::optional<tracking_code> code;
  if (auto text = fields.text("tracking_code", tracking_bytes_max)) {
    if (auto read = parse_tracking_code(*text)) {
      code = *read;
    } else {
      fields.refuse("tracking_code", read.failure().detail);
    }
  }
  on.reader().wipe();
  if (!code) {
    auto x = make_problem(422, problem_type::invalid_fields,
                          "some fields are missing or malformed; see errors");
    x.errors = std::move(wrong);
    on.answer(call, to_response(x));
    return;
  }
  if (on.bridge().busy()) {
    on.answer(call, answer_overloaded(tongue_of(call)));
    return;
  }
  waiting_request asker;
  asker.asker = call.asker;
  asker.route = call.route;
  asker.standing = call.standing;
  asker.client = call.client;
  asker.tongue = tongue_of(call);
  asker.partition = code->partition;
  asker.ballot = code->ballot;
  const auto* served = on.services().elections->find(code->partition.election);
  auto exists =
    served != nullptr
    && code->partition.slice < served->slices_of(code->partition.region);
  if (!exists) {
    on.answer(call, answer_receipt(asker, receipt_state::not_in_box));
    return;
  }
  on.bridge().ask_receipt(code->partition, code->ballot, std::move(asker));
}

bool is_retry_key(std::string_view x) {
  if (x.empty() || x.size() > retry_key_bytes_max) {
    return false;
  }
  for (char c : x) {
    if (c <= ' ' || c > '~') {
      return false;
    }
  }
  return true;
}

bool is_law_route(std::size_t route) {
  return api_routes()[route].call == cast_law_vote;
}

} // namespace scrutin::edge
