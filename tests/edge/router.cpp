#define CAF_SUITE router

#include "edge/router.hpp"

#include "caf/test/unit_test.hpp"

#include "edge/api.hpp"

using namespace scrutin::edge;

namespace {

// A path that fits a pattern.
std::string example_of(std::string_view pattern) {
  std::string path;
  while (!pattern.empty()) {
    auto brace = pattern.find('{');
    path += pattern.substr(0, brace);
    if (brace == std::string_view::npos) {
      break;
    }
    path += '7';
    pattern.remove_prefix(pattern.find('}') + 1);
  }
  return path;
}

} // namespace

CAF_TEST(every declared route is found by its verb and no other) {
  const auto& table = api_routes();
  for (std::size_t i = 0; i < table.size(); ++i) {
    auto path = example_of(table[i].pattern);
    CAF_CHECK_EQUAL(find_route(table, table[i].verb, path).index, i);
    auto other = find_route(table, http::verb::delete_, path);
    CAF_CHECK_EQUAL(other.index, route_match::none);
    CAF_CHECK(!other.allowed.empty());
    if (table[i].verb == http::verb::get) {
      CAF_CHECK_EQUAL(find_route(table, http::verb::head, path).index, i);
    }
  }
}

CAF_TEST(near misses are not routes) {
  for (const auto* path :
       {"", "/api", "/api/v1/vote/", "/api/v1/votes", "/api/v1/results/",
        "/api/v1/results/a/b", "/api/v1/elections//results",
        "/api/v1/elections/1/regions//results", "/HEALTH", "/health/"}) {
    auto match = find_route(api_routes(), http::verb::get, path);
    CAF_CHECK_EQUAL(match.index, route_match::none);
    CAF_CHECK(match.allowed.empty());
  }
}

CAF_TEST(parameters are taken in order) {
  route_params params;
  CAF_CHECK(fits("/e/12/r/x%20y", "/e/{a}/r/{b}", params));
  CAF_CHECK_EQUAL(params[0], "12");
  CAF_CHECK_EQUAL(params[1], "x%20y");
  CAF_CHECK(decode("x%20y") == "x y");
  CAF_CHECK(!decode("%FF"));
  CAF_CHECK(!decode("%4"));
}
