#include "protocol/messages.hpp"

#include "protocol/type_ids.hpp"

namespace scrutin {

const char* to_string(election_state x) {
  switch (x) {
  case election_state::announced:
    return "announced";
  case election_state::open:
    return "open";
  case election_state::closing:
    return "closing";
  case election_state::closed:
    return "closed";
  case election_state::suspended:
    return "suspended";
  case election_state::certified:
    return "certified";
  case election_state::annulled:
    return "annulled";
  }
  return "invalid";
}

} // namespace scrutin
