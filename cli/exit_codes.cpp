#include "cli/exit_codes.hpp"

namespace scrutin {

exit_code exit_code_of(ec code) {
  switch (code) {
  case ec::malformed:
  case ec::too_large:
  case ec::unknown_option:
  case ec::wrong_method:
  case ec::overloaded:
    return exit_code::failed;
  case ec::bad_configuration:
  case ec::no_key:
  case ec::definition_changed:
    return exit_code::configuration;
  case ec::damaged:
  case ec::fenced:
  case ec::storage_failed:
  case ec::storage_full:
  case ec::storage_locked:
  case ec::spent_twice:
    return exit_code::storage;
  case ec::unknown_election:
  case ec::unknown_region:
  case ec::unavailable:
  case ec::timed_out:
  case ec::storage_away:
    return exit_code::unavailable;
  case ec::wrong_state:
    return exit_code::wrong_state;
  }
  return exit_code::failed;
}

const char* exit_code_help() {
  return "Exit codes:\n"
         "  0  done\n"
         "  1  failed, or part of the input was refused\n"
         "  2  wrong command line\n"
         "  3  wrong configuration, election document or key\n"
         "  4  the store is damaged, full, locked or failed\n"
         "  5  a file, server, election or region was not found\n"
         "  6  not possible in the present state\n"
         "  7  not allowed: no token that holds, or the account may not\n"
         "  8  asked for, and whether it was done is not known\n";
}

} // namespace scrutin
