#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace scrutin::edge {

/// @returns 0 where the digits are none, or too many.
std::uint32_t number_of(std::string_view digits);

/// The value of a query parameter, decoded; nothing where it is not there.
std::optional<std::string> query_value(std::string_view query,
                                       std::string_view name);

} // namespace scrutin::edge
