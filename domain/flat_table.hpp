#pragma once

#include <cstddef>
#include <cstdint>
#include <type_traits>
#include <utility>
#include <vector>

namespace scrutin {

/// A set of records found by a key of keyed-hash bytes: open addressing with
/// linear probing, nothing but the records in memory. Records are never
/// removed. Sized for millions: 1 / `load_max` of a record's bytes each.
///
/// `Record` has a member function `key()` that yields fixed_bytes, all zero
/// in a free place only.
template <class Record>
class flat_table {
public:
  using key_type = std::decay_t<decltype(std::declval<Record>().key())>;

  flat_table() = default;

  /// @param expected: records to have room for without growing.
  explicit flat_table(std::size_t expected) { reserve(expected); }

  void reserve(std::size_t expected) {
    auto places = expected * load_divisor / load_dividend + 2;
    if (places > places_.size()) {
      rehash(places);
    }
  }

  [[nodiscard]] Record* find(const key_type& key) {
    return places_.empty() ? nullptr : occupied(place_of(key));
  }
  [[nodiscard]] const Record* find(const key_type& key) const {
    return const_cast<flat_table*>(this)->find(key);
  }

  /// @returns false, changing nothing, if the key is there already or zero.
  bool insert(const Record& record) {
    if (record.key().is_zero()) {
      return false;
    }
    if ((size_ + 1) * load_divisor > places_.size() * load_dividend) {
      rehash(places_.size() * 2 + 16);
    }
    auto* place = place_of(record.key());
    if (occupied(place) != nullptr) {
      return false;
    }
    *place = record;
    ++size_;
    return true;
  }

  template <class Visitor>
  void for_each(Visitor&& visit) const {
    for (const auto& place : places_) {
      if (!place.key().is_zero()) {
        visit(place);
      }
    }
  }

  [[nodiscard]] std::size_t size() const { return size_; }
  [[nodiscard]] std::size_t memory_bytes() const {
    return places_.capacity() * sizeof(Record);
  }

private:
  __extension__ using wide = unsigned __int128;

  static constexpr std::size_t load_dividend = 7;
  static constexpr std::size_t load_divisor = 8;

  static Record* occupied(Record* place) {
    return place->key().is_zero() ? nullptr : place;
  }

  Record* place_of(const key_type& key) {
    // The high half of a product spreads keys over any number of places.
    auto product = wide{leading_word(key)} * places_.size();
    auto i = static_cast<std::size_t>(product >> 64);
    while (!places_[i].key().is_zero() && places_[i].key() != key) {
      i = i + 1 == places_.size() ? 0 : i + 1;
    }
    return &places_[i];
  }

  void rehash(std::size_t places) {
    std::vector<Record> old(places);
    old.swap(places_);
    for (const auto& record : old) {
      if (!record.key().is_zero()) {
        *place_of(record.key()) = record;
      }
    }
  }

  std::vector<Record> places_;
  std::size_t size_ = 0;
};

} // namespace scrutin
