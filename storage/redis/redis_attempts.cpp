#include "storage/redis/redis_attempts.hpp"

#include <charconv>
#include <limits>
#include <optional>

#include "domain/byte_codec.hpp"
#include "domain/text.hpp"

namespace scrutin {

namespace {

constexpr auto attempts_kept_s = "2592000";

std::string attempts_key(partition_id x) {
  return "scrutin:attempts:" + std::to_string(x.election.value) + ":"
         + std::to_string(x.region.value) + ":" + std::to_string(x.slice);
}

std::string field_of(std::uint64_t credential) {
  std::string bytes;
  byte_writer{bytes}.u64(credential);
  return to_hex(bytes);
}

template <class Number>
std::optional<Number> parse_number(const std::string& text, int base) {
  Number number = 0;
  const auto* last = text.data() + text.size();
  auto [end, failure] = std::from_chars(text.data(), last, number, base);
  return failure == std::errc{} && end == last ? std::optional{number}
                                               : std::nullopt;
}

/// Nothing for what nobody here wrote.
std::optional<attempt_count> parse_count(const std::string& field,
                                         const std::string& value) {
  auto credential = parse_number<std::uint64_t>(field, 16);
  auto attempts = parse_number<std::uint32_t>(value, 10);
  return credential && attempts
           ? std::optional{attempt_count{*credential, *attempts}}
           : std::nullopt;
}

} // namespace

result<void> redis_attempts::add(partition_id partition,
                                 const std::vector<attempt_count>& counts) {
  auto key = attempts_key(partition);
  std::vector<redis_command> commands;
  commands.reserve(counts.size() + 1);
  for (const auto& x : counts) {
    commands.push_back(
      {"HINCRBY", key, field_of(x.credential), std::to_string(x.attempts)});
  }
  commands.push_back({"EXPIRE", key, attempts_kept_s});
  auto replies = link_.run(commands);
  if (!replies) {
    return replies.failure();
  }
  for (const auto& reply : *replies) {
    if (reply.refused) {
      return error{ec::unavailable, "Redis: " + reply.text};
    }
  }
  return {};
}

result<std::vector<attempt_count>> redis_attempts::of(partition_id partition) {
  auto replies = link_.run({{"HGETALL", attempts_key(partition)}});
  if (!replies) {
    return replies.failure();
  }
  const auto& reply = replies->front();
  if (reply.refused) {
    return error{ec::unavailable, "Redis: " + reply.text};
  }
  std::vector<attempt_count> counts;
  counts.reserve(reply.items.size() / 2);
  for (std::size_t i = 0; i + 1 < reply.items.size(); i += 2) {
    if (auto read = parse_count(reply.items[i].text, reply.items[i + 1].text)) {
      counts.push_back(*read);
    }
  }
  return counts;
}

} // namespace scrutin
