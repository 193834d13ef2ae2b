#pragma once

#include <tuple>

#include <caf/binary_deserializer.hpp>
#include <caf/deserializer.hpp>
#include <caf/meta/type_name.hpp>
#include <caf/serializer.hpp>

namespace scrutin {

/// What format 3 adds at the end of a message: a node of format 2 sends a
/// message that ends before it.
template <class... Fields>
struct later_fields {
  std::tuple<Fields&...> of;
};

template <class... Fields>
later_fields<Fields...> later(Fields&... x) {
  return {std::tie(x...)};
}

template <class... Fields>
caf::error inspect(caf::serializer& f, later_fields<Fields...>& x) {
  return std::apply([&f](auto&... each) { return f(each...); }, x.of);
}

template <class... Fields>
caf::error inspect(caf::deserializer& f, later_fields<Fields...>& x) {
  auto* bytes = dynamic_cast<caf::binary_deserializer*>(&f);
  if (bytes != nullptr && bytes->remaining() == 0) {
    return {};
  }
  return std::apply([&f](auto&... each) { return f(each...); }, x.of);
}

// Printed messages do without.
template <class Inspector, class... Fields>
typename Inspector::result_type inspect(Inspector& f,
                                        later_fields<Fields...>&) {
  return f(caf::meta::type_name("later_fields"));
}

} // namespace scrutin
