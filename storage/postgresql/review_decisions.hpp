#pragma once

#include "domain/review_decision.hpp"
#include "storage/postgresql/session.hpp"

namespace scrutin {

/// Does what a decision about refused attempts says, in a transaction.
/// @param number: of the line of the audit log.
/// @returns `fenced` where the choice picks another number of entries: roll
/// back.
result<void> decide(pg_transaction& tx, const review_decision& x,
                    std::uint64_t number);

} // namespace scrutin
