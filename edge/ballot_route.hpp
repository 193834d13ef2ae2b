#pragma once

#include "edge/api.hpp"

namespace scrutin::edge {

/// POST /api/v1/ballot: a credential in, that voter's open contests out.
void ask_ballot(api& on, const api_call& call);

/// What a voter is told. Where a partition did not answer, 503 whatever the
/// others said; on no roll, the problem that a cast would meet.
response answer_ballot(const waiting_voter& x);

/// Whether the credential is on no roll, as far as all partitions say.
bool is_unknown(const waiting_voter& x);

} // namespace scrutin::edge
