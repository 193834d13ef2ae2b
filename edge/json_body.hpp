#pragma once

#include <variant>

#include "edge/exchange.hpp"
#include "edge/strict_json.hpp"

namespace scrutin::edge {

/// The body of a request as an object, valid until the reader reads again, or
/// what to answer instead.
std::variant<const json::object*, problem> read_json_body(json_reader& reader,
                                                          const request& asked);

} // namespace scrutin::edge
