#include "config/text_file.hpp"

#include <cerrno>
#include <fstream>
#include <iterator>
#include <system_error>

namespace scrutin {

namespace {
constexpr std::uintmax_t file_bytes_max = 16U << 20;
} // namespace

result<std::string> read_text_file(const std::filesystem::path& file) {
  std::error_code failure;
  auto size = std::filesystem::file_size(file, failure);
  if (failure) {
    return error{ec::unavailable, file.string() + ": " + failure.message()};
  }
  if (size > file_bytes_max) {
    return error{ec::too_large, file.string() + " is over 16 MiB"};
  }
  errno = 0;
  std::ifstream in{file, std::ios::binary};
  if (!in) {
    return error{ec::unavailable,
                 file.string() + ": " + std::generic_category().message(errno)};
  }
  return std::string{std::istreambuf_iterator<char>{in}, {}};
}

} // namespace scrutin
