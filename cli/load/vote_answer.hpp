#pragma once

#include <array>
#include <boost/beast/core/error.hpp>
#include <boost/beast/http/basic_parser.hpp>
#include <cstdint>
#include <string>
#include <string_view>

#include "cli/load/contest_target.hpp"

namespace scrutin::load {

/// What became of a cast, as far as its client knows.
enum class outcome : unsigned char {
  /// The ballot is in the box.
  accepted,
  /// The credential had voted.
  duplicate,
  /// The credential is not on this roll.
  unknown_credential,
  /// The request was at fault, or the election is not open.
  refused,
  /// 503: certainly not counted.
  overloaded,
  /// 429: certainly not counted.
  throttled,
  /// 504, another failure of the server, or no answer: perhaps counted.
  unknown,
};

constexpr std::size_t outcome_count = 7;

const char* to_string(outcome x);

/// An outcome and what comes with it.
struct vote_answer {
  outcome what = outcome::unknown;
  /// HTTP status; 0 without an answer.
  unsigned status = 0;
  /// Of an accepted ballot.
  std::string tracking_code;
};

/// Reads an answer to a cast.
/// @param with_tracking_code: whether to fill `tracking_code` in.
vote_answer interpret(unsigned status, std::string_view body, ballot_form form,
                      bool with_tracking_code);

/// Takes one response apart: Beast's parser, keeping nothing but the status
/// and a body of bounded size, so that no response allocates.
class response_reader : public boost::beast::http::basic_parser<false> {
public:
  static constexpr std::size_t body_bytes_max = std::size_t{16} * 1024;

  /// @param body: where the body goes; cleared.
  explicit response_reader(std::string& body);

  [[nodiscard]] unsigned status() const { return status_; }

private:
  using text = boost::beast::string_view;
  using failure = boost::beast::error_code;
  using length = boost::optional<std::uint64_t>;

  void on_request_impl(boost::beast::http::verb, text, text, int,
                       failure&) override {}
  void on_response_impl(int code, text, int, failure&) override {
    status_ = static_cast<unsigned>(code);
  }
  void on_field_impl(boost::beast::http::field, text, text, failure&) override {
  }
  void on_header_impl(failure&) override {}
  void on_body_init_impl(const length&, failure&) override {}
  std::size_t on_body_impl(text part, failure&) override {
    body_.append(part.data(), part.size());
    return part.size();
  }
  void on_chunk_header_impl(std::uint64_t, text, failure&) override {}
  std::size_t on_chunk_body_impl(std::uint64_t, text part, failure&) override {
    body_.append(part.data(), part.size());
    return part.size();
  }
  void on_finish_impl(failure&) override {}

  std::string& body_;
  unsigned status_ = 0;
};

} // namespace scrutin::load
