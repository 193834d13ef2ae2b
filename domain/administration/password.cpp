#include "domain/administration/password.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include <argon2.h>

#include "domain/text.hpp"

namespace scrutin {

namespace {

constexpr std::size_t password_bytes_min = 12;
constexpr std::size_t password_bytes_max = 128;
constexpr std::size_t hash_bytes = 32;
constexpr std::uint32_t memory_kib_max = 1024 * 1024;
constexpr std::uint32_t passes_max = 16;
constexpr std::uint32_t lanes_max = 16;

/// Takes `prefix` and a number of 1 to `most` from the front.
bool take_number(std::string_view& text, std::string_view prefix,
                 std::uint32_t most) {
  if (text.substr(0, prefix.size()) != prefix) {
    return false;
  }
  text.remove_prefix(prefix.size());
  std::uint32_t number = 0;
  const auto* last = text.data() + text.size();
  auto [end, failure] = std::from_chars(text.data(), last, number);
  if (failure != std::errc{} || number == 0 || number > most) {
    return false;
  }
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  return true;
}

/// The library takes whatever cost a text names: what the store holds must not
/// make a node ask for any amount.
bool has_bounded_cost(std::string_view hashed) {
  constexpr std::size_t size_max = 256;
  return hashed.size() <= size_max
         && take_number(hashed, "$argon2id$v=19$m=", memory_kib_max)
         && take_number(hashed, ",t=", passes_max)
         && take_number(hashed, ",p=", lanes_max) && !hashed.empty()
         && hashed.front() == '$';
}

error no_memory() {
  return {ec::overloaded, "no memory for hashing a password"};
}

} // namespace

result<void> check_password(std::string_view password) {
  auto is_plain = std::none_of(password.begin(), password.end(), [](char c) {
    return static_cast<unsigned char>(c) < 0x20 || c == 0x7F;
  });
  if (password.size() < password_bytes_min
      || password.size() > password_bytes_max || !is_plain
      || !is_utf8(password)) {
    return error{ec::malformed, "a password has 12 to 128 bytes of UTF-8 and "
                                "no control characters"};
  }
  return {};
}

result<std::string> hash_password(std::string_view password,
                                  std::string_view salt,
                                  const password_cost& cost) {
  std::array<char, 256> text{};
  auto status = argon2id_hash_encoded(
    cost.passes, cost.memory_kib, cost.lanes, password.data(), password.size(),
    salt.data(), salt.size(), hash_bytes, text.data(), text.size());
  if (status == ARGON2_MEMORY_ALLOCATION_ERROR) {
    return no_memory();
  }
  if (status != ARGON2_OK) {
    return error{ec::malformed, argon2_error_message(status)};
  }
  return std::string{text.data()};
}

result<bool> password_matches(std::string_view hashed,
                              std::string_view password) {
  if (!has_bounded_cost(hashed)) {
    return error{ec::damaged, "a stored password cannot be read"};
  }
  std::string text{hashed};
  auto status = argon2id_verify(text.c_str(), password.data(), password.size());
  if (status == ARGON2_MEMORY_ALLOCATION_ERROR) {
    return no_memory();
  }
  if (status == ARGON2_OK || status == ARGON2_VERIFY_MISMATCH) {
    return status == ARGON2_OK;
  }
  return error{ec::damaged, "a stored password cannot be read"};
}

} // namespace scrutin
