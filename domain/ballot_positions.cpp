#include "domain/ballot_positions.hpp"

namespace scrutin {

ballot_positions::ballot_positions(const contest& where) {
  std::uint32_t size = 4;
  while (size < where.options.size() * 2) {
    size *= 2;
  }
  places_.resize(size);
  mask_ = size - 1;
  std::uint16_t position = 0;
  for (const auto& option : where.options) {
    auto i = home_of(option.id);
    while (places_[i].option.value != 0) {
      i = (i + 1) & mask_;
    }
    places_[i] = {option.id, position++};
  }
}

} // namespace scrutin
