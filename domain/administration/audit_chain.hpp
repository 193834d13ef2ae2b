#pragma once

#include <optional>
#include <string_view>

#include "domain/administration/audit_entry.hpp"

namespace scrutin {

/// Checks an audit log while it is read, from the first entry on.
///
/// Finds by number what was changed, removed, inserted or moved. Whoever can
/// write the whole log can write another that is whole in itself, or cut off
/// its end: only a mark that was noted elsewhere shows that, so give it one.
class audit_chain {
public:
  /// @param noted: where the log stood once, as somebody wrote it down. Number
  /// 0: of some entry, whichever has that hash.
  explicit audit_chain(std::optional<audit_mark> noted = std::nullopt)
    : noted_(noted) {}

  /// @returns `damaged`, naming the number, where the entry may not stand
  /// there.
  result<void> next(const audit_entry& x);
  /// @param head: where the store says that the log ends.
  /// @returns `damaged` where it ends elsewhere, or before what was noted.
  [[nodiscard]] result<void> end(const audit_mark& head) const;

  /// The entry that came last.
  [[nodiscard]] const audit_mark& last() const { return last_; }

private:
  std::optional<audit_mark> noted_;
  bool noted_seen_ = false;
  audit_mark last_;
};

/// `41:` and 64 hexadecimal digits.
std::string to_string(const audit_mark& x);
/// Reads that, or the digits alone, which leave the number 0.
/// @returns `malformed` for any other text.
result<audit_mark> parse_audit_mark(std::string_view text);

} // namespace scrutin
