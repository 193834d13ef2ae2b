#include "edge/api.hpp"

#include <algorithm>

#include "edge/admin_answers.hpp"
#include "edge/admin_gate.hpp"
#include "edge/ballot_route.hpp"
#include "edge/cast_answers.hpp"
#include "edge/cast_routes.hpp"

namespace scrutin::edge {

namespace {

constexpr std::size_t key_bytes = 16;
constexpr std::size_t random_stock_bytes = 4'096;
// Requests that fit no route are counted together.
constexpr const char* unrouted = "none";

actor_bridge::settings bridge_settings(const shared_state& x) {
  actor_bridge::settings with;
  with.in_flight_max = std::max(x.bounds.in_flight_max / x.threads, 1U);
  with.batch_gap_us = x.bounds.batch_gap_us;
  with.deadline_ms = x.bounds.cast_ms_max;
  with.sweep_ms = x.bounds.sweep_ms;
  with.queued_max = x.bounds.queued_max / x.threads;
  with.queue_ms = x.bounds.queue_ms_max;
  with.delayed_max = std::max(x.bounds.delayed_max / x.threads, 1U);
  with.delay_ms = x.bounds.delay_ms;
  with.now = x.services.steady;
  with.figures = x.services.figures;
  return with;
}

admin_bridge::settings admin_settings(const shared_state& x) {
  admin_bridge::settings with;
  with.sweep_ms = x.bounds.sweep_ms;
  with.now = x.services.steady;
  return with;
}

voter_bridge::settings voter_settings(const shared_state& x) {
  voter_bridge::settings with;
  with.deadline_ms = x.bounds.cast_ms_max;
  with.sweep_ms = x.bounds.sweep_ms;
  with.delay_ms = x.bounds.delay_ms;
  with.now = x.services.steady;
  return with;
}

response problem_of(unsigned status, problem_type type, std::string detail) {
  problem x;
  x.status = status;
  x.type = type;
  x.detail = std::move(detail);
  return to_response(x);
}

} // namespace

api::api(caf::actor_system& system, boost::asio::io_context& io,
         std::shared_ptr<shared_state> shared, std::uint32_t thread)
  : shared_(std::move(shared)),
    bridge_(system, io, bridge_settings(*shared_), *this),
    administration_(system, io, admin_settings(*shared_), *this),
    voters_(system, io, voter_settings(*shared_), *this),
    streams_(io, *shared_, view_, thread) {
  for (const auto& route : api_routes()) {
    counters_.push_back(
      services().figures->http_requests(std::string{route.pattern}));
  }
  counters_.push_back(services().figures->http_requests(unrouted));
  if (thread < services().ingestion.size()) {
    bridge_.use(services().ingestion[thread]);
    voters_.use(services().ingestion[thread]);
  }
  bridge_.use(services().results);
  bridge_.use(services().catalog);
  administration_.use(services().administration);
}

api::~api() = default;

std::uint32_t api::body_limit(const request_head& head) const {
  auto usual = shared_->bounds.body_bytes_max;
  auto match = find_route(api_routes(), head.verb, head.path);
  if (match.index == route_match::none) {
    return usual;
  }
  auto own = api_routes()[match.index].policy.body_bytes_max;
  // Only those who show who they are send more than a cast may have.
  auto may_be_large = shared_->administers
                      && (!head.authorization.empty() || !head.cookie.empty());
  return may_be_large ? own : std::min(own, usual);
}

void api::serve(const exchange_ptr& x) {
  const auto& head = x->asked().head;
  auto match = find_route(api_routes(), head.verb, head.path);
  if (match.index == route_match::none) {
    answer_unrouted(x, match);
    return;
  }
  const auto& route = api_routes()[match.index];
  if (!shared_->serves_voters && !route.policy.on_every_node) {
    auto none = problem_of(404, problem_type::not_found,
                           "this node serves no voters: ask one of the role "
                           "edge");
    finish(x, match.index, {}, none);
    return;
  }
  api_call call{x, match.index, match.params, client_of(x->asked()), {}, 0, {}};
  if (route.policy.rate == rate_class::limited) {
    call.now_ns = services().steady();
    call.standing = shared_->limiter.request(call.client, call.now_ns);
    if (!call.standing.allowed) {
      answer(call, answer_too_many(call.standing.reset_s,
                                   preferred_language(head.accept_language)));
      return;
    }
  }
  if (route.policy.administers) {
    auto admitted = admit(route.policy, x->asked(), *shared_);
    if (auto* refused = std::get_if<response>(&admitted)) {
      answer(call, std::move(*refused));
      return;
    }
    call.proof = std::get<admin_proof>(admitted);
  }
  try {
    route.call(*this, call);
  } catch (const std::exception&) {
    // What it says could hold a part of the request: it is not repeated.
    answer(call, problem_of(500, problem_type::internal,
                            "the request could not be dealt with"));
  }
}

response api::refuse(unsigned status, std::string_view detail) const {
  auto type = problem_type::malformed_request;
  if (status == 413 || status == 431) {
    type = problem_type::too_large;
  } else if (status == 408) {
    type = problem_type::timed_out;
  }
  return problem_of(status, type, std::string{detail});
}

void api::drain() {
  streams_.close_all();
}

const cast_namer& api::namer(const served_election& x) {
  auto id = x.definition.id;
  auto at = namers_.find(id);
  if (at == namers_.end()) {
    at = namers_.emplace(id, cast_namer{id, x.keys}).first;
  }
  return at->second;
}

std::string api::random_key() {
  if (random_.size() < key_bytes) {
    random_ = services().random(random_stock_bytes);
  }
  auto key = random_.substr(random_.size() - key_bytes);
  random_.resize(random_.size() - key_bytes);
  return key;
}

void api::answer(const api_call& call, response x) {
  if (x.status < 400) {
    x.keep = api_routes()[call.route].policy.keep;
  }
  finish(call.asker, call.route, call.standing, x);
}

void api::begin_stream(const api_call& call, response& head) {
  append_rate_fields(head.fields, call.standing);
  append_origin(head.fields, call.asker->asked().head);
}

void api::finish(const exchange_ptr& asker, std::size_t route,
                 const rate_standing& standing, response& x) {
  constexpr std::size_t fields_size = 128;
  auto is_success = x.status / 100 == 2;
  if (!is_success || route >= api_routes().size()
      || api_routes()[route].policy.tells_successes) {
    counters_[route].count(x.status);
  }
  x.fields.reserve(x.fields.size() + fields_size);
  append_rate_fields(x.fields, standing);
  if (route >= api_routes().size() || !api_routes()[route].policy.administers) {
    append_origin(x.fields, asker->asked().head);
  }
  asker->answer(x);
}

void api::append_origin(std::string& fields, const request_head& head) const {
  if (head.origin.empty() || shared_->cors_origins.empty()) {
    return;
  }
  const auto& known = shared_->cors_origins;
  if (std::find(known.begin(), known.end(), head.origin) != known.end()) {
    fields += "Access-Control-Allow-Origin: ";
    fields += head.origin;
    fields += "\r\n";
  }
  fields += "Vary: Origin\r\n";
}

void api::answer_unrouted(const exchange_ptr& asker, const route_match& match) {
  response x;
  if (match.allowed.empty()) {
    x = problem_of(404, problem_type::not_found, "there is nothing here");
  } else if (asker->asked().head.verb == http::verb::options) {
    x.status = 204;
    x.type = content::none;
    x.fields = "Allow: " + match.allowed
               + "\r\nAccess-Control-Allow-Methods: " + match.allowed
               + "\r\nAccess-Control-Allow-Headers: Content-Type, "
                 "Idempotency-Key\r\nAccess-Control-Max-Age: 600\r\n";
  } else {
    x = problem_of(405, problem_type::method_not_allowed,
                   "this path takes " + match.allowed);
    x.fields = "Allow: " + match.allowed + "\r\n";
  }
  finish(asker, counters_.size() - 1, {}, x);
}

address_bytes api::client_of(const request& x) const {
  return x.head.forwarded_for.empty()
           ? x.peer
           : shared_->proxies.client_of(x.peer, x.head.forwarded_for);
}

void api::on_outcome(const waiting_request& x, const cast_outcome& y) {
  auto answer = answer_cast(x, y, view_.course_of(x.partition.contest()),
                            view_.withdrawn_from(x.partition.contest()),
                            is_law_route(x.route));
  if (y.what == verdict::unknown_credential) {
    auto standing =
      shared_->limiter.failed(x.client, x.voter, services().steady());
    if (!standing.allowed) {
      answer = answer_throttled(standing.reset_s, x.tongue);
    }
  }
  finish(x.asker, x.route, x.standing, answer);
}

void api::on_overload(const waiting_request& x) {
  auto answer = answer_overloaded(x.tongue);
  finish(x.asker, x.route, x.standing, answer);
}

void api::on_receipt(const waiting_request& x, receipt_state state) {
  auto answer = answer_receipt(x, state);
  finish(x.asker, x.route, x.standing, answer);
}

void api::on_administration(const waiting_admin& x, const admin_answer* y) {
  auto answer = y == nullptr ? answer_without_word(x) : answer_admin(x, *y);
  finish(x.asker, x.route, x.standing, answer);
}

void api::on_voter(const waiting_voter& x) {
  auto answer = answer_ballot(x);
  if (is_unknown(x)) {
    auto standing =
      shared_->limiter.failed(x.client, x.voter, services().steady());
    if (!standing.allowed) {
      answer = answer_throttled(standing.reset_s, x.tongue);
    }
  }
  finish(x.asker, x.route, x.standing, answer);
}

void api::on_results(const results_update& x) {
  view_.apply(x);
  streams_.publish();
}

void api::on_elections(const election_statuses& x) {
  view_.apply(x);
  streams_.publish();
}

void api::on_certificate(const certificate_published& x) {
  view_.apply(x);
  streams_.publish();
}

} // namespace scrutin::edge
