#include "domain/review_kinds.hpp"

#include <cstdint>
#include <tuple>

namespace scrutin {

namespace {

auto order_key(const review_entry& x) {
  return std::make_tuple(x.contest, static_cast<int>(x.kind),
                         UINT32_MAX - x.attempts, x.first_day, x.last_day,
                         x.resolution);
}

} // namespace

const char* to_string(review_kind x) {
  switch (x) {
  case review_kind::duplicate:
    return "duplicate";
  case review_kind::unknown_credential:
    return "unknown_credential";
  case review_kind::malformed_selection:
    return "malformed_selection";
  case review_kind::poison:
    return "poison";
  }
  return "invalid";
}

std::optional<review_kind> parse_review_kind(std::string_view text) {
  for (auto kind : all_review_kinds) {
    if (to_string(kind) == text) {
      return kind;
    }
  }
  return std::nullopt;
}

bool is_listed_before(const review_entry& x, const review_entry& y) {
  return order_key(x) < order_key(y);
}

} // namespace scrutin
