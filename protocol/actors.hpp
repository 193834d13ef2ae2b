#pragma once

// Every typed actor interface of Scrutin. Read this first: it is the whole
// system in one page. Messages are explained in messages.hpp.

#include <caf/actor_cast.hpp>
#include <caf/actor_control_block.hpp>
#include <caf/replies_to.hpp>
#include <caf/typed_actor.hpp>

#include "protocol/inspect_messages.hpp"

namespace scrutin {

/// Whoever casts: gets outcomes, sooner or later, for every cast it sent.
using cast_sink_actor = caf::typed_actor<caf::reacts_to<cast_outcomes>>;

/// Owns one partition.
using validator_actor = caf::typed_actor<
  // Judges casts; tells the sender each outcome once it is certain.
  caf::reacts_to<cast_batch>,
  // Is a ballot in the box? The answer goes to the sender.
  caf::replies_to<receipt_query>::with<receipt_answer>,
  // May a tag vote here, and has it? The answer goes to the sender.
  caf::replies_to<voter_query>::with<voter_answer>,
  // Makes a change of the roll durable; answers once it is.
  caf::replies_to<change_roll>::with<roll_changed>,
  // Makes the next state durable; answers once it is.
  caf::replies_to<open_partition>::with<partition_status>,
  caf::replies_to<close_partition>::with<partition_status>,
  caf::replies_to<set_course>::with<partition_status>,
  caf::replies_to<status_query>::with<partition_status>,
  // The sender gets totals_update, one unacknowledged at a time.
  caf::reacts_to<subscribe_totals>, caf::reacts_to<totals_ack>,
  // Hands over what was refused since it was last asked.
  caf::replies_to<collect_reviews>::with<review_report>,
  // Finishes what is in flight and ends.
  caf::reacts_to<leave_partition>>;

/// Where each partition is served now.
struct partition_route {
  partition_id partition;
  validator_actor validator;
  /// It writes under: of two routes the one of the later epoch counts.
  epoch_number epoch = 0;
};

struct partition_map;

/// Keeps refused attempts for officials. Blocks on the disk: detached.
using review_actor = caf::typed_actor<
  // From ingestion: casts that were set aside.
  caf::reacts_to<review_report>,
  // Collects from the validators in it.
  caf::reacts_to<partition_map>>;

/// Gets what results publishes; acknowledges each update.
using results_sink_actor = caf::typed_actor<caf::reacts_to<results_update>>;

/// Gets totals from validators; acknowledges each update.
using totals_sink_actor = caf::typed_actor<caf::reacts_to<totals_update>>;

/// Adds up partitions to regions. Soft state.
using results_actor = caf::typed_actor<
  // From the catalog of its node: what officials decided of written names.
  caf::reacts_to<election_statuses>,
  // From validators; each is acknowledged.
  caf::reacts_to<totals_update>,
  // From subscribers.
  caf::reacts_to<subscribe_results>, caf::reacts_to<results_ack>,
  // Subscribes to validators that are new in it.
  caf::reacts_to<partition_map>>;

/// Gets the states of elections.
using election_sink_actor = caf::typed_actor<caf::reacts_to<election_statuses>>;

/// Gets the results that were certified.
using certificate_sink_actor =
  caf::typed_actor<caf::reacts_to<certificate_published>>;

/// Adds up, once, what closed partitions hold, and counts it. Ends with its
/// answer.
using final_count_actor =
  totals_sink_actor::extend<caf::replies_to<count_wanted>::with<final_counts>>;

/// Opens and closes elections when it is time.
using catalog_actor = caf::typed_actor<caf::reacts_to<subscribe_elections>,
                                       // Of its own node.
                                       caf::reacts_to<subscribe_certificates>,
                                       caf::reacts_to<partition_map>,
                                       // From proceedings.
                                       caf::reacts_to<acts_known>>;

/// Knows what officials did. Blocks on the store: detached.
using proceedings_actor =
  caf::typed_actor<caf::reacts_to<subscribe_acts>, caf::reacts_to<acts_wanted>>;

/// To whoever needs partitions, from the partition directory, or from peers for
/// the whole cluster: who serves what. A partition that is starting is not in
/// it.
struct partition_map {
  std::uint64_t version = 0;
  std::vector<partition_route> routes;
  /// Of this node, else of another; null where none is reached.
  review_actor review;
  /// In a map of the cluster: of this node, else of another; null where none is
  /// reached.
  results_actor results;
};

/// To peers, from whoever starts them: who adds up and who opens here. To a
/// subscriber, from peers: the same, of another node where this one does not
/// add up.
struct results_here {
  results_actor results;
  catalog_actor catalog;
};

template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, results_here& x) {
  return f(caf::meta::type_name("results_here"), x.results, x.catalog);
}

template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, partition_route& x) {
  return f(caf::meta::type_name("partition_route"), x.partition, x.validator,
           x.epoch);
}

template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, partition_map& x) {
  return f(caf::meta::type_name("partition_map"), x.version, x.routes, x.review,
           x.results);
}

/// Routes casts to the validators that own them, and answers for each.
using ingestion_actor = caf::typed_actor<
  // From an edge, which gets the outcomes: every cast exactly one.
  caf::reacts_to<cast_batch>,
  // From validators.
  caf::reacts_to<cast_outcomes>,
  // From an edge; the validator answers each directly.
  caf::replies_to<receipt_query>::with<receipt_answer>,
  caf::replies_to<voter_query>::with<voter_answer>,
  // Routes changed: casts of a partition that moved are sent again.
  caf::reacts_to<partition_map>>;

