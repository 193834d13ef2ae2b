#pragma once

#include "edge/api.hpp"

namespace scrutin::edge {

// The roll of a region while voting is to come or goes on. Credentials end
// here: what is handed on are tags. Codes are made here, shown once, and made
// anew, the same ones, where the request is repeated.

/// `{nas, reason}` → `{code}`; the same code for the same Idempotency-Key,
/// without which nobody is added: a repeat would be a further voter.
void add_voter(api& on, const api_call& call);
/// `{nas, code, reason}`: that credential votes no more.
void revoke_voter(api& on, const api_call& call);
/// `{nas, old_code, reason}` → `{code}`: the only one that ever comes in place
/// of the old.
void replace_voter(api& on, const api_call& call);

} // namespace scrutin::edge
