#include "cli/officials/admin_client.hpp"

#include <ostream>

namespace scrutin {

namespace {

/// Longer than a node lets anybody wait.
constexpr std::chrono::seconds answer_max{40};
constexpr std::size_t body_bytes_max = std::size_t{64} << 20U;

/// @returns `timed_out` where the answer breaks off: it was begun, and so was
/// what was asked for; `malformed` for one without an end.
result<admin_reply> read_reply(http_body& from) {
  std::string text;
  for (;;) {
    auto piece = from.read_some(answer_max);
    if (!piece) {
      return error{ec::timed_out, piece.failure().detail};
    }
    if (piece->empty()) {
      break;
    }
    text += *piece;
    if (text.size() > body_bytes_max) {
      return error{ec::malformed, "the answer is too long"};
    }
  }
  boost::system::error_code failure;
  auto body = boost::json::parse(text, failure);
  if (failure) {
    // A page of something in between, perhaps: its status says enough.
    body = nullptr;
  }
  return admin_reply{from.status(), std::move(body)};
}

std::string text_of(const boost::json::value& x, const char* member) {
  const auto* found =
    x.is_object() ? x.as_object().if_contains(member) : nullptr;
  return found != nullptr && found->is_string()
           ? std::string{found->as_string().c_str()}
           : std::string{};
}

} // namespace

admin_client::admin_client(server_url server, secret_text token,
                           std::string authorities_file)
  : server_(std::move(server)), token_(std::move(token)),
    authorities_file_(std::move(authorities_file)) {
}

http_get admin_client::to(const std::string& target) const {
  http_get request;
  request.server = server_;
  request.target = target;
  request.authorities_file = authorities_file_;
  request.timeout = answer_max;
  request.headers = {{"Accept", "application/json"},
                     {"Authorization", "Bearer " + std::string{token_.view()}}};
  return request;
}

result<admin_reply> admin_client::get(const std::string& target) const {
  auto answer = open_http(to(target));
  return answer ? read_reply(**answer) : result<admin_reply>{answer.failure()};
}

result<admin_reply> admin_client::post(
  const std::string& target, const boost::json::object& body,
  const std::vector<std::pair<std::string, std::string>>& headers) const {
  http_post request;
  request.to = to(target);
  request.to.headers.insert(request.to.headers.end(), headers.begin(),
                            headers.end());
  request.body = boost::json::serialize(body);
  auto answer = open_http(request);
  return answer ? read_reply(**answer) : result<admin_reply>{answer.failure()};
}

result<admin_reply> admin_client::put(const std::string& target,
                                      const std::string& document,
                                      const std::string& content_type) const {
  http_post request;
  request.to = to(target);
  request.body = document;
  request.content_type = content_type;
  request.put = true;
  auto answer = open_http(request);
  return answer ? read_reply(**answer) : result<admin_reply>{answer.failure()};
}

bool may_carry_secrets(const server_url& to) {
  return to.tls || to.host == "localhost" || to.host == "::1"
         || to.host.rfind("127.", 0) == 0;
}

exit_code exit_code_of(const admin_reply& refusal) {
  switch (refusal.status) {
  case 401:
  case 403:
    return exit_code::not_allowed;
  case 404:
  case 429:
  case 502:
  case 503:
    return exit_code::unavailable;
  case 409:
    return exit_code::wrong_state;
  case 504:
    return exit_code::outcome_unknown;
  default:
    return exit_code::failed;
  }
}

exit_code report(const terminal& at, const admin_reply& refusal) {
  auto detail = text_of(refusal.body, "detail");
  at.err << "scrutin: "
         << (detail.empty()
               ? "the node answered " + std::to_string(refusal.status)
               : detail)
         << "\n";
  const auto* errors = refusal.body.is_object()
                         ? refusal.body.as_object().if_contains("errors")
                         : nullptr;
  if (errors != nullptr && errors->is_array()) {
    for (const auto& x : errors->as_array()) {
      auto where = text_of(x, "pointer");
      at.err << "scrutin: "
             << where.substr(where.empty() || where.front() != '/' ? 0 : 1)
             << " " << text_of(x, "message") << "\n";
    }
  }
  return exit_code_of(refusal);
}

} // namespace scrutin
