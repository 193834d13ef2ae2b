#include "domain/written_name.hpp"

#include "domain/byte_codec.hpp"
#include "domain/cryptography.hpp"
#include "domain/selection.hpp"
#include "domain/text.hpp"

namespace scrutin {

namespace {

constexpr std::size_t id_bytes = 8;

// Whether a text holds what is not seen, or changes how the rest is: control
// characters, blanks without width, marks and overrides of direction.
bool has_unseen(std::string_view text) {
  auto byte = [text](std::size_t i) {
    return i < text.size() ? static_cast<unsigned char>(text[i]) : 0U;
  };
  for (std::size_t i = 0; i < text.size(); ++i) {
    auto first = byte(i);
    auto second = byte(i + 1);
    auto third = byte(i + 2);
    auto is_c1 = first == 0xC2 && second >= 0x80 && second < 0xA0;
    // U+200B to U+200F, U+2028 to U+202E, U+2060 to U+206F, U+FEFF
    auto is_format =
      (first == 0xE2 && second == 0x80
       && ((third >= 0x8B && third <= 0x8F)
           || (third >= 0xA8 && third <= 0xAE)))
      || (first == 0xE2 && second == 0x81 && third >= 0xA0 && third <= 0xAF)
      || (first == 0xEF && second == 0xBB && third == 0xBF);
    if (first < 0x20 || first == 0x7F || is_c1 || is_format) {
      return true;
    }
  }
  return false;
}

} // namespace

std::string write_in_id_of(contest_id contest, std::string_view name) {
  std::string bytes;
  byte_writer out{bytes};
  out.raw("scrutin write-in");
  out.u8(0);
  out.u32(contest.election.value);
  out.u32(contest.region.value);
  out.raw(name);
  return to_hex(sha256(bytes).view().substr(0, id_bytes));
}

result<std::string> tidied_name(std::string_view typed) {
  if (!is_utf8(typed) || has_unseen(typed)) {
    return error{ec::malformed,
                 "a name is one line of text without characters that are not "
                 "seen"};
  }
  std::string name;
  for (auto c : typed) {
    if (c != ' ' || (!name.empty() && name.back() != ' ')) {
      name += c;
    }
  }
  if (!name.empty() && name.back() == ' ') {
    name.pop_back();
  }
  if (name.empty() || name.size() > write_in::name_bytes_max) {
    return error{ec::malformed, "a name has 1 to "
                                  + std::to_string(write_in::name_bytes_max)
                                  + " bytes"};
  }
  if (has_many_digits(name)) {
    return error{ec::malformed, "a name must not hold nine digits in a row"};
  }
  return name;
}

bool is_write_in(std::string_view canonical) {
  static const auto kind = to_canonical(write_in{});
  return canonical.substr(0, kind.size()) == kind;
}

} // namespace scrutin
