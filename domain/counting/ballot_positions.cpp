#include "domain/counting/ballot_positions.hpp"

namespace scrutin {

ballot_positions::ballot_positions(const std::vector<option_id>& options) {
  std::uint32_t size = 4;
  while (size < options.size() * 2) {
    size *= 2;
  }
  places_.resize(size);
  mask_ = size - 1;
  std::uint16_t position = 0;
  for (auto option : options) {
    auto i = home_of(option);
    while (places_[i].option.value != 0) {
      i = (i + 1) & mask_;
    }
    places_[i] = {option, position++};
  }
}

} // namespace scrutin
