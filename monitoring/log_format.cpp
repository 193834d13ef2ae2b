#include "monitoring/log_format.hpp"

#include <cmath>

#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>

#include "domain/text.hpp"

namespace scrutin {

namespace {

/// Text as it is; where it is not UTF-8, every byte beyond ASCII replaced.
std::string valid_utf8(std::string_view text) {
  if (is_utf8(text))
    return std::string{text};
  std::string valid;
  for (const char c : text) {
    if (static_cast<unsigned char>(c) < 0x80)
      valid += c;
    else
      valid += "\xEF\xBF\xBD";
  }
  return valid;
}

bool is_plain_word(std::string_view text) {
  if (text.empty())
    return false;
  for (const unsigned char c : text)
    if (c <= ' ' || c >= 0x7F || c == '"' || c == '=' || c == '\\')
      return false;
  return true;
}

/// A value as JSON. JSON has no infinity and no "not a number": null.
std::string json_value(const log_value& value) {
  if (const auto* text = std::get_if<std::string>(&value))
    return quoted(*text);
  if (const auto* number = std::get_if<std::int64_t>(&value))
    return std::to_string(*number);
  if (const auto* flag = std::get_if<bool>(&value))
    return *flag ? "true" : "false";
  const auto number = std::get<double>(value);
  return std::isfinite(number)
           ? boost::json::serialize(boost::json::value(number))
           : "null";
}

std::string text_value(const log_value& value) {
  const auto* text = std::get_if<std::string>(&value);
  return text && is_plain_word(*text) ? *text : json_value(value);
}

} // namespace

std::string quoted(std::string_view text) {
  return boost::json::serialize(boost::json::value(valid_utf8(text)));
}

std::string json_members(std::string_view event,
                         std::initializer_list<log_field> fields) {
  auto members = "\"event\":" + quoted(event);
  for (const auto& field : fields) {
    members += ",\"";
    members += to_string(field.key);
    members += "\":";
    members += json_value(field.value);
  }
  return members;
}

std::string text_line(std::string_view event,
                      std::initializer_list<log_field> fields) {
  auto line = is_plain_word(event) ? std::string{event} : quoted(event);
  for (const auto& field : fields) {
    line += ' ';
    line += to_string(field.key);
    line += '=';
    line += text_value(field.value);
  }
  return line;
}

} // namespace scrutin
