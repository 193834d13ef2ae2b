#include "actors/definition_list.hpp"

#include <utility>

namespace scrutin {

namespace {

/// Of one election, with its document.
result<shown_election> show(const served_election& x,
                            const administration_store& log,
                            const roll_store& roll) {
  shown_election shown;
  shown.id = x.definition.id;
  shown.code = x.definition.code;
  shown.name = x.definition.name;
  shown.fingerprint = meaning_fingerprint(x.definition);
  shown.document = x.document;
  shown.number = x.defined_by;
  if (x.defined_by != 0) {
    auto line = log.audit(x.defined_by - 1, 1);
    if (!line) {
      return line.failure();
    }
    if (!line->empty()) {
      shown.by = line->front().actor;
      shown.at_ms = line->front().at_ms;
    }
  }
  for (const auto& [region, slices] : x.slices) {
    auto voters = roll.count(x.definition.id, region);
    if (!voters) {
      return voters.failure();
    }
    shown.roll.push_back({region, slices, *voters});
  }
  return shown;
}

} // namespace

result<admin_answer> list_elections(const election_directory& elections,
                                    const administration_store& log,
                                    const roll_store& roll) {
  admin_answer list;
  for (const auto& served : elections.all()) {
    auto shown = show(served, log, roll);
    if (!shown) {
      return shown.failure();
    }
    shown->document.clear();
    list.elections.push_back(*std::move(shown));
  }
  list.total = list.elections.size();
  return list;
}

result<admin_answer> show_election(election_id id,
                                   const election_directory& elections,
                                   const administration_store& log,
                                   const roll_store& roll) {
  const auto* served = elections.find(id);
  if (served == nullptr) {
    return error{ec::unknown_election, "there is no such election"};
  }
  auto shown = show(*served, log, roll);
  if (!shown) {
    return shown.failure();
  }
  admin_answer told;
  told.elections.push_back(*std::move(shown));
  return told;
}

} // namespace scrutin
