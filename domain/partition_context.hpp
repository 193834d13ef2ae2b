#pragma once

#include <string>

#include "domain/byte_codec.hpp"
#include "domain/ids.hpp"

namespace scrutin {

/// What tells the keys of one partition from those of another when they are
/// derived: 10 bytes of election, region and slice.
inline std::string partition_context(partition_id x) {
  std::string context;
  byte_writer out{context};
  out.u32(x.election.value);
  out.u32(x.region.value);
  out.u16(x.slice);
  return context;
}

} // namespace scrutin
