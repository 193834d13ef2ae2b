#include "tests/edge/admin_world.hpp"

#include "caf/test/unit_test.hpp"

#include <caf/send.hpp>

#include "actors/administration.hpp"
#include "actors/passwords.hpp"
#include "config/election_document.hpp"
#include "domain/administration/password.hpp"
#include "edge/admin_session.hpp"
#include "storage/memory/memory_contents.hpp"

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
  if (ends("/voters")) {
    return R"({"nas":"123456789","reason":"moved here"})";
  }
  if (ends("/voters/revoke")) {
    return R"({"nas":"123456789","code":"ABC123","reason":"left"})";
  }
  if (ends("/voters/replace")) {
    return R"({"nas":"123456789","old_code":"ABC123","reason":"lost"})";
  }
  if (route.pattern.find("/elections/") != std::string_view::npos) {
    return R"({"region_id":1,"candidate_id":1,"reason":"a test",)"
           R"("until":"2100-01-01T00:00:00Z","write_in":"0123456789abcdef"})";
  }
  if (ends("/review/resolve")) {
    return R"({"election_id":3,"region_id":1,"kind":"poison","note":"seen"})";
  }
  if (ends("/review/purge")) {
    return R"({"election_id":3,"region_id":1,"kind":"duplicate","confirm":"E3"})";
  }
  return R"({"password":"another password"})";
}

/// Whether its hours are over.
bool has_closed(election_id x) {
  return x.value == 4 || x.value == 6;
}

/// Those of the edge: they open in an hour, but for the fourth, which has
/// closed; a fifth that opens when two officials say so, and that candidates
/// may withdraw from; and a sixth where voters wrote names in, which has
/// closed.
std::shared_ptr<election_directory> make_elections(std::int64_t now_ms) {
  constexpr std::int64_t hour_ms = 3'600'000;
  auto all = edge_elections()->all().copies();
  all.push_back(all.at(2));
  all.back().definition.id = {5};
  all.back().definition.code = "E5";
  all.back().definition.officials.two_to_open = true;
  all.back().definition.withdrawal = withdrawal_rule::votes_void;
  all.push_back(all.at(2));
  all.back().definition.id = {6};
  all.back().definition.code = "E6";
  all.back().definition.policy = release_policy::live;
  all.back().definition.write_ins = true;
  for (auto& served : all) {
    auto& x = served.definition;
    x.opens_at_ms = now_ms + (has_closed(x.id) ? -2 * hour_ms : hour_ms);
    x.closes_at_ms = x.opens_at_ms + hour_ms;
  }
  return std::make_shared<election_directory>(std::move(all));
}

} // namespace

std::string council_document(const std::string& name,
                             const std::string& candidate) {
  return R"(id = 3
code = "E3"
kind = "municipal"
method = "plurality"
name = { fr = "Conseil", en = ")"
         + name + R"(" }
[window]
opens_at = 2030-10-05T08:00:00-04:00
closes_at = 2030-10-05T20:00:00-04:00
[[regions]]
id = 1
code = "n"
name = { fr = "Nord", en = "North" }
[[regions.options]]
id = 1
name = { fr = ")"
         + candidate + R"(", en = ")" + candidate + R"(" }
[[regions.options]]
id = 2
name = { fr = "Bob", en = "Bob" }
)";
}

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
  auto directory = make_elections(now_ms);
  options.elections = directory;
  // As a node that takes up what was defined.
  options.on_act = [directory, kept = kept_] {
    auto all = kept->definitions();
    for (const auto& x : *all) {
      const auto* served = directory->find(x.election);
      if (served != nullptr && served->defined_by < x.number) {
        auto next = *served;
        next.definition = defined_by_toml(x.document, "document")->definition;
        next.document = x.document;
        next.defined_by = x.number;
        directory->put(std::move(next));
      }
    }
  };
  options.definitions.read = [](const std::string& text) {
    return defined_by_toml(text, "document");
  };
  options.definitions.has_begun = [this](election_id) {
    return result<bool>{has_begun.load()};
  };
  options.roll_deadline_ms = 50;
  options.status_deadline_ms = 50;
  options.count_deadline_ms = 50;
  std::shared_ptr<administration_store> store =
    open_memory(contents_).administration;
  std::shared_ptr<review_store> refused = open_memory(contents_).review;
  std::shared_ptr<roll_store> roll = open_memory(contents_).roll;
  auto started = system.spawn<administration>(
    std::move(options), std::move(store), std::move(refused), std::move(roll));
  partition_map map;
  for (contest_id contest :
       {contest_id{{3}, {1}}, {{4}, {1}}, {{4}, {2}}, {{6}, {1}}}) {
    for (std::uint16_t slice = 0; slice < 2; ++slice) {
      partition_id place{contest.election, contest.region, slice};
      map.routes.push_back(
        {place, system.spawn([this, place](validator_actor::pointer self) {
           return owner(self, place);
         }),
         1});
    }
  }
  caf::anon_send(administration_actor{started}, std::move(map));
  return started;
}

