#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "domain/counting/ballot_papers.hpp"

namespace scrutin {

/// Papers that say the same from their first mark on, as one; sorted by what
/// they say.
std::vector<ballot_papers::paper>
merged_papers(const std::vector<ballot_position>& marks,
              std::vector<ballot_papers::paper> papers);

/// Shares whole ballots out among papers, in proportion to how many each
/// stands for; the largest fractions are rounded up, equal ones by lot: the
/// lowest SHA-256 of `seed|marks`, the marks in decimal with commas.
/// @param pile: different papers.
/// @returns how many of each paper: together `wanted`, or all there are.
std::vector<std::uint64_t>
share_out(const std::vector<ballot_papers::paper>& pile, std::uint64_t wanted,
          const std::vector<ballot_position>& marks, const std::string& seed);

} // namespace scrutin
