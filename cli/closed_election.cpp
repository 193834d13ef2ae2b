#include "cli/closed_election.hpp"

#include <algorithm>

#include "cli/administration/command_note.hpp"
#include "cli/progress_bar.hpp"
#include "nodes/system_surroundings.hpp"

namespace scrutin {

namespace {

std::uint64_t partitions_of(const served_election& x) {
  std::uint64_t sum = 0;
  for (const auto& where : x.definition.contests) {
    sum += x.slices_of(where.region);
  }
  return sum;
}

bool has(const std::vector<region_id>& list, region_id x) {
  return std::find(list.begin(), list.end(), x) != list.end();
}

} // namespace

void closed_election_flags::add_to(CLI::App& command) {
  node.add_to(command);
  command.add_option("-e,--election", election, "The election's code")
    ->required()
    ->type_name("CODE");
  command
    .add_option("-r,--region", region,
                "Only this region; all have to be closed all the same")
    ->check(CLI::Range(1U, UINT32_MAX))
    ->type_name("ID");
}

result<closed_election> closed_election_flags::read(const terminal& at) const {
  auto options = node.read();
  if (!options) {
    return options.failure();
  }
  auto opened = open_elections(*options, system_random());
  if (!opened) {
    return opened.failure();
  }
  closed_election x{std::move(*opened), {}};
  const auto* served = x.opened.elections->find(election);
  if (served == nullptr) {
    return error{ec::unknown_election, "no election " + election};
  }
  x.definition = &served->definition;
  if (region != 0 && x.definition->find_contest({region}) == nullptr) {
    return error{ec::unknown_region,
                 election + " has no region " + std::to_string(region)};
  }
  progress_bar bar{at, "reading the ballot box", "ballots",
                   partitions_of(*served)};
  auto contests = recount(x.opened.at, *served,
                          [&](std::uint64_t partitions, std::uint64_t ballots) {
                            bar.update(partitions, ballots);
                          });
  bar.finish();
  if (!contests) {
    return contests.failure();
  }
  x.contests = std::move(*contests);
  x.is_whole = region == 0;
  for (const auto& each : x.contests) {
    if (region != 0 && has(each.merged, {region})) {
      return error{ec::wrong_state,
                   election + ": the votes of region " + std::to_string(region)
                     + " come out in one sum with those of other regions "
                       "alone; leave --region out"};
    }
  }
  if (region != 0) {
    x.contests.erase(
      std::remove_if(x.contests.begin(), x.contests.end(),
                     [&](const auto& c) { return c.region.value != region; }),
      x.contests.end());
  }
  return x;
}

void closed_election_flags::note(const terminal& at, closed_election& x,
                                 audit_act what,
                                 const std::string& detail) const {
  auto text = election;
  if (region != 0) {
    text += ", region " + std::to_string(region);
  }
  if (!detail.empty()) {
    text += ", " + detail;
  }
  note_command(at, x.opened.at, what,
               "election " + std::to_string(x.definition->id.value), text);
}

std::string region_names_of(const election& in, const recounted_contest& x) {
  const auto& regions =
    x.merged.empty() ? std::vector<region_id>{x.region} : x.merged;
  std::string names;
  for (auto each : regions) {
    const auto* region = in.find_region(each);
    names += (names.empty() ? "" : " + ")
             + (region == nullptr ? std::string{} : region->name.fr);
  }
  return names;
}

std::string title_of(const election& in, const recounted_contest& x) {
  return in.contests.size() == 1 ? in.name.fr
                                 : in.name.fr + ", " + region_names_of(in, x);
}

result<counted_contest> count_again(const election& in,
                                    const recounted_contest& x,
                                    const std::vector<option_id>& drawn) {
  const auto& where = *in.find_contest(x.region);
  counted_contest counted;
  counted.title = title_of(in, x);
  for (const auto& option : where.options) {
    counted.names.push_back(option.name.fr);
  }
  counted.terms = terms_of(in, where, x.withdrawn);
  counted.terms.drawn = drawn;
  auto count = count_papers(counted.terms, read_papers(counted.terms, x.votes));
  if (!count) {
    return count.failure();
  }
  counted.count = std::move(*count);
  return counted;
}

} // namespace scrutin
