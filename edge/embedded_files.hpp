#pragma once

#include <string_view>

namespace scrutin::edge {

// Files that are part of the program: cmake/embed.cmake puts them there.

/// edge/openapi.json
extern const std::string_view embedded_openapi_json;
/// web/docs/index.html
extern const std::string_view embedded_docs_html;
/// web/docs/docs.js
extern const std::string_view embedded_docs_js;
/// The page's viewer, from the npm package rapidoc.
extern const std::string_view embedded_rapidoc_js;

} // namespace scrutin::edge
