#include "domain/plurality.hpp"

#include "domain/ballot_positions.hpp"
#include "domain/selection.hpp"

namespace scrutin {

namespace {

void find_leader(contest_count& count) {
  std::uint64_t most = 0;
  std::uint64_t next = 0;
  for (const auto& [option, votes] : count.votes) {
    if (votes > most) {
      next = most;
      most = votes;
      count.leader = option;
    } else if (votes > next) {
      next = votes;
    }
  }
  count.margin = most - next;
  if (count.margin == 0) {
    count.leader.reset();
  }
}

} // namespace

contest_count count_plurality(const contest& where, const tally& votes) {
  contest_count count;
  count.ballots = votes.total();
  for (const auto& option : where.options) {
    count.votes.push_back({option.id, 0});
  }
  ballot_positions positions{where};
  votes.for_each([&](const std::string& canonical, std::uint64_t ballots) {
    auto parsed = from_canonical(canonical);
    if (parsed && std::holds_alternative<blank_choice>(*parsed)) {
      count.blank += ballots;
      return;
    }
    const auto* choice =
      parsed ? std::get_if<single_choice>(&*parsed) : nullptr;
    auto position =
      choice != nullptr ? positions.of(choice->option) : std::nullopt;
    if (!position) {
      broken_invariant("a counted ballot that its contest does not allow");
    }
    count.votes[*position].votes += ballots;
  });
  find_leader(count);
  return count;
}

} // namespace scrutin
