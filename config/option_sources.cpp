#include "config/option_sources.hpp"

#include <charconv>

#include <unistd.h>

#include "config/option_fields.hpp"
#include "config/text_file.hpp"
#include "config/toml_reader.hpp"

namespace scrutin {

namespace {

using text_list = std::vector<std::string>;

text_list split(const std::string& text) {
  text_list parts;
  for (std::size_t begin = 0; begin < text.size();) {
    auto end = std::min(text.find(',', begin), text.size());
    if (end > begin) {
      parts.push_back(text.substr(begin, end - begin));
    }
    begin = end + 1;
  }
  return parts;
}

std::string range_text(number_range range) {
  return "must be a whole number from " + std::to_string(range.min) + " to "
         + std::to_string(range.max);
}

// -- text to values, for every source -----------------------------------------
//
// Each returns what is wrong, or an empty text.

std::string set_from_text(std::string& field, const std::string& text) {
  field = text;
  return {};
}

std::string set_from_text(std::filesystem::path& field,
                          const std::string& text) {
  field = text;
  return {};
}

std::string set_from_text(text_list& field, const std::string& text) {
  field = split(text);
  return {};
}

std::string set_from_text(bool& field, const std::string& text) {
  field = text == "true";
  return field || text == "false" ? "" : "must be true or false";
}

std::string set_from_text(std::uint32_t& field, const std::string& text,
                          number_range range) {
  std::uint32_t value = 0;
  const auto* end = text.data() + text.size();
  auto [stop, failure] = std::from_chars(text.data(), end, value);
  if (failure != std::errc{} || stop != end || value < range.min
      || value > range.max) {
    return range_text(range);
  }
  field = value;
  return {};
}

std::string set_from_text(log_format& field, const std::string& text) {
  for (auto x : {log_format::text, log_format::json}) {
    if (text == to_string(x)) {
      field = x;
      return {};
    }
  }
  return "must be one of text, json";
}

std::string set_from_text(log_level& field, const std::string& text) {
  for (auto x : {log_level::debug, log_level::info, log_level::warning,
                 log_level::error}) {
    if (text == to_string(x)) {
      field = x;
      return {};
    }
  }
  return "must be one of debug, info, warning, error";
}

std::string set_from_text(backend_kind& field, const std::string& text) {
  for (auto x : {backend_kind::embedded, backend_kind::postgresql}) {
    if (text == to_string(x)) {
      field = x;
      return {};
    }
  }
  return "must be one of embedded, postgresql";
}

// -- TOML to values -----------------------------------------------------------

template <class Field>
std::string set_from_node(Field& field, const toml::node& node) {
  const auto* text = node.as_string();
  return text == nullptr ? "must be a text in quotes"
                         : set_from_text(field, text->get());
}

std::string set_from_node(bool& field, const toml::node& node) {
  const auto* value = node.as_boolean();
  if (value == nullptr) {
    return "must be true or false";
  }
  field = value->get();
  return {};
}

std::string set_from_node(text_list& field, const toml::node& node) {
  const auto* array = node.as_array();
  field.clear();
  for (std::size_t i = 0; array != nullptr && i < array->size(); ++i) {
    const auto* text = array->get(i)->as_string();
    if (text == nullptr) {
      array = nullptr;
      break;
    }
    field.push_back(text->get());
  }
  return array == nullptr ? "must be a list of texts in quotes" : "";
}

std::string set_from_node(std::uint32_t& field, const toml::node& node,
                          number_range range) {
  const auto* value = node.as_integer();
  if (value == nullptr || value->get() < range.min
      || value->get() > range.max) {
    return range_text(range);
  }
  field = static_cast<std::uint32_t>(value->get());
  return {};
}

void start_at(const std::filesystem::path& directory,
              std::filesystem::path& field) {
  if (!field.empty() && field.is_relative()) {
    field = (directory / field).lexically_normal();
  }
}

template <class Field>
void start_at(const std::filesystem::path&, Field&) {
}

// -- merging ------------------------------------------------------------------

struct reading {
  node_options options;
  /// Where a key got its value from: `file:line` and the like; of a section,
  /// where it begins.
  std::map<std::string, std::string> places;
  std::string problems;

