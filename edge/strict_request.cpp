#include "edge/strict_request.hpp"

#include <algorithm>
#include <boost/beast/http/basic_parser.hpp>
#include <boost/url/parse.hpp>

namespace scrutin::edge {

namespace {

namespace beast = boost::beast;
using boost::system::error_code;

std::string_view view(boost::core::string_view x) {
  return {x.data(), x.size()};
}

bool read_length(std::string_view digits, std::uint64_t& into) {
  constexpr std::size_t digits_max = 15;
  if (digits.empty() || digits.size() > digits_max) {
    return false;
  }
  std::uint64_t value = 0;
  for (char c : digits) {
    if (c < '0' || c > '9') {
      return false;
    }
    value = value * 10 + static_cast<std::uint64_t>(c - '0');
  }
  into = value;
  return true;
}

// What a host with or without a port is written in: a name, an address, an
// address in brackets. Source: RFC 9110, section 7.2; RFC 3986, section 3.2.2.
bool is_host(std::string_view x) {
  constexpr std::string_view marks = "-._~!$&'()*+,;=%:[]";
  return !x.empty() && std::all_of(x.begin(), x.end(), [marks](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')
           || (c >= '0' && c <= '9') || marks.find(c) != marks.npos;
  });
}

// Beast tells fields as views into the bytes; nothing is copied.
class head_parser : public http::basic_parser<true> {
public:
  explicit head_parser(request_head& into) : head_(into) {}

  /// What some field, or the request line, was refused for.
  [[nodiscard]] head_fault refused() const { return fault_; }

  /// The whole head, once all of it was seen.
  [[nodiscard]] head_fault fault() const {
    if (fault_ != head_fault::none) {
      return fault_;
    }
    if (hosts_ != 1) {
      return head_fault::host;
    }
    auto has_body =
      head_.verb == http::verb::post || head_.verb == http::verb::put;
    if (has_body && lengths_ == 0) {
      return head_fault::length_required;
    }
    return head_fault::none;
  }

private:
  void refuse(head_fault why) {
    if (fault_ == head_fault::none) {
      fault_ = why;
    }
  }

  void once(std::string_view& field, beast::string_view value) {
    if (field.data() != nullptr) {
      refuse(head_fault::repeated_field);
    }
    field = view(value);
  }

  void on_request_impl(http::verb verb, beast::string_view,
                       beast::string_view target, int version,
                       error_code& ec) override {
    ec = {};
    head_.verb = verb;
    if (version != 11 && version != 10) {
      refuse(head_fault::version);
    }
    head_.keep_alive = version == 11;
    auto form = boost::urls::parse_origin_form(target);
    if (!form || target.starts_with("//")) {
      refuse(head_fault::target);
      return;
    }
    auto whole = view(target);
    auto mark = whole.find('?');
    head_.path = whole.substr(0, mark);
    head_.query = mark == std::string_view::npos ? std::string_view{}
                                                 : whole.substr(mark + 1);
  }

  void on_field_impl(http::field name, beast::string_view spelt,
                     beast::string_view value, error_code& ec) override {
    ec = {};
    switch (name) {
    case http::field::host:
      ++hosts_;
      head_.host = view(value);
      if (!is_host(view(value))) {
        refuse(head_fault::host);
      }
      break;
    case http::field::content_length:
      if (++lengths_ > 1 || !read_length(view(value), head_.content_length)) {
        refuse(head_fault::content_length);
      }
      break;
    case http::field::transfer_encoding:
      refuse(head_fault::transfer_encoding);
      break;
    case http::field::connection:
      if (http::token_list{value}.exists("close")) {
        head_.keep_alive = false;
      }
      break;
    case http::field::expect:
      if (beast::iequals(value, "100-continue")) {
        head_.expects_continue = true;
      } else {
        refuse(head_fault::expectation);
      }
      break;
    case http::field::accept:
      head_.accept = view(value);
      break;
    case http::field::content_type:
      once(head_.content_type, value);
      break;
    case http::field::origin:
      once(head_.origin, value);
      break;
    case http::field::cookie:
      once(head_.cookie, value);
      break;
    case http::field::authorization:
      once(head_.authorization, value);
      break;
    case http::field::accept_language:
      head_.accept_language = view(value);
      break;
    case http::field::access_control_request_method:
      once(head_.requested_method, value);
      break;
    default: // a list of some 350 names, of which these are ours
      if (beast::iequals(spelt, "X-Forwarded-For")) {
        head_.forwarded_for += head_.forwarded_for.empty() ? "" : ",";
        head_.forwarded_for += view(value);
      } else if (beast::iequals(spelt, "Idempotency-Key")) {
        once(head_.idempotency_key, value);
        head_.has_idempotency_key = true;
      } else if (beast::iequals(spelt, "Last-Event-ID")) {
        once(head_.last_event_id, value);
      } else if (beast::iequals(spelt, "Sec-Fetch-Site")) {
        once(head_.fetch_site, value);
      } else if (beast::iequals(spelt, "X-CSRF-Token")) {
        once(head_.csrf_token, value);
      }
      break;
    }
  }

