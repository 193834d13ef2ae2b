#pragma once

#include <random>
#include <string>

#include "config/election_document.hpp"
#include "domain/surroundings.hpp"

namespace scrutin {

/// A source that gives the same bytes for the same seed.
inline random_source seeded_random(std::uint32_t seed) {
  return [generator = std::mt19937{seed}](std::size_t bytes) mutable {
    std::string drawn;
    while (drawn.size() < bytes) {
      drawn += static_cast<char>(generator() & 0xFF);
    }
    return drawn;
  };
}

/// A referendum in two regions.
inline std::string
law_document(const std::string& codes = "strong",
             const std::string& digests = "nas_code_election") {
  return R"(id = 7
code = "L1"
kind = "referendum"
method = "plurality"
name = { fr = "Loi", en = "Law" }
question = { fr = "Oui ?", en = "Yes?" }
[window]
opens_at = 2026-01-01T08:00:00-05:00
closes_at = 2026-01-02T08:00:00-05:00
[roll]
codes = ")"
         + codes + R"("
digests = ")"
         + digests + R"("
[pass]
numerator = 1
denominator = 2
of = "valid"
[[options]]
id = 1
code = "oui"
name = { fr = "Oui", en = "Yes" }
[[options]]
id = 2
code = "non"
name = { fr = "Non", en = "No" }
[[regions]]
id = 1
code = "a"
name = { fr = "A", en = "A" }
[[regions]]
id = 2
code = "b"
name = { fr = "B", en = "B" }
)";
}

inline election sample_law(const std::string& codes = "strong",
                           const std::string& digests = "nas_code_election") {
  return *election_from_toml(law_document(codes, digests), "law.toml");
}

} // namespace scrutin