  void problem(const std::string& place, const std::string& key,
               const std::string& what) {
    problems += problems.empty() ? "" : "\n";
    problems += place + ": " + key + ": " + what;
  }
  void note(const std::string& place, const std::string& key,
            const std::string& what) {
    places[key] = place;
    if (!what.empty()) {
      problem(place, key, what);
    }
  }
};

// Every leaf of the file by its dotted key: sections are one level deep.
std::map<std::string, const toml::node*> leaves_of(const toml::table& file) {
  std::map<std::string, const toml::node*> leaves;
  for (const auto& [key, node] : file) {
    std::string name{key.str()};
    const auto* section = node.as_table();
    if (section == nullptr) {
      leaves[name] = &node;
      continue;
    }
    for (const auto& [inner, value] : *section) {
      leaves[name + "." + std::string{inner.str()}] = &value;
    }
  }
  return leaves;
}

result<void> merge_file(reading& into, const std::filesystem::path& file) {
  auto text = read_text_file(file);
  if (!text) {
    return text.failure();
  }
  auto table = parse_toml(*text, file.string());
  if (!table) {
    return table.failure();
  }
  auto leaves = leaves_of(*table);
  auto place = [&](const toml::node& node) {
    return file.string() + ":" + std::to_string(line_of(node));
  };
  visit_fields(into.options, [&](const char* key, auto& field, auto... range) {
    auto found = leaves.find(key);
    if (found != leaves.end()) {
      into.note(place(*found->second), key,
                set_from_node(field, *found->second, range...));
      start_at(file.parent_path(), field);
      leaves.erase(found);
    }
  });
  for (const auto& [key, node] : *table) {
    if (node.is_table()) {
      into.places[std::string{key.str()}] = place(node);
    }
  }
  for (const auto& [key, node] : leaves) {
    into.problem(place(*node), key, "is not an option");
  }
  return {};
}

void merge_environment(reading& into,
                       const std::map<std::string, std::string>& variables) {
  visit_fields(into.options, [&](const char* key, auto& field, auto... range) {
    auto name = environment_name(key);
    auto found = variables.find(name);
    if (found != variables.end()) {
      into.note("environment " + name, key,
                set_from_text(field, found->second, range...));
    }
  });
}

void merge_flag(reading& into, const std::string& wanted,
                const std::string& value) {
  bool known = false;
  visit_fields(into.options, [&](const char* key, auto& field, auto... range) {
    if (wanted == key) {
      known = true;
      into.note("flag", key, set_from_text(field, value, range...));
    }
  });
  if (!known) {
    into.problem("flag", wanted, "is not an option");
  }
}

// -- values to text -----------------------------------------------------------

std::string text_of(const std::string& x) {
  return x;
}
std::string text_of(const std::filesystem::path& x) {
  return x.string();
}
std::string text_of(bool x) {
  return x ? "true" : "false";
}
std::string text_of(std::uint32_t x) {
  return std::to_string(x);
}
std::string text_of(log_format x) {
  return to_string(x);
}
std::string text_of(log_level x) {
  return to_string(x);
}
std::string text_of(backend_kind x) {
  return to_string(x);
}
std::string text_of(const text_list& x) {
  std::string text;
  for (const auto& part : x) {
    text += (text.empty() ? "" : ",") + part;
  }
  return text;
}

} // namespace

result<node_options> read_node_options(const option_sources& sources) {
  reading merged;
  if (sources.file) {
    if (auto done = merge_file(merged, *sources.file); !done) {
      return done.failure();
    }
  }
  merge_environment(merged, sources.environment);
  for (const auto& [key, value] : sources.flags) {
    merge_flag(merged, key, value);
  }
  auto whole = sources.file ? sources.file->string() + ":1" : "defaults";
  for (const auto& [key, what] : problems_of(merged.options)) {
    auto place = merged.places.find(key);
    if (place == merged.places.end()) {
      // What is missing belongs into its section.
      place = merged.places.find(key.substr(0, key.find('.')));
    }
    merged.problem(place == merged.places.end() ? whole : place->second, key,
                   what);
  }
  if (!merged.problems.empty()) {
    return error{ec::bad_configuration, std::move(merged.problems)};
  }
  return std::move(merged.options);
}

std::string environment_name(const std::string& key) {
  std::string name = "SCRUTIN_";
  for (char c : key) {
    name += c == '.'               ? '_'
            : c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A')
                                   : c;
  }
  return name;
}

std::map<std::string, std::string> scrutin_environment() {
  std::map<std::string, std::string> variables;
  for (char** entry = environ; entry != nullptr && *entry != nullptr; ++entry) {
    std::string text = *entry;
    auto equals = text.find('=');
    if (text.rfind("SCRUTIN_", 0) == 0 && equals != std::string::npos) {
      variables[text.substr(0, equals)] = text.substr(equals + 1);
    }
  }
  return variables;
}

std::vector<std::pair<std::string, std::string>>
list_options(const node_options& x) {
  std::vector<std::pair<std::string, std::string>> list;
  visit_fields(x, [&](const std::string& key, const auto& field, auto...) {
    if (key != "keys.master_key_command") {
      list.emplace_back(key, text_of(field));
    }
  });
  return list;
}

} // namespace scrutin
