#pragma once

#include <array>
#include <optional>
#include <string_view>

#include "domain/review.hpp"

namespace scrutin {

constexpr std::array<review_kind, 4> all_review_kinds{
  review_kind::duplicate, review_kind::unknown_credential,
  review_kind::malformed_selection, review_kind::poison};

/// `duplicate`, `unknown_credential`, `malformed_selection`, `poison`: stable,
/// in files and answers.
const char* to_string(review_kind x);
std::optional<review_kind> parse_review_kind(std::string_view text);

/// The order in which officials see entries: by everything but the tag, many
/// attempts first. So a place in a list stands for nobody, and entries of two
/// kinds or regions do not show that they are one credential's.
bool is_listed_before(const review_entry& x, const review_entry& y);

} // namespace scrutin
