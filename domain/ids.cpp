#include "domain/ids.hpp"

namespace scrutin {

std::string to_string(const partition_id& x) {
  return "election " + std::to_string(x.election.value) + " region "
         + std::to_string(x.region.value) + " slice " + std::to_string(x.slice);
}

} // namespace scrutin
