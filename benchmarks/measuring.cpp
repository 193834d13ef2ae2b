#include "benchmarks/measuring.hpp"

#include <random>

#include "domain/selection.hpp"

namespace scrutin::bench {

election sample_law(std::uint32_t partition_voters) {
  election law;
  law.id = {1};
  law.code = "L2025-001";
  law.name = {"Loi d'essai", "Trial act"};
  law.kind = election_kind::referendum;
  law.question = bilingual{"Approuvez-vous ?", "Do you approve?"};
  law.pass = pass_rule{};
  law.policy = release_policy::live;
  law.opens_at_ms = 0;
  law.closes_at_ms = std::int64_t{4'102'444'800'000}; // the year 2100
  law.partition_voters = partition_voters;
  law.regions = {{{1}, "national", {"Tout", "All"}}};
  contest_option yes{{1}, "oui", {"Oui", "Yes"}, ""};
  contest_option no{{2}, "non", {"Non", "No"}, ""};
  law.contests = {{{1}, {yes, no}}};
  return law;
}

std::vector<voter_cast> sample_casts(std::size_t count) {
  constexpr char hex[] = "0123456789abcdef";
  std::mt19937_64 random{20251006};
  std::vector<voter_cast> casts;
  casts.reserve(count);
  for (std::size_t i = 0; i < count; ++i) {
    std::string bytes;
    for (int j = 0; j < 10; ++j) {
      bytes += static_cast<char>(random() & 0xFF);
    }
    std::string key;
    for (int j = 0; j < 32; ++j) {
      key += hex[random() & 15];
    }
    option_id choice{static_cast<std::uint32_t>(1 + (random() & 1))};
    casts.push_back({{std::to_string(100'000'000 + i), make_strong_code(bytes)},
                     std::move(key),
                     to_canonical(single_choice{choice})});
  }
  return casts;
}

} // namespace scrutin::bench
