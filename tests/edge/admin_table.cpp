#define CAF_SUITE admin_table

#include "tests/edge/admin_world.hpp"

#include "caf/test/unit_test.hpp"

using namespace scrutin;
using namespace scrutin::fixtures;

// Goal: no route of the administration answers anybody who may not, and a new
// one cannot be forgotten. Method: the table of routes itself is walked, with
// every way of showing who asks and with every role.

namespace {

constexpr const char* own_page = "Origin: http://test\r\n";

bool changes(const edge::api_route& route) {
  return route.verb != edge::http::verb::get;
}

// What no right credential gets.
bool is_refusal(unsigned status) {
  return status == 401 || status == 403;
}

// What is done to an election cannot be done twice: it is allowed all the same.
bool is_done(const edge::api_route& route, unsigned status) {
  auto decides = route.pattern.find("/elections/") != std::string_view::npos;
  return status / 100 == 2 || (decides && status == 409);
}

bool is_problem(const http_answer& x, const std::string& name) {
  return x.body.find("urn:scrutin:problem:" + name + "\"") != std::string::npos;
}

std::string label(const edge::api_route& route, const std::string& who) {
  return std::string{route.pattern} + " as " + who;
}

void no_limits(edge::edge_options& x) {
  x.rates.enabled = false;
}

} // namespace

CAF_TEST(every route below admin declares what it needs and login alone none) {
  std::size_t open = 0;
  for (const auto& route : admin_part()) {
    CAF_CHECK(route.policy.administers);
    CAF_CHECK(route.policy.keep == edge::cache::no_store);
    CAF_CHECK(route.policy.rate == edge::rate_class::limited);
    if (!route.policy.needed) {
      ++open;
      CAF_CHECK_EQUAL(std::string{route.pattern}, "/api/v1/admin/login");
    }
  }
  CAF_CHECK_EQUAL(open, 1u);
  CAF_CHECK(admin_part().size() >= 13u);
}

CAF_TEST(no other route is one of the administration) {
  for (const auto& route : edge::api_routes()) {
    auto is_below = route.pattern.find("/api/v1/admin/") == 0;
    CAF_CHECK_EQUAL(route.policy.administers, is_below);
    CAF_CHECK(is_below || !route.policy.needed);
  }
}

CAF_TEST(without a credential that holds every route answers 401) {
  admin_world world{no_limits};
  auto ended = world.begin_session("auditor");
  CAF_REQUIRE(world.accounts.end_session(sha256(ended)));
  auto expired = world.token_fields("chief-officer");
  world.now_ms += std::int64_t{86'400'000};
  auto unknown = std::string(64, 'a');
  const std::vector<std::string> shown{
    "",
    "Authorization: Bearer scrutin_" + unknown + "\r\n",
    "Authorization: Bearer \r\n",
    "Authorization: Basic Y2hpZWY6eA==\r\n",
    expired,
    world.cookie_field(unknown) + own_page + "X-CSRF-Token: " + "b0" + "\r\n",
    world.cookie_field("") + own_page,
    world.cookie_field("x; scrutin=y") + own_page,
  };
  for (const auto& route : admin_part()) {
    if (!route.policy.needed) {
      continue;
    }
    for (const auto& fields : shown) {
      auto x = world.ask(route, "auditor", fields);
      // A session that is none lacks its page's token as well.
      auto is_session = fields.find("Cookie") == 0 && changes(route);
      CAF_CHECK(x.status == 401 || (is_session && x.status == 403));
      CAF_CHECK(x.status != 401
                || x.field("WWW-Authenticate").find("Bearer") == 0);
    }
    auto x = world.ask(route, "auditor", "");
    CAF_CHECK_EQUAL(x.status, 401U);
    CAF_CHECK(is_problem(x, "unauthenticated"));
  }
}

CAF_TEST(every role gets what its permissions say and nothing else) {
  for (auto who : all_roles) {
    admin_world world{no_limits};
    auto name = admin_world::name_of(who);
    for (const auto& route : admin_part()) {
      if (!route.policy.needed) {
        continue;
      }
      auto is_allowed = reach_of(who, *route.policy.needed) != reach::nowhere;
      auto x = world.ask(route, name, world.session_fields(name));
      auto is_right = is_allowed ? is_done(route, x.status) : x.status == 403;
      if (!is_right) {
        CAF_ERROR(label(route, name)
                  << " by session: " << x.status << " " << x.body);
      }
      auto y = world.ask(route, name, world.token_fields(name));
      // A token changes no password and makes no token, whoever's it is.
      auto wants_session =
        route.pattern == "/api/v1/admin/session/password"
        || route.pattern == "/api/v1/admin/accounts/{name}/tokens";
      is_right = is_allowed && !wants_session ? is_done(route, y.status)
                                              : y.status == 403;
      if (!is_right) {
        CAF_ERROR(label(route, name)
                  << " by token: " << y.status << " " << y.body);
      }
    }
  }
}

