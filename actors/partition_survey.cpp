#include "actors/partition_survey.hpp"

#include <memory>
#include <utility>

#include <caf/typed_event_based_actor.hpp>

#include "protocol/type_ids.hpp"

namespace scrutin {

std::vector<partition_closing> partitions_to_ask(const served_election& in) {
  std::vector<partition_closing> all;
  for (const auto& [region, slices] : in.slices) {
    for (std::uint16_t slice = 0; slice < slices; ++slice) {
      partition_closing each;
      each.partition = {in.definition.id, region, slice};
      all.push_back(each);
    }
  }
  return all;
}

void survey_partitions(
  administration_actor::pointer self,
  const std::unordered_map<partition_id, validator_actor>& validators,
  std::vector<partition_closing> which, std::chrono::milliseconds deadline,
  std::function<void(std::vector<partition_closing>)> then) {
  if (which.empty()) {
    then({}); // nobody votes
    return;
  }
  struct gathering {
    std::vector<partition_closing> all;
    std::size_t left = 0;
    std::function<void(std::vector<partition_closing>)> then;

    void heard() {
      if (--left == 0) {
        then(std::move(all));
      }
    }
  };
  auto gathered = std::make_shared<gathering>();
  gathered->left = which.size();
  gathered->all = std::move(which);
  gathered->then = std::move(then);
  for (std::size_t i = 0, size = gathered->all.size(); i < size; ++i) {
    auto owner = validators.find(gathered->all[i].partition);
    if (owner == validators.end()) {
      gathered->heard();
      continue;
    }
    self->request(owner->second, deadline, status_query{})
      .then(
        [gathered, i](const partition_status& status) {
          gathered->all[i].status = status;
          gathered->heard();
        },
        [gathered](const caf::error&) { gathered->heard(); });
  }
}

} // namespace scrutin
