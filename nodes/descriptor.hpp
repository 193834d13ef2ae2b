#pragma once

#include <unistd.h>

namespace scrutin {

/// A file descriptor that is closed with this.
class descriptor {
public:
  explicit descriptor(int number) : number_(number) {}
  descriptor(const descriptor&) = delete;
  descriptor& operator=(const descriptor&) = delete;
  ~descriptor() {
    if (number_ >= 0) {
      ::close(number_);
    }
  }
  [[nodiscard]] int number() const { return number_; }

private:
  int number_;
};

} // namespace scrutin