  void on_header_impl(error_code& ec) override { ec = {}; }
  void on_response_impl(int, beast::string_view, int, error_code& ec) override {
    ec = {};
  }
  void on_body_init_impl(const boost::optional<std::uint64_t>&,
                         error_code& ec) override {
    ec = {};
  }
  std::size_t on_body_impl(beast::string_view body, error_code& ec) override {
    ec = {};
    return body.size();
  }
  void on_chunk_header_impl(std::uint64_t, beast::string_view,
                            error_code& ec) override {
    ec = {};
  }
  std::size_t on_chunk_body_impl(std::uint64_t, beast::string_view body,
                                 error_code& ec) override {
    ec = {};
    return body.size();
  }
  void on_finish_impl(error_code& ec) override { ec = {}; }

  request_head& head_;
  head_fault fault_ = head_fault::none;
  unsigned hosts_ = 0;
  unsigned lengths_ = 0;
};

// A line that begins with a blank continues the one before: refused here,
// because Beast joins them.
bool has_folding(std::string_view bytes) {
  return bytes.find("\r\n ") != std::string_view::npos
         || bytes.find("\r\n\t") != std::string_view::npos;
}

} // namespace

unsigned status_of(head_fault x) {
  switch (x) {
  case head_fault::none:
    return 0;
  case head_fault::malformed:
  case head_fault::transfer_encoding:
  case head_fault::host:
  case head_fault::content_length:
  case head_fault::repeated_field:
  case head_fault::target:
  case head_fault::length_required:
  case head_fault::version:
    return 400;
  case head_fault::expectation:
    return 417;
  }
  return 400;
}

const char* to_string(head_fault x) {
  switch (x) {
  case head_fault::none:
    return "nothing";
  case head_fault::malformed:
    return "not an HTTP/1.1 request";
  case head_fault::transfer_encoding:
    return "transfer codings are not accepted: send Content-Length";
  case head_fault::host:
    return "exactly one Host field is wanted";
  case head_fault::content_length:
    return "at most one Content-Length of digits is wanted";
  case head_fault::length_required:
    return "a POST needs a Content-Length";
  case head_fault::repeated_field:
    return "a field that may stand once stands twice";
  case head_fault::target:
    return "the target must be a path";
  case head_fault::expectation:
    return "only the expectation 100-continue is met";
  case head_fault::version:
    return "HTTP/1.1 is spoken here";
  }
  return "malformed";
}

std::size_t find_head_end(std::string_view bytes, std::size_t from) {
  constexpr std::string_view end = "\r\n\r\n";
  auto start = from < end.size() ? 0 : from - end.size() + 1;
  auto at = bytes.find(end, start);
  return at == std::string_view::npos ? 0 : at + end.size();
}

head_fault read_head(std::string_view bytes, request_head& into) {
  into = {};
  if (has_folding(bytes)) {
    return head_fault::malformed;
  }
  head_parser parser{into};
  parser.header_limit(static_cast<std::uint32_t>(bytes.size() + 1));
  parser.body_limit(boost::none);
  error_code failure;
  parser.put(boost::asio::const_buffer{bytes.data(), bytes.size()}, failure);
  if (parser.refused() != head_fault::none) {
    return parser.refused();
  }
  if (failure == http::error::bad_version) {
    return head_fault::version;
  }
  if (failure == http::error::bad_content_length
      || failure == http::error::multiple_content_length) {
    return head_fault::content_length;
  }
  if (failure == http::error::bad_transfer_encoding) {
    return head_fault::transfer_encoding;
  }
  if (failure || !parser.is_header_done()) {
    return head_fault::malformed;
  }
  return parser.fault();
}

} // namespace scrutin::edge
