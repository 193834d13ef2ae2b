#define CAF_SUITE log
#include "caf/test/unit_test.hpp"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <limits>
#include <string>
#include <vector>

#include <boost/json/parse.hpp>
#include <spdlog/spdlog.h>

#include "domain/text.hpp"
#include "monitoring/log.hpp"
#include "monitoring/log_format.hpp"

using namespace scrutin;

namespace {

/// A log into a temporary file, which ends with the test.
class logged {
public:
  explicit logged(log_format format, log_level level = log_level::debug) {
    std::string pattern =
      std::filesystem::temp_directory_path() / "scrutin-log-XXXXXX";
    CAF_REQUIRE(mkdtemp(pattern.data()) != nullptr);
    folder_ = pattern;
    log_options options;
    options.format = format;
    options.level = level;
    options.file = folder_ / "log";
    CAF_REQUIRE(log_setup(options));
  }

  ~logged() {
    CAF_CHECK(log_setup({}));
    std::filesystem::remove_all(folder_);
  }

  [[nodiscard]] std::vector<std::string> lines() const {
    std::ifstream in{folder_ / "log"};
    std::vector<std::string> all;
    for (std::string line; std::getline(in, line);)
      all.push_back(line);
    return all;
  }

private:
  std::filesystem::path folder_;
};

/// Text that breaks a formatter which does not escape.
const std::vector<std::string>& hostile_texts() {
  static const std::vector<std::string> texts{
    R"(a "quoted" word)",
    R"(back\slash and \u0000 spelt out)",
    "line\nbreak\r\n{\"level\":\"error\"}",
    std::string{"nul\0inside", 10},
    "\x01\x02\x1B[31mred\x7F",
    R"({"event":"forged"})",
    "%Y %v {} {0} %n",
    "é 漢字 😀 \xE2\x80\xA8",
    "",
  };
  return texts;
}

/// A text member of a JSON line.
std::string member(const std::string& line, const char* name) {
  const auto object = boost::json::parse(line);
  return std::string{object.at(name).as_string()};
}

} // namespace

CAF_TEST(hostile text comes back from a JSON line as it was) {
  logged log{log_format::json};
  for (const auto& text : hostile_texts())
    log_event(log_level::info, "tried", {{log_key::detail, text}});
  const auto lines = log.lines();
  CAF_REQUIRE_EQUAL(lines.size(), hostile_texts().size());
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const auto line = boost::json::parse(lines[i]).as_object();
    CAF_CHECK_EQUAL(line.size(), 4u);
    CAF_CHECK_EQUAL(line.at("event").as_string(), "tried");
    CAF_CHECK_EQUAL(line.at("level").as_string(), "info");
    CAF_CHECK_EQUAL(line.at("detail").as_string(), hostile_texts()[i]);
  }
}

CAF_TEST(a hostile event name cannot break a line) {
  logged log{log_format::json};
  for (const auto& text : hostile_texts())
    log_event(log_level::info, text);
  const auto lines = log.lines();
  CAF_REQUIRE_EQUAL(lines.size(), hostile_texts().size());
  for (std::size_t i = 0; i < lines.size(); ++i)
    CAF_CHECK_EQUAL(member(lines[i], "event"), hostile_texts()[i]);
}

CAF_TEST(bytes that are not UTF - 8 become replacement characters) {
  logged log{log_format::json};
  for (const char* text : {"\xFF\xFE", "\xC0\xAF", "\xED\xA0\x80", "a\xE2\x82"})
    log_event(log_level::info, "tried", {{log_key::detail, text}});
  const auto lines = log.lines();
  CAF_REQUIRE_EQUAL(lines.size(), 4u);
  for (const auto& line : lines) {
    CAF_CHECK(is_utf8(line));
    const auto detail = member(line, "detail");
    CAF_CHECK(detail.find("\xEF\xBF\xBD") != std::string::npos);
  }
}

CAF_TEST(numbers and flags are JSON numbers and flags) {
  logged log{log_format::json};
  log_event(log_level::warning, "tried",
            {{log_key::count, std::numeric_limits<std::int64_t>::min()},
             {log_key::duration_ms, 1.5},
             {log_key::limit, std::numeric_limits<double>::infinity()},
             {log_key::status, true}});
  const auto line = boost::json::parse(log.lines().at(0)).as_object();
  CAF_CHECK_EQUAL(line.at("count").as_int64(),
                  std::numeric_limits<std::int64_t>::min());
  CAF_CHECK_EQUAL(line.at("duration_ms").as_double(), 1.5);
  CAF_CHECK(line.at("limit").is_null());
  CAF_CHECK(line.at("status").as_bool());
  CAF_CHECK_EQUAL(line.at("level").as_string(), "warning");
}

CAF_TEST(text lines stay one line each) {
  logged log{log_format::text};
  for (const auto& text : hostile_texts())
    log_event(log_level::error, "tried", {{log_key::detail, text}});
  const auto lines = log.lines();
  CAF_REQUIRE_EQUAL(lines.size(), hostile_texts().size());
  for (const auto& line : lines) {
    CAF_CHECK(line.find(" error ") != std::string::npos);
    CAF_CHECK(line.find(" tried detail=\"") != std::string::npos);
    CAF_CHECK(line.find('\x1B') == std::string::npos);
  }
}

CAF_TEST(plain words stand bare in text lines) {
  CAF_CHECK_EQUAL(text_line("listening", {{log_key::listen, "127.0.0.1:80"},
                                          {log_key::threads, 2}}),
                  "listening listen=127.0.0.1:80 threads=2");
}

CAF_TEST(what a library logs is escaped too) {
  for (const auto format : {log_format::json, log_format::text}) {
    logged log{format};
    for (const auto& text : hostile_texts())
      spdlog::info(spdlog::string_view_t{text});
    const auto lines = log.lines();
    CAF_REQUIRE_EQUAL(lines.size(), hostile_texts().size());
    if (format == log_format::json)
      for (std::size_t i = 0; i < lines.size(); ++i)
        CAF_CHECK_EQUAL(member(lines[i], "detail"), hostile_texts()[i]);
  }
}

CAF_TEST(events below the level are not written) {
  logged log{log_format::json, log_level::warning};
  log_event(log_level::debug, "quiet");
  log_event(log_level::info, "quiet");
  log_event(log_level::warning, "loud");
  log_event(log_level::error, "loud");
  CAF_CHECK_EQUAL(log.lines().size(), 2u);
}

CAF_TEST(a file that cannot be opened is an error) {
  log_options options;
  options.file = "/dev/null/log";
  const auto done = log_setup(options);
  CAF_REQUIRE(!done);
  CAF_CHECK(done.failure().code == ec::unavailable);
}

CAF_TEST(no key can hold what belongs to a voter or a ballot) {
  for (int i = 0; i <= static_cast<int>(log_key::version); ++i) {
    const std::string key = to_string(static_cast<log_key>(i));
    for (const char* forbidden :
         {"nas", "credential", "digest", "tag", "retry", "tracking", "ballot",
          "selection", "vote", "address", "ip", "key"})
      CAF_CHECK(key != forbidden);
  }
}
