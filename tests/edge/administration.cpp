#define CAF_SUITE administration

#include "tests/edge/admin_world.hpp"

#include "caf/test/unit_test.hpp"

#include "edge/admin_gate.hpp"
#include "edge/admin_session.hpp"

using namespace scrutin;
using namespace scrutin::fixtures;

namespace {

constexpr std::int64_t minute_ms = 60'000;
constexpr std::int64_t second_ns = 1'000'000'000;

std::string secret_of(const http_answer& x) {
  auto line = x.field("Set-Cookie");
  auto from = line.find('=') + 1;
  return line.substr(from, line.find(';') - from);
}

// As a page does: the token that it was told, not one made here.
std::string page_fields(const http_answer& x) {
  auto told = x.json();
  return admin_world::cookie_field(secret_of(x))
         + "Origin: http://test\r\nX-CSRF-Token: "
         + std::string{told.at("csrf_token").as_string().c_str()} + "\r\n";
}

std::string from(const std::string& address) {
  return "X-Forwarded-For: " + address + "\r\n";
}

edge::shared_state state_behind(const std::vector<std::string>& proxies) {
  auto list = edge::proxy_list::parse(proxies);
  return {
    {},    {},
    1,     edge::rate_limiter{{}, secret_key{std::string(32, 'k')}, false},
    *list, {},
    true,  true,
    true,  {0},
    {},    {}};
}

edge::request request_from(unsigned char first_byte) {
  edge::request x;
  x.head.verb = edge::http::verb::post;
  x.head.host = "vote.example";
  x.peer = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF, first_byte, 0, 0, 1};
  return x;
}

bool is_admitted(const edge::request& x, const edge::shared_state& with) {
  edge::route_policy login;
  login.administers = true;
  auto outcome = edge::admit(login, x, with);
  return std::holds_alternative<admin_proof>(outcome);
}

std::string last_act(const admin_world& world) {
  return world.acts().back();
}

} // namespace

CAF_TEST(signing in gives a session that lasts until signing out) {
  admin_world world;
  auto x = world.log_in("chief-officer", admin_world::right_password());
  CAF_REQUIRE_EQUAL(x.status, 200U);
  auto told = x.json();
  CAF_CHECK(told.at("name") == "chief-officer");
  CAF_CHECK(told.at("cookie") == "scrutin");
  CAF_CHECK(x.body.find(secret_of(x)) == std::string::npos);
  CAF_CHECK_EQUAL(x.field("Cache-Control"), "no-store");
  auto page = page_fields(x);
  auto session = world.edge.get("/api/v1/admin/session", page);
  CAF_CHECK_EQUAL(session.status, 200U);
  auto again = session.json();
  CAF_CHECK(again.at("csrf_token") == told.at("csrf_token"));
  auto out = world.edge.post("/api/v1/admin/logout", "{}", page);
  CAF_CHECK_EQUAL(out.status, 200U);
  CAF_CHECK(out.field("Set-Cookie").find("Max-Age=0") != std::string::npos);
  CAF_CHECK_EQUAL(world.edge.get("/api/v1/admin/session", page).status, 401U);
  auto acts = world.acts();
  CAF_CHECK_EQUAL(acts[acts.size() - 2],
                  "chief-officer session-begun chief-officer");
  CAF_CHECK_EQUAL(acts.back(), "chief-officer session-ended chief-officer");
}

CAF_TEST(a wrong login does not tell whether the name exists) {
  admin_world world;
  auto wrong = world.log_in("chief-officer", "not the password");
  auto unknown = world.log_in("nobody", "not the password");
  CAF_REQUIRE(world.accounts.set_disabled("test", "auditor", true));
  auto disabled = world.log_in("auditor", admin_world::right_password());
  for (const auto* x : {&wrong, &unknown, &disabled}) {
    CAF_CHECK_EQUAL(x->status, 401U);
    CAF_CHECK_EQUAL(x->problem(), "wrong-login");
    CAF_CHECK_EQUAL(x->body, wrong.body);
    CAF_CHECK_EQUAL(x->field("Set-Cookie"), "");
    CAF_CHECK(x->field("WWW-Authenticate").find("Bearer") == 0);
  }
  // No line either: a stranger must not make the log grow.
  auto acts = world.acts();
  CAF_CHECK_EQUAL(acts.back(), "test account-disabled auditor");
}

