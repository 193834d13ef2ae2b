#pragma once

#include "domain/result.hpp"

namespace scrutin {

/// How `scrutin` ends. Scripts rely on these numbers: they never change.
enum class exit_code : int {
  ok = 0,
  /// It was tried and failed, or part of the input was refused.
  failed = 1,
  /// The command line is wrong.
  usage = 2,
  /// An option, election document or key is absent or wrong.
  configuration = 3,
  /// The store is damaged, full, locked or failed.
  storage = 4,
  /// A file, server or name that should be there is not.
  unavailable = 5,
  /// Not possible in the present state, such as a roll change after opening.
  wrong_state = 6,
  /// No token that holds, or an account that may not.
  not_allowed = 7,
  /// It was asked for, and nobody can tell whether it was done.
  outcome_unknown = 8,
};

/// What the process ends with after an error.
exit_code exit_code_of(ec code);

/// The table for `--help`.
const char* exit_code_help();

} // namespace scrutin
