#pragma once

#include <cstddef>

#include "protocol/administration.hpp"
#include "storage/administration_store.hpp"
#include "storage/review_store.hpp"

namespace scrutin {

/// The refused attempts of a contest that are asked for, page by page, alone or
/// in groups that say the same, with the decisions that they name and counts of
/// each kind.
/// @param x: contest, kind, whether resolved, page.
/// @param listed_max: of the longest page.
/// @param log: where decisions stand.
/// @returns errors of the stores.
result<admin_answer> list_reviews(const admin_request& x,
                                  std::size_t listed_max,
                                  const review_store& queue,
                                  const administration_store& log);

} // namespace scrutin
