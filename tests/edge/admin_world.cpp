#include "tests/edge/admin_world.hpp"

#include "caf/test/unit_test.hpp"

#include "actors/administration.hpp"
#include "actors/passwords.hpp"
#include "domain/administration/password.hpp"
#include "edge/admin_session.hpp"

namespace scrutin::fixtures {

namespace {

constexpr password_cost cheap{64, 1, 1};
constexpr std::int64_t day_ms = 86'400'000;

std::string body_of(const edge::api_route& route, const std::string& name) {
  auto ends = [&route](std::string_view end) {
    return route.pattern.size() >= end.size()
           && route.pattern.substr(route.pattern.size() - end.size()) == end;
  };
  if (ends("/login")) {
    return R"({"name":")" + name + R"(","password":")"
           + admin_world::right_password() + "\"}";
  }
  if (ends("/session/password")) {
    return R"({"current_password":")" + admin_world::right_password()
           + R"(","password":")" + admin_world::right_password() + "\"}";
  }
  if (ends("/accounts")) {
    static std::atomic<int> made{0};
    return R"({"name":"new-)" + std::to_string(++made)
           + R"(","password":"a new password","roles":["auditor"]})";
  }
  if (ends("/tokens")) {
    return R"({"expires_days":1})";
  }
  return R"({"password":"another password"})";
}

} // namespace

std::vector<edge::api_route> admin_part() {
  std::vector<edge::api_route> part;
  for (const auto& route : edge::api_routes()) {
    if (route.pattern.find("/api/v1/admin") == 0) {
      part.push_back(route);
    }
  }
  return part;
}

admin_world::admin_world(const std::function<void(edge::edge_options&)>& change,
                         std::uint32_t hashing_max)
  : kept_(open_memory(contents_).administration),
    accounts(
      kept_, [this] { return now_ms.load(); }, random()),
    reviews(open_memory(contents_).review),
    edge(change, {}, [this, hashing_max](caf::actor_system& system) {
      return spawn(system, hashing_max);
    }) {
  prepare();
}

random_source admin_world::random() {
  return [this](std::size_t bytes) {
    std::string drawn;
    while (drawn.size() < bytes) {
      drawn += sha256(std::to_string(++drawn_)).view();
    }
    return drawn.substr(0, bytes);
  };
}

administration_actor admin_world::spawn(caf::actor_system& system,
                                        std::uint32_t hashing_max) {
  auto salt = [this, draw = random()](std::size_t bytes) {
    if (while_hashing) {
      while_hashing();
    }
    return draw(bytes);
  };
  passwords_actor hasher =
    system.spawn<passwords>(passwords_options{cheap, salt, {}});
  administration_options options;
  options.now = [this] { return now_ms.load(); };
  options.random = random();
  options.hashing_max = hashing_max;
  options.hasher = [hasher] { return hasher; };
  std::shared_ptr<administration_store> store =
    open_memory(contents_).administration;
  std::shared_ptr<review_store> refused = open_memory(contents_).review;
  return system.spawn<administration>(std::move(options), std::move(store),
                                      std::move(refused));
}

void admin_world::prepare() {
  auto hashed = hash_password(right_password(), "0123456789abcdef", cheap);
  for (auto who : all_roles) {
    account x;
    x.name = name_of(who);
    x.roles.add(who);
    if (who == role::returning_officer) {
      x.region = contest_id{{3}, {1}};
    }
    if (auto made = accounts.add("test", x, *hashed); !made) {
      broken_invariant(made.failure().detail.c_str());
    }
  }
  account target;
  target.name = "target";
  target.roles.add(role::node_operator);
  static_cast<void>(accounts.add("test", target, *hashed));
}

const std::string& admin_world::right_password() {
  static const std::string text = "correct horse";
  return text;
}

std::string admin_world::name_of(role who) {
  return std::string{to_string(who)};
}

std::string admin_world::token_fields(const std::string& name) {
  auto made = accounts.make_token("test", name, day_ms);
  if (!made) {
    static_cast<void>(accounts.revoke_tokens("test", name));
    made = accounts.make_token("test", name, day_ms);
  }
  return "Authorization: Bearer " + std::string{made->token.view()} + "\r\n";
}

std::string admin_world::begin_session(const std::string& name) {
  auto known = *accounts.store().find_account(name);
  auto secret = accounts.begin_session(name, known->password_hash);
  return std::string{secret->view()};
}

std::string admin_world::cookie_field(const std::string& secret) {
  return "Cookie: scrutin=" + secret + "\r\n";
}

std::string admin_world::session_fields(const std::string& name) {
  auto secret = begin_session(name);
  return cookie_field(secret) + "Origin: http://test\r\nX-CSRF-Token: "
         + edge::csrf_token_of(secret) + "\r\n";
}

http_answer admin_world::log_in(const std::string& name,
                                const std::string& password,
                                const std::string& fields) {
  return edge.post(
    "/api/v1/admin/login",
    R"({"name":")" + name + R"(","password":")" + password + "\"}", fields);
}

http_answer admin_world::ask(const edge::api_route& route,
                             const std::string& name,
                             const std::string& fields) {
  std::string target{route.pattern};
  if (auto at = target.find("{name}"); at != std::string::npos) {
    // Tokens are one's own; everything else is done to somebody else.
    auto is_own = target.find("/tokens") != std::string::npos;
    target.replace(at, 6, is_own ? name : "target");
  }
  if (target == "/api/v1/admin/review") {
    target += "?election=3&region=1";
  }
  return route.verb == edge::http::verb::get
           ? edge.get(target, fields)
           : edge.post(target, body_of(route, name), fields);
}

std::vector<std::string> admin_world::acts() const {
  std::vector<std::string> list;
  auto entries = accounts.store().audit(0, 10'000);
  for (const auto& x : *entries) {
    list.push_back(x.actor + " " + x.act + " " + x.subject);
  }
  return list;
}

} // namespace scrutin::fixtures
