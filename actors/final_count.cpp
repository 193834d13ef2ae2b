#include "actors/final_count.hpp"

#include <algorithm>
#include <utility>

#include "domain/merged_regions.hpp"

namespace scrutin {

final_count::final_count(caf::actor_config& cfg, final_count_options options)
  : final_count_base::base(cfg), options_(std::move(options)),
    served_(options_.elections->find(options_.election)) {
  if (served_ == nullptr) {
    broken_invariant("a final count of no election");
  }
  auto alone = served_->definition.policy == release_policy::live;
  for (const auto& [region, slices] : served_->slices) {
    if (alone && !is_counted(region)) {
      continue;
    }
    totals_.emplace(region, contest_totals{slices});
    for (std::uint16_t slice = 0; slice < slices; ++slice) {
      due_.insert({options_.election, region, slice});
    }
  }
}

final_count::behavior_type final_count::make_behavior() {
  return {
    [this](totals_update& x) { on(x); },
    [this](const count_wanted& x) { return on(x); },
    [this](const clock_tick&) { finish(); },
  };
}

void final_count::on_exit() {
  options_.validators.clear();
}

caf::result<final_counts> final_count::on(const count_wanted&) {
  promise_ = make_response_promise<final_counts>();
  for (auto at = due_.begin(); at != due_.end();) {
    auto owner = options_.validators.find(*at);
    if (owner == options_.validators.end()) {
      silent_.push_back(*at);
      at = due_.erase(at);
    } else {
      send(owner->second, subscribe_totals{});
      ++at;
    }
  }
  if (due_.empty()) {
    finish();
  } else {
    delayed_send(this, std::chrono::milliseconds{options_.deadline_ms},
                 clock_tick{});
  }
  return promise_;
}

void final_count::on(totals_update& x) {
  auto partition = x.partition;
  auto state = x.state;
  auto known = totals_.find(partition.region);
  if (due_.count(partition) == 0 || known == totals_.end()
      || known->second.apply(std::move(x))
           != contest_totals::outcome::applied) {
    return;
  }
  due_.erase(partition);
  if (state != partition_state::closed) {
    open_.push_back(partition);
  }
  if (due_.empty()) {
    finish();
  }
}

void final_count::finish() {
  silent_.insert(silent_.end(), due_.begin(), due_.end());
  final_counts told;
  told.open = std::move(open_);
  told.silent = std::move(silent_);
  if (told.open.empty() && told.silent.empty()) {
    const auto& rules = served_->definition;
    auto together = merged();
    for (const auto& where : rules.contests) {
      if (is_counted(where.region)) {
        auto is_merged =
          std::find(together.begin(), together.end(), where.region)
          != together.end();
        told.contests.push_back(is_merged ? merged_count_of(where, together)
                                          : count_of(where));
        auto names = names_in(where);
        told.written_names.insert(told.written_names.end(), names.begin(),
                                  names.end());
      }
    }
  }
  promise_.deliver(std::move(told));
  quit();
}

certified_contest final_count::count_of(const contest& where) const {
  const auto& rules = served_->definition;
  auto known = totals_.find(where.region);
  if (known == totals_.end()) {
    // Nobody votes there: all are acclaimed.
    return {where.region, 0, count_contest(rules, where, {}), {}};
  }
  const auto& totals = known->second;
  const auto& withdrawn = totals.withdrawn();
  auto merged = options_.merged_names.find(where.region);
  static const std::vector<write_in_merge> none;
  auto votes =
    counted_as({rules.id, where.region}, totals.votes(),
               merged == options_.merged_names.end() ? none : merged->second);
  return {where.region, totals.eligible(),
          count_contest(rules, where, votes, withdrawn), withdrawn};
}

std::vector<region_id> final_count::merged() const {
  return merged_regions(served_->definition, [&](region_id region) {
    auto known = totals_.find(region);
    return known == totals_.end() ? 0 : known->second.turnout();
  });
}

certified_contest
final_count::merged_count_of(const contest& where,
                             const std::vector<region_id>& merged) const {
  certified_contest counted{
    where.region, totals_.at(where.region).eligible(), {}, {}, merged};
  if (where.region == merged.front()) {
    tally sum;
    for (auto region : merged) {
      sum.add(totals_.at(region).votes());
    }
    counted.count = count_contest(served_->definition, where, sum);
  }
  return counted;
}

std::vector<write_in_count> final_count::names_in(const contest& where) const {
  auto known = totals_.find(where.region);
  return known == totals_.end()
           ? std::vector<write_in_count>{}
           : written_names(where.region, known->second.votes());
}

bool final_count::is_counted(region_id region) const {
  return options_.region.value == 0 || options_.region == region;
}

} // namespace scrutin
