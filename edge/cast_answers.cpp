#include "edge/cast_answers.hpp"

#include <algorithm>

#include "domain/selection.hpp"
#include "domain/tracking_code.hpp"
#include "edge/json_writer.hpp"
#include "edge/timestamp.hpp"

namespace scrutin::edge {

namespace {

constexpr std::uint32_t retry_after_s = 1;

/// One sentence in both languages.
struct wording {
  const char* french;
  const char* english;

  [[nodiscard]] const char* in(language x) const {
    return x == language::french ? french : english;
  }
};

response accepted(const waiting_request& x) {
  constexpr wording said{"Votre bulletin est dans l'urne.",
                         "Your ballot is in the ballot box."};
  response answer;
  answer.status = 202;
  answer.tongue = x.tongue;
  // Nothing in any part needs escaping.
  answer.body.reserve(256);
  answer.body += R"({"request_id":")";
  answer.body += to_text(x.request);
  answer.body += R"(","status":"accepted","message":")";
  answer.body += said.in(x.tongue);
  answer.body += R"(","tracking_code":")";
  answer.body += to_string(tracking_code{x.partition, x.ballot});
  answer.body += "\"}";
  return answer;
}

// A law's refusals are answers like its acceptance: 202 and a status.
// @param attempts: told where it is above 0.
response not_accepted(const waiting_request& x, const char* status,
                      const wording& said, std::uint32_t attempts) {
  response answer;
  answer.status = 202;
  answer.tongue = x.tongue;
  json_writer out{answer.body};
  out.begin_object();
  out.member("request_id", to_text(x.request));
  out.member("status", status);
  out.member("message", said.in(x.tongue));
  if (attempts > 0) {
    out.member("attempt_count", std::uint64_t{attempts});
  }
  out.end_object();
  return answer;
}

response duplicate(const waiting_request& x, std::uint32_t attempts) {
  constexpr wording said{"Cette personne a déjà voté; rien n'a été changé.",
                         "This voter has voted already; nothing was changed."};
  return not_accepted(x, "duplicate", said, std::max(attempts, 1U));
}

response invalid(const waiting_request& x) {
  constexpr wording said{
    "Ces identifiants ne sont pas sur cette liste électorale.",
    "The credential is not on this roll."};
  return not_accepted(x, "invalid", said, 0);
}

response refused(unsigned status, problem_type type, std::string detail,
                 language tongue, std::string members = {}) {
  problem x;
  x.status = status;
  x.type = type;
  x.detail = std::move(detail);
  x.tongue = tongue;
  x.members = std::move(members);
  return to_response(x);
}

response outside_window(const waiting_request& x,
                        const std::optional<region_course>& course, bool early,
                        bool law) {
  constexpr wording opens{"le vote ouvre le ", "voting opens at "};
  constexpr wording closed{"le vote a fermé le ", "voting closed at "};
  constexpr wording to_be_opened{"le vote n'est pas encore ouvert",
                                 "voting has not opened yet"};
  auto defined = x.rules->window_of(x.partition.region);
  auto opens_at = course ? course->opens_at_ms : defined.opens_at_ms;
  auto closed_at = course ? course->closes_at_ms : defined.closes_at_ms;
  constexpr wording was_closed{"le vote est terminé", "voting has ended"};
  if ((early ? opens_at : closed_at) == region_course::undecided) {
    return refused(law ? 409 : 400,
                   early ? problem_type::not_open : problem_type::closed,
                   (early ? to_be_opened : was_closed).in(x.tongue), x.tongue);
  }
  auto at = to_timestamp(early ? opens_at : closed_at);
  return refused(
    law ? 409 : 400, early ? problem_type::not_open : problem_type::closed,
    (early ? opens : closed).in(x.tongue) + at, x.tongue,
    (early ? ",\"opens_at\":\"" : ",\"closes_at\":\"") + at + "\"");
}

constexpr wording gone{
  "une personne choisie a retiré sa candidature : le bulletin n'a pas été "
  "compté; votez de nouveau sans la nommer",
  "a candidate on this ballot has withdrawn: it was not counted; vote again "
  "without that candidate",
};

// The ledger says no; the rules say why.
response bad_selection(const waiting_request& x, bool law,
                       const std::vector<option_id>& withdrawn) {
  auto status = law ? 422U : 400U;
  auto type = problem_type::invalid_selection;
  std::string detail = "the selection cannot be counted";
  if (x.wrong_method) {
    type = problem_type::wrong_method;
    detail = "this contest is voted on in another way";
  } else if (auto said = from_canonical(x.selection)) {
    if (auto stands = validate(*said, *x.rules, *x.where); !stands) {
      detail = stands.failure().detail;
      if (stands.failure().code == ec::unknown_option) {
        type = problem_type::unknown_option;
      } else if (stands.failure().code == ec::wrong_method) {
        type = problem_type::wrong_method;
      }
    } else if (!may_still_be_cast(*said, *x.rules, *x.where, withdrawn)) {
      return refused(409, problem_type::candidate_withdrawn, gone.in(x.tongue),
                     x.tongue);
    }
  }
  // The rules speak English; in French it is the kind of problem that is said.
  if (x.tongue == language::french) {
    detail = title_of(type, language::french);
  }
  return refused(status, type, std::move(detail), x.tongue);
}

response try_again(problem_type type, wording detail, language tongue,
                   unsigned status = 503) {
  problem x;
  x.status = status;
  x.type = type;
  x.detail = detail.in(tongue);
  x.tongue = tongue;
  x.retry_after_s = retry_after_s;
  return to_response(x);
}

constexpr wording not_counted{
  "le bulletin n'a pas été compté : réessayez",
  "the ballot was not counted: try again",
};
constexpr wording put_aside{
  "ce bulletin n'a pas pu être traité et a été signalé au personnel "
  "électoral; consultez-le avant de voter de nouveau",
  "this ballot could not be processed and was reported to the election "
  "officials; ask them before voting again",
};
constexpr wording perhaps_counted{
  "le bulletin est peut-être compté : répétez la requête avec la même "
  "Idempotency-Key et la réponse viendra",
  "the ballot may be counted: repeat the request with the same "
  "Idempotency-Key and the answer comes",
};
constexpr wording paused{
  "le vote est suspendu : le bulletin n'a pas été compté; revenez plus tard",
  "voting is suspended: the ballot was not counted; come back later",
};
constexpr wording voted{
  "cette personne a déjà voté",
  "this voter has voted already",
};
constexpr wording too_many{
  "trop de demandes depuis cette adresse : attendez et réessayez",
  "too many requests from this address: wait and try again"};
constexpr wording too_many_wrong{
  "trop d'identifiants inconnus depuis cette adresse : attendez et réessayez",
  "too many unknown credentials from this address: wait and try again",
};
constexpr wording not_on_roll{
  "ces identifiants ne sont pas sur la liste électorale de cette "
  "circonscription",
  "the credential is not on the roll of this region",
};
constexpr wording on_no_roll{
  "ces identifiants ne sont sur aucune liste électorale d'un vote en cours",
  "the credential is on no roll of an election that is open",
};
constexpr wording without_vote{
  "il n'y a pas plus de candidatures que de sièges dans cette circonscription "
  ": "
  "toutes sont élues par acclamation et aucun bulletin n'est reçu",
  "there are no more candidates than seats in that region: all are elected, "
  "and "
  "no ballots are taken",
};
constexpr wording box_away{
  "l'urne ne peut pas être interrogée pour le moment : réessayez",
  "the ballot box cannot be asked now: try again",
};

} // namespace

