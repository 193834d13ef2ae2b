#include "edge/rate_limit.hpp"

#include <algorithm>
#include <charconv>
#include <cstring>

namespace scrutin::edge {

namespace {

constexpr std::int64_t second_ns = 1'000'000'000;
constexpr std::int64_t minute_ns = 60 * second_ns;
constexpr std::size_t keys_max = 200'000;

bool is_mapped_v4(const address_bytes& x) {
  constexpr std::array<unsigned char, 12> prefix{0, 0, 0, 0, 0,    0,
                                                 0, 0, 0, 0, 0xFF, 0xFF};
  return std::equal(prefix.begin(), prefix.end(), x.begin());
}

std::uint64_t mix(std::uint64_t x) {
  x ^= x >> 30;
  x *= 0xBF58476D1CE4E5B9ULL;
  x ^= x >> 27;
  x *= 0x94D049BB133111EBULL;
  return x ^ (x >> 31);
}

// Keeps the first bytes of an address and hashes them under the seed.
std::uint64_t key_of(const address_bytes& x, std::size_t bytes,
                     const std::array<std::uint64_t, 2>& seed) {
  std::array<std::uint64_t, 2> words{};
  std::memcpy(words.data(), x.data(), bytes);
  return mix(mix(words[0] ^ seed[0]) + (words[1] ^ seed[1]));
}

const rate_standing& nearer(const rate_standing& x, const rate_standing& y) {
  if (x.allowed != y.allowed) {
    return x.allowed ? y : x;
  }
  return y.remaining < x.remaining ? y : x;
}

} // namespace

result<void> validate(const rate_limits& x) {
  auto least =
    std::min({x.requests_per_address_per_min, x.requests_per_subnet_per_min,
              x.failures_per_address_per_min, x.failures_per_subnet_per_min,
              x.failures_per_nas_per_min});
  if (x.enabled && least == 0) {
    return error{ec::bad_configuration, "a rate limit must be at least 1"};
  }
  return {};
}

token_buckets::token_buckets(std::uint32_t per_min, std::size_t keys)
  : per_min_(std::max(per_min, 1U)),
    interval_ns_(std::max<std::int64_t>(minute_ns / per_min_, 1)),
    keys_max_(keys / shards) {
}

std::int64_t& token_buckets::slot(shard& in, std::uint64_t key,
                                  std::int64_t now_ns) {
  auto at = in.full_at.find(key);
  if (at != in.full_at.end()) {
    return at->second;
  }
  // To look for full ones is dear: not for every key of a flood.
  if (in.full_at.size() >= keys_max_ && now_ns - in.swept_ns >= second_ns) {
    in.swept_ns = now_ns;
    for (auto i = in.full_at.begin(); i != in.full_at.end();) {
      i = i->second <= now_ns ? in.full_at.erase(i) : std::next(i);
    }
  }
  if (in.full_at.size() >= keys_max_) {
    return in.full_at[0];
  }
  return in.full_at[key];
}

rate_standing token_buckets::standing(std::int64_t full_at, std::int64_t now_ns,
                                      bool allowed) const {
  auto owed_ns = std::max<std::int64_t>(full_at - now_ns, 0);
  auto owed = (owed_ns + interval_ns_ - 1) / interval_ns_;
  rate_standing x;
  x.allowed = allowed;
  x.quota = per_min_;
  x.remaining = static_cast<std::uint32_t>(
    std::max<std::int64_t>(std::int64_t{per_min_} - owed, 0));
  auto wait_ns = allowed ? owed_ns : owed_ns + interval_ns_ - minute_ns;
  x.reset_s = static_cast<std::uint32_t>(
    std::max<std::int64_t>((wait_ns + second_ns - 1) / second_ns, 1));
  return x;
}

rate_standing token_buckets::take(std::uint64_t key, std::int64_t now_ns) {
  auto& in = shards_[key % shards];
  std::lock_guard<std::mutex> guard{in.lock};
  auto& full_at = slot(in, key, now_ns);
  auto next = std::max(full_at, now_ns) + interval_ns_;
  auto allowed = next - now_ns <= minute_ns;
  if (allowed) {
    full_at = next;
    note(in, key);
  }
  return standing(full_at, now_ns, allowed);
}

rate_standing token_buckets::look(std::uint64_t key, std::int64_t now_ns) {
  auto& in = shards_[key % shards];
  std::lock_guard<std::mutex> guard{in.lock};
  auto at = in.full_at.find(key);
  auto full_at = at == in.full_at.end() ? 0 : at->second;
  auto next = std::max(full_at, now_ns) + interval_ns_;
  return standing(full_at, now_ns, next - now_ns <= minute_ns);
}

void token_buckets::charge(std::uint64_t key, std::int64_t now_ns) {
  auto& in = shards_[key % shards];
  std::lock_guard<std::mutex> guard{in.lock};
  auto& full_at = slot(in, key, now_ns);
  // Never further ahead than one empty bucket: a lock-out has an end.
  full_at =
    std::min(std::max(full_at, now_ns) + interval_ns_, now_ns + minute_ns);
  note(in, key);
}

void token_buckets::note(shard& in, std::uint64_t key) const {
  if (shared_ && (in.taken.size() < keys_max_ || in.taken.count(key) != 0)) {
    ++in.taken[key];
  }
}

std::vector<std::pair<std::uint64_t, std::uint32_t>> token_buckets::collect() {
  std::vector<std::pair<std::uint64_t, std::uint32_t>> all;
  for (auto& in : shards_) {
    std::lock_guard<std::mutex> guard{in.lock};
    all.insert(all.end(), in.taken.begin(), in.taken.end());
    in.taken.clear();
  }
  return all;
}

void token_buckets::put_back(std::uint64_t key, std::uint32_t tokens) {
  auto& in = shards_[key % shards];
  std::lock_guard<std::mutex> guard{in.lock};
  if (in.taken.size() < keys_max_ || in.taken.count(key) != 0) {
    auto& due = in.taken[key];
    due = std::min(due + tokens, per_min_);
  }
}

void token_buckets::learn(std::uint64_t key, std::int64_t owed_ns,
                          std::int64_t now_ns) {
  auto& in = shards_[key % shards];
  std::lock_guard<std::mutex> guard{in.lock};
  auto& full_at = slot(in, key, now_ns);
  full_at = std::max(full_at, now_ns + std::min(owed_ns, minute_ns));
}

rate_limiter::rate_limiter(const rate_limits& limits, const secret_key& key,
                           bool shared)
  : enabled_(limits.enabled), names_(derive_key(key, "names of buckets")),
    requests_by_address_(limits.requests_per_address_per_min, keys_max),
    requests_by_subnet_(limits.requests_per_subnet_per_min, keys_max),
    failures_by_address_(limits.failures_per_address_per_min, keys_max),
    failures_by_subnet_(limits.failures_per_subnet_per_min, keys_max),
    failures_by_nas_(limits.failures_per_nas_per_min, keys_max) {
  auto seed = derive_key(key, "keys of buckets");
  std::memcpy(seed_.data(), seed.view().data(), sizeof(seed_));
  if (shared) {
    for (auto* x : families()) {
      x->share();
    }
  }
}

std::array<token_buckets*, 5> rate_limiter::families() {
  // By position they are called in the store that nodes share.
  return {&requests_by_address_, &requests_by_subnet_, &failures_by_address_,
          &failures_by_subnet_, &failures_by_nas_};
}

result<void> rate_limiter::exchange(limit_store& store, std::int64_t now_ns) {
  struct taken_tokens {
    token_buckets* from;
    std::uint64_t key;
  };
  std::vector<taken_tokens> taken;
  std::vector<limit_charge> charges;
  std::uint8_t limit = 0;
  for (auto* buckets : families()) {
    for (auto [key, tokens] : buckets->collect()) {
      taken.push_back({buckets, key});
      charges.push_back(
        {limit, name_of(limit, key), tokens, buckets->interval_ns()});
    }
    ++limit;
  }
  if (charges.empty()) {
    return {};
  }
  auto owed = store.charge(charges);
  for (std::size_t i = 0; i < taken.size(); ++i) {
    if (owed) {
      taken[i].from->learn(taken[i].key, (*owed)[i], now_ns);
    } else {
      taken[i].from->put_back(taken[i].key, charges[i].tokens);
    }
  }
  return owed ? result<void>{} : owed.failure();
}

std::uint64_t rate_limiter::name_of(std::uint8_t limit,
                                    std::uint64_t key) const {
  std::string text(1, static_cast<char>(limit));
  text.append(reinterpret_cast<const char*>(&key), sizeof(key));
  auto hash = names_(text);
  std::uint64_t name = 0;
  std::memcpy(&name, hash.view().data(), sizeof(name));
  return name;
}

rate_limiter::keys rate_limiter::keys_of(const address_bytes& from) const {
  constexpr std::size_t v4_address = 16;
  constexpr std::size_t v4_subnet = 15;
  constexpr std::size_t v6_address = 8;
  constexpr std::size_t v6_subnet = 6;
  auto v4 = is_mapped_v4(from);
  return {key_of(from, v4 ? v4_address : v6_address, seed_),
          key_of(from, v4 ? v4_subnet : v6_subnet, seed_)};
}

rate_standing rate_limiter::request(const address_bytes& from,
                                    std::int64_t now_ns) {
  if (!enabled_) {
    return {};
  }
  auto [address, subnet] = keys_of(from);
  auto own = requests_by_address_.take(address, now_ns);
  if (!own.allowed) {
    return own;
  }
  return nearer(own, requests_by_subnet_.take(subnet, now_ns));
}

std::uint64_t rate_limiter::voter_key(std::string_view nas) const {
  std::uint64_t number = 0;
  std::from_chars(nas.data(), nas.data() + nas.size(), number);
  // One to one, so that no voter shares a bucket with another.
  return mix(mix(number ^ seed_[0]) + seed_[1]);
}

bool rate_limiter::must_wait(const address_bytes& from, std::uint64_t voter,
                             std::int64_t now_ns) {
  if (!enabled_) {
    return false;
  }
  auto [address, subnet] = keys_of(from);
  return !failures_by_nas_.look(voter, now_ns).allowed
         || !failures_by_address_.look(address, now_ns).allowed
         || !failures_by_subnet_.look(subnet, now_ns).allowed;
}

rate_standing rate_limiter::failed(const address_bytes& from,
                                   std::uint64_t voter, std::int64_t now_ns) {
  if (!enabled_) {
    return {};
  }
  auto [address, subnet] = keys_of(from);
  auto before = nearer(failures_by_address_.look(address, now_ns),
                       failures_by_subnet_.look(subnet, now_ns));
  failures_by_address_.charge(address, now_ns);
  failures_by_subnet_.charge(subnet, now_ns);
  failures_by_nas_.charge(voter, now_ns);
  return before;
}

rate_standing rate_limiter::login(const address_bytes& from,
                                  std::string_view name, std::int64_t now_ns) {
  if (!enabled_) {
    return {};
  }
  auto [address, subnet] = keys_of(from);
  auto who = mix(seed_[1]);
  for (unsigned char c : name) {
    who = mix(who ^ c) + seed_[0];
  }
  auto before = nearer(nearer(failures_by_address_.look(address, now_ns),
                              failures_by_subnet_.look(subnet, now_ns)),
                       failures_by_nas_.look(who, now_ns));
  if (before.allowed) {
    failures_by_address_.charge(address, now_ns);
    failures_by_subnet_.charge(subnet, now_ns);
    failures_by_nas_.charge(who, now_ns);
  }
  return before;
}

void append_rate_fields(std::string& out, const rate_standing& x) {
  if (x.quota == 0) {
    return;
  }
  auto number = [&out](std::uint32_t value) {
    std::array<char, 10> digits{};
    auto end =
      std::to_chars(digits.data(), digits.data() + digits.size(), value).ptr;
    out.append(digits.data(), static_cast<std::size_t>(end - digits.data()));
  };
  out += "RateLimit-Policy: \"requests\";q=";
  number(x.quota);
  out += ";w=60\r\nRateLimit: \"requests\";r=";
  number(x.remaining);
  out += ";t=";
  number(x.reset_s);
  out += "\r\n";
}

} // namespace scrutin::edge
