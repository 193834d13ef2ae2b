#include "config/toml_reader.hpp"

namespace scrutin {

// -- problems -----------------------------------------------------------------

void document_problems::add(std::uint32_t line, std::string_view key,
                            std::string_view what) {
  auto text = source_name_ + ":" + std::to_string(line) + ": ";
  if (!key.empty()) {
    text += std::string{key} + ": ";
  }
  lines_.push_back(text + std::string{what});
}

error document_problems::as_error() const {
  std::string detail;
  for (const auto& line : lines_) {
    detail += (detail.empty() ? "" : "\n") + line;
  }
  return {ec::bad_configuration, std::move(detail)};
}

result<toml::table> parse_toml(std::string_view text,
                               const std::string& source_name) {
  try {
    return toml::parse(text, source_name);
  } catch (const toml::parse_error& failure) {
    document_problems problems{source_name};
    problems.add(failure.source().begin.line, {},
                 "not TOML: " + std::string{failure.description()});
    return problems.as_error();
  }
}

std::uint32_t line_of(const toml::node& x) {
  auto line = static_cast<std::uint32_t>(x.source().begin.line);
  return line == 0 ? 1 : line;
}

// -- tables -------------------------------------------------------------------

std::string table_reader::name_of(std::string_view key) const {
  return path_.empty() ? std::string{key} : path_ + "." + std::string{key};
}

void table_reader::problem(std::uint32_t line, std::string_view key,
                           std::string_view what) {
  problems_.get().add(line, name_of(key), what);
}

const toml::node* table_reader::find(std::string_view key, presence need) {
  asked_.emplace(key);
  const auto* node = table_.get().get(key);
  if (node == nullptr && need == presence::required) {
    problem(line(), key, "is missing");
  }
  return node;
}

std::optional<placed<std::string>> table_reader::text(std::string_view key,
                                                      presence need) {
  const auto* node = find(key, need);
  if (node == nullptr) {
    return std::nullopt;
  }
  const auto* value = node->as_string();
  if (value == nullptr) {
    problem(line_of(*node), key, "must be a text in quotes");
    return std::nullopt;
  }
  return placed<std::string>{value->get(), line_of(*node)};
}

std::optional<placed<bool>> table_reader::boolean(std::string_view key,
                                                  presence need) {
  const auto* node = find(key, need);
  if (node == nullptr) {
    return std::nullopt;
  }
  const auto* value = node->as_boolean();
  if (value == nullptr) {
    problem(line_of(*node), key, "must be true or false");
    return std::nullopt;
  }
  return placed<bool>{value->get(), line_of(*node)};
}

std::optional<placed<std::uint32_t>> table_reader::number(std::string_view key,
                                                          presence need,
                                                          std::uint32_t min,
                                                          std::uint32_t max) {
  const auto* node = find(key, need);
  if (node == nullptr) {
    return std::nullopt;
  }
  const auto* value = node->as_integer();
  if (value == nullptr || value->get() < min || value->get() > max) {
    problem(line_of(*node), key,
            "must be a whole number from " + std::to_string(min) + " to "
              + std::to_string(max));
    return std::nullopt;
  }
  return placed<std::uint32_t>{static_cast<std::uint32_t>(value->get()),
                               line_of(*node)};
}

std::optional<placed<std::string>>
table_reader::word_or_number(std::string_view key, presence need) {
  const auto* node = find(key, need);
  if (node == nullptr) {
    return std::nullopt;
  }
  if (const auto* number = node->as_integer()) {
    return placed<std::string>{std::to_string(number->get()), line_of(*node)};
  }
  return text(key, need);
}

std::optional<placed<toml::date_time>>
table_reader::date_time(std::string_view key) {
  const auto* node = find(key, presence::required);
  if (node == nullptr) {
    return std::nullopt;
  }
  const auto* value = node->as_date_time();
  if (value == nullptr) {
    problem(line_of(*node), key,
            "must be a date and time without quotes, such as "
            "2026-10-05T09:30:00-04:00");
    return std::nullopt;
  }
  return placed<toml::date_time>{value->get(), line_of(*node)};
}

std::optional<table_reader> table_reader::table(std::string_view key,
                                                presence need) {
  const auto* node = find(key, need);
  if (node == nullptr) {
    return std::nullopt;
  }
  const auto* value = node->as_table();
  if (value == nullptr) {
    problem(line_of(*node), key, "must be a table");
    return std::nullopt;
  }
  return table_reader{*value, name_of(key), problems_.get()};
}

void table_reader::each(std::string_view key,
                        const std::function<void(table_reader&)>& visit) {
  const auto* node = find(key, presence::optional);
  if (node == nullptr) {
    return;
  }
  const auto* array = node->as_array();
  if (array == nullptr) {
    problem(line_of(*node), key,
            "must be a list of tables, each beginning with [["
              + std::string{key} + "]]");
    return;
  }
  for (std::size_t i = 0; i < array->size(); ++i) {
    auto place = std::string{key} + "[" + std::to_string(i + 1) + "]";
    const auto* entry = array->get(i)->as_table();
    if (entry == nullptr) {
      problem(line_of(*array->get(i)), place, "must be a table");
      continue;
    }
    table_reader reader{*entry, name_of(place), problems_.get()};
    visit(reader);
    reader.refuse_unknown_keys();
  }
}

void table_reader::refuse_unknown_keys() {
  for (const auto& [key, node] : table_.get()) {
    if (asked_.find(key.str()) == asked_.end()) {
      problem(line_of(node), key.str(), "is not a key that stands here");
    }
  }
}

} // namespace scrutin
