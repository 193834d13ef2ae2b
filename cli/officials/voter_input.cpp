#include "cli/officials/voter_input.hpp"

#include <istream>

#include <openssl/crypto.h>

#include "domain/credential.hpp"
#include "nodes/secret_file.hpp"

namespace scrutin {

namespace {

constexpr std::size_t input_bytes_max = 512;

void wipe(std::string& text) {
  OPENSSL_cleanse(text.data(), text.size());
  text.clear();
}

std::string_view trimmed(std::string_view text) {
  constexpr auto blank = " \t\r";
  auto first = text.find_first_not_of(blank);
  return first == std::string_view::npos
           ? std::string_view{}
           : text.substr(first, text.find_last_not_of(blank) - first + 1);
}

/// Takes the first line of what is left.
std::string_view take_line(std::string_view& text) {
  auto end = text.find('\n');
  auto line = trimmed(text.substr(0, end));
  text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  return line;
}

result<voter_input> checked(std::string_view number, std::string_view code,
                            bool with_code) {
  auto nas = normalize_nas(number);
  if (!nas) {
    return error{ec::malformed, "a voter's number is nine digits, on the "
                                "first line"};
  }
  voter_input x{secret_text{*nas}, secret_text{code}};
  wipe(*nas);
  if (with_code && x.code.empty()) {
    return error{ec::malformed,
                 "the voter's present code is needed, on the second line"};
  }
  return x;
}

result<voter_input> read_lines(std::string text, bool with_code) {
  std::string_view rest{text};
  auto number = take_line(rest);
  auto code = with_code ? take_line(rest) : std::string_view{};
  auto is_more = rest.find_first_not_of(" \t\r\n") != std::string_view::npos;
  auto x =
    is_more ? result<voter_input>{error{
      ec::malformed, with_code ? "one voter at a time: two lines, the number "
                                 "and the code"
                               : "one voter at a time: one line, the number"}}
            : checked(number, code, with_code);
  wipe(text);
  return x;
}

result<voter_input> read_input(std::istream& from, bool with_code) {
  std::string text(input_bytes_max, '\0');
  from.read(text.data(), static_cast<std::streamsize>(text.size()));
  text.resize(static_cast<std::size_t>(from.gcount()));
  return read_lines(std::move(text), with_code);
}

result<voter_input> type_voter(const official_surroundings& around,
                               bool with_code) {
  const std::string otherwise = "give --voter-file FILE, of mode 0400";
  auto number =
    around.type("Number of the voter (NAS): ", echo::hidden, otherwise);
  if (!number) {
    return number.failure();
  }
  if (!with_code) {
    return checked(trimmed(number->view()), {}, false);
  }
  auto code =
    around.type("The voter's present code: ", echo::hidden, otherwise);
  if (!code) {
    return code.failure();
  }
  return checked(trimmed(number->view()), trimmed(code->view()), true);
}

} // namespace

result<voter_input> read_voter(const official_surroundings& around,
                               const std::string& file, bool with_code) {
  if (file.empty() && around.input_is_terminal) {
    return type_voter(around, with_code);
  }
  if (file.empty() || file == "-") {
    return read_input(*around.input, with_code);
  }
  auto text = read_secret_file(file, "voter file " + file, input_bytes_max);
  if (!text) {
    return text.failure();
  }
  return read_lines(std::move(*text), with_code);
}

} // namespace scrutin
