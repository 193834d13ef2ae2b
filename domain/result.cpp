#include "domain/result.hpp"

#include <cstdio>
#include <cstdlib>

namespace scrutin {

const char* to_string(ec code) {
  switch (code) {
  case ec::malformed:
    return "malformed";
  case ec::too_large:
    return "too_large";
  case ec::unknown_election:
    return "unknown_election";
  case ec::unknown_region:
    return "unknown_region";
  case ec::unknown_option:
    return "unknown_option";
  case ec::wrong_method:
    return "wrong_method";
  case ec::wrong_state:
    return "wrong_state";
  case ec::definition_changed:
    return "definition_changed";
  case ec::damaged:
    return "damaged";
  case ec::no_key:
    return "no_key";
  case ec::fenced:
    return "fenced";
  case ec::storage_failed:
    return "storage_failed";
  case ec::storage_full:
    return "storage_full";
  case ec::storage_locked:
    return "storage_locked";
  case ec::unavailable:
    return "unavailable";
  case ec::timed_out:
    return "timed_out";
  case ec::bad_configuration:
    return "bad_configuration";
  case ec::overloaded:
    return "overloaded";
  case ec::storage_away:
    return "storage_away";
  case ec::spent_twice:
    return "spent_twice";
  }
  return "invalid";
}

std::string to_string(const error& x) {
  return std::string{to_string(x.code)} + ": " + x.detail;
}

void broken_invariant(const char* what) {
  std::fprintf(stderr, "scrutin: broken invariant, ending: %s\n", what);
  std::abort();
}

} // namespace scrutin
