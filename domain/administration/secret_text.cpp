#include "domain/administration/secret_text.hpp"

#include <openssl/crypto.h>

namespace scrutin {

secret_text::secret_text(secret_text&& other) noexcept : text_(other.view()) {
  // Copied: a short text lies inside the string, and a move would leave it.
  other.wipe();
}

secret_text& secret_text::operator=(const secret_text& other) {
  if (this != &other) {
    wipe();
    text_ = other.text_;
  }
  return *this;
}

secret_text& secret_text::operator=(secret_text&& other) noexcept {
  if (this != &other) {
    wipe();
    text_ = other.text_;
    other.wipe();
  }
  return *this;
}

void secret_text::wipe() {
  OPENSSL_cleanse(text_.data(), text_.size());
  text_.clear();
}

} // namespace scrutin
