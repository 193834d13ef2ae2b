#include "edge/query.hpp"

#include <boost/url/parse.hpp>
#include <boost/url/url_view.hpp>
#include <charconv>

#include "edge/router.hpp"

namespace scrutin::edge {

std::uint32_t number_of(std::string_view digits) {
  std::uint32_t number = 0;
  auto [end, failure] =
    std::from_chars(digits.data(), digits.data() + digits.size(), number);
  return failure == std::errc{} && end == digits.data() + digits.size() ? number
                                                                        : 0;
}

std::optional<std::string> query_value(std::string_view query,
                                       std::string_view name) {
  if (query.empty()) {
    return std::nullopt;
  }
  auto target = "/?" + std::string{query};
  auto parsed = boost::urls::parse_origin_form(target);
  if (!parsed) {
    return std::nullopt;
  }
  for (auto param : parsed->encoded_params()) {
    if (std::string_view{param.key.data(), param.key.size()} == name) {
      return decode({param.value.data(), param.value.size()});
    }
  }
  return std::nullopt;
}

} // namespace scrutin::edge
