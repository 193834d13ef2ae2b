#include "domain/credential.hpp"

#include <openssl/crypto.h>

#include "domain/text.hpp"

namespace scrutin {

namespace {

constexpr std::size_t strong_payload_characters = 16;
constexpr std::size_t checksum_characters = 2;
constexpr std::size_t legacy_characters = 6;

bool is_separator(char c) {
  return c == ' ' || c == '-';
}

char upper(char c) {
  return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
}

// Ten bits of the payload's hash.
std::string code_checksum(std::string_view payload) {
  auto hash = sha256("scrutin code " + std::string{payload});
  return to_base32(hash.view().substr(0, 2)).substr(0, checksum_characters);
}

// Short strings live inside their object, and one that was moved from still
// holds its characters past its size: all the room there is gets wiped.
void wipe(std::string& x) {
  x.resize(x.capacity());
  OPENSSL_cleanse(x.data(), x.size());
}

std::optional<std::string> normalize_strong(std::string_view compact) {
  if (compact.size() != strong_payload_characters + checksum_characters) {
    return std::nullopt;
  }
  auto payload = from_base32(compact.substr(0, strong_payload_characters));
  if (!payload) {
    return std::nullopt;
  }
  auto code = make_strong_code(*payload);
  std::string ending;
  for (char c : compact.substr(strong_payload_characters)) {
    ending += c == 'O' ? '0' : (c == 'I' || c == 'L') ? '1' : c;
  }
  if (code.substr(strong_payload_characters) != ending) {
    return std::nullopt;
  }
  return code;
}

std::optional<std::string> normalize_legacy(std::string_view compact) {
  if (compact.size() != legacy_characters) {
    return std::nullopt;
  }
  for (char c : compact) {
    if (!((c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z'))) {
      return std::nullopt;
    }
  }
  return std::string{compact};
}

} // namespace

credential::~credential() {
  wipe(nas_);
  wipe(code_);
}

std::optional<std::string> normalize_nas(std::string_view text) {
  std::string digits;
  for (char c : text) {
    if (is_separator(c)) {
      continue;
    }
    if (c < '0' || c > '9' || digits.size() == 9) {
      return std::nullopt;
    }
    digits += c;
  }
  return digits.size() == 9 ? std::optional{digits} : std::nullopt;
}

std::optional<std::string> normalize_code(std::string_view text,
                                          code_format format) {
  std::string compact;
  for (char c : text) {
    if (is_separator(c)) {
      continue;
    }
    if (compact.size() > strong_payload_characters + checksum_characters) {
      return std::nullopt;
    }
    compact += upper(c);
  }
  switch (format) {
  case code_format::strong:
    return normalize_strong(compact);
  case code_format::legacy:
    return normalize_legacy(compact);
  }
  return std::nullopt;
}

std::string make_strong_code(std::string_view random_bytes) {
  auto payload = to_base32(random_bytes);
  return payload + code_checksum(payload);
}

std::string make_legacy_code(std::string_view symbols) {
  std::string code;
  for (char c : symbols) {
    auto value = static_cast<unsigned char>(c);
    code += static_cast<char>(value < 10 ? '0' + value : 'A' + value - 10);
  }
  return code;
}

std::string group_code(std::string_view code) {
  if (code.size() <= legacy_characters) {
    return std::string{code};
  }
  std::string grouped;
  for (std::size_t i = 0; i < code.size(); ++i) {
    if (i > 0 && i % 4 == 0) {
      grouped += '-';
    }
    grouped += code[i];
  }
  return grouped;
}

credential_digest digest_of(const credential& x, digest_scheme scheme,
                            std::string_view election_code) {
  std::string input;
  input.reserve(x.nas().size() + x.code().size() + election_code.size() + 2);
  input += x.nas();
  switch (scheme) {
  case digest_scheme::nas_code_election:
    input += '|';
    input += x.code();
    input += '|';
    input += election_code;
    break;
  case digest_scheme::nas_code:
    input += x.code();
    break;
  }
  auto hash = sha256(input);
  OPENSSL_cleanse(input.data(), input.size());
  return credential_digest::from(hash.view());
}

} // namespace scrutin
