#include "protocol/errors.hpp"

#include <optional>

#include <caf/atom.hpp>
#include <caf/make_message.hpp>
#include <caf/message.hpp>
#include <caf/string_algorithms.hpp>

namespace scrutin {

namespace {
constexpr auto category = caf::atom("scrutin");
} // namespace

caf::error to_caf(const error& x) {
  return caf::error{static_cast<std::uint8_t>(x.code), category,
                    caf::make_message(x.detail)};
}

std::optional<error> from_caf(const caf::error& x) {
  if (!x || x.category() != category
      || x.code() > static_cast<std::uint8_t>(ec::overloaded)) {
    return std::nullopt;
  }
  error found{static_cast<ec>(x.code()), {}};
  if (x.context().match_elements<std::string>()) {
    found.detail = x.context().get_as<std::string>(0);
  }
  return found;
}

caf::error error_of_exception(std::exception_ptr&) {
  return to_caf({ec::unavailable, "an exception ended a handler"});
}

std::string describe(const caf::error& x) {
  auto ours = from_caf(x);
  return ours ? to_string(*ours) : to_string(x);
}

} // namespace scrutin
