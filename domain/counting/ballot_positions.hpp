#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "domain/ids.hpp"

namespace scrutin {

/// Where the options of a contest stand on its ballot. Made once for a count
/// and asked once for every mark, so it is a small open-addressing table:
/// option ids may be any numbers.
class ballot_positions {
public:
  explicit ballot_positions(const std::vector<option_id>& options);

  /// @returns the index of the option in `options`, or nothing where
  /// none has that id. O(1).
  [[nodiscard]] std::optional<std::uint16_t> of(option_id id) const {
    for (auto i = home_of(id);; i = (i + 1) & mask_) {
      if (places_[i].option == id && id.value != 0) {
        return places_[i].position;
      }
      if (places_[i].option.value == 0) {
        return std::nullopt;
      }
    }
  }

private:
  struct place {
    option_id option; // 0: free
    std::uint16_t position = 0;
  };

  [[nodiscard]] std::uint32_t home_of(option_id id) const {
    return ((id.value * 0x9E3779B1U) >> 16) & mask_;
  }

  std::vector<place> places_;
  std::uint32_t mask_ = 0;
};

} // namespace scrutin
