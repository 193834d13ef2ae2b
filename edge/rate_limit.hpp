#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "domain/cryptography.hpp"
#include "domain/result.hpp"
#include "edge/exchange.hpp"
#include "storage/limit_store.hpp"

namespace scrutin::edge {

/// How often one client may ask, and may be wrong. A bucket holds what may
/// come in a minute, and fills again over one.
struct rate_limits {
  bool enabled = true;
  std::uint32_t requests_per_address_per_min = 6'000;
  std::uint32_t requests_per_subnet_per_min = 60'000;
  /// Casts whose credential nobody has.
  std::uint32_t failures_per_address_per_min = 60;
  std::uint32_t failures_per_subnet_per_min = 600;
  /// The same by the voter that they name.
  std::uint32_t failures_per_nas_per_min = 5;
};

/// @returns `bad_configuration` for a limit of 0.
result<void> validate(const rate_limits& x);

/// Where a client stands with its limit.
struct rate_standing {
  bool allowed = true;
  /// Of the limit that is nearest; 0: nothing is limited here.
  std::uint32_t quota = 0;
  std::uint32_t remaining = 0;
  /// Until one more is allowed, or with some remaining, until all are.
  std::uint32_t reset_s = 0;
};

/// Token buckets by key, in the form that needs one number for each: the time
/// at which the bucket will be full again. Safe from any thread; keys are
/// spread over locks. Bounded: past `keys_max`, full buckets are forgotten,
/// and if none is full, new keys share one to take from, and look() sees a full
/// one.
/// Source: ITU-T I.371, generic cell rate algorithm.
class token_buckets {
public:
  /// @param per_min: size of a bucket, and what flows in over a minute.
  token_buckets(std::uint32_t per_min, std::size_t keys_max);

  /// Takes one token, if there is one.
  /// @param now_ns: any clock that never goes back.
  rate_standing take(std::uint64_t key, std::int64_t now_ns);
  /// Tells without taking.
  [[nodiscard]] rate_standing look(std::uint64_t key, std::int64_t now_ns);
  /// Takes one, there or not: the next has to wait for longer.
  void charge(std::uint64_t key, std::int64_t now_ns);

  // -- where nodes share their buckets ----------------------------------------

  /// Begins to keep what is taken for collect().
  void share() { shared_ = true; }
  /// What was taken since the last time by bucket, refused attempts not
  /// included; at most `keys_max` buckets.
  std::vector<std::pair<std::uint64_t, std::uint32_t>> collect();
  /// What was collected could not be told: it is due again.
  void put_back(std::uint64_t key, std::uint32_t tokens);
  /// Takes in what others took too: the bucket is full in `owed_ns` at the
  /// earliest.
  void learn(std::uint64_t key, std::int64_t owed_ns, std::int64_t now_ns);
  /// In which one token flows back.
  [[nodiscard]] std::int64_t interval_ns() const { return interval_ns_; }

private:
  static constexpr std::size_t shards = 16;
  struct shard {
    std::mutex lock;
    std::int64_t swept_ns = 0;
    /// When the bucket will be full.
    std::unordered_map<std::uint64_t, std::int64_t> full_at;
    /// Tokens that others have not heard of.
    std::unordered_map<std::uint64_t, std::uint32_t> taken;
  };

  void note(shard& in, std::uint64_t key) const;

  std::int64_t& slot(shard& in, std::uint64_t key, std::int64_t now_ns);
  [[nodiscard]] rate_standing standing(std::int64_t full_at,
                                       std::int64_t now_ns, bool allowed) const;

  std::uint32_t per_min_;
  std::int64_t interval_ns_;
  std::size_t keys_max_;
  /// Set before the first request.
  bool shared_ = false;
  std::array<shard, shards> shards_;
};

/// The limits of one node, by address (IPv6: per /64) and subnet (IPv4 /24,
/// IPv6 /48), and for wrong credentials by NAS too. Addresses and NAS are kept
/// only as hashes under a secret key.
///
/// A drained bucket of requests refuses. One of wrong credentials never
/// refuses a right one: who shares an address with a guesser, or whose NAS is
/// being guessed at, waits a little and then casts.
class rate_limiter {
public:
  /// @param key: the same on nodes that share their limits.
  /// @param shared: whether exchange() will be called.
  rate_limiter(const rate_limits& limits, const secret_key& key, bool shared);

  rate_standing request(const address_bytes& from, std::int64_t now_ns);

  /// @param nas: nine digits.
  /// @returns what must_wait() and failed() know that voter by.
  [[nodiscard]] std::uint64_t voter_key(std::string_view nas) const;
  /// Whether a cast has to wait before it is judged: too many credentials were
  /// wrong from there, or for that voter.
  bool must_wait(const address_bytes& from, std::uint64_t voter,
                 std::int64_t now_ns);
  /// A credential was wrong.
  /// @returns where the client stood before: not allowed, if it had used up
  /// what it may get wrong.
  rate_standing failed(const address_bytes& from, std::uint64_t voter,
                       std::int64_t now_ns);

  /// Somebody tries to sign in: counts as a failure from the start, so that
  /// many at once are no way around. Past what an address, a subnet or a name
  /// may try, nothing is counted and nothing is to be checked.
  rate_standing login(const address_bytes& from, std::string_view name,
                      std::int64_t now_ns);

  /// Tells the store that all nodes share what clients took here since the
  /// last time, and takes in what they took elsewhere. Buckets are called by a
  /// keyed hash: the store learns no address and no NAS. Blocks; for one
  /// thread.
  /// @returns the store's error; what it was not told is told the next time.
  result<void> exchange(limit_store& store, std::int64_t now_ns);

private:
  struct keys {
    std::uint64_t address;
    std::uint64_t subnet;
  };
  [[nodiscard]] keys keys_of(const address_bytes& from) const;
  [[nodiscard]] std::array<token_buckets*, 5> families();
  [[nodiscard]] std::uint64_t name_of(std::uint8_t limit,
                                      std::uint64_t key) const;

  bool enabled_;
  /// For keys within this process, which never leave it.
  std::array<std::uint64_t, 2> seed_{};
  /// For names of buckets outside.
  keyed_hash names_;
  token_buckets requests_by_address_;
  token_buckets requests_by_subnet_;
  token_buckets failures_by_address_;
  token_buckets failures_by_subnet_;
  token_buckets failures_by_nas_;
};

/// `RateLimit-Policy` and `RateLimit`, as lines.
/// Source: draft-ietf-httpapi-ratelimit-headers-09.
void append_rate_fields(std::string& out, const rate_standing& x);

} // namespace scrutin::edge
