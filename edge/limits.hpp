#pragma once

#include <cstddef>
#include <cstdint>

#include "domain/result.hpp"

namespace scrutin::edge {

/// Every bound of the HTTP edge. The defaults suit one machine that serves
/// voters directly.
struct limits {
  /// Request line and fields; past it 431.
  std::uint32_t header_bytes_max = 8 * 1024;
  /// Past it 413, before the body is read.
  std::uint32_t body_bytes_max = 16 * 1024;
  /// From the first byte of a request to the end of its fields.
  std::uint32_t header_ms_max = 5'000;
  /// From the end of the fields to the end of the body.
  std::uint32_t body_ms_max = 10'000;
  /// Between requests, and before the first.
  std::uint32_t idle_ms_max = 30'000;
  /// For a client to take an answer.
  std::uint32_t write_ms_max = 10'000;
  std::uint32_t handshake_ms_max = 5'000;
  /// For requests in flight at stop.
  std::uint32_t drain_ms_max = 15'000;
  /// How often the limits of time are looked at: what is past one is ended
  /// within two of these.
  std::uint32_t sweep_ms = 250;
  /// Past them, a connection is closed as soon as it is accepted.
  std::uint32_t connections_max = 20'000;
  std::uint32_t connections_per_address_max = 10'000;
  /// Event streams, all threads together.
  std::uint32_t streams_max = 2'000;

  // -- casting ----------------------------------------------------------------

  /// Between two batches of casts of one io thread, at least. The first after
  /// a pause goes at once; what comes sooner gathers, which costs everything
  /// behind the edge less than it costs the voter. 0: a batch for each turn of
  /// the event loop.
  std::uint32_t batch_gap_us = 1'000;
  /// Ballots and receipts handed on and not answered, all threads together;
  /// past it ballots queue.
  std::uint32_t in_flight_max = 20'000;
  /// Ballots that queue for a place, all threads together; past it 503. In a
  /// crowd a refusal costs nearly what a ballot does, and who is refused comes
  /// again at once: who waits does not.
  std::uint32_t queued_max = 10'000;
  /// For a place to get free; past it 503.
  std::uint32_t queue_ms_max = 1'000;
  /// Until a cast that nobody answered gets its 504.
  std::uint32_t cast_ms_max = 10'000;
  /// How long a cast waits before it is handed on, where too many credentials
  /// were wrong from that client or for that voter.
  std::uint32_t delay_ms = 2'000;
  /// Casts that so wait, all threads together; past it 503.
  std::uint32_t delayed_max = 10'000;
};

/// @returns `bad_configuration`, naming the first limit out of range.
result<void> validate(const limits& x);

} // namespace scrutin::edge
