#include "actors/review.hpp"

#include "monitoring/log.hpp"

namespace scrutin {

review::review(caf::actor_config& cfg, std::shared_ptr<review_store> store)
  : review_base::base(cfg), store_(std::move(store)) {
}

review::behavior_type review::make_behavior() {
  delayed_send(this, interval, clock_tick{});
  return {
    [this](const review_report& x) { on(x); },
    [this](const partition_map& x) { on(x); },
    [this](const clock_tick& x) { on(x); },
  };
}

void review::on_exit() {
  validators_.clear();
}

void review::on(const review_report& x) {
  if (x.entries.empty()) {
    return;
  }
  if (auto added = store_->add(x.entries); !added) {
    log_event(log_level::warning, "review_entries_lost",
              {{log_key::count, x.entries.size()},
               {log_key::detail, to_string(added.failure())}});
  }
}

void review::on(const partition_map& x) {
  validators_.clear();
  for (const auto& route : x.routes) {
    validators_.push_back(route.validator);
  }
}

void review::on(const clock_tick&) {
  for (const auto& validator : validators_) {
    request(validator, interval, collect_reviews{})
      .then([this](const review_report& x) { on(x); },
            [](const caf::error&) {
              // Gone, or busy: what it has stays with it, or is lost with it.
            });
  }
  delayed_send(this, interval, clock_tick{});
}

} // namespace scrutin
