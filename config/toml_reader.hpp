#pragma once

#include <cstdint>
#include <functional>
#include <limits>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <toml++/toml.h>

#include "domain/result.hpp"

namespace scrutin {

/// What is wrong with one document: every problem with its file, line and key,
/// so that all of them can be mended at once.
class document_problems {
public:
  explicit document_problems(std::string source_name)
    : source_name_(std::move(source_name)) {}

  /// Adds `file:line: key: what`.
  void add(std::uint32_t line, std::string_view key, std::string_view what);

  [[nodiscard]] bool empty() const { return lines_.empty(); }
  /// `bad_configuration`, one problem a line.
  [[nodiscard]] error as_error() const;
  [[nodiscard]] const std::string& source_name() const { return source_name_; }

private:
  std::string source_name_;
  std::vector<std::string> lines_;
};

/// Parses TOML text.
/// @returns `bad_configuration` with file and line where it is not TOML.
result<toml::table> parse_toml(std::string_view text,
                               const std::string& source_name);

/// The line that a node begins on.
std::uint32_t line_of(const toml::node& x);

/// A value and the line it stands on.
template <class T>
struct placed {
  T value;
  std::uint32_t line = 0;
};

/// Whether a key may be left out.
enum class presence : unsigned char { required, optional };

/// Reads one TOML table key by key. What is absent, of the wrong type or out
/// of range is noted as a problem and reads as nothing; keys that nobody asked
/// for become problems in `refuse_unknown_keys`.
class table_reader {
public:
  /// @param path: where the table stands, such as `regions[2]`; empty for the
  /// document itself.
  table_reader(const toml::table& table, std::string path,
               document_problems& problems)
    : table_(table), path_(std::move(path)), problems_(problems) {}

  std::optional<placed<std::string>> text(std::string_view key,
                                          presence need = presence::required);
  std::optional<placed<bool>> boolean(std::string_view key, presence need);
  std::optional<placed<std::uint32_t>>
  number(std::string_view key, presence need, std::uint32_t min = 0,
         std::uint32_t max = std::numeric_limits<std::uint32_t>::max());
  /// A word, or a whole number as its digits.
  std::optional<placed<std::string>> word_or_number(std::string_view key,
                                                    presence need);
  std::optional<placed<toml::date_time>> date_time(std::string_view key);
  std::optional<table_reader> table(std::string_view key, presence need);

  /// One of several names, each standing for a value.
  template <class T>
  std::optional<placed<T>>
  choice(std::string_view key,
         const std::vector<std::pair<std::string_view, T>>& names,
         presence need = presence::required) {
    auto name = text(key, need);
    if (!name) {
      return std::nullopt;
    }
    std::string known;
    for (const auto& [candidate, value] : names) {
      if (candidate == name->value) {
        return placed<T>{value, name->line};
      }
      known += (known.empty() ? "" : ", ") + std::string{candidate};
    }
    problem(name->line, key, "must be one of " + known);
    return std::nullopt;
  }

  /// Visits every table of an array of tables; absent reads as empty.
  void each(std::string_view key,
            const std::function<void(table_reader&)>& visit);

  void refuse_unknown_keys();

  /// Notes a problem with a key of this table.
  void problem(std::uint32_t line, std::string_view key, std::string_view what);

  [[nodiscard]] bool has(std::string_view key) const {
    return table_.get().contains(key);
  }
  [[nodiscard]] std::uint32_t line() const { return line_of(table_.get()); }
  /// The full name of a key, such as `regions[2].id`.
  [[nodiscard]] std::string name_of(std::string_view key) const;

private:
  const toml::node* find(std::string_view key, presence need);

  std::reference_wrapper<const toml::table> table_;
  std::string path_;
  std::reference_wrapper<document_problems> problems_;
  std::set<std::string, std::less<>> asked_;
};

} // namespace scrutin
