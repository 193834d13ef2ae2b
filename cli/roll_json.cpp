#include "cli/roll_json.hpp"

#include <algorithm>
#include <limits>
#include <string>

#include <boost/json/basic_parser_impl.hpp>

namespace scrutin {

namespace {

using boost::json::string_view;
using boost_error = boost::json::error_code;

constexpr std::size_t text_bytes_max = 256;

/// Follows the events of Boost.JSON's parser. A roll is a list at the top, or
/// under the key `hashes` of an object at the top.
class event_follower {
public:
  static constexpr auto max_object_size =
    std::numeric_limits<std::size_t>::max();
  static constexpr auto max_array_size =
    std::numeric_limits<std::size_t>::max();
  static constexpr std::size_t max_key_size = 4096;
  static constexpr std::size_t max_string_size = 4096;

  event_follower(roll_json::voter_visitor voter,
                 roll_json::refusal_visitor refusal)
    : voter_(std::move(voter)), refusal_(std::move(refusal)) {}

  [[nodiscard]] bool found_list() const { return found_list_; }
  [[nodiscard]] bool ended() const { return ended_; }

  // -- containers -------------------------------------------------------------

  bool on_document_begin(boost_error&) { return true; }
  bool on_document_end(boost_error&) { return true; }

  bool on_array_begin(boost_error& failure) {
    auto is_list = depth_ == 0 || (depth_ == 1 && key_ == "hashes");
    if (list_depth_ == 0 && is_list) {
      list_depth_ = depth_ + 1;
      found_list_ = true;
    } else if (in_list()) {
      ++depth_;
      return refuse("is a list, not a voter", failure);
    }
    ++depth_;
    return true;
  }
  bool on_array_end(std::size_t, boost_error&) {
    if (depth_ == list_depth_) {
      list_depth_ = 0;
    }
    --depth_;
    return true;
  }
  bool on_object_begin(boost_error&) {
    if (in_list()) {
      fields_.clear();
      wrong_type_ = nullptr;
    }
    ++depth_;
    return true;
  }
  bool on_object_end(std::size_t, boost_error& failure) {
    --depth_;
    if (!in_list()) {
      return true;
    }
    return wrong_type_ != nullptr ? refuse(wrong_type_, failure)
                                  : proceed(voter_(fields_), failure);
  }

  // -- texts ------------------------------------------------------------------

  bool on_key_part(string_view part, std::size_t, boost_error&) {
    append(key_part_, part);
    return true;
  }
  bool on_key(string_view part, std::size_t, boost_error&) {
    append(key_part_, part);
    key_.swap(key_part_);
    key_part_.clear();
    return true;
  }
  bool on_string_part(string_view part, std::size_t, boost_error&) {
    append(text_, part);
    return true;
  }
  bool on_string(string_view part, std::size_t, boost_error& failure) {
    append(text_, part);
    auto done = true;
    if (in_list()) {
      fields_.clear();
      fields_.digest.swap(text_);
      done = proceed(voter_(fields_), failure);
    } else if (in_voter()) {
      if (auto* field = field_of_key()) {
        field->swap(text_);
      }
    }
    text_.clear();
    return done;
  }

  // -- what only a region may be ----------------------------------------------

  bool on_number_part(string_view, boost_error&) { return true; }
  bool on_int64(std::int64_t x, string_view, boost_error& failure) {
    return on_whole_number(std::to_string(x), failure);
  }
  bool on_uint64(std::uint64_t x, string_view, boost_error& failure) {
    return on_whole_number(std::to_string(x), failure);
  }
  bool on_double(double, string_view, boost_error& failure) {
    return on_other(failure);
  }
  bool on_bool(bool, boost_error& failure) { return on_other(failure); }
  bool on_null(boost_error& failure) { return on_other(failure); }
  bool on_comment_part(string_view, boost_error&) { return true; }
  bool on_comment(string_view, boost_error&) { return true; }

private:
  [[nodiscard]] bool in_list() const {
    return list_depth_ > 0 && depth_ == list_depth_;
  }
  [[nodiscard]] bool in_voter() const {
    return list_depth_ > 0 && depth_ == list_depth_ + 1;
  }

  // What is longer than any field can be stays too long to be one.
  static void append(std::string& text, string_view part) {
    auto room = text_bytes_max - std::min(text_bytes_max, text.size());
    text.append(part.data(), std::min(part.size(), room));
  }

  std::string* field_of_key() {
    return key_ == "nas"                            ? &fields_.nas
           : key_ == "code"                         ? &fields_.code
           : key_ == "law_id" || key_ == "election" ? &fields_.election
           : key_ == "hash"                         ? &fields_.digest
           : key_ == "region"                       ? &fields_.region
                                                    : nullptr;
  }

  bool on_whole_number(std::string text, boost_error& failure) {
    if (in_voter() && key_ == "region") {
      fields_.region = std::move(text);
      return true;
    }
    return on_other(failure);
  }

  bool on_other(boost_error& failure) {
    if (in_list()) {
      return refuse("is neither an object nor a digest", failure);
    }
    if (in_voter() && field_of_key() != nullptr) {
      wrong_type_ = "nas, code, law_id and hash must be texts";
    }
    return true;
  }

  bool refuse(const char* reason, boost_error& failure) {
    return proceed(refusal_(reason), failure);
  }
  bool proceed(bool go_on, boost_error& failure) {
    if (!go_on) {
      ended_ = true;
      failure = boost::json::error::exception;
    }
    return go_on;
  }

  roll_json::voter_visitor voter_;
  roll_json::refusal_visitor refusal_;
  roll_fields fields_;
  std::string key_;
  std::string key_part_;
  std::string text_;
  const char* wrong_type_ = nullptr;
  std::size_t depth_ = 0;
  /// Depth inside the list of voters; 0 outside.
  std::size_t list_depth_ = 0;
  bool found_list_ = false;
  bool ended_ = false;
};

} // namespace

struct roll_json::parser {
  boost::json::basic_parser<event_follower> events;

  parser(voter_visitor voter, refusal_visitor refusal)
    : events(boost::json::parse_options{}, std::move(voter),
             std::move(refusal)) {}

  result<void> write(bool more, std::string_view piece) {
    boost_error failure;
    auto read = events.write_some(more, piece.data(), piece.size(), failure);
    if (events.handler().ended()) {
      return error{ec::wrong_state, "ended"};
    }
    auto rest = piece.substr(read);
    if (!failure
        && rest.find_first_not_of(" \t\r\n") != std::string_view::npos) {
      return error{ec::malformed, "not JSON: text after the end"};
    }
    if (failure) {
      return error{ec::malformed, "not JSON: " + failure.message()};
    }
    return {};
  }
};

roll_json::roll_json(voter_visitor voter, refusal_visitor refusal)
  : parser_(std::make_unique<parser>(std::move(voter), std::move(refusal))) {
}

roll_json::~roll_json() = default;

result<void> roll_json::feed(std::string_view piece) {
  return parser_->write(true, piece);
}

result<void> roll_json::finish() {
  if (auto done = parser_->write(false, {}); !done) {
    return done;
  }
  if (!parser_->events.handler().found_list()) {
    return error{ec::malformed, "holds no list of voters"};
  }
  return {};
}

} // namespace scrutin
