#include "edge/strict_json.hpp"

#include <strings.h>

#include <algorithm>
#include <boost/json/basic_parser_impl.hpp>

namespace scrutin::edge {

namespace {

constexpr std::size_t depth_max = 16;
constexpr std::size_t buffer_bytes = 32 * 1024;

std::size_t members_within(const json::value& x) {
  std::size_t count = 0;
  if (const auto* object = x.if_object()) {
    count = object->size();
    for (const auto& member : *object) {
      count += members_within(member.value());
    }
  } else if (const auto* array = x.if_array()) {
    for (const auto& entry : *array) {
      count += members_within(entry);
    }
  }
  return count;
}

} // namespace

// Builds values as Boost.JSON's own parser does, and counts keys besides: an
// object that keeps fewer members than it was given had one twice.
class json_reader::builder {
public:
  using text = json::string_view;
  using failure = boost::system::error_code;

  static constexpr std::size_t max_object_size = std::size_t(-1);
  static constexpr std::size_t max_array_size = std::size_t(-1);
  static constexpr std::size_t max_key_size = std::size_t(-1);
  static constexpr std::size_t max_string_size = std::size_t(-1);

  explicit builder(json::value_stack& stack) : stack_(stack) {}

  std::size_t keys = 0;

  bool on_document_begin(failure&) { return true; }
  bool on_document_end(failure&) { return true; }
  bool on_object_begin(failure&) { return true; }
  bool on_object_end(std::size_t n, failure&) {
    stack_.push_object(n);
    return true;
  }
  bool on_array_begin(failure&) { return true; }
  bool on_array_end(std::size_t n, failure&) {
    stack_.push_array(n);
    return true;
  }
  bool on_key_part(text s, std::size_t, failure&) {
    stack_.push_chars(s);
    return true;
  }
  bool on_key(text s, std::size_t, failure&) {
    ++keys;
    stack_.push_key(s);
    return true;
  }
  bool on_string_part(text s, std::size_t, failure&) {
    stack_.push_chars(s);
    return true;
  }
  bool on_string(text s, std::size_t, failure&) {
    stack_.push_string(s);
    return true;
  }
  bool on_number_part(text, failure&) { return true; }
  bool on_int64(std::int64_t x, text, failure&) {
    stack_.push_int64(x);
    return true;
  }
  bool on_uint64(std::uint64_t x, text, failure&) {
    stack_.push_uint64(x);
    return true;
  }
  bool on_double(double x, text, failure&) {
    stack_.push_double(x);
    return true;
  }
  bool on_bool(bool x, failure&) {
    stack_.push_bool(x);
    return true;
  }
  bool on_null(failure&) {
    stack_.push_null();
    return true;
  }
  bool on_comment_part(text, failure&) { return true; }
  bool on_comment(text, failure&) { return true; }

private:
  json::value_stack& stack_;
};

struct json_reader::state {
  state()
    : memory(buffer.data(), buffer.size()),
      stack(json::storage_ptr{}, temporary.data(), temporary.size()),
      parser(options(), stack) {}

  static json::parse_options options() {
    json::parse_options x;
    x.max_depth = depth_max;
    return x;
  }

  std::array<unsigned char, buffer_bytes> buffer{};
  std::array<unsigned char, buffer_bytes> temporary{};
  json::monotonic_resource memory;
  json::value_stack stack;
  json::basic_parser<builder> parser;
  std::optional<json::value> last;
  /// Bytes of either buffer that may hold something of a body.
  std::size_t touched = 0;
};

json_reader::json_reader() : state_(std::make_unique<state>()) {
}

json_reader::~json_reader() {
  wipe();
}

void json_reader::wipe() {
  auto& x = *state_;
  x.last.reset();
  x.stack.reset();
  x.memory.release();
  explicit_bzero(x.buffer.data(), x.touched);
  explicit_bzero(x.temporary.data(), x.touched);
  x.touched = 0;
}

result<const json::object*> json_reader::read(std::string_view text) {
  wipe();
  auto& x = *state_;
  // A value takes 24 bytes and at least two characters.
  x.touched = std::min(buffer_bytes, 16 * text.size() + 256);
  x.parser.reset();
  x.parser.handler().keys = 0;
  x.stack.reset(&x.memory);
  boost::system::error_code failure;
  auto used = x.parser.write_some(false, text.data(), text.size(), failure);
  if (failure || used != text.size() || !x.parser.done()) {
    x.stack.reset();
    return error{ec::malformed,
                 failure == json::error::too_deep
                   ? "the body is nested too deeply"
                   : "the body is not well-formed JSON in UTF-8"};
  }
  x.last.emplace(x.stack.release());
  if (members_within(*x.last) != x.parser.handler().keys) {
    return error{ec::malformed, "an object of the body has a key twice"};
  }
  const auto* object = x.last->if_object();
  if (object == nullptr) {
    return error{ec::malformed, "the body is not a JSON object"};
  }
  return object;
}

std::optional<std::uint32_t> id_of(const json::value& x) {
  std::int64_t number = 0;
  if (const auto* whole = x.if_int64()) {
    number = *whole;
  }
  if (number < 1 || number > INT64_C(0xFFFFFFFF)) {
    return std::nullopt;
  }
  return static_cast<std::uint32_t>(number);
}

bool field_reader::has(std::string_view name) const {
  const auto* value = object_.if_contains(name);
  return value != nullptr && !value->is_null();
}

const json::value* field_reader::present(std::string_view name) {
  const auto* value = object_.if_contains(name);
  if (value == nullptr || value->is_null()) {
    refuse(name, "is missing");
    return nullptr;
  }
  return value;
}

std::optional<std::string_view> field_reader::text(std::string_view name,
                                                   std::size_t bytes_max) {
  const auto* value = present(name);
  if (value == nullptr) {
    return std::nullopt;
  }
  const auto* string = value->if_string();
  if (string == nullptr) {
    refuse(name, "must be a text");
    return std::nullopt;
  }
  if (string->empty() || string->size() > bytes_max) {
    refuse(name, "must be 1 to " + std::to_string(bytes_max) + " bytes long");
    return std::nullopt;
  }
  return std::string_view{string->data(), string->size()};
}

std::optional<std::uint32_t> field_reader::id(std::string_view name) {
  const auto* value = present(name);
  if (value == nullptr) {
    return std::nullopt;
  }
  auto id = id_of(*value);
  if (!id) {
    refuse(name, "must be a whole number from 1 to 4294967295");
  }
  return id;
}

const json::object* field_reader::object(std::string_view name) {
  const auto* value = present(name);
  if (value == nullptr) {
    return nullptr;
  }
  if (!value->is_object()) {
    refuse(name, "must be an object");
  }
  return value->if_object();
}

const json::array* field_reader::array(std::string_view name,
                                       std::size_t size_max) {
  const auto* value = present(name);
  if (value == nullptr) {
    return nullptr;
  }
  const auto* array = value->if_array();
  if (array == nullptr) {
    refuse(name, "must be an array");
  } else if (array->size() > size_max) {
    refuse(name, "must have at most " + std::to_string(size_max) + " entries");
    return nullptr;
  }
  return array;
}

void field_reader::refuse(std::string_view name, std::string message) {
  wrong_.push_back({pointer_ + "/" + std::string{name}, std::move(message)});
}

} // namespace scrutin::edge
