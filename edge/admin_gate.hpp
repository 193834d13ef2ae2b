#pragma once

#include <variant>

#include "edge/router.hpp"
#include "edge/shared_state.hpp"
#include "protocol/administration.hpp"

namespace scrutin::edge {

/// Whether cookies are to be for TLS alone: the request came over it, here or
/// as far as a listed proxy.
bool is_secure(const request& asked, const proxy_list& proxies);

/// What every request to the administration passes before its route sees it, in
/// this order: the administration is there; TLS, a listed proxy or this very
/// machine; something that proves who asks, where the route needs that; from
/// the same origin. A session that is to change something proves with
/// X-CSRF-Token, too, that its own page asked.
/// @returns what was shown, or what to answer instead.
std::variant<admin_proof, response> admit(const route_policy& policy,
                                          const request& asked,
                                          const shared_state& shared);

} // namespace scrutin::edge
