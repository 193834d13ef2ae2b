#include "edge/json_body.hpp"

#include <boost/beast/core/string.hpp>

namespace scrutin::edge {

namespace {

bool is_json(std::string_view content_type) {
  auto type = content_type.substr(0, content_type.find(';'));
  while (!type.empty() && type.back() == ' ') {
    type.remove_suffix(1);
  }
  return boost::beast::iequals(type, "application/json");
}

} // namespace

std::variant<const json::object*, problem>
read_json_body(json_reader& reader, const request& asked) {
  problem wrong;
  if (!is_json(asked.head.content_type)) {
    wrong.status = 415;
    wrong.type = problem_type::unsupported_media_type;
    wrong.detail = "send Content-Type: application/json";
    return wrong;
  }
  auto body = reader.read(asked.body);
  if (!body) {
    wrong.type = problem_type::malformed_json;
    wrong.detail = body.failure().detail;
    return wrong;
  }
  return *body;
}

} // namespace scrutin::edge
