#pragma once

#include "edge/api.hpp"

namespace scrutin::edge {

/// POST /api/v1/vote
void cast_law_vote(api& on, const api_call& call);
/// POST /api/v1/elections/vote
void cast_election_vote(api& on, const api_call& call);
/// POST /api/v1/receipts
void ask_receipt(api& on, const api_call& call);

/// 1 to 64 visible ASCII characters.
bool is_retry_key(std::string_view x);

/// Whether a route casts ballots on laws.
bool is_law_route(std::size_t route);

} // namespace scrutin::edge
