#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace scrutin {

/// A JSON value that everybody writes as the same bytes: no space, members in
/// the order of their names, whole numbers only. One past 2^53 - 1, which not
/// every reader keeps, is written as text.
/// Source: RFC 8785; names are plain ASCII, so that their order by bytes is
/// its order.
class canonical_json {
public:
  using array = std::vector<canonical_json>;
  using member = std::pair<std::string, canonical_json>;
  /// In any order; each name once.
  using object = std::vector<member>;

  canonical_json() = default;
  canonical_json(bool x) : content_(x) {}
  canonical_json(std::uint64_t x) : content_(x) {}
  canonical_json(std::uint32_t x) : content_(std::uint64_t{x}) {}
  canonical_json(std::string x) : content_(std::move(x)) {}
  canonical_json(std::string_view x) : content_(std::string{x}) {}
  canonical_json(const char* x) : content_(std::string{x}) {}
  canonical_json(array x) : content_(std::move(x)) {}
  canonical_json(object x) : content_(std::move(x)) {}

  [[nodiscard]] std::string text() const;

private:
  void write(std::string& out) const;

  std::variant<std::monostate, bool, std::uint64_t, std::string, array, object>
    content_;
};

} // namespace scrutin
