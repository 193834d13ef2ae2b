#pragma once

#include <atomic>
#include <cstdint>
#include <deque>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "domain/election.hpp"
#include "domain/election_keys.hpp"

namespace scrutin {

/// An election as a node serves it: its definition, its keys, and how its
/// roll was cut. Never changed: another version takes its place.
struct served_election {
  election definition;
  election_keys keys;
  /// Slices of each contest's roll.
  std::vector<std::pair<region_id, std::uint16_t>> slices;
  /// Whether anybody may vote. Without a roll an election does not open:
  /// opening would seal the empty roll for good.
  bool has_roll = true;
  /// As the catalog has them, under the master key.
  std::string wrapped_keys;
  /// What defines it, as it was written; empty where that is not known.
  std::string document = {};
  /// Line of the audit log that defined it; 0: a document that the node was
  /// started with.
  std::uint64_t defined_by = 0;

  /// @returns 0 where the region has no contest.
  [[nodiscard]] std::uint16_t slices_of(region_id region) const;
};

/// Elections at one moment, in the order of their ids: as many as there were,
/// as they were. Good as long as the directory that it came from.
class served_list {
public:
  using pointers = std::vector<const served_election*>;

  class iterator {
  public:
    using iterator_category = std::forward_iterator_tag;
    using value_type = served_election;
    using difference_type = std::ptrdiff_t;
    using pointer = const served_election*;
    using reference = const served_election&;

    explicit iterator(pointers::const_iterator at) : at_(at) {}
    reference operator*() const { return **at_; }
    pointer operator->() const { return *at_; }
    iterator& operator++() {
      ++at_;
      return *this;
    }
    iterator operator++(int) {
      auto before = *this;
      ++at_;
      return before;
    }
    friend bool operator==(const iterator& x, const iterator& y) {
      return x.at_ == y.at_;
    }
    friend bool operator!=(const iterator& x, const iterator& y) {
      return x.at_ != y.at_;
    }

  private:
    pointers::const_iterator at_;
  };

  explicit served_list(const pointers& x) : list_(&x) {}
  [[nodiscard]] iterator begin() const { return iterator{list_->begin()}; }
  [[nodiscard]] iterator end() const { return iterator{list_->end()}; }
  [[nodiscard]] std::size_t size() const { return list_->size(); }
  [[nodiscard]] bool empty() const { return list_->empty(); }
  [[nodiscard]] const served_election& front() const { return *list_->front(); }
  [[nodiscard]] const served_election& operator[](std::size_t i) const {
    return *(*list_)[i];
  }
  [[nodiscard]] const served_election& at(std::size_t i) const {
    return *list_->at(i);
  }
  /// To make others of them.
  [[nodiscard]] std::vector<served_election> copies() const {
    return {begin(), end()};
  }

private:
  const pointers* list_;
};

/// The elections of a node, in the order of their ids. One thread at a time
/// puts new versions in; any thread reads, without a lock. Nothing that was
/// put in ever goes, so what find() returned stays good: people define
/// elections, a few hundred times in the life of a process.
class election_directory {
public:
  explicit election_directory(std::vector<served_election> elections);
  /// Not while anybody reads the other.
  election_directory(election_directory&& other) noexcept;
  election_directory& operator=(election_directory&&) = delete;

  /// The newest version; null where there is none.
  [[nodiscard]] const served_election* find(election_id id) const;
  [[nodiscard]] const served_election* find(const std::string& code) const;
  [[nodiscard]] served_list all() const { return served_list{*now()}; }
  /// Grows with each put().
  [[nodiscard]] std::uint64_t version() const {
    return version_.load(std::memory_order_acquire);
  }

  /// A new election, or a new version of one.
  void put(served_election x);

private:
  [[nodiscard]] const served_list::pointers* now() const {
    return now_.load(std::memory_order_acquire);
  }

  std::mutex writing_;
  std::deque<std::unique_ptr<const served_election>> versions_;
  std::deque<std::unique_ptr<const served_list::pointers>> lists_;
  std::atomic<const served_list::pointers*> now_{nullptr};
  std::atomic<std::uint64_t> version_{0};
};

using directory_ptr = std::shared_ptr<const election_directory>;

} // namespace scrutin
