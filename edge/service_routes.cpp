#include "edge/service_routes.hpp"

#include "edge/embedded_files.hpp"
#include "edge/json_writer.hpp"
#include "edge/problem.hpp"
#include "edge/timestamp.hpp"

namespace scrutin::edge {

namespace {

void answer_file(api& on, const api_call& call, content type,
                 std::string_view file) {
  response x;
  x.type = type;
  x.body = file;
  on.answer(call, std::move(x));
}

// The viewer builds its style sheets in the page, so that styles need
// 'unsafe-inline'; scripts do not.
constexpr const char* docs_policy =
  "Content-Security-Policy: default-src 'none'; script-src 'self'; "
  "style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
  "connect-src 'self'; base-uri 'none'; form-action 'none'; "
  "frame-ancestors 'none'\r\n";

} // namespace

void health(api& on, const api_call& call) {
  auto report = on.services().health();
  response x;
  x.status = report.healthy ? 200 : 503;
  json_writer out{x.body};
  out.begin_object();
  out.member("status", report.healthy ? "healthy" : "unhealthy");
  out.key("services").begin_object();
  for (const auto& [name, state] : report.services) {
    out.member(name, state);
  }
  out.end_object();
  out.member("timestamp", to_timestamp(on.services().now()));
  out.end_object();
  on.answer(call, std::move(x));
}

void liveness(api& on, const api_call& call) {
  response x;
  x.type = content::text;
  x.body = "alive\n";
  on.answer(call, std::move(x));
}

void readiness(api& on, const api_call& call) {
  auto ready = on.services().health().ready;
  response x;
  x.status = ready ? 200 : 503;
  x.type = content::text;
  x.body = ready ? "ready\n" : "not ready\n";
  on.answer(call, std::move(x));
}

void metrics_text(api& on, const api_call& call) {
  if (!on.shared().serves_metrics) {
    problem x;
    x.status = 404;
    x.type = problem_type::not_found;
    x.detail = "there is nothing here";
    on.answer(call, to_response(x));
    return;
  }
  auto& figures = *on.services().figures;
  if (on.shared().connections) {
    figures.http_connections().Set(on.shared().connections());
  }
  response x;
  x.type = content::metrics;
  x.body = figures.text();
  on.answer(call, std::move(x));
}

void openapi_document(api& on, const api_call& call) {
  answer_file(on, call, content::json, embedded_openapi_json);
}

void docs_page(api& on, const api_call& call) {
  response x;
  x.type = content::html;
  x.fields = docs_policy;
  x.body = embedded_docs_html;
  on.answer(call, std::move(x));
}

void docs_script(api& on, const api_call& call) {
  answer_file(on, call, content::javascript, embedded_docs_js);
}

void rapidoc_script(api& on, const api_call& call) {
  answer_file(on, call, content::javascript, embedded_rapidoc_js);
}

} // namespace scrutin::edge
