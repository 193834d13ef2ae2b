#include "edge/problem.hpp"

#include <array>

#include "edge/json_writer.hpp"

namespace scrutin::edge {

namespace {

struct description {
  std::string_view name;
  std::string_view title;
};

// In the order of problem_type.
constexpr std::array<description, problem_types> descriptions{{
  {"malformed-request", "The request is not HTTP as it is spoken here"},
  {"malformed-json", "The body is not the JSON that is wanted"},
  {"invalid-fields", "Some fields are not as they should be"},
  {"not-found", "There is nothing here"},
  {"unknown-law", "No law has that identifier"},
  {"unknown-election", "No election has that identifier"},
  {"unknown-region", "The election has no such region"},
  {"unknown-credential", "The credential is not on this roll"},
  {"already-voted", "This voter has voted already"},
  {"not-open", "Voting has not begun"},
  {"closed", "Voting has ended"},
  {"unknown-option", "The option does not stand in this contest"},
  {"wrong-method", "This contest is voted on in another way"},
  {"invalid-selection", "The selection cannot be counted"},
  {"method-not-allowed", "This path does not take that method"},
  {"unsupported-media-type", "The body should be application/json"},
  {"too-large", "The request is too large"},
  {"timed-out", "The request came too slowly"},
  {"rate-limited", "Too many requests"},
  {"overloaded", "Too much to do: nothing was counted, try again"},
  {"unavailable", "Not possible now: nothing was counted, try again"},
  {"outcome-unknown", "It is not known yet whether this was counted"},
  {"internal", "Something is broken here"},
}};

} // namespace

std::string_view name_of(problem_type x) {
  return descriptions.at(static_cast<std::size_t>(x)).name;
}

std::string_view title_of(problem_type x) {
  return descriptions.at(static_cast<std::size_t>(x)).title;
}

response to_response(const problem& x) {
  response answer;
  answer.status = x.status;
  answer.type = content::problem;
  answer.retry_after_s = x.retry_after_s;
  json_writer out{answer.body};
  out.begin_object();
  out.member("type", "urn:scrutin:problem:" + std::string{name_of(x.type)});
  out.member("title", title_of(x.type));
  out.member("status", std::uint64_t{x.status});
  out.member("detail", x.detail);
  if (!x.errors.empty()) {
    out.key("errors").begin_array();
    for (const auto& wrong : x.errors) {
      out.begin_object();
      out.member("pointer", wrong.pointer);
      out.member("message", wrong.message);
      out.end_object();
    }
    out.end_array();
  }
  answer.body += x.members;
  out.end_object();
  return answer;
}

} // namespace scrutin::edge