/// Makes frames durable. Blocks on the disk: detached.
using ballot_box_actor = caf::typed_actor<
  caf::replies_to<acquire_partition>::with<partition_log>,
  // Answered after the sync that holds it; many frames share
  // one.
  caf::replies_to<append_frame>::with<frame_committed>,
  // The same: after what was queued before it.
  caf::replies_to<confirm_ownership>::with<ownership_confirmed>>;

/// Seals snapshots and keeps them where other nodes find them. Blocks:
/// detached.
using snapshot_keeper_actor = caf::typed_actor<caf::reacts_to<keep_snapshot>>;

/// Counts attempts over all owners of a partition. Blocks: detached.
using attempt_counter_actor =
  caf::typed_actor<caf::replies_to<attempts_wanted>::with<attempts_known>,
                   caf::reacts_to<attempts_noted>>;

/// Whoever needs to know where partitions are.
using map_sink_actor = caf::typed_actor<caf::reacts_to<partition_map>>;

/// Gets what membership tells.
using cluster_sink_actor = caf::typed_actor<caf::reacts_to<cluster_news>>;

/// Keeps the node a member of its cluster. Blocks on the authority: detached.
using membership_actor = caf::typed_actor<
  // The sender gets cluster_news from now on.
  caf::reacts_to<subscribe_cluster>,
  // From the partition directory, which has heard of something newer.
  caf::reacts_to<view_wanted>,
  // Answered once the authority has it.
  caf::replies_to<release_partition>::with<partition_released>,
  // The node drains until its process ends.
  caf::replies_to<leave_cluster>::with<cluster_left>,
  // From a guest, by this node's peers.
  caf::replies_to<guest_heartbeat>::with<guest_view>>;

/// Supervises the validators and tells where they are.
using partition_directory_actor = caf::typed_actor<
  // From a validator that has taken in its log.
  caf::reacts_to<partition_ready>,
  // From a validator that was told to leave.
  caf::reacts_to<partition_left>,
  // From membership: which partitions are this node's.
  caf::reacts_to<cluster_news>,
  // From peers: another node has given one up for this one.
  caf::reacts_to<offer_partition>,
  // From peers: that node serves nothing any more.
  caf::reacts_to<node_ended>,
  // From an actor that wants every partition_map from now on.
  caf::reacts_to<subscribe_partitions>,
  // After an election was defined, or its roll loaded.
  caf::reacts_to<elections_changed>>;

struct greet_node;
struct node_news;

/// What a node is to other nodes: the one actor that it publishes.
using gate_actor = caf::typed_actor<
  // From the gate of a node that has dialled, every second: the sender gets
  // node_news from now on.
  caf::reacts_to<greet_node>,
  // From the gate of a node that was greeted.
  caf::reacts_to<node_news>,
  // From a node that gives a partition up.
  caf::reacts_to<offer_partition>,
  // From a subscriber that is no node.
  caf::replies_to<results_wanted>::with<results_here>,
  // From guests, where this node is a host.
  caf::replies_to<elections_wanted>::with<elections_offer>,
  caf::replies_to<guest_heartbeat>::with<guest_view>>;

/// Gate to gate: who I am; keep me posted.
struct greet_node {
  std::uint32_t protocol = protocol_version;
  std::string name;
  incarnation_id incarnation;
  gate_actor gate;
  /// Nothing was heard yet over this connection.
  bool news_wanted = false;
};

/// Whether two handles are one and the same. Handles of remote actors compare
/// equal where they name the same actor, although one that came over a lost
/// connection stays dead when the other is alive.
template <class Actor>
bool same_handle(const Actor& x, const Actor& y) {
  return caf::actor_cast<caf::actor_control_block*>(x)
         == caf::actor_cast<caf::actor_control_block*>(y);
}

/// Gate to the gates that greeted it, on every change: what the node serves.
struct node_news {
  std::uint32_t protocol = protocol_version;
  std::string name;
  incarnation_id incarnation;
  std::vector<partition_route> routes;
  /// Null where the node has no part in it.
  review_actor review;
  results_actor results;
};

/// Dialer to peers: the gate of the node that was dialled. Never crosses
/// nodes.
struct node_dialled {
  gate_actor gate;
};

template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, greet_node& x) {
  return f(caf::meta::type_name("greet_node"), x.protocol, x.name,
           x.incarnation, x.gate, x.news_wanted);
}

template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, node_news& x) {
  return f(caf::meta::type_name("node_news"), x.protocol, x.name, x.incarnation,
           x.routes, x.review, x.results);
}

template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, node_dialled& x) {
  return f(caf::meta::type_name("node_dialled"), x.gate);
}

/// Connects to other nodes. May block: detached.
using dialer_actor =
  caf::typed_actor<caf::replies_to<dial_node>::with<node_dialled>,
                   caf::replies_to<probe_node>::with<node_probed>>;

/// Keeps connections to all other nodes, and tells where in the whole cluster
/// each partition is served.
using peers_actor = gate_actor::extend<
  // From membership: who is there.
  caf::reacts_to<cluster_news>,
  // From the partition directory: what this node serves.
  caf::reacts_to<partition_map>,
  // From the start of this node's results and catalog.
  caf::reacts_to<results_here>,
  // The sender gets the map of the cluster from now on.
  caf::reacts_to<subscribe_partitions>>;

/// Writes what is released for readers outside. Blocks on a database: detached.
using relation_writer_actor =
  results_sink_actor::extend<caf::reacts_to<election_statuses>>;

/// What the edge is to actors: a companion on one io thread.
using edge_actor = caf::typed_actor<
  caf::reacts_to<cast_outcomes>, caf::reacts_to<receipt_answer>,
  caf::reacts_to<voter_answer>, caf::reacts_to<results_update>,
  caf::reacts_to<election_statuses>, caf::reacts_to<certificate_published>>;

} // namespace scrutin
