#pragma once

#include <cassert>
#include <string>
#include <utility>
#include <variant>

namespace scrutin {

/// Every operating error of Scrutin. What a caller can do about one follows
/// from its code; `error::detail` says it to a person.
enum class ec : unsigned char {
  /// Input breaks a format: bytes, JSON, TOML, a credential, a frame.
  malformed = 1,
  /// A size, depth or count limit was passed.
  too_large,
  /// Names an election that is not defined.
  unknown_election,
  /// Names a region that has no contest in its election.
  unknown_region,
  /// Names an option that does not stand in its contest.
  unknown_option,
  /// The selection is not of the kind its contest asks for.
  wrong_method,
  /// Cannot be done in the present state of the election or partition.
  wrong_state,
  /// The definition differs from the one that ballots were cast under.
  definition_changed,
  /// Stored bytes do not verify: damaged, or sealed under other keys.
  damaged,
  /// A key is missing, unreadable or of the wrong size.
  no_key,
  /// Written under an epoch or sequence that is no longer the newest.
  fenced,
  /// The store could not write or read: no room, an input or output error.
  storage_failed,
  /// The disk is full; reads go on.
  storage_full,
  /// Another process has the store open.
  storage_locked,
  /// A file or address that should be there is not, or may not be used.
  unavailable,
  /// The other side did not answer in time.
  timed_out,
  /// A configuration value is absent, of the wrong type or out of range.
  bad_configuration,
  /// A bound on work in flight was reached; nothing was begun.
  overloaded,
  /// The store cannot be reached for now; what was to be written is certainly
  /// not, and may be tried again.
  storage_away,
  /// The store holds a tag as spent that was to be spent now: the partition
  /// must not go on.
  spent_twice,
};

/// The stable, lower-case name of a code, for logs and exit messages.
const char* to_string(ec code);

/// What went wrong. The detail never holds a credential or a selection.
struct error {
  ec code;
  std::string detail;
};

/// `code: detail`, for a log line or a terminal.
std::string to_string(const error& x);

/// A value or the error that stood in its way.
template <class T>
class [[nodiscard]] result {
public:
  result(T value) : content_(std::move(value)) {}
  result(error failure) : content_(std::move(failure)) {}

  explicit operator bool() const { return content_.index() == 0; }
  [[nodiscard]] bool has_value() const { return content_.index() == 0; }

  T& operator*() & { return std::get<0>(content_); }
  const T& operator*() const& { return std::get<0>(content_); }
  /// By value: nothing refers into a result that is gone.
  T operator*() && { return std::get<0>(std::move(content_)); }
  T* operator->() { return &std::get<0>(content_); }
  const T* operator->() const { return &std::get<0>(content_); }

  [[nodiscard]] const scrutin::error& failure() const {
    return std::get<1>(content_);
  }

private:
  std::variant<T, scrutin::error> content_;
};

/// Done, or the error that stood in the way.
template <>
class [[nodiscard]] result<void> {
public:
  result() = default;
  result(error failure) : failed_(true), failure_(std::move(failure)) {}

  explicit operator bool() const { return !failed_; }
  [[nodiscard]] bool has_value() const { return !failed_; }
  [[nodiscard]] const scrutin::error& failure() const {
    assert(failed_);
    return failure_;
  }

private:
  bool failed_ = false;
  scrutin::error failure_{};
};

/// Ends the process: a rule that nothing may break was broken, and going on
/// could count wrongly. Prints `what` (no voter's data) to standard error.
[[noreturn]] void broken_invariant(const char* what);

} // namespace scrutin
