#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <vector>

#include <caf/typed_event_based_actor.hpp>

#include "actors/route_table.hpp"
#include "domain/election_directory.hpp"
#include "protocol/type_ids.hpp"

namespace scrutin {

struct peers_options {
  /// What this node says of itself on the authority.
  member self;
  dialer_actor dialer;
  /// Nodes that this one is host to.
  std::set<std::string> guests;
  /// What guests are told of; null where there are none.
  directory_ptr elections;
  /// Who writes guests' heartbeats now; may be empty where there are none.
  std::function<membership_actor()> membership;
  /// How long one attempt to connect may take.
  std::uint32_t dial_deadline_ms = 5000;
  /// Before dialling again: the other side is to notice first that a
  /// connection is lost.
  std::uint32_t dial_pause_ms = 1000;
  /// After a connection was lost, before its node is probed: a process that
  /// ends closes its sockets one by one.
  std::uint32_t probe_pause_ms = 200;
  /// How often a node that was dialled is greeted: what either side forgot is
  /// mended by the next greeting.
  std::uint32_t greet_ms = 1000;

  /// @returns `bad_configuration` without a name, or for a limit of 0.
  [[nodiscard]] result<void> validate() const;
};

/// The peers actor as it works.
using peers_base =
  peers_actor::extend<caf::reacts_to<dial_again>, caf::reacts_to<probe_due>,
                      caf::reacts_to<clock_tick>>;

/// Knows the other nodes of the cluster: keeps one connection to each, tells
/// it what this node serves, and merges what it hears into the map of the
/// whole cluster for whoever casts, counts, opens and closes here.
///
/// Of two nodes the one of the lower name dials; its greeting carries its own
/// gate, so one connection serves both. A handle dies with its connection:
/// what a lost node served leaves the map at once and comes back, with fresh
/// handles, once it is reached again. It is probed once, too: where its host
/// answers that nothing listens there, the process has ended, and whoever
/// places partitions hears of it before its lease is over. A node of a protocol
/// that is no neighbour of this one's is told nothing and believed nothing.
class peers : public peers_base::base {
public:
  peers(caf::actor_config& cfg, peers_options options);
  const char* name() const override { return "scrutin.peers"; }
  void on_exit() override;

protected:
  behavior_type make_behavior() override;

private:
  struct peer {
    member what;
    /// Null while there is no connection.
    gate_actor gate;
    bool dialling = false;
    /// Has told what it serves, over this connection.
    bool heard = false;
    /// As it told; null otherwise.
    review_actor review;
    results_actor results;
    /// Was told that it is refused; said once.
    bool refused = false;
    /// The authority has named it; one that only greeted may be new.
    bool listed = false;
  };

  // -- messages ---------------------------------------------------------------
  void on(const greet_node& x);
  void on(const node_news& x);
  void on(const offer_partition& x);
  void on(const cluster_news& x);
  void on(const partition_map& x);
  void on(const results_here& x);
  caf::result<results_here> on(const results_wanted& x);
  caf::result<elections_offer> on(const elections_wanted& x);
  caf::result<guest_view> on(const guest_heartbeat& x);
  void on(const subscribe_partitions&);
  void on(const dial_again& x);
  void on(const probe_due& x);
  void on(const clock_tick&);
  void on(const caf::down_msg& x);

  // -- guests -----------------------------------------------------------------
  /// Whether a program that is no node, or not yet, speaks this one's format.
  [[nodiscard]] result<void> understand(std::uint32_t protocol) const;
  [[nodiscard]] result<void> admit(const std::string& name,
                                   std::uint32_t protocol) const;

  // -- connections ------------------------------------------------------------
  [[nodiscard]] bool dials(const std::string& node) const;
  void dial(peer& x);
  void connected(peer& x, gate_actor gate);
  void disconnected(peer& x);
  void greet(peer& x);
  void tell(const peer& x);
  void refuse(peer& x, std::uint32_t protocol);
  void drop_removed(const cluster_view& view);

  // -- the map ----------------------------------------------------------------
  void tell_everybody();
  void publish_if_changed();
  [[nodiscard]] partition_map make_map() const;
  void forget(const caf::actor_addr& gone);

  // -- state ------------------------------------------------------------------
  peers_options options_;
  std::map<std::string, peer> peers_;
  partition_directory_actor directory_;
  review_actor review_;
  results_actor results_;
  catalog_actor catalog_;
  std::vector<partition_route> own_routes_;
  route_table routes_;
  /// Since the map was published, beside routes.
  bool services_changed_ = false;
  std::uint64_t version_ = 0;
  std::vector<map_sink_actor> subscribers_;
};

} // namespace scrutin