validator_actor::behavior_type admin_world::owner(validator_actor::pointer self,
                                                  partition_id place) {
  partition_status status;
  status.partition = place;
  // As its hours say.
  status.state = has_closed(place.election) ? partition_state::closed
                                            : partition_state::sealed;
  return {
    [](const cast_batch&) {},
    [](const receipt_query& x) {
      return receipt_answer{x.ticket, receipt_state::unavailable};
    },
    [](const voter_query& x) {
      return voter_answer{x.ticket, x.partition, voter_state::unavailable};
    },
    [this, self](const change_roll& x) -> caf::result<roll_changed> {
      std::lock_guard<std::mutex> guard{lock_};
      roll_changes_.push_back(x);
      if (roll_silent) {
        // Dropped: no answer goes.
        return self->make_response_promise<roll_changed>();
      }
      return roll_changed{roll_answer};
    },
    [](const open_partition&) { return partition_status{}; },
    [](const close_partition&) { return partition_status{}; },
    [](const set_course&) { return partition_status{}; },
    [status](const status_query&) { return status; },
    [self, status](const subscribe_totals&) {
      totals_update none;
      none.partition = status.partition;
      none.snapshot = true;
      none.state = status.state;
      self->send(caf::actor_cast<totals_sink_actor>(self->current_sender()),
                 none);
    },
    [](const totals_ack&) {},
    [](const collect_reviews&) { return review_report{}; },
    [](const leave_partition&) {},
  };
}

std::vector<change_roll> admin_world::roll_changes() {
  std::lock_guard<std::mutex> guard{lock_};
  return roll_changes_;
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
  for (const auto& [name_of_it, value] :
       {std::pair{"{election_id}", "3"}, std::pair{"{region_id}", "1"}}) {
    if (auto at = target.find(name_of_it); at != std::string::npos) {
      target.replace(at, std::string_view{name_of_it}.size(), value);
    }
  }
  if (target == "/api/v1/admin/review"
      || target == "/api/v1/admin/review/patterns") {
    target += "?election=3&region=1";
  }
  if (target.find("/exports/") != std::string::npos) {
    target += "?region=1";
  }
  fill_review();
  if (route.verb == edge::http::verb::put) {
    return edge.put(target, council_document(), fields);
  }
  auto all = fields + "Idempotency-Key: a-key\r\n";
  return route.verb == edge::http::verb::get
           ? edge.get(target, fields)
           : edge.post(target, body_of(route, name), all);
}

void admin_world::fill_review() {
  std::lock_guard lock{contents_->mutex};
  contest_id where{{3}, {1}};
  auto& queue = contents_->reviews[where];
  review_entry x{where, review_kind::poison, {}, 1, 20'000, 20'000};
  queue[{x.kind, x.tag}] = x;
  x.kind = review_kind::duplicate;
  x.resolution = 1;
  queue[{x.kind, x.tag}] = x;
}

std::vector<std::string> admin_world::acts() const {
  std::vector<std::string> list;
  auto entries = accounts.store().audit(0, 10'000);
  for (const auto& x : *entries) {
    list.push_back(x.actor + " " + x.act + " " + x.subject);
  }
  return list;
}

std::string admin_world::audit_text() const {
  std::string text;
  auto entries = accounts.store().audit(0, 10'000);
  for (const auto& x : *entries) {
    text += x.actor + " " + x.act + " " + x.subject + " " + x.detail + "\n";
  }
  return text;
}

} // namespace scrutin::fixtures
