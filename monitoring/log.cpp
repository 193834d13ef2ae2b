#include "monitoring/log.hpp"

#include <memory>

#include <spdlog/pattern_formatter.h>
#include <spdlog/sinks/basic_file_sink.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include "monitoring/log_format.hpp"

namespace scrutin {

namespace {

/// Names the logger whose payload is formatted already; everything else that
/// reaches spdlog is foreign text.
constexpr std::string_view event_logger = "event";

/// Writes the payload of a line. Text from outside `log_event` (a library
/// that logs through spdlog) is escaped here, so that it can neither break a
/// JSON line nor forge a second one.
class payload_flag : public spdlog::custom_flag_formatter {
public:
  explicit payload_flag(log_format format) : format_(format) {}

  void format(const spdlog::details::log_msg& message, const std::tm&,
              spdlog::memory_buf_t& out) override {
    const std::string_view name{message.logger_name.data(),
                                message.logger_name.size()};
    const std::string_view payload{message.payload.data(),
                                   message.payload.size()};
    if (name == event_logger) {
      out.append(payload.data(), payload.data() + payload.size());
      return;
    }
    const auto foreign =
      format_ == log_format::json
        ? json_members("message", {{log_key::detail, payload}})
        : text_line("message", {{log_key::detail, payload}});
    out.append(foreign.data(), foreign.data() + foreign.size());
  }

  [[nodiscard]] std::unique_ptr<spdlog::custom_flag_formatter>
  clone() const override {
    return std::make_unique<payload_flag>(format_);
  }

private:
  log_format format_;
};

std::unique_ptr<spdlog::formatter> line_formatter(log_format format) {
  spdlog::pattern_formatter::custom_flags flags;
  flags.emplace('J', std::make_unique<payload_flag>(format));
  const auto* pattern =
    format == log_format::json
      ? R"({"time":"%Y-%m-%dT%H:%M:%S.%eZ","level":"%l",%J})"
      : "%Y-%m-%dT%H:%M:%S.%eZ %-7l %J";
  return std::make_unique<spdlog::pattern_formatter>(
    pattern, spdlog::pattern_time_type::utc, "\n", std::move(flags));
}

spdlog::level::level_enum to_spdlog(log_level level) {
  switch (level) {
  case log_level::debug:
    return spdlog::level::debug;
  case log_level::info:
    return spdlog::level::info;
  case log_level::warning:
    return spdlog::level::warn;
  case log_level::error:
    return spdlog::level::err;
  }
  broken_invariant("a log level that is none");
}

/// The log of this process.
struct process_log {
  log_format format;
  std::shared_ptr<spdlog::logger> logger;
};

process_log make_log(const log_options& options) {
  spdlog::sink_ptr sink;
  if (options.file.empty())
    sink = std::make_shared<spdlog::sinks::stderr_sink_mt>();
  else
    sink = std::make_shared<spdlog::sinks::basic_file_sink_mt>(options.file);
  auto logger =
    std::make_shared<spdlog::logger>(std::string{event_logger}, sink);
  logger->set_formatter(line_formatter(options.format));
  logger->set_level(to_spdlog(options.level));
  logger->flush_on(spdlog::level::trace);
  return {options.format, std::move(logger)};
}

process_log& the_log() {
  static process_log log = make_log({});
  return log;
}

} // namespace

const char* to_string(log_format x) {
  switch (x) {
  case log_format::text:
    return "text";
  case log_format::json:
    return "json";
  }
  return "invalid";
}

const char* to_string(log_level x) {
  switch (x) {
  case log_level::debug:
    return "debug";
  case log_level::info:
    return "info";
  case log_level::warning:
    return "warning";
  case log_level::error:
    return "error";
  }
  return "invalid";
}

const char* to_string(log_key key) {
  switch (key) {
  case log_key::actor:
    return "actor";
  case log_key::attempts:
    return "attempts";
  case log_key::backend:
    return "backend";
  case log_key::bytes:
    return "bytes";
  case log_key::code:
    return "code";
  case log_key::count:
    return "count";
  case log_key::detail:
    return "detail";
  case log_key::duration_ms:
    return "duration_ms";
  case log_key::election:
    return "election";
  case log_key::epoch:
    return "epoch";
  case log_key::file:
    return "file";
  case log_key::limit:
    return "limit";
  case log_key::line:
    return "line";
  case log_key::listen:
    return "listen";
  case log_key::node:
    return "node";
  case log_key::partition:
    return "partition";
  case log_key::pid:
    return "pid";
  case log_key::region:
    return "region";
  case log_key::route:
    return "route";
  case log_key::sequence:
    return "sequence";
  case log_key::signal:
    return "signal";
  case log_key::state:
    return "state";
  case log_key::status:
    return "status";
  case log_key::threads:
    return "threads";
  case log_key::version:
    return "version";
  }
  broken_invariant("a log key that is none");
}

result<void> log_setup(const log_options& options) {
  try {
    auto log = make_log(options);
    const auto& sinks = log.logger->sinks();
    auto foreign =
      std::make_shared<spdlog::logger>("", sinks.begin(), sinks.end());
    foreign->set_level(log.logger->level());
    foreign->flush_on(spdlog::level::trace);
    spdlog::set_default_logger(std::move(foreign));
    the_log() = std::move(log);
    return {};
  } catch (const spdlog::spdlog_ex&) {
    return error{ec::unavailable, "cannot open log file " + options.file};
  }
}

void log_event(log_level level, std::string_view event,
               std::initializer_list<log_field> fields) {
  const auto& log = the_log();
  const auto wanted = to_spdlog(level);
  if (!log.logger->should_log(wanted))
    return;
  const auto payload = log.format == log_format::json
                         ? json_members(event, fields)
                         : text_line(event, fields);
  log.logger->log(wanted, spdlog::string_view_t{payload});
}

} // namespace scrutin
