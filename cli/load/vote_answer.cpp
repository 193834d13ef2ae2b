#include "cli/load/vote_answer.hpp"

#include <boost/json/monotonic_resource.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>

namespace scrutin::load {

namespace json = boost::json;

namespace {

std::string_view text_of(const json::value& x, std::string_view key) {
  const auto* object = x.if_object();
  const auto* field = object == nullptr ? nullptr : object->if_contains(key);
  const auto* text = field == nullptr ? nullptr : field->if_string();
  return text == nullptr ? std::string_view{}
                         : std::string_view{text->data(), text->size()};
}

bool ends_with(std::string_view text, std::string_view ending) {
  return text.size() >= ending.size()
         && text.substr(text.size() - ending.size()) == ending;
}

outcome of_status_field(std::string_view status) {
  if (status == "accepted") {
    return outcome::accepted;
  }
  if (status == "duplicate") {
    return outcome::duplicate;
  }
  if (status == "invalid") {
    return outcome::unknown_credential;
  }
  return outcome::unknown;
}

} // namespace

const char* to_string(outcome x) {
  switch (x) {
  case outcome::accepted:
    return "accepted";
  case outcome::duplicate:
    return "duplicate";
  case outcome::unknown_credential:
    return "unknown_credential";
  case outcome::refused:
    return "refused";
  case outcome::overloaded:
    return "overloaded";
  case outcome::throttled:
    return "throttled";
  case outcome::unknown:
    return "unknown";
  }
  return "invalid";
}

vote_answer interpret(unsigned status, std::string_view body, ballot_form form,
                      bool with_tracking_code) {
  vote_answer answer;
  answer.status = status;
  if (status == 503) {
    answer.what = outcome::overloaded;
    return answer;
  }
  if (status == 429) {
    answer.what = outcome::throttled;
    return answer;
  }
  if (status >= 500 || status < 200) {
    return answer;
  }
  std::array<unsigned char, 4096> scratch;
  json::monotonic_resource memory{scratch.data(), scratch.size()};
  boost::json::error_code failure;
  auto parsed = json::parse({body.data(), body.size()}, failure, &memory);
  if (status < 300) {
    answer.what = of_status_field(text_of(parsed, "status"));
    if (with_tracking_code && answer.what == outcome::accepted) {
      answer.tracking_code = text_of(parsed, "tracking_code");
    }
    return answer;
  }
  auto type = text_of(parsed, "type");
  if (ends_with(type, "already-voted")) {
    answer.what = outcome::duplicate;
  } else if (ends_with(type, "unknown-credential")) {
    answer.what = outcome::unknown_credential;
  } else {
    answer.what = form != ballot_form::law_answer && status == 409
                    ? outcome::duplicate
                    : outcome::refused;
  }
  return answer;
}

response_reader::response_reader(std::string& body) : body_(body) {
  body_.clear();
  body_limit(std::uint64_t{body_bytes_max});
}

} // namespace scrutin::load
