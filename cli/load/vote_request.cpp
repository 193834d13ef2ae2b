#include "cli/load/vote_request.hpp"

#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/message.hpp>
#include <boost/beast/http/write.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/string.hpp>
#include <sstream>

namespace scrutin::load {

namespace http = boost::beast::http;

namespace {

constexpr std::size_t retry_key_characters = 32;

std::string render_head(std::string_view target, const server_address& server,
                        bool with_retry_key) {
  http::request<http::empty_body> request{
    http::verb::post, {target.data(), target.size()}, 11};
  request.set(http::field::host, server.authority());
  request.set(http::field::user_agent, "scrutin-load");
  request.set(http::field::content_type, "application/json");
  if (with_retry_key) {
    request.set("Idempotency-Key", std::string(retry_key_characters, '0'));
  }
  std::ostringstream out;
  out << request.base();
  auto head = out.str();
  head.resize(head.size() - 2); // the empty line
  return head + "Content-Length: ";
}

std::string quoted(std::string_view text) {
  return boost::json::serialize(boost::json::string{text.data(), text.size()});
}

// `1:5,2:0` as JSON.
void append_scores(std::string_view selection, std::string& body) {
  body += R"(,"selection":{"type":"scores","scores":[{"option_id":)";
  for (char c : selection) {
    if (c == ':') {
      body += R"(,"score":)";
    } else if (c == ',') {
      body += R"(},{"option_id":)";
    } else {
      body += c;
    }
  }
  body += "}]}";
}

} // namespace

vote_request::vote_request(const contest_target& contest,
                           const server_address& server, bool with_retry_key)
  : form_(contest.form) {
  bool law = form_ == ballot_form::law_answer;
  head_ = render_head(law ? "/api/v1/vote" : "/api/v1/elections/vote", server,
                      with_retry_key);
  if (with_retry_key) {
    retry_key_at_ = head_.find(std::string(retry_key_characters, '0'));
  }
  if (law) {
    contest_fields_ = ",\"law_id\":" + quoted(contest.election);
  } else {
    contest_fields_ = ",\"election_id\":" + std::to_string(contest.election_id);
  }
  if (contest.region_id != 0) {
    contest_fields_ += ",\"region_id\":" + std::to_string(contest.region_id);
  }
}

void vote_request::render(const planned_cast& x, std::string& out) const {
  // The body comes first: the header tells its length.
  static thread_local std::string body;
  body.clear();
  render_body(x, body);
  out.assign(head_);
  if (retry_key_at_ != std::string::npos) {
    out.replace(retry_key_at_, retry_key_characters, x.retry_key);
  }
  out += std::to_string(body.size());
  out += "\r\n\r\n";
  out += body;
}

void vote_request::render_body(const planned_cast& x, std::string& body) const {
  body += R"({"nas":")";
  body += x.nas;
  if (x.kind == cast_kind::malformed) {
    // Four ways of not being a cast, by turns.
    switch (x.index % 4) {
    case 0: // cut off
      return;
    case 1: // a digit too many
      body += '0';
      break;
    case 2: // no code
      body += '"';
      body += contest_fields_;
      append_selection(x.selection, body);
      body += '}';
      return;
    default: // not JSON
      body.assign("nas=000000000&code=000000");
      return;
    }
  }
  body += R"(","code":")";
  body += x.code;
  body += '"';
  body += contest_fields_;
  append_selection(x.selection, body);
  body += '}';
}

void vote_request::append_selection(std::string_view selection,
                                    std::string& body) const {
  switch (form_) {
  case ballot_form::law_answer:
    body += R"(,"vote":")";
    body += selection;
    body += '"';
    return;
  case ballot_form::single_choice:
    body += R"(,"candidate_id":)";
    body += selection;
    return;
  case ballot_form::set:
    body += R"(,"selection":{"type":"set","option_ids":[)";
    body += selection;
    body += "]}";
    return;
  case ballot_form::ranking:
    body += R"(,"ranked_choices":[)";
    for (char c : selection) {
      body += c == '>' ? ',' : c;
    }
    body += ']';
    return;
  case ballot_form::scores:
    append_scores(selection, body);
    return;
  }
}

} // namespace scrutin::load
