#pragma once

#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <utility>
#include <vector>

#include <caf/typed_event_based_actor.hpp>

#include "actors/official_log.hpp"
#include "domain/surroundings.hpp"
#include "protocol/type_ids.hpp"

namespace scrutin {

/// Proceedings as they work.
using proceedings_base = proceedings_actor::extend<caf::reacts_to<clock_tick>>;

/// Sees that the node serves elections as they are defined by now.
using definition_refresh =
  std::function<result<void>(const std::set<election_id>& changed)>;

/// Tells the node what officials did, wherever they did it: reads the audit log
/// every second, and at once after an act of its own node. Where an election
/// was defined, or its roll loaded, that is taken up before anything is told
/// that came after. While the store cannot be read it says nothing, and nobody
/// opens or closes by an hour that it has not covered. Blocks on the store:
/// spawn it detached.
class proceedings : public proceedings_base::base {
public:
  static constexpr std::chrono::milliseconds look_every{1'000};

  proceedings(caf::actor_config& cfg,
              std::shared_ptr<const administration_store> store,
              const directory_ptr& elections, wall_clock now,
              definition_refresh take_up = {});
  const char* name() const override { return "scrutin.proceedings"; }
  void on_exit() override;

protected:
  behavior_type make_behavior() override;

private:
  void on(const subscribe_acts&);
  void on(const clock_tick&);
  void look();
  void note_certified(const std::vector<official_act>& acts);
  /// Reads what was certified.
  /// @returns what was not told before.
  std::vector<result_certificate> read_certificates();
  void note_failure(const error& why);

  struct certificate_key {
    election_id election;
    region_id region;
    std::uint32_t version = 0;
  };

  std::shared_ptr<const administration_store> store_;
  official_log log_;
  wall_clock now_;
  definition_refresh take_up_;
  /// Not taken up yet.
  std::set<election_id> changed_;
  /// Acts that were read, and wait for that.
  std::vector<official_act> untold_;
  /// Of the last look that went well; 0: none did.
  std::int64_t as_of_ms_ = 0;
  bool failing_ = false;
  std::map<std::pair<election_id, region_id>, std::uint32_t> versions_;
  /// Certified by acts that were read, and not read yet.
  std::deque<certificate_key> due_;
  std::vector<result_certificate> certificates_;
  std::vector<catalog_actor> subscribers_;
};

} // namespace scrutin
