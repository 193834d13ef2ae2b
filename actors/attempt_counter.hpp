#pragma once

#include <memory>

#include <caf/typed_event_based_actor.hpp>

#include "protocol/type_ids.hpp"
#include "storage/attempt_store.hpp"

namespace scrutin {

/// Keeps counts of attempts where the next owner of a partition finds them.
/// What cannot be counted is dropped: officials have it in the review queue.
/// Blocks: spawn it detached.
class attempt_counter : public attempt_counter_actor::base {
public:
  attempt_counter(caf::actor_config& cfg, std::unique_ptr<attempt_store> store);
  const char* name() const override { return "scrutin.attempt_counter"; }

protected:
  behavior_type make_behavior() override;

private:
  caf::result<attempts_known> on(const attempts_wanted& x);
  void on(const attempts_noted& x);
  void note_store(const result<void>& outcome);

  std::unique_ptr<attempt_store> store_;
  bool away_ = false;
};

} // namespace scrutin
