#define CAF_SUITE openapi

#include "tests/edge/edge_fixture.hpp"

#include "caf/test/unit_test.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <set>

#include "edge/api.hpp"
#include "tests/edge/admin_world.hpp"

using namespace scrutin;
using namespace scrutin::fixtures;

namespace json = boost::json;

namespace {

const json::value& follow(const json::value& document, const json::value& x) {
  const auto* ref = x.is_object() ? x.as_object().if_contains("$ref") : nullptr;
  if (ref == nullptr) {
    return x;
  }
  boost::system::error_code failure;
  const auto* target = document.find_pointer(
    std::string{ref->as_string().c_str()}.substr(1), failure);
  CAF_REQUIRE(target != nullptr);
  return *target;
}

// Whether a value has the fields and types that a schema wants, as far as the
// document uses schemas.
void check(const json::value& document, const json::value& schema_or_ref,
           const json::value& x, const std::string& where) {
  const auto& schema = follow(document, schema_or_ref).as_object();
  if (const auto* required = schema.if_contains("required")) {
    CAF_REQUIRE(x.is_object());
    for (const auto& name : required->as_array()) {
      if (!x.as_object().contains(name.as_string())) {
        CAF_ERROR(where << " lacks " << name.as_string().c_str());
      }
    }
  }
  if (const auto* properties = schema.if_contains("properties")) {
    for (const auto& member : x.as_object()) {
      const auto* known = properties->as_object().if_contains(member.key());
      auto name = where + "/" + std::string{member.key()};
      if (known == nullptr) {
        CAF_ERROR(name << " is not in the document");
      } else {
        check(document, *known, member.value(), name);
      }
    }
  }
  if (const auto* items = schema.if_contains("items")) {
    CAF_REQUIRE(x.is_array());
    for (const auto& entry : x.as_array()) {
      check(document, *items, entry, where + "/*");
    }
  }
  if (const auto* values = schema.if_contains("enum")) {
    const auto& all = values->as_array();
    if (std::find(all.begin(), all.end(), x) == all.end()) {
      CAF_ERROR(where << " is none of its values");
    }
  }
  const auto* type = schema.if_contains("type");
  if (type != nullptr && type->is_string()) {
    const auto& name = type->as_string();
    CAF_CHECK(name != "integer" || x.is_int64());
    CAF_CHECK(name != "number" || x.is_number());
    CAF_CHECK(name != "string" || x.is_string());
    CAF_CHECK(name != "boolean" || x.is_bool());
  }
}

// Checks status, content type and body against what an operation declares.
void check_answer(const json::value& document, const json::value& operation,
                  const http_answer& x, const std::string& where) {
  const auto& answers = operation.at("responses").as_object();
  const auto* declared = answers.if_contains(std::to_string(x.status));
  if (declared == nullptr) {
    CAF_ERROR(where << " answers an undeclared " << x.status);
    return;
  }
  const auto& content = follow(document, *declared).at("content").as_object();
  auto type = x.field("Content-Type");
  type = type.substr(0, type.find(';'));
  const auto* media = content.if_contains(type);
  if (media == nullptr) {
    CAF_ERROR(where << " answers in an undeclared " << type);
  } else if (type.find("json") != std::string::npos) {
    check(document, media->at("schema"), json::parse(x.body), where);
  }
}

const char* verb_of(const edge::api_route& route) {
  switch (route.verb) {
  case edge::http::verb::get:
    return "get";
  case edge::http::verb::put:
    return "put";
  default:
    return "post";
  }
}

bool is_administration(std::string_view path) {
  return path.find("/api/v1/admin/") == 0;
}

// The target of an operation, with the examples of its parameters.
std::string target_of(std::string path, const json::value& operation) {
  const auto* params = operation.as_object().if_contains("parameters");
  std::string query;
  if (params != nullptr) {
    for (const auto& param : params->as_array()) {
      if (param.at("in").as_string() == "header") {
        continue;
      }
      std::string name{param.at("name").as_string().c_str()};
      const auto& example = param.at("example");
      auto value = example.is_string()
                     ? std::string{example.as_string().c_str()}
                     : json::serialize(example);
      if (auto at = path.find("{" + name + "}"); at != std::string::npos) {
        path.replace(at, name.size() + 2, value);
      } else {
        query += (query.empty() ? "?" : "&") + name + "=" + value;
      }
    }
  }
  return path + query;
}

// The fields that an operation cannot do without, with their examples.
std::string fields_of(const json::value& operation) {
  std::string fields;
  if (const auto* params = operation.as_object().if_contains("parameters")) {
    for (const auto& param : params->as_array()) {
      if (param.at("in").as_string() == "header"
          && param.at("required").as_bool()) {
        fields += std::string{param.at("name").as_string().c_str()} + ": "
                  + param.at("example").as_string().c_str() + "\r\n";
      }
    }
  }
  return fields;
}

} // namespace

CAF_TEST(every route but the pages is in the document and the other way round) {
  edge_fixture edge;
  auto document = json::parse(edge.get("/openapi.json").body);
  const auto& paths = document.at("paths").as_object();
  std::set<std::string_view> documented;
  for (const auto& route : edge::api_routes()) {
    if (route.pattern.substr(0, 5) == "/docs") {
      continue;
    }
    documented.insert(route.pattern);
    const auto* path = paths.if_contains(route.pattern);
    CAF_REQUIRE(path != nullptr);
    auto verb = verb_of(route);
    CAF_CHECK(path->as_object().contains(verb));
  }
  CAF_CHECK_EQUAL(paths.size(), documented.size());
}

