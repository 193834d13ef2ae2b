#pragma once

#include <string>

#include "edge/actor_bridge.hpp"
#include "edge/problem.hpp"

namespace scrutin::edge {

/// A request id as it is shown: like a UUID, 36 characters.
std::string to_text(const request_id& x);

/// What a voter is told of a cast, in the voter's language. The answer to an
/// accepted one depends on nothing else but the cast, so that a repeat gets it
/// byte for byte again.
/// @param course: how voting stands in the region, as far as it is known.
/// @param withdrawn: candidates who have withdrawn from the contest.
/// @param law: whether it was cast at /vote, where duplicates and unknown
/// credentials are outcomes and not errors.
response answer_cast(const waiting_request& x, const cast_outcome& outcome,
                     const std::optional<region_course>& course,
                     const std::vector<option_id>& withdrawn, bool law);

/// The answer before anything is handed on: certainly not counted.
response answer_overloaded(language tongue);

/// The answer to a wrong credential of a client with too many of them, and of
/// which kind it was wrong does not show.
response answer_throttled(std::uint32_t wait_s, language tongue);

/// For a client that asks too often, whatever it asks.
response answer_too_many(std::uint32_t wait_s, language tongue);

/// All candidates of the contest are elected without a vote.
response answer_acclaimed(language tongue);

/// The ballot box cannot be asked now: try again.
response answer_box_away(language tongue);

/// A credential of no open contest.
response answer_on_no_roll(language tongue);

/// What a client is told of a receipt.
response answer_receipt(const waiting_request& x, receipt_state state);

} // namespace scrutin::edge