CAF_TEST(logins that are malformed are refused before anything is checked) {
  admin_world world{{}, 0};
  for (const auto* body :
       {"", "{", "[]", "{}", R"({"name":"ann"})", R"({"password":"x"})",
        R"({"name":1,"password":"x"})", R"({"name":"","password":""})",
        R"({"name":["ann"],"password":{"a":"b"}})"}) {
    auto x = world.edge.post("/api/v1/admin/login", body);
    CAF_CHECK(x.status == 400 || x.status == 422);
  }
  auto long_one = world.log_in("ann", std::string(129, 'x'));
  CAF_CHECK_EQUAL(long_one.status, 422U);
  auto huge = world.log_in("ann", std::string(10'000, 'x'));
  CAF_CHECK_EQUAL(huge.status, 413U);
}

CAF_TEST(when too many passwords wait a login is told to come again) {
  admin_world world{{}, 0};
  auto x = world.log_in("chief-officer", admin_world::right_password());
  CAF_CHECK_EQUAL(x.status, 503U);
  CAF_CHECK_EQUAL(x.problem(), "overloaded");
  CAF_CHECK(!x.field("Retry-After").empty());
}

CAF_TEST(logins are throttled by name from wherever they come) {
  admin_world world{
    [](edge::edge_options& x) { x.trusted_proxies = {"127.0.0.1"}; }};
  world.edge.world.now_ns = second_ns;
  for (int i = 0; i < 5; ++i) {
    auto x = world.log_in("chief-officer", "not the password",
                          from("192.0.2." + std::to_string(i + 1)));
    CAF_CHECK_EQUAL(x.status, 401U);
  }
  auto right = world.log_in("chief-officer", admin_world::right_password(),
                            from("198.51.100.7"));
  CAF_CHECK_EQUAL(right.status, 429U);
  CAF_CHECK(!right.field("Retry-After").empty());
  // A name that nobody has is throttled alike.
  for (int i = 0; i < 5; ++i) {
    world.log_in("nobody", "not the password",
                 from("192.0.2." + std::to_string(i + 100)));
  }
  CAF_CHECK_EQUAL(
    world.log_in("nobody", "not the password", from("198.51.100.8")).status,
    429U);
  auto other = world.log_in("auditor", admin_world::right_password(),
                            from("198.51.100.7"));
  CAF_CHECK_EQUAL(other.status, 200U);
  world.edge.world.now_ns += 13 * second_ns;
  right = world.log_in("chief-officer", admin_world::right_password(),
                       from("198.51.100.7"));
  CAF_CHECK_EQUAL(right.status, 200U);
}

CAF_TEST(logins are throttled by address whatever the name) {
  admin_world world{[](edge::edge_options& x) {
    x.trusted_proxies = {"127.0.0.1"};
    x.rates.failures_per_address_per_min = 3;
  }};
  world.edge.world.now_ns = second_ns;
  for (int i = 0; i < 3; ++i) {
    world.log_in("name" + std::to_string(i), "not the password",
                 from("192.0.2.1"));
  }
  auto x = world.log_in("chief-officer", admin_world::right_password(),
                        from("192.0.2.1"));
  CAF_CHECK_EQUAL(x.status, 429U);
  auto elsewhere = world.log_in("chief-officer", admin_world::right_password(),
                                from("203.0.113.1"));
  CAF_CHECK_EQUAL(elsewhere.status, 200U);
}

CAF_TEST(a session ends when it was not used and after eight hours) {
  admin_world world{[](edge::edge_options& x) { x.rates.enabled = false; }};
  auto idle =
    page_fields(world.log_in("chief-officer", admin_world::right_password()));
  world.now_ms += 15 * minute_ms;
  CAF_CHECK_EQUAL(world.edge.get("/api/v1/admin/session", idle).status, 401U);
  auto busy =
    page_fields(world.log_in("chief-officer", admin_world::right_password()));
  for (int i = 0; i < 34; ++i) {
    world.now_ms += 14 * minute_ms;
    CAF_CHECK_EQUAL(world.edge.get("/api/v1/admin/session", busy).status, 200U);
  }
  world.now_ms += 4 * minute_ms;
  CAF_CHECK_EQUAL(world.edge.get("/api/v1/admin/session", busy).status, 401U);
}

CAF_TEST(a new password ends every session and the old one lets nobody in) {
  admin_world world;
  auto mine =
    page_fields(world.log_in("chief-officer", admin_world::right_password()));
  auto other =
    page_fields(world.log_in("chief-officer", admin_world::right_password()));
  auto changed = world.edge.post(
    "/api/v1/admin/session/password",
    R"({"current_password":"correct horse","password":"staple battery"})",
    mine);
  CAF_CHECK_EQUAL(changed.status, 200U);
  for (const auto& fields : {mine, other}) {
    CAF_CHECK_EQUAL(world.edge.get("/api/v1/admin/session", fields).status,
                    401U);
  }
  CAF_CHECK_EQUAL(
    world.log_in("chief-officer", admin_world::right_password()).status, 401U);
  CAF_CHECK_EQUAL(world.log_in("chief-officer", "staple battery").status, 200U);
}

CAF_TEST(a wrong current password ends the session that guesses it) {
  admin_world world;
  auto mine =
    page_fields(world.log_in("chief-officer", admin_world::right_password()));
  auto wrong = world.edge.post(
    "/api/v1/admin/session/password",
    R"({"current_password":"not the password","password":"staple battery"})",
    mine);
  CAF_CHECK_EQUAL(wrong.status, 401U);
  CAF_CHECK_EQUAL(world.edge.get("/api/v1/admin/session", mine).status, 401U);
  CAF_CHECK_EQUAL(
    world.log_in("chief-officer", admin_world::right_password()).status, 200U);
}

CAF_TEST(accounts are made changed and listed and no hash is told) {
  admin_world world{[](edge::edge_options& x) { x.rates.enabled = false; }};
  auto by = world.token_fields("account-administrator");
  auto path = std::string{"/api/v1/admin/accounts"};
  auto made =
    world.edge.post(path,
                    R"({"name":"ann","password":"a long password","roles":)"
                    R"(["returning-officer"],"election_id":3,"region_id":2})",
                    by);
  CAF_REQUIRE_EQUAL(made.status, 201U);
  CAF_CHECK_EQUAL(world.log_in("ann", "a long password").status, 200U);
  auto list = world.edge.get(path, by);
  CAF_CHECK(list.body.find(R"("name":"ann")") != std::string::npos);
  CAF_CHECK(list.body.find("argon2") == std::string::npos);
  auto again = world.edge.post(
    path, R"({"name":"ann","password":"a long password","roles":["auditor"]})",
    by);
  CAF_CHECK_EQUAL(again.status, 409U);
  for (const auto* body :
       {R"({"name":"Bob","password":"a long password","roles":["auditor"]})",
        R"({"name":"bob","password":"short","roles":["auditor"]})",
        R"({"name":"bob","password":"a long password","roles":[]})",
        R"({"name":"bob","password":"a long password","roles":["root"]})",
        R"({"name":"bob","password":"a long password","roles":)"
        R"(["account-administrator","chief-officer"]})",
        R"({"name":"bob","password":"a long password","roles":)"
        R"(["returning-officer"]})",
        R"({"name":"bob","roles":["auditor"]})", "{}"}) {
    CAF_CHECK_EQUAL(world.edge.post(path, body, by).status, 422U);
  }
  CAF_CHECK_EQUAL(world.edge.post(path + "/ann/disable", "", by).status, 200U);
  CAF_CHECK_EQUAL(world.log_in("ann", "a long password").status, 401U);
  CAF_CHECK_EQUAL(world.edge.post(path + "/ann/enable", "", by).status, 200U);
  CAF_CHECK_EQUAL(
    world.edge
      .post(path + "/ann/password", R"({"password":"another one, longer"})", by)
      .status,
    200U);
  CAF_CHECK_EQUAL(world.log_in("ann", "another one, longer").status, 200U);
  CAF_CHECK_EQUAL(world.edge.post(path + "/eve/disable", "", by).status, 404U);
  CAF_CHECK_EQUAL(world.edge.post(path + "/%00/disable", "", by).status, 404U);
}

CAF_TEST(who is disabled while a password is hashed does nothing more) {
  admin_world world;
  auto by = world.session_fields("account-administrator");
  world.while_hashing = [&world] {
    CAF_CHECK(world.accounts.set_disabled("test", "account-administrator", true)
                .has_value());
  };
  auto added = world.edge.post(
    "/api/v1/admin/accounts",
    R"({"name":"eve","password":"a long password","roles":["chief-officer"]})",
    by);
  CAF_CHECK_EQUAL(added.status, 409U);
  auto eve = world.accounts.find("eve");
  CAF_REQUIRE(eve.has_value());
  CAF_CHECK(!eve->has_value());
}

CAF_TEST(a password that is reset while its owner changes it stays reset) {
  admin_world world;
  auto by = world.session_fields("chief-officer");
  world.while_hashing = [&world] {
    CAF_CHECK(world.accounts.set_password("test", "chief-officer", "reset")
                .has_value());
  };
  auto changed = world.edge.post(
    "/api/v1/admin/session/password",
    R"({"current_password":"correct horse","password":"another password"})",
    by);
  CAF_CHECK_EQUAL(changed.status, 409U);
  auto officer = world.accounts.find("chief-officer");
  CAF_REQUIRE(officer.has_value() && officer->has_value());
  CAF_CHECK_EQUAL((**officer).password_hash, "reset");
}

CAF_TEST(a token is told once and only for the account that asks) {
  admin_world world;
  auto by = world.token_fields("account-administrator");
  auto others = world.edge.post("/api/v1/admin/accounts/chief-officer/tokens",
                                R"({"expires_days":1})", by);
  CAF_CHECK_EQUAL(others.status, 403U);
  auto by_token = world.edge.post("/api/v1/admin/accounts/chief-officer/tokens",
                                  R"({"expires_days":90})",
                                  world.token_fields("chief-officer"));
  CAF_CHECK_EQUAL(by_token.status, 403U);
  auto mine = world.session_fields("chief-officer");
  auto made = world.edge.post("/api/v1/admin/accounts/chief-officer/tokens",
                              R"({"expires_days":90})", mine);
  CAF_REQUIRE_EQUAL(made.status, 201U);
  auto told = made.json();
  auto fields = "Authorization: bearer "
                + std::string{told.at("token").as_string().c_str()} + "\r\n";
  CAF_CHECK_EQUAL(world.edge.get("/api/v1/admin/session", fields).status, 200U);
  CAF_CHECK_EQUAL(world.edge
                    .post("/api/v1/admin/accounts/chief-officer/tokens",
                          R"({"expires_days":4294967295})", mine)
                    .status,
                  422U);
  // Whoever manages accounts may take away, if not give.
  CAF_CHECK_EQUAL(
    world.edge
      .post("/api/v1/admin/accounts/chief-officer/tokens/revoke", "", by)
      .status,
    200U);
  CAF_CHECK_EQUAL(world.edge.get("/api/v1/admin/session", fields).status, 401U);
  CAF_CHECK_EQUAL(
    world.edge
      .post("/api/v1/admin/accounts/account-administrator/tokens/revoke", "",
            world.token_fields("auditor"))
      .status,
    403U);
}

CAF_TEST(the audit log comes in pages) {
  admin_world world;
  auto by = world.token_fields("auditor");
  auto first = world.edge.get("/api/v1/admin/audit?limit=3", by).json();
  CAF_CHECK_EQUAL(first.at("entries").as_array().size(), 3u);
  auto rest =
    world.edge.get("/api/v1/admin/audit?after=3&limit=200", by).json();
  const auto& entries = rest.at("entries").as_array();
  CAF_CHECK(entries.front().at("number") == 4);
  CAF_CHECK_EQUAL(entries.size() + 3, world.acts().size());
  CAF_CHECK(entries.front().at("previous")
            == first.at("entries").at(2).at("hash"));
  auto far_end = world.edge.get("/api/v1/admin/audit?after=1000000", by).json();
  CAF_CHECK(far_end.at("entries").as_array().empty());
  for (const auto* query : {"after=x", "after=-1", "limit=0", "limit=201",
                            "after=99999999999999999999", "limit="}) {
    auto x = world.edge.get(std::string{"/api/v1/admin/audit?"} + query, by);
    CAF_CHECK_EQUAL(x.status, 400U);
  }
}

CAF_TEST(refused attempts are numbered and name nobody) {
  admin_world world;
  std::vector<review_entry> entries;
  for (unsigned char i = 0; i < 5; ++i) {
    review_entry x;
    x.contest = {{3}, {1}};
    x.kind = i < 3 ? review_kind::duplicate : review_kind::poison;
    x.tag = credential_tag::from(std::string(16, static_cast<char>(0xA0 + i)));
    x.attempts = i + 1U;
    x.first_day = 20'000;
    x.last_day = 20'001;
    entries.push_back(x);
  }
  CAF_REQUIRE(world.reviews->add(entries));
  auto by = world.token_fields("returning-officer");
  auto path = std::string{"/api/v1/admin/review?election=3&region="};
  auto x = world.edge.get(path + "1&limit=2&after=1", by);
  CAF_REQUIRE_EQUAL(x.status, 200U);
  CAF_CHECK(x.body.find("a0a0") == std::string::npos);
  CAF_CHECK(x.body.find("a1a1") == std::string::npos);
  auto page = x.json();
  CAF_CHECK(page.at("total") == 5);
  CAF_CHECK_EQUAL(page.at("entries").as_array().size(), 2u);
  CAF_CHECK(page.at("entries").at(0).at("number") == 2);
  CAF_CHECK(page.at("entries").at(0).at("first_day") == "2024-10-04");
  // Many attempts first, whatever their tags.
  CAF_CHECK(page.at("entries").at(0).at("attempts") == 2);
  CAF_CHECK(page.at("entries").at(1).at("attempts") == 1);
  auto poison = world.edge.get(path + "1&kind=poison", by).json();
  CAF_CHECK(poison.at("total") == 2);
  CAF_CHECK_EQUAL(world.edge.get(path + "2", by).status, 403U);
  CAF_CHECK_EQUAL(
    world.edge.get(path + "2", world.token_fields("auditor")).status, 200U);
  for (const auto* wrong : {"9", "", "x", "1&kind=none"}) {
    CAF_CHECK_EQUAL(world.edge.get(path + wrong, by).status, 400U);
  }
}

CAF_TEST(refused attempts are resolved with a note and then purged) {
  admin_world world{[](edge::edge_options& x) { x.rates.enabled = false; }};
  contest_id here{{3}, {1}};
  std::vector<review_entry> entries;
  for (unsigned char i = 0; i < 3; ++i) {
    entries.push_back({here, review_kind::duplicate,
                       credential_tag::from(std::string(16, char(i))),
                       i == 0 ? 9U : 2U, 20'000, 20'001});
  }
  CAF_REQUIRE(world.reviews->add(entries));
  auto officer = world.token_fields("returning-officer");
  auto post = [&](const std::string& what, const std::string& region,
                  const std::string& more, const std::string& by) {
    return world.edge.post("/api/v1/admin/review/" + what,
                           R"({"election_id":3,"kind":"duplicate","region_id":)"
                             + region + "," + more + "}",
                           by);
  };
  auto note = std::string{R"("note":"twice")"};
  CAF_CHECK_EQUAL(post("resolve", "2", note, officer).status, 403U);
  CAF_CHECK_EQUAL(
    post("resolve", "1", R"("note":"123 456 789")", officer).status, 422U);
  CAF_CHECK_EQUAL(
    post("resolve", "1", note + R"(,"last_day":"2024-13-01")", officer).status,
    422U);
  auto done = post("resolve", "1",
                   note + R"(,"attempts":2,"first_day":"2024-10-04")", officer);
  CAF_REQUIRE_EQUAL(done.status, 200U);
  auto told = done.json();
  CAF_CHECK(told.at("entries") == 2);
  CAF_CHECK_EQUAL(
    post("resolve", "1", note + R"(,"attempts":2)", officer).status, 404U);
  auto path = std::string{"/api/v1/admin/review/patterns?election=3&region=1"};
  auto groups = world.edge.get(path, officer).json();
  CAF_CHECK(groups.at("total") == 2);
  CAF_CHECK(groups.at("entries").at(1).at("entries") == 2);
  CAF_CHECK(groups.at("resolutions").at(0).at("note") == "twice");
  CAF_CHECK(groups.at("resolutions").at(0).at("by") == "returning-officer");
  CAF_CHECK(groups.at("counts").at(0).at("resolved") == 2);
  auto open = world.edge.get(path + "&resolved=no", officer).json();
  CAF_CHECK(open.at("total") == 1);
  CAF_CHECK_EQUAL(last_act(world),
                  "returning-officer review-read election 3 region 1");
  auto chief = world.token_fields("chief-officer");
  CAF_CHECK_EQUAL(post("purge", "1", R"("confirm":"E4")", chief).status, 422U);
  CAF_CHECK_EQUAL(post("purge", "1", R"("confirm":"E3")", officer).status,
                  403U);
  CAF_CHECK_EQUAL(post("purge", "1", R"("confirm":"E3")", chief).status, 200U);
  auto left = *world.reviews->list(here);
  CAF_CHECK_EQUAL(left.size(), 1u);
  CAF_CHECK_EQUAL(last_act(world),
                  "chief-officer review-purged election 3 region 1");
}

CAF_TEST(the audit log as CSV runs no formula) {
  admin_world world;
  CAF_REQUIRE(
    world.accounts.note("test", audit_act::log_read, "=1+1", "@a, \"b\""));
  auto x = world.edge.get("/api/v1/admin/audit?format=csv&limit=200",
                          world.token_fields("auditor"));
  CAF_REQUIRE_EQUAL(x.status, 200U);
  CAF_CHECK_EQUAL(x.field("Content-Type"), "text/csv; charset=utf-8");
  CAF_CHECK_EQUAL(x.body.rfind("number,at,actor,act,", 0), 0u);
  auto cells = std::string{",test,log-read,'=1+1,\"'@a, \"\"b\"\"\","};
  CAF_CHECK(x.body.find(cells) != std::string::npos);
  auto wrong = world.edge.get("/api/v1/admin/audit?format=xml",
                              world.token_fields("auditor"));
  CAF_CHECK_EQUAL(wrong.status, 400U);
}

CAF_TEST(behind a proxy that speaks TLS the cookie is for TLS alone) {
  admin_world world{
    [](edge::edge_options& x) { x.trusted_proxies = {"127.0.0.1"}; }};
  auto x = world.log_in("chief-officer", admin_world::right_password(),
                        from("192.0.2.1"));
  auto line = x.field("Set-Cookie");
  CAF_CHECK_EQUAL(line.rfind("__Host-scrutin=", 0), 0u);
  for (const auto* part :
       {"; Path=/", "; HttpOnly", "; SameSite=Strict", "; Secure"}) {
    CAF_CHECK(line.find(part) != std::string::npos);
  }
  CAF_CHECK(line.find("Domain") == std::string::npos);
  // The name for loopback counts for nothing there.
  CAF_CHECK_EQUAL(
    world.edge
      .get("/api/v1/admin/session", admin_world::cookie_field(secret_of(x)))
      .status,
    401U);
}

CAF_TEST(in clear only this machine and listed proxies may ask) {
  auto alone = state_behind({});
  auto proxied = state_behind({"10.0.0.0/8"});
  CAF_CHECK(is_admitted(request_from(127), alone));
  CAF_CHECK(!is_admitted(request_from(10), alone));
  CAF_CHECK(!is_admitted(request_from(192), proxied));
  CAF_CHECK(is_admitted(request_from(10), proxied));
  auto forwarded = request_from(127);
  forwarded.head.forwarded_for = "192.0.2.1";
  CAF_CHECK(!is_admitted(forwarded, alone));
  CAF_CHECK(is_admitted(forwarded, state_behind({"127.0.0.1"})));
  auto over_tls = request_from(192);
  over_tls.tls = true;
  CAF_CHECK(is_admitted(over_tls, alone));
  CAF_CHECK(edge::is_secure(over_tls, alone.proxies));
  CAF_CHECK(!edge::is_secure(request_from(127), alone.proxies));
}

CAF_TEST(two sessions in one request are none) {
  edge::request_head head;
  auto one = std::string(64, 'a');
  auto two = std::string(64, 'b');
  auto both = "x=1; scrutin=" + one + "; scrutin=" + two;
  head.cookie = both;
  CAF_CHECK(edge::read_proof(head, false).kind == proof_kind::none);
  auto single = "x=1;scrutin=" + one + "; y";
  head.cookie = single;
  CAF_CHECK(edge::read_proof(head, false).kind == proof_kind::session);
  CAF_CHECK(edge::read_proof(head, true).kind == proof_kind::none);
  head.authorization = "Basic eA==";
  CAF_CHECK(edge::read_proof(head, false).kind == proof_kind::none);
  head.authorization = "Bearer x";
  CAF_CHECK(edge::read_proof(head, false).kind == proof_kind::token);
}

CAF_TEST(no answer and no line of the log holds a secret) {
  admin_world world;
  auto in = world.log_in("chief-officer", admin_world::right_password());
  auto page = page_fields(in);
  world.edge.post("/api/v1/admin/session/password",
                  R"({"current_password":"correct horse",)"
                  R"("password":"staple battery"})",
                  page);
  auto entries = world.accounts.store().audit(0, 1'000);
  for (const auto& x : *entries) {
    auto bytes = encode(x);
    for (const auto& secret : {std::string{"correct horse"},
                               std::string{"staple battery"}, secret_of(in)}) {
      CAF_CHECK(bytes.find(secret) == std::string::npos);
    }
  }
}
