#pragma once

#include <functional>
#include <string_view>

#include <boost/json/object.hpp>

#include "domain/result.hpp"

namespace scrutin {

/// Gets one item of a list after the other.
using json_item_visitor =
  std::function<result<void>(const boost::json::value& item)>;

/// Reads a JSON object of which one list is too long to be held.
/// @param name: of the member that is the list.
/// @param visit: gets each item, which is gone afterwards; may be empty.
/// @returns the other members; `malformed` where the text is no object, or has
/// no such list or two of them; the visitor's first error.
/// Cost: linear; memory for the other members and one item.
result<boost::json::object> read_json_list(std::string_view text,
                                           std::string_view name,
                                           const json_item_visitor& visit);

} // namespace scrutin
