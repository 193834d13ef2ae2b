#include "actors/proceedings.hpp"

#include <algorithm>
#include <utility>

#include <caf/actor_cast.hpp>

#include "monitoring/log.hpp"

namespace scrutin {

proceedings::proceedings(caf::actor_config& cfg,
                         std::shared_ptr<const administration_store> store,
                         const directory_ptr& elections, wall_clock now,
                         definition_refresh take_up)
  : proceedings_base::base(cfg), store_(store),
    log_(std::move(store), elections), now_(std::move(now)),
    take_up_(std::move(take_up)) {
}

proceedings::behavior_type proceedings::make_behavior() {
  set_down_handler([this](const caf::down_msg& x) {
    subscribers_.erase(
      std::remove_if(subscribers_.begin(), subscribers_.end(),
                     [&](const auto& s) { return s.address() == x.source; }),
      subscribers_.end());
  });
  send(this, clock_tick{});
  return {
    [this](const subscribe_acts& x) { on(x); },
    [this](const acts_wanted&) { look(); },
    [this](const clock_tick& x) { on(x); },
  };
}

void proceedings::on_exit() {
  subscribers_.clear();
}

void proceedings::on(const subscribe_acts&) {
  auto sink = caf::actor_cast<catalog_actor>(current_sender());
  monitor(sink);
  subscribers_.push_back(sink);
  if (as_of_ms_ != 0) {
    send(sink, acts_known{log_.acts(), as_of_ms_, certificates_});
  }
}

void proceedings::on(const clock_tick&) {
  look();
  delayed_send(this, look_every, clock_tick{});
}

void proceedings::look() {
  // From before the look: what is written meanwhile is seen with the next.
  auto began_ms = now_();
  auto fresh = log_.catch_up();
  if (!fresh) {
    note_failure(fresh.failure());
    return;
  }
  untold_.insert(untold_.end(), fresh->begin(), fresh->end());
  note_certified(*fresh);
  changed_.merge(log_.take_changed());
  if (!changed_.empty() && take_up_) {
    if (auto taken = take_up_(changed_); !taken) {
      note_failure(taken.failure());
      return;
    }
  }
  changed_.clear();
  if (std::exchange(failing_, false)) {
    log_event(log_level::info, "acts_known_again", {});
  }
  auto is_first = std::exchange(as_of_ms_, began_ms) == 0;
  auto certificates = read_certificates();
  acts_known told{std::exchange(untold_, {}), began_ms,
                  is_first ? certificates_ : std::move(certificates)};
  if (is_first) {
    told.acts = log_.acts();
  }
  for (const auto& sink : subscribers_) {
    send(sink, told);
  }
}

void proceedings::note_certified(const std::vector<official_act>& acts) {
  for (const auto& act : acts) {
    if (act.stage == act_stage::done && certifies(act.what)) {
      // Versions before results were signed count, too.
      auto version = ++versions_[{act.election, act.region}];
      if (!act.certificate.empty()) {
        due_.push_back({act.election, act.region, version});
      }
    }
  }
}

std::vector<result_certificate> proceedings::read_certificates() {
  std::vector<result_certificate> fresh;
  while (!due_.empty()) {
    const auto& x = due_.front();
    auto found = store_->find_certificate(x.election, x.region, x.version);
    if (!found) {
      note_failure(found.failure()); // the next look goes on
      break;
    }
    if (*found) {
      fresh.push_back(**found);
    }
    due_.pop_front();
  }
  certificates_.insert(certificates_.end(), fresh.begin(), fresh.end());
  return fresh;
}

void proceedings::note_failure(const error& why) {
  if (!std::exchange(failing_, true)) {
    log_event(log_level::warning, "acts_unknown",
              {{log_key::detail, to_string(why)}});
  }
}

} // namespace scrutin