CAF_TEST(who may not learns nothing of what is wrong with a request) {
  admin_world world{no_limits};
  for (const auto& route : admin_part()) {
    if (!route.policy.needed
        || reach_of(role::node_operator, *route.policy.needed)
             != reach::nowhere) {
      continue;
    }
    std::string target{route.pattern};
    if (auto at = target.find("{name}"); at != std::string::npos) {
      target.replace(at, 6, "nobody%20of%20that%20name");
    }
    for (const char* id : {"{election_id}", "{region_id}"}) {
      if (auto at = target.find(id); at != std::string::npos) {
        target.replace(at, std::string_view{id}.size(), "99");
      }
    }
    auto fields = world.token_fields("operator");
    auto is_put = route.verb == edge::http::verb::put;
    auto x = is_put           ? world.edge.put(target, "{", fields)
             : changes(route) ? world.edge.post(target, "{", fields)
                              : world.edge.get(target + "?after=x", fields);
    CAF_CHECK_EQUAL(x.status, 403U);
    CAF_CHECK(is_problem(x, "forbidden"));
  }
}

CAF_TEST(a page of another origin is refused whatever it shows) {
  admin_world world{no_limits};
  const std::vector<std::string> foreign{
    "Origin: https://evil.example\r\n",
    "Origin: null\r\n",
    "Origin: http://test.evil.example\r\n",
    "Origin: http://test:81\r\n",
    "Origin: ftp://test\r\n",
    "Sec-Fetch-Site: cross-site\r\n",
    "Sec-Fetch-Site: same-site\r\n",
    "Origin: http://test\r\nSec-Fetch-Site: cross-site\r\n"};
  for (const auto& route : admin_part()) {
    for (const auto& from : foreign) {
      auto secret = world.begin_session("chief-officer");
      auto session =
        world.cookie_field(secret) + "X-CSRF-Token: " + "never read\r\n" + from;
      for (const auto& shown :
           {session, world.token_fields("chief-officer") + from}) {
        auto x = world.ask(route, "chief-officer", shown);
        CAF_CHECK_EQUAL(x.status, 403U);
        CAF_CHECK(is_problem(x, "cross-site"));
        CAF_CHECK_EQUAL(x.field("Access-Control-Allow-Origin"), "");
      }
    }
  }
}

CAF_TEST(
  a session changes nothing without its page and the token of that page) {
  admin_world world{no_limits};
  auto before = world.acts();
  auto count = before.size();
  for (const auto& route : admin_part()) {
    if (!changes(route) || !route.policy.needed) {
      continue;
    }
    auto name =
      reach_of(role::chief_officer, *route.policy.needed) != reach::nowhere
        ? admin_world::name_of(role::chief_officer)
        : admin_world::name_of(role::account_administrator);
    // Past sixteen, the oldest session ends.
    world.now_ms += 1;
    auto right = world.session_fields(name);
    auto other = world.session_fields(name);
    count += 2;
    auto cookie = right.substr(0, right.find("\r\n") + 2);
    auto others_token = other.substr(other.find("X-CSRF-Token"));
    for (const auto& fields :
         {cookie, cookie + own_page, cookie + "X-CSRF-Token: \r\n" + own_page,
          // Of another session of the same account.
          cookie + own_page + others_token,
          // Right, but nobody says where it comes from.
          cookie + right.substr(right.find("X-CSRF-Token"))}) {
      auto x = world.ask(route, name, fields);
      CAF_CHECK_EQUAL(x.status, 403U);
      CAF_CHECK(is_problem(x, "cross-site"));
    }
    CAF_CHECK_EQUAL(world.acts().size(), count);
    auto x = world.ask(route, name, right);
    if (is_refusal(x.status)) {
      CAF_ERROR(label(route, name) << ": " << x.status << " " << x.body);
    }
    count = world.acts().size();
  }
}

CAF_TEST(switched off no route of the administration is there) {
  admin_world world{[](edge::edge_options& x) {
    no_limits(x);
    x.administers = false;
  }};
  for (const auto& route : admin_part()) {
    for (const auto& fields :
         {std::string{}, world.token_fields("chief-officer")}) {
      CAF_CHECK_EQUAL(world.ask(route, "chief-officer", fields).status, 404U);
    }
  }
}

CAF_TEST(a disabled account is nobody on every route) {
  admin_world world{no_limits};
  auto session = world.session_fields("chief-officer");
  auto token = world.token_fields("chief-officer");
  CAF_REQUIRE(world.accounts.set_disabled("test", "chief-officer", true));
  for (const auto& route : admin_part()) {
    for (const auto& fields : {session, token}) {
      auto x = world.ask(route, "chief-officer", fields);
      CAF_CHECK_EQUAL(x.status, 401U);
    }
  }
}

CAF_TEST(preflight requests of other origins allow nothing) {
  admin_world world{
    [](edge::edge_options& x) { x.cors_origins = {"https://vote.example"}; }};
  for (const auto& route : admin_part()) {
    auto x = world.edge.exchange(
      "OPTIONS " + std::string{route.pattern}
      + " HTTP/1.1\r\nHost: test\r\nOrigin: https://vote.example\r\n"
        "Access-Control-Request-Method: POST\r\n\r\n");
    auto allowed = x.field("Access-Control-Allow-Headers");
    CAF_CHECK(allowed.find("Authorization") == std::string::npos);
    CAF_CHECK(allowed.find("X-CSRF-Token") == std::string::npos);
    CAF_CHECK_EQUAL(x.field("Access-Control-Allow-Credentials"), "");
  }
}
