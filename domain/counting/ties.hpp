#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "domain/counting/count.hpp"

namespace scrutin {

/// The reason of an elimination whose tie, if any, went by this.
elimination_reason reason_of(std::optional<tie_decider> by);

/// Decides between equals by the rule of a contest, and writes down each
/// decision.
class tie_breaker {
public:
  /// Votes of earlier rounds by position, oldest first.
  using history = std::vector<std::vector<std::uint64_t>>;

  /// @param terms, count: outlive the tie breaker. Decisions go to `ties` of
  /// the count; what stays open, to `undecided`.
  tie_breaker(const count_terms& terms, contest_count& count)
    : terms_(terms), count_(count) {}

  /// Who yields.
  /// @param tied: positions in ballot order; one alone is chosen at once.
  /// @param before: rounds before this one; empty where there are none.
  /// @returns nothing where the rule leaves it open.
  std::optional<ballot_position> loser(tie_question about,
                                       const std::vector<ballot_position>& tied,
                                       const history& before = {});

  /// Who prevails.
  std::optional<ballot_position>
  winner(tie_question about, const std::vector<ballot_position>& tied,
         const history& before = {});

  /// What the last decision went by; nothing where there was no tie.
  [[nodiscard]] std::optional<tie_decider> last() const { return last_; }

  /// Writes down a tie that the method decides by itself.
  void note(tie_question about, const std::vector<ballot_position>& tied,
            ballot_position chosen, tie_decider by);

private:
  enum class side : bool { yields, prevails };

  std::optional<ballot_position> decide(side wanted, tie_question about,
                                        std::vector<ballot_position> tied,
                                        const history& before);
  std::optional<ballot_position>
  by_lot(side wanted, const std::vector<ballot_position>& tied) const;
  std::optional<ballot_position>
  by_official(side wanted, const std::vector<ballot_position>& tied) const;
  std::vector<option_id> named(const std::vector<ballot_position>& x) const;

  const count_terms& terms_;
  contest_count& count_;
  std::optional<tie_decider> last_;
};

} // namespace scrutin
