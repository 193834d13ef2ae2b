#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <utility>
#include <vector>

namespace scrutin::edge {

/// Things that wait for an answer, each under a ticket that is never used
/// twice, at most so many at a time. All wait equally long, so that the oldest
/// is the first to be due. O(1) each; memory stays once grown.
template <class Thing>
class waiting_table {
public:
  explicit waiting_table(std::size_t most) : most_(most) {}

  [[nodiscard]] bool full() const { return waiting_ >= most_; }
  [[nodiscard]] std::size_t size() const { return waiting_; }

  /// Not when full.
  std::uint64_t add(Thing x, std::int64_t due_ns) {
    std::uint32_t index = 0;
    if (free_.empty()) {
      index = static_cast<std::uint32_t>(places_.size());
      places_.emplace_back();
    } else {
      index = free_.back();
      free_.pop_back();
    }
    auto& spot = places_[index];
    spot.thing.emplace(std::move(x));
    ++spot.use;
    ++waiting_;
    auto ticket = (std::uint64_t{spot.use} << index_bits) | index;
    due_.push_back({ticket, due_ns});
    return ticket;
  }

  /// @returns what waited under that ticket, once.
  std::optional<Thing> take(std::uint64_t ticket) {
    auto index = static_cast<std::uint32_t>(ticket);
    if (index >= places_.size() || places_[index].use != ticket >> index_bits) {
      return std::nullopt;
    }
    auto taken = std::exchange(places_[index].thing, std::nullopt);
    if (taken) {
      free_.push_back(index);
      --waiting_;
      forget_answered();
    }
    return taken;
  }

  /// @returns what waits under that ticket, valid until the next call; null
  /// where nothing does.
  Thing* find(std::uint64_t ticket) {
    auto index = static_cast<std::uint32_t>(ticket);
    auto is_there = index < places_.size()
                    && places_[index].use == ticket >> index_bits
                    && places_[index].thing;
    return is_there ? &*places_[index].thing : nullptr;
  }

  /// @returns a ticket that is past due and still waited for.
  std::optional<std::uint64_t> overdue(std::int64_t now_ns) {
    forget_answered();
    if (due_.empty() || now_ns < due_.front().at_ns) {
      return std::nullopt;
    }
    return due_.front().ticket;
  }

private:
  static constexpr unsigned index_bits = 32;

  struct place {
    std::uint32_t use = 0;
    std::optional<Thing> thing;
  };
  struct due_entry {
    std::uint64_t ticket;
    std::int64_t at_ns;
  };

  void forget_answered() {
    while (!due_.empty()) {
      auto ticket = due_.front().ticket;
      const auto& at = places_[static_cast<std::uint32_t>(ticket)];
      if (at.thing && at.use == ticket >> index_bits) {
        return;
      }
      due_.pop_front();
    }
  }

  std::size_t most_;
  std::size_t waiting_ = 0;
  std::vector<place> places_;
  std::vector<std::uint32_t> free_;
  /// In the order of adding; answered ones leave when they come first.
  std::deque<due_entry> due_;
};

} // namespace scrutin::edge
