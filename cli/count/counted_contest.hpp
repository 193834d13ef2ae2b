#pragma once

#include <string>
#include <vector>

#include "domain/counting/count.hpp"

namespace scrutin {

/// A contest, counted, with what the reports call it and its options: out of a
/// file, or out of the ballot box.
struct counted_contest {
  std::string title;
  /// Names of `terms.options`, in their order.
  std::vector<std::string> names;
  /// Positions of options that have withdrawn.
  std::vector<ballot_position> withdrawn;
  count_terms terms;
  contest_count count;

  /// The name of an option. O(options).
  [[nodiscard]] const std::string& name_of(option_id option) const;
};

} // namespace scrutin