std::string to_text(const request_id& x) {
  constexpr std::string_view digits = "0123456789abcdef";
  constexpr std::size_t text_size = 36;
  std::string text;
  text.reserve(text_size);
  for (char c : x.view()) {
    auto byte = static_cast<unsigned char>(c);
    if (auto at = text.size(); at == 8 || at == 13 || at == 18 || at == 23) {
      text += '-';
    }
    text += digits[byte >> 4];
    text += digits[byte & 15];
  }
  return text;
}

response answer_cast(const waiting_request& x, const cast_outcome& outcome,
                     const std::optional<region_course>& course,
                     const std::vector<option_id>& withdrawn, bool law) {
  auto tongue = x.tongue;
  switch (outcome.what) {
  case verdict::accepted:
    return accepted(x);
  case verdict::already_voted:
    return law ? duplicate(x, outcome.attempts)
               : refused(409, problem_type::already_voted, voted.in(tongue),
                         tongue);
  case verdict::unknown_credential:
    return law ? invalid(x)
               : refused(400, problem_type::unknown_credential,
                         not_on_roll.in(tongue), tongue);
  case verdict::not_open:
    return outside_window(x, course, true, law);
  case verdict::closed:
    return outside_window(x, course, false, law);
  case verdict::suspended:
    return refused(409, problem_type::suspended, paused.in(tongue), tongue);
  case verdict::invalid_selection:
    return bad_selection(x, law, withdrawn);
  case verdict::moved:
  case verdict::unavailable:
    return try_again(problem_type::unavailable, not_counted, tongue);
  case verdict::set_aside:
    // Nobody but an official can tell: no Retry-After.
    return refused(500, problem_type::set_aside, put_aside.in(tongue), tongue);
  case verdict::outcome_unknown:
    break;
  }
  return try_again(problem_type::outcome_unknown, perhaps_counted, tongue, 504);
}

response answer_overloaded(language tongue) {
  return try_again(problem_type::overloaded, not_counted, tongue);
}

response answer_throttled(std::uint32_t wait_s, language tongue) {
  auto answer =
    refused(429, problem_type::rate_limited, too_many_wrong.in(tongue), tongue);
  answer.retry_after_s = wait_s;
  return answer;
}

response answer_too_many(std::uint32_t wait_s, language tongue) {
  auto answer =
    refused(429, problem_type::rate_limited, too_many.in(tongue), tongue);
  answer.retry_after_s = wait_s;
  return answer;
}

response answer_acclaimed(language tongue) {
  return refused(409, problem_type::acclaimed, without_vote.in(tongue), tongue);
}

response answer_box_away(language tongue) {
  return try_again(problem_type::unavailable, box_away, tongue);
}

response answer_on_no_roll(language tongue) {
  return refused(400, problem_type::unknown_credential, on_no_roll.in(tongue),
                 tongue);
}

response answer_receipt(const waiting_request& x, receipt_state state) {
  if (state == receipt_state::unavailable) {
    return try_again(problem_type::unavailable, box_away, x.tongue);
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
