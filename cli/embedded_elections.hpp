#pragma once

#include <string_view>

namespace scrutin {

/// Documents of config/elections, as they were when this was built.
extern const std::string_view embedded_law;
extern const std::string_view embedded_provincial;
extern const std::string_view embedded_municipal;

} // namespace scrutin
