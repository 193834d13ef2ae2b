#include "tests/edge/edge_fixture.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <boost/json/parse.hpp>
#include <chrono>
#include <stdexcept>

#include <caf/event_based_actor.hpp>
#include <caf/exit_reason.hpp>
#include <caf/send.hpp>
#include <caf/typed_event_based_actor.hpp>

namespace scrutin::fixtures {

namespace {

election law(std::uint32_t id, const std::string& code, std::uint32_t regions) {
  election x;
  x.id = {id};
  x.code = code;
  x.name = {"Loi", "Act"};
  x.question = bilingual{"Oui ou non ?", "Yes or no?"};
  x.pass = pass_rule{};
  x.roll.codes = code_format::legacy;
  x.policy = release_policy::live;
  x.opens_at_ms = 1'000;
  x.closes_at_ms = 2'000;
  for (std::uint32_t i = 1; i <= regions; ++i) {
    x.regions.push_back({{i}, "r" + std::to_string(i), {"Région", "Region"}});
    x.contests.push_back(
      {{i},
       {{{1}, "oui", {"Oui", "Yes"}, ""}, {{2}, "non", {"Non", "No"}, ""}}});
  }
  return x;
}

election candidates(std::uint32_t id, counting_method method) {
  auto x = law(id, "E" + std::to_string(id), 2);
  x.kind = election_kind::provincial;
  x.method = method;
  x.question.reset();
  x.pass.reset();
  x.blank_allowed = false;
  x.parties = {{"PQ", {"Parti Q", "Party Q"}, "#004B8D"},
               {"IND", {"Indépendant", "Independent"}, "#808080"}};
  for (auto& contest : x.contests) {
    contest.options = {{{1}, "", {"Léa \"L\" <b>", "Léa"}, "PQ"},
                       {{2}, "", {"Ann", "Ann"}, "IND"},
                       {{3}, "", {"Bo", "Bo"}, "IND"}};
  }
  return x;
}

ingestion_actor::behavior_type fake_ingestion(ingestion_actor::pointer self,
                                              fake_world* world) {
  return {
    [=](const cast_batch& x) {
      cast_outcomes answers;
      ++world->batches;
      for (const auto& request : x.casts) {
        world->remember(request.what);
        answers.outcomes.push_back({request.ticket, world->answer, 2});
      }
      if (!world->silent) {
        self->send(caf::actor_cast<cast_sink_actor>(self->current_sender()),
                   answers);
      }
    },
    [](const cast_outcomes&) {},
    [=](const receipt_query& x) {
      return receipt_answer{x.ticket, world->receipt};
    },
    [=](const voter_query& x) -> caf::result<voter_answer> {
      if (world->silent) {
        // Dropped: no answer goes.
        return self->make_response_promise<voter_answer>();
      }
      return voter_answer{x.ticket, x.partition, world->voter_of(x)};
    },
    [](const partition_map&) {},
  };
}

results_actor::behavior_type fake_results(results_actor::pointer self,
                                          fake_world* world) {
  return {
    [](const totals_update&) {},
    [=](const subscribe_results&) {
      auto sink = caf::actor_cast<results_sink_actor>(self->current_sender());
      world->take_sink(sink);
    },
    [](const results_ack&) {},
    [](const partition_map&) {},
    [](const election_statuses&) {},
  };
}

} // namespace

directory_ptr edge_elections() {
  std::vector<served_election> all;
  for (auto& definition : {law(1, "L1", 1), law(2, "L2", 2),
                           candidates(3, counting_method::plurality),
                           candidates(4, counting_method::instant_runoff)}) {
    served_election served;
    served.definition = definition;
    served.keys = election_keys::from(
      std::string(election_keys_size, static_cast<char>(definition.id.value)));
    for (const auto& contest : definition.contests) {
      served.slices.emplace_back(contest.region, std::uint16_t{2});
    }
    all.push_back(std::move(served));
  }
  return std::make_shared<election_directory>(std::move(all));
}

// -- answers ------------------------------------------------------------------

std::string http_answer::field(const std::string& name) const {
  auto at = head.find("\r\n" + name + ": ");
  if (at == std::string::npos) {
    return {};
  }
  auto from = at + name.size() + 4;
  return head.substr(from, head.find("\r\n", from) - from);
}

boost::json::object http_answer::json() const {
  return boost::json::parse(body).as_object();
}

std::string http_answer::problem() const {
  auto type = std::string{json().at("type").as_string().c_str()};
  return type.substr(type.rfind(':') + 1);
}

// -- client -------------------------------------------------------------------

raw_client::raw_client(std::uint16_t port)
  : socket_(::socket(AF_INET, SOCK_STREAM, 0)) {
  sockaddr_in to{};
  to.sin_family = AF_INET;
  to.sin_port = htons(port);
  to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (::connect(socket_, reinterpret_cast<sockaddr*>(&to), sizeof(to)) != 0) {
    throw std::runtime_error("cannot connect");
  }
}

raw_client::~raw_client() {
  ::close(socket_);
}

void raw_client::send(const std::string& bytes) {
  std::size_t sent = 0;
  while (sent < bytes.size()) {
    auto size =
      ::send(socket_, bytes.data() + sent, bytes.size() - sent, MSG_NOSIGNAL);
    if (size <= 0) {
      return;
    }
    sent += static_cast<std::size_t>(size);
  }
}

bool raw_client::read_more() {
  std::array<char, 4096> bytes{};
  auto size = ::recv(socket_, bytes.data(), bytes.size(), 0);
  if (size <= 0) {
    return false;
  }
  received_.append(bytes.data(), static_cast<std::size_t>(size));
  return true;
}

http_answer raw_client::receive(bool without_body) {
  http_answer x;
  std::size_t end = 0;
  while ((end = received_.find("\r\n\r\n")) == std::string::npos) {
    if (!read_more()) {
      return x;
    }
  }
  x.head = received_.substr(0, end + 2);
  received_.erase(0, end + 4);
  x.status = static_cast<unsigned>(std::stoul(x.head.substr(9, 3)));
  auto length = x.field("Content-Length");
  auto size = length.empty() || without_body ? 0 : std::stoul(length);
  while (received_.size() < size) {
    if (!read_more()) {
      return {};
    }
  }
  x.body = received_.substr(0, size);
  received_.erase(0, size);
  return x;
}

std::string raw_client::receive_until(const std::string& text) {
  while (received_.find(text) == std::string::npos && read_more()) {
  }
  auto end = received_.find(text);
  auto size = end == std::string::npos ? received_.size() : end + text.size();
  auto part = received_.substr(0, size);
  received_.erase(0, size);
  return part;
}

bool raw_client::ended() {
  return received_.empty() && !read_more();
}

// -- world --------------------------------------------------------------------

std::int64_t fake_world::steady_ns() const {
  auto ours = now_ns.load();
  auto real = std::chrono::steady_clock::now().time_since_epoch();
  return ours != 0
           ? ours
           : std::chrono::duration_cast<std::chrono::nanoseconds>(real).count();
}

void fake_world::remember(const cast& x) {
  std::lock_guard<std::mutex> guard{lock_};
  casts_.push_back(x);
  changed_.notify_all();
}

std::vector<cast> fake_world::casts() {
  std::lock_guard<std::mutex> guard{lock_};
  return casts_;
}

voter_state fake_world::voter_of(const voter_query& x) {
  std::lock_guard<std::mutex> guard{lock_};
  queries_.push_back(x);
  auto found = voters.find(x.partition.contest());
  return found == voters.end() ? voter_state::not_on_roll : found->second;
}

std::vector<voter_query> fake_world::queries() {
  std::lock_guard<std::mutex> guard{lock_};
  return queries_;
}

void fake_world::wait_for(std::size_t casts) {
  std::unique_lock<std::mutex> guard{lock_};
  changed_.wait(guard, [&] { return casts_.size() >= casts; });
}

void fake_world::take_sink(const results_sink_actor& x) {
  std::lock_guard<std::mutex> guard{lock_};
  sinks_.push_back(x);
  changed_.notify_all();
}

void fake_world::publish(const results_update& x) {
  std::unique_lock<std::mutex> guard{lock_};
  changed_.wait(guard, [&] { return !sinks_.empty(); });
  for (const auto& sink : sinks_) {
    caf::anon_send(sink, x);
  }
}

void fake_world::forget_sinks() {
  std::lock_guard<std::mutex> guard{lock_};
  sinks_.clear();
}

// -- fixture ------------------------------------------------------------------

edge_fixture::edge_fixture(
  const std::function<void(edge::edge_options&)>& change,
  const std::function<void(edge::edge_services&)>& equip,
  const std::function<administration_actor(caf::actor_system&)>& administer,
  std::vector<result_certificate> certificates)
  : certificates_(std::move(certificates)),
    system_(std::make_unique<caf::actor_system>(config_)) {
  edge::edge_options options;
  options.server.threads = 1;
  options.server.bounds.sweep_ms = 5;
  if (change) {
    change(options);
  }
  for (std::uint32_t i = 0; i < options.server.threads; ++i) {
    ingestion_.push_back(system_->spawn(fake_ingestion, &world));
  }
  results_ = system_->spawn(fake_results, &world);
  catalog_ = system_->spawn(
    [this](catalog_actor::pointer self) -> catalog_actor::behavior_type {
      return {
        [=](const subscribe_certificates&) {
          auto sink =
            caf::actor_cast<certificate_sink_actor>(self->current_sender());
          for (const auto& x : certificates_) {
            self->send(sink, certificate_published{x});
          }
        },
        [=](const subscribe_elections&) {
          self->send(
            caf::actor_cast<election_sink_actor>(self->current_sender()),
            election_statuses{
              {{{1}, election_state::open}, {{3}, election_state::open}}, {}});
        },
        [](const partition_map&) {},
        [](const acts_known&) {},
      };
    });
  edge::edge_services services;
  services.elections = edge_elections();
  services.ingestion = ingestion_;
  services.results = results_;
  services.catalog = catalog_;
  if (administer) {
    administration_ = administer(*system_);
    services.administration = administration_;
  }
  services.now = [] { return std::int64_t{1'500}; };
  services.steady = [known = &world] { return known->steady_ns(); };
  services.random = [](std::size_t bytes) {
    static std::atomic<unsigned char> next{1};
    return std::string(bytes, static_cast<char>(next++));
  };
  services.health = [] {
    return edge::health_report{true, true, {{"ballot_box", "healthy"}}};
  };
  services.figures = std::make_shared<metrics>();
  services.limiter_key = secret_key{std::string(secret_key::size, 'k')};
  if (equip) {
    equip(services);
  }
  edge_ = std::make_unique<edge::http_edge>(*system_, options, services);
  if (auto ok = edge_->start(); !ok) {
    throw std::runtime_error(ok.failure().detail);
  }
}

edge_fixture::~edge_fixture() {
  edge_.reset();
  world.forget_sinks();
  for (const auto& each : ingestion_) {
    caf::anon_send_exit(each, caf::exit_reason::user_shutdown);
  }
  caf::anon_send_exit(results_, caf::exit_reason::user_shutdown);
  caf::anon_send_exit(catalog_, caf::exit_reason::user_shutdown);
  if (administration_) {
    caf::anon_send_exit(administration_, caf::exit_reason::user_shutdown);
    administration_ = nullptr;
  }
  ingestion_.clear();
  results_ = nullptr;
  catalog_ = nullptr;
}

void edge_fixture::restart_results() {
  caf::anon_send_exit(results_, caf::exit_reason::user_shutdown);
  results_ = system_->spawn(fake_results, &world);
  edge_->replace_results(results_);
}

http_answer edge_fixture::exchange(const std::string& bytes) {
  raw_client client{port()};
  client.send(bytes);
  return client.receive();
}

http_answer edge_fixture::get(const std::string& target,
                              const std::string& fields) {
  return exchange("GET " + target + " HTTP/1.1\r\nHost: test\r\n" + fields
                  + "\r\n");
}

http_answer edge_fixture::post(const std::string& target,
                               const std::string& body,
                               const std::string& fields) {
  return exchange(post_bytes(target, body, fields));
}

http_answer edge_fixture::put(const std::string& target,
                              const std::string& document,
                              const std::string& fields) {
  return exchange("PUT " + target
                  + " HTTP/1.1\r\nHost: test\r\nContent-Type: "
                    "application/toml\r\nContent-Length: "
                  + std::to_string(document.size()) + "\r\n" + fields + "\r\n"
                  + document);
}

std::string post_bytes(const std::string& target, const std::string& body,
                       const std::string& fields) {
  return "POST " + target
         + " HTTP/1.1\r\nHost: test\r\nContent-Type: application/json\r\n"
           "Content-Length: "
         + std::to_string(body.size()) + "\r\n" + fields + "\r\n" + body;
}

std::string law_ballot(const std::string& vote) {
  return R"({"nas":"123-456 789","code":"abc123","law_id":"L1","vote":")" + vote
         + "\"}";
}

std::string election_ballot(const std::string& choice) {
  return R"({"nas":"123456789","code":"ABC123","election_id":3,"region_id":1,)"
         + choice + "}";
}

} // namespace scrutin::fixtures
