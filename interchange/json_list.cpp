#include "interchange/json_list.hpp"

#include <string>
#include <utility>

#include <boost/json/basic_parser_impl.hpp>
#include <boost/json/value_stack.hpp>

namespace scrutin {

namespace {

namespace json = boost::json;

// Puts values together as they are parsed: those of the list one by one, the
// rest as one object. The list is at depth 2, the object that it is in at 1.
class list_handler {
public:
  static constexpr auto max_object_size = json::object::max_size();
  static constexpr auto max_array_size = json::array::max_size();
  static constexpr auto max_key_size = json::string::max_size();
  static constexpr auto max_string_size = json::string::max_size();
  using code = json::error_code;
  using text = json::string_view;

  list_handler(std::string_view name, const json_item_visitor& visit)
    : name_(name), visit_(visit) {}

  [[nodiscard]] const result<void>& outcome() const { return outcome_; }
  [[nodiscard]] std::size_t lists() const { return lists_; }
  [[nodiscard]] json::value release() { return others_.release(); }

  // -- what the parser calls --------------------------------------------------

  bool on_document_begin(code&) {
    others_.reset();
    return true;
  }
  bool on_document_end(code&) { return true; }

  bool on_object_begin(code&) {
    before_value();
    ++depth_;
    return true;
  }
  bool on_object_end(std::size_t members, code& failed) {
    --depth_;
    auto kept = depth_ == 0 ? members - lists_ : members;
    push([&](auto& to) { to.push_object(kept); });
    return after_value(failed);
  }

  bool on_array_begin(code&) {
    if (is_named_) {
      is_named_ = false;
      in_list_ = true;
      ++lists_;
    } else {
      before_value();
    }
    ++depth_;
    return true;
  }
  bool on_array_end(std::size_t items, code& failed) {
    --depth_;
    if (in_list_ && depth_ == 1) {
      in_list_ = false;
      return true;
    }
    push([&](auto& to) { to.push_array(items); });
    return after_value(failed);
  }

  bool on_key_part(text part, std::size_t, code&) {
    key_.append(part.data(), part.size());
    return true;
  }
  bool on_key(text part, std::size_t, code&) {
    key_.append(part.data(), part.size());
    is_named_ = depth_ == 1 && key_ == name_;
    if (!is_named_) {
      push([&](auto& to) { to.push_key(key_); });
    }
    key_.clear();
    return true;
  }
  bool on_string_part(text part, std::size_t, code&) {
    string_.append(part.data(), part.size());
    return true;
  }
  bool on_string(text part, std::size_t, code& failed) {
    string_.append(part.data(), part.size());
    auto done = add([&](auto& to) { to.push_string(string_); }, failed);
    string_.clear();
    return done;
  }
  bool on_number_part(text, code&) { return true; }
  bool on_int64(std::int64_t x, text, code& failed) {
    return add([&](auto& to) { to.push_int64(x); }, failed);
  }
  bool on_uint64(std::uint64_t x, text, code& failed) {
    return add([&](auto& to) { to.push_uint64(x); }, failed);
  }
  bool on_double(double x, text, code& failed) {
    return add([&](auto& to) { to.push_double(x); }, failed);
  }
  bool on_bool(bool x, code& failed) {
    return add([&](auto& to) { to.push_bool(x); }, failed);
  }
  bool on_null(code& failed) {
    return add([](auto& to) { to.push_null(); }, failed);
  }
  bool on_comment_part(text, code&) { return true; }
  bool on_comment(text, code&) { return true; }

private:
  template <class Push>
  void push(Push&& into) {
    if (!in_list_) {
      into(others_);
    } else if (visit_) {
      into(item_);
    }
  }

  // A value without parts.
  template <class Push>
  bool add(Push&& into, code& failed) {
    before_value();
    push(into);
    return after_value(failed);
  }

  void before_value() {
    if (is_named_) {
      // It bears the list's name and is none.
      is_named_ = false;
      others_.push_key({name_.data(), name_.size()});
    }
    if (in_list_ && depth_ == 2) {
      item_.reset();
    }
  }

  bool after_value(code& failed) {
    if (!in_list_ || depth_ != 2 || !visit_) {
      return true;
    }
    outcome_ = visit_(item_.release());
    if (!outcome_) {
      failed = boost::system::errc::make_error_code(
        boost::system::errc::operation_canceled);
    }
    return outcome_.has_value();
  }

  std::string_view name_;
  const json_item_visitor& visit_;
  result<void> outcome_;
  json::value_stack others_;
  json::value_stack item_;
  std::size_t depth_ = 0;
  std::size_t lists_ = 0;
  bool in_list_ = false;
  /// The key at hand is the list's, and its value has not begun.
  bool is_named_ = false;
  std::string key_;
  std::string string_;
};

} // namespace

result<json::object> read_json_list(std::string_view text,
                                    std::string_view name,
                                    const json_item_visitor& visit) {
  json::basic_parser<list_handler> parser{json::parse_options{}, name, visit};
  json::error_code failed;
  auto read = parser.write_some(false, text.data(), text.size(), failed);
  if (!parser.handler().outcome()) {
    return parser.handler().outcome().failure();
  }
  if (failed || read < text.size()) {
    return error{ec::malformed, "is not a JSON object"};
  }
  auto others = parser.handler().release();
  if (!others.is_object()) {
    return error{ec::malformed, "is not a JSON object"};
  }
  if (parser.handler().lists() != 1) {
    return error{ec::malformed,
                 (parser.handler().lists() == 0 ? "holds no list "
                                                : "holds several lists ")
                   + std::string{name}};
  }
  return std::move(others.get_object());
}

} // namespace scrutin
