#pragma once

#include <atomic>
#include <boost/json/value.hpp>
#include <condition_variable>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include <caf/actor_system.hpp>
#include <caf/actor_system_config.hpp>

#include "edge/http_edge.hpp"

namespace scrutin::fixtures {

/// An answer as it came over the socket.
struct http_answer {
  unsigned status = 0;
  std::string head;
  std::string body;

  /// @returns the value of a field; empty where it is absent.
  [[nodiscard]] std::string field(const std::string& name) const;
  [[nodiscard]] boost::json::object json() const;
  /// The end of the problem's type: `already-voted`.
  [[nodiscard]] std::string problem() const;
};

/// A client that sends bytes as they are.
class raw_client {
public:
  explicit raw_client(std::uint16_t port);
  raw_client(const raw_client&) = delete;
  raw_client& operator=(const raw_client&) = delete;
  ~raw_client();

  void send(const std::string& bytes);
  /// Waits for an answer; status 0 if the connection ended instead.
  http_answer receive(bool without_body = false);
  /// Waits until so much text has come, or the connection ends.
  std::string receive_until(const std::string& text);
  /// Waits for the end; true if nothing came before it.
  bool ended();

private:
  bool read_more();

  int socket_;
  std::string received_;
};

/// What the fake actors were told.
struct fake_world {
  std::atomic<verdict> answer{verdict::accepted};
  std::atomic<bool> silent{false};
  /// Messages that brought casts.
  std::atomic<std::size_t> batches{0};
  std::atomic<receipt_state> receipt{receipt_state::in_box};
  /// What the edge's monotonic clock shows; 0: the real one.
  std::atomic<std::int64_t> now_ns{0};
  [[nodiscard]] std::int64_t steady_ns() const;

  void remember(const cast& x);
  std::vector<cast> casts();
  /// Waits for casts to come in.
  void wait_for(std::size_t casts);

  /// What is said of every voter, by contest; set before anything is asked.
  std::map<contest_id, voter_state> voters;
  voter_state voter_of(const voter_query& x);
  std::vector<voter_query> queries();

  void take_sink(const results_sink_actor& x);
  /// Sends results to every io thread, once one has subscribed.
  void publish(const results_update& x);
  void forget_sinks();

private:
  std::mutex lock_;
  std::condition_variable changed_;
  std::vector<cast> casts_;
  std::vector<voter_query> queries_;
  std::vector<results_sink_actor> sinks_;
};

/// An edge over hand-made actors: a law `L1` (1) of one region, a law `L2` (2)
/// by two districts, an election (3) of one choice in regions 1 and 2, and a
/// ranked one (4). Codes are legacy ones.
class edge_fixture {
public:
  explicit edge_fixture(
    const std::function<void(edge::edge_options&)>& change = {},
    const std::function<void(edge::edge_services&)>& equip = {},
    const std::function<administration_actor(caf::actor_system&)>& administer =
      {},
    std::vector<result_certificate> certificates = {});
  ~edge_fixture();
  edge_fixture(const edge_fixture&) = delete;
  edge_fixture& operator=(const edge_fixture&) = delete;

  [[nodiscard]] std::uint16_t port() const { return edge_->port(); }
  http_answer get(const std::string& target, const std::string& fields = {});
  http_answer post(const std::string& target, const std::string& body,
                   const std::string& fields = {});
  /// Puts a TOML document.
  http_answer put(const std::string& target, const std::string& document,
                  const std::string& fields = {});
  http_answer exchange(const std::string& bytes);

  fake_world world;

  edge::http_edge& served() { return *edge_; }
  /// As a supervisor does after a failure.
  void restart_results();

private:
  struct config : caf::actor_system_config {
    config() { add_message_types<caf::id_block::scrutin>(); }
  };

  config config_;
  std::vector<result_certificate> certificates_;
  std::unique_ptr<caf::actor_system> system_;
  std::vector<ingestion_actor> ingestion_;
  results_actor results_;
  catalog_actor catalog_;
  administration_actor administration_;
  std::unique_ptr<edge::http_edge> edge_;
};

/// Those of every edge_fixture.
directory_ptr edge_elections();

/// Bodies that are right.
std::string law_ballot(const std::string& vote = "oui");
std::string election_ballot(const std::string& choice);

/// `POST target` as bytes.
std::string post_bytes(const std::string& target, const std::string& body,
                       const std::string& fields = {});

} // namespace scrutin::fixtures
