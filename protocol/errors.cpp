#include "protocol/errors.hpp"

#include <optional>

#include <caf/atom.hpp>
#include <caf/make_message.hpp>
#include <caf/message.hpp>
#include <caf/string_algorithms.hpp>

namespace scrutin {

namespace {
constexpr auto category = caf::atom("scrutin");
constexpr auto poison_category = caf::atom("poison");
} // namespace

caf::error to_caf(const error& x) {
  return caf::error{static_cast<std::uint8_t>(x.code), category,
                    caf::make_message(x.detail)};
}

std::optional<error> from_caf(const caf::error& x) {
  if (!x || x.category() != category
      || x.code() > static_cast<std::uint8_t>(ec::spent_twice)) {
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

caf::error poison_error(const retry_id& cast) {
  return caf::error{1, poison_category,
                    caf::make_message(std::string{cast.view()})};
}

std::optional<retry_id> poison_of(const caf::error& x) {
  if (!x || x.category() != poison_category
      || !x.context().match_elements<std::string>()) {
    return std::nullopt;
  }
  const auto& bytes = x.context().get_as<std::string>(0);
  return bytes.size() == retry_id::size ? std::optional{retry_id::from(bytes)}
                                        : std::nullopt;
}

std::string describe(const caf::error& x) {
  if (poison_of(x)) {
    return "judging a cast threw an exception";
  }
  auto ours = from_caf(x);
  return ours ? to_string(*ours) : to_string(x);
}

} // namespace scrutin
