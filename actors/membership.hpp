#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include <caf/typed_event_based_actor.hpp>

#include "protocol/type_ids.hpp"
#include "storage/cluster_store.hpp"

namespace scrutin {

struct membership_options {
  /// What this node says of itself.
  member self;
  /// How often it says so.
  std::uint32_t renew_ms = 1000;
  /// How long a heartbeat counts: `placement_policy::lease_ms` of every node.
  std::uint32_t lease_ms = 3000;

  /// @returns `bad_configuration` without a name, or unless a lease outlasts
  /// a heartbeat.
  [[nodiscard]] result<void> validate() const;
};

/// The membership actor as it works.
using membership_base = membership_actor::extend<caf::reacts_to<clock_tick>>;

/// Keeps this node a member of its cluster: renews its heartbeat on the
/// authority, reads who else is there and who owns what, and tells its
/// subscribers, with the time until which the node may answer for what it
/// owns. Where the authority cannot be reached it tells nothing, and the
/// leases run out by themselves.
///
/// Ends with `fenced`, for good, once the node was removed or another
/// incarnation goes under its name. Blocks on the authority: spawn it
/// detached.
class membership : public membership_base::base {
public:
  membership(caf::actor_config& cfg, membership_options options,
             std::shared_ptr<cluster_store> store);
  const char* name() const override { return "scrutin.membership"; }
  void on_exit() override;

protected:
  behavior_type make_behavior() override;

private:
  // -- messages ---------------------------------------------------------------
  void on(const subscribe_cluster&);
  caf::result<partition_released> on(const release_partition& x);
  caf::result<cluster_left> on(const leave_cluster&);
  caf::result<guest_view> on(const guest_heartbeat& x);
  void on(const clock_tick&);

  void renew();
  void forget(const caf::actor_addr& gone);
  void note_failure(const error& why);

  // -- state ------------------------------------------------------------------
  membership_options options_;
  std::shared_ptr<cluster_store> store_;
  std::vector<cluster_sink_actor> subscribers_;
  /// The newest; its lease is 0 before there is one.
  cluster_news news_;
  bool failing_ = false;
};

} // namespace scrutin
