#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "domain/administration/permission.hpp"
#include "domain/ids.hpp"
#include "domain/result.hpp"

namespace scrutin {

/// Somebody who administers. The name is the identity: it never changes, and
/// an account is disabled, never removed, so that a line of the audit log means
/// the same person for ever.
struct account {
  std::string name;
  role_set roles;
  /// Of a returning officer: the region of one election, since regions of two
  /// elections share their numbers.
  std::optional<contest_id> region;
  bool disabled = false;
};

/// @returns `malformed` unless it is 2 to 64 of `a-z 0-9 . _ -` and begins with
/// a letter. So no name looks like `command line`.
result<void> check_account_name(std::string_view name);

/// @returns `malformed`, saying which rule is broken: an account has a name and
/// a role; account administrators and auditors have no other; a returning
/// officer has a region and nobody else has.
result<void> check_account(const account& x);

/// Whether an account may do something, somewhere or in a region.
bool may(const account& who, permission what);
bool may(const account& who, permission what, contest_id where);

} // namespace scrutin