CAF_TEST(the document names the permission that each route needs) {
  edge_fixture edge;
  auto document = json::parse(edge.get("/openapi.json").body);
  for (const auto& route : admin_part()) {
    auto verb = verb_of(route);
    const auto& operation =
      document.at("paths").at(route.pattern).at(verb).as_object();
    CAF_CHECK_EQUAL(operation.contains("security"),
                    route.policy.needed.has_value());
    if (route.policy.needed) {
      auto told = "Needs the permission `"
                  + std::string{to_string(*route.policy.needed)} + "`.";
      std::string text{operation.at("description").as_string().c_str()};
      CAF_CHECK(text.find(told) != std::string::npos);
    }
  }
}

CAF_TEST(every example is cast and every verdict answered as declared) {
  // The same voter is wrong many times.
  edge_fixture edge{[](auto& x) { x.rates.enabled = false; }};
  edge.world.voters = {{{{1}, {1}}, voter_state::has_voted},
                       {{{3}, {2}}, voter_state::has_not_voted}};
  auto document = json::parse(edge.get("/openapi.json").body);
  std::size_t cast = 0;
  for (const auto& path : document.at("paths").as_object()) {
    const auto* operation = path.value().as_object().if_contains("post");
    if (operation == nullptr || is_administration(path.key())) {
      continue;
    }
    const auto& examples = operation->at("requestBody")
                             .at("content")
                             .at("application/json")
                             .at("examples")
                             .as_object();
    for (const auto& example : examples) {
      auto body = json::serialize(example.value().at("value"));
      auto where = std::string{path.key()} + " " + std::string{example.key()};
      for (auto what :
           {verdict::accepted, verdict::already_voted,
            verdict::unknown_credential, verdict::not_open, verdict::closed,
            verdict::invalid_selection, verdict::unavailable,
            verdict::outcome_unknown, verdict::set_aside}) {
        edge.world.answer = what;
        auto x = edge.post(std::string{path.key()}, body);
        check_answer(document, *operation, x, where);
        if (what == verdict::accepted) {
          CAF_CHECK(x.status == 202 || x.status == 200);
        }
        ++cast;
      }
      check_answer(document, *operation,
                   edge.post(std::string{path.key()}, "{}"), where);
    }
  }
  CAF_CHECK(cast >= 81);
}

CAF_TEST(every readable path answers as declared) {
  edge_fixture edge;
  auto document = json::parse(edge.get("/openapi.json").body);
  for (const auto& path : document.at("paths").as_object()) {
    const auto* operation = path.value().as_object().if_contains("get");
    if (operation == nullptr || path.key() == "/api/v1/stream"
        || is_administration(path.key())) {
      continue;
    }
    auto target = std::string{path.key()};
    auto missing = target;
    if (const auto* params = operation->as_object().if_contains("parameters")) {
      for (const auto& param : params->as_array()) {
        auto name =
          "{" + std::string{param.at("name").as_string().c_str()} + "}";
        auto at = target.find(name);
        if (at == std::string::npos) {
          continue;
        }
        const auto& example = param.at("example");
        auto value = example.is_string()
                       ? std::string{example.as_string().c_str()}
                       : json::serialize(example);
        target.replace(at, name.size(), value);
        missing.replace(missing.find(name), name.size(), "987");
      }
    }
    auto x = edge.get(target);
    CAF_CHECK_EQUAL(x.status, 200U);
    check_answer(document, *operation, x, target);
    if (missing != target) {
      check_answer(document, *operation, edge.get(missing), missing);
    }
  }
}

CAF_TEST(every example of the administration is answered as declared) {
  admin_world world{[](auto& x) { x.rates.enabled = false; }};
  auto document = json::parse(world.edge.get("/openapi.json").body);
  std::size_t asked = 0;
  for (const auto& path : document.at("paths").as_object()) {
    if (!is_administration(path.key())) {
      continue;
    }
    for (const auto& verb : path.value().as_object()) {
      const auto& operation = verb.value();
      auto target = target_of(std::string{path.key()}, operation);
      std::vector<std::string> bodies{"{}"};
      if (const auto* wanted =
            operation.as_object().if_contains("requestBody")) {
        bodies.clear();
        const auto& media = wanted->at("content").as_object().begin()->value();
        for (const auto& example : media.at("examples").as_object()) {
          const auto& value = example.value().at("value");
          bodies.push_back(value.is_string()
                             ? std::string{value.as_string().c_str()}
                             : json::serialize(value));
        }
      }
      auto ask = [&](const std::string& body, const std::string& fields) {
        world.fill_review();
        auto all = fields_of(operation) + fields;
        auto x = verb.key() == "get"   ? world.edge.get(target, all)
                 : verb.key() == "put" ? world.edge.put(target, body, all)
                                       : world.edge.post(target, body, all);
        check_answer(document, operation, x, target);
        return x.status;
      };
      for (const auto& body : bodies) {
        unsigned best = 999;
        for (auto who : all_roles) {
          auto status =
            ask(body, world.session_fields(admin_world::name_of(who)));
          best = std::min(best, status);
          ask("{", world.token_fields(admin_world::name_of(who)));
          ++asked;
        }
        if (best / 100 != 2) {
          CAF_ERROR(verb.key() << " " << target << " is answered " << best);
        }
        ask(body, "");
      }
    }
  }
  CAF_CHECK(asked >= 65u);
}
