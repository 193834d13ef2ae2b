#include "edge/admin_gate.hpp"

#include <algorithm>
#include <boost/beast/core/string.hpp>

#include "edge/admin_answers.hpp"
#include "edge/admin_session.hpp"

namespace scrutin::edge {

namespace {

bool is_loopback(const address_bytes& x) {
  constexpr std::array<unsigned char, 13> v4{0, 0, 0, 0,    0,    0,  0,
                                             0, 0, 0, 0xFF, 0xFF, 127};
  constexpr address_bytes v6{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1};
  return x == v6 || std::equal(v4.begin(), v4.end(), x.begin());
}

/// `https://HOST` names the host that was asked. The scheme may differ where a
/// proxy ends TLS.
bool is_of_host(std::string_view origin, std::string_view host) {
  auto mark = origin.find("://");
  auto scheme = origin.substr(0, mark);
  if (mark == std::string_view::npos
      || (scheme != "https" && scheme != "http")) {
    return false;
  }
  auto named = origin.substr(mark + 3);
  return boost::beast::iequals(
    boost::beast::string_view{named.data(), named.size()},
    boost::beast::string_view{host.data(), host.size()});
}

/// A browser says where a request comes from; what is no browser need not.
bool is_foreign(const request_head& head) {
  if (!head.origin.empty() && !is_of_host(head.origin, head.host)) {
    return true;
  }
  return !head.fetch_site.empty() && head.fetch_site != "same-origin"
         && head.fetch_site != "none";
}

/// Whether somebody says that the page is of this origin.
bool is_known_near(const request_head& head) {
  return !head.origin.empty() || head.fetch_site == "same-origin";
}

} // namespace

bool is_secure(const request& asked, const proxy_list& proxies) {
  return asked.tls || proxies.contains(asked.peer);
}

std::variant<admin_proof, response> admit(const route_policy& policy,
                                          const request& asked,
                                          const shared_state& shared) {
  const auto& head = asked.head;
  if (!shared.administers) {
    return admin_problem(404, problem_type::not_found,
                         "administration is switched off on this node");
  }
  auto secure = is_secure(asked, shared.proxies);
  // A proxy on this machine that nobody listed may have taken it in clear.
  auto is_local = is_loopback(asked.peer) && head.forwarded_for.empty();
  if (!secure && !is_local) {
    return admin_problem(403, problem_type::insecure_transport,
                         "passwords and tokens travel over TLS only: set "
                         "http.tls_certificate_file, or list the proxy that "
                         "ends TLS");
  }
  auto proof = read_proof(head, secure);
  if (policy.needed && proof.kind == proof_kind::none) {
    return answer_unauthenticated("sign in, or send Authorization: Bearer");
  }
  if (is_foreign(head)) {
    return admin_problem(403, problem_type::cross_site,
                         "only pages of this host may ask");
  }
  auto changes = head.verb != http::verb::get && head.verb != http::verb::head;
  if (policy.needed && changes && proof.kind == proof_kind::session) {
    auto wanted = csrf_token_of(session_secret_of(head, secure));
    if (!is_known_near(head)
        || !equal_in_constant_time(head.csrf_token, wanted)) {
      return admin_problem(403, problem_type::cross_site,
                           "a session changes things with Origin and "
                           "X-CSRF-Token only");
    }
  }
  return proof;
}

} // namespace scrutin::edge
