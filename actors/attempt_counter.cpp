#include "actors/attempt_counter.hpp"

#include "monitoring/log.hpp"
#include "protocol/errors.hpp"

namespace scrutin {

attempt_counter::attempt_counter(caf::actor_config& cfg,
                                 std::unique_ptr<attempt_store> store)
  : attempt_counter_actor::base(cfg), store_(std::move(store)) {
}

attempt_counter::behavior_type attempt_counter::make_behavior() {
  return {
    [this](const attempts_wanted& x) { return on(x); },
    [this](const attempts_noted& x) { on(x); },
  };
}

caf::result<attempts_known> attempt_counter::on(const attempts_wanted& x) {
  auto counts = store_->of(x.partition);
  note_store(counts ? result<void>{} : result<void>{counts.failure()});
  if (!counts) {
    return to_caf(counts.failure());
  }
  return attempts_known{*std::move(counts)};
}

void attempt_counter::on(const attempts_noted& x) {
  note_store(store_->add(x.partition, x.counts));
}

void attempt_counter::note_store(const result<void>& outcome) {
  if (!outcome && !away_) {
    log_event(log_level::warning, "attempt_counters_away",
              {{log_key::detail, outcome.failure().detail}});
  } else if (outcome && away_) {
    log_event(log_level::info, "attempt_counters_back", {});
  }
  away_ = !outcome;
}

} // namespace scrutin
