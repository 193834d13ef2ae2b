#include <sstream>

#include "config/election_document.hpp"
#include "config/toml_reader.hpp"

namespace scrutin {

namespace {

/// What the tables of an array are told apart by; empty: by nothing.
std::string key_of(const toml::node& x) {
  const auto* table = x.as_table();
  if (table == nullptr) {
    return {};
  }
  if (const auto* id = table->get_as<std::int64_t>("id")) {
    return std::to_string(id->get());
  }
  if (const auto* code = table->get_as<std::string>("code")) {
    return code->get();
  }
  return {};
}

class field_lister {
public:
  explicit field_lister(document_fields& into) : into_(into) {}

  void list(const std::string& path, const toml::node& x) {
    if (const auto* table = x.as_table()) {
      for (const auto& [key, value] : *table) {
        auto name = std::string{std::string_view{key}};
        list(path.empty() ? name : path + "." + name, value);
      }
    } else if (const auto* array = x.as_array()) {
      list_array(path, *array);
    } else {
      add(path, x);
    }
  }

private:
  void list_array(const std::string& path, const toml::array& x) {
    std::string order;
    for (std::size_t i = 0; i < x.size(); ++i) {
      auto key = key_of(x[i]);
      if (key.empty()) {
        key = std::to_string(i + 1);
      }
      order += (order.empty() ? "" : ", ") + key;
      list(path + "[" + key + "]", x[i]);
    }
    into_.emplace_back(path + ".order", order);
  }

  void add(const std::string& path, const toml::node& x) {
    if (const auto* text = x.as_string()) {
      into_.emplace_back(path, text->get());
      return;
    }
    std::ostringstream out;
    x.visit([&out](const auto& value) {
      if constexpr (toml::is_value<decltype(value)>) {
        out << value;
      }
    });
    into_.emplace_back(path, out.str());
  }

  document_fields& into_;
};

} // namespace

result<defined_election> defined_by_toml(std::string_view text,
                                         const std::string& source_name) {
  auto definition = election_from_toml(text, source_name);
  if (!definition) {
    return definition.failure();
  }
  auto table = parse_toml(text, source_name);
  if (!table) {
    return table.failure();
  }
  defined_election x{*std::move(definition), {}};
  field_lister{x.fields}.list({}, *table);
  return x;
}

} // namespace scrutin
