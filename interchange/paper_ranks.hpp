#pragma once

#include <cstddef>
#include <functional>
#include <vector>

#include "domain/counting/ballot_papers.hpp"
#include "domain/counting/rules.hpp"

namespace scrutin {

/// The options of one rank; none where it is empty.
using rank_options = std::vector<ballot_position>;

/// Visits the ranks of a paper, up to the last that is marked, for formats
/// that know nothing but rankings: one option is a ranking of one, a set is one
/// rank of all its options.
/// @param at: where its paper begins.
/// @param style: anything but scores.
void each_rank(const ballot_papers& papers, std::size_t at, ballot_style style,
               const std::function<void(const rank_options&)>& visit);

} // namespace scrutin
