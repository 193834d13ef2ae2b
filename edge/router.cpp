#include "edge/router.hpp"

#include <boost/url/pct_string_view.hpp>

#include "domain/text.hpp"

namespace scrutin::edge {

bool fits(std::string_view path, std::string_view pattern,
          route_params& params) {
  std::size_t found = 0;
  for (;;) {
    auto brace = pattern.find('{');
    auto literal = pattern.substr(0, brace);
    if (path.substr(0, literal.size()) != literal) {
      return false;
    }
    path.remove_prefix(literal.size());
    if (brace == std::string_view::npos) {
      return path.empty();
    }
    auto value = path.substr(0, path.find('/'));
    if (value.empty() || found == params.size()) {
      return false;
    }
    params.at(found++) = value;
    path.remove_prefix(value.size());
    pattern.remove_prefix(pattern.find('}') + 1);
  }
}

std::optional<std::string> decode(std::string_view escaped) {
  auto text = boost::urls::make_pct_string_view(escaped);
  if (!text) {
    return std::nullopt;
  }
  std::string plain;
  plain.resize(text->decoded_size());
  text->decode({}, boost::urls::string_token::assign_to(plain));
  return is_utf8(plain) ? std::optional{plain} : std::nullopt;
}

} // namespace scrutin::edge
