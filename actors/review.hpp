#pragma once

#include <chrono>
#include <memory>
#include <vector>

#include <caf/typed_event_based_actor.hpp>

#include "protocol/type_ids.hpp"
#include "storage/review_store.hpp"

namespace scrutin {

/// The review actor as it works.
using review_base = review_actor::extend<caf::reacts_to<clock_tick>>;

/// Keeps refused attempts for officials: collects them from the validators
/// every second and writes them behind. A store that cannot take them costs
/// this queue entries and never a ballot. Blocks: spawn it detached.
class review : public review_base::base {
public:
  static constexpr std::chrono::milliseconds interval{1000};

  review(caf::actor_config& cfg, std::shared_ptr<review_store> store);
  const char* name() const override { return "scrutin.review"; }
  void on_exit() override;

protected:
  behavior_type make_behavior() override;

private:
  // -- messages ---------------------------------------------------------------
  void on(const review_report& x);
  void on(const partition_map& x);
  void on(const clock_tick&);

  // -- state ------------------------------------------------------------------
  std::shared_ptr<review_store> store_;
  std::vector<validator_actor> validators_;
};

} // namespace scrutin
