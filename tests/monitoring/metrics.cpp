#define CAF_SUITE metrics
#include "caf/test/unit_test.hpp"

#include <map>
#include <set>
#include <sstream>
#include <string>

#include "monitoring/metrics.hpp"

using namespace scrutin;

namespace {

/// What one metric looks like from outside.
struct exported_metric {
  std::string type;
  std::set<std::string> labels;
};

/// Reads the text format as a scraper does: types and label names by metric.
std::map<std::string, exported_metric> parse(const std::string& text) {
  std::map<std::string, exported_metric> found;
  std::istringstream lines{text};
  std::string name;
  for (std::string line; std::getline(lines, line);) {
    std::istringstream words{line};
    std::string hash, keyword;
    if (line.rfind("# TYPE ", 0) == 0) {
      words >> hash >> keyword >> name;
      words >> found[name].type;
    } else if (line.rfind('#', 0) != 0) {
      CAF_REQUIRE_EQUAL(line.compare(0, name.size(), name), 0);
      for (auto at = line.find_first_of("{,"); at != std::string::npos;
           at = line.find_first_of("{,", at + 1))
        found[name].labels.insert(
          line.substr(at + 1, line.find('=', at) - at - 1));
    }
  }
  return found;
}

const char* type_name(metric_kind kind) {
  switch (kind) {
  case metric_kind::counter:
    return "counter";
  case metric_kind::gauge:
    return "gauge";
  case metric_kind::histogram:
    return "histogram";
  }
  return "none";
}

/// The value on the line that starts with `series`.
double value_of(const std::string& text, const std::string& series) {
  const auto at = text.find("\n" + series + " ");
  CAF_REQUIRE(at != std::string::npos);
  return std::stod(text.substr(at + series.size() + 2));
}

} // namespace

CAF_TEST(the catalogue is in the order of its ids) {
  const auto& entries = metric_catalogue();
  CAF_CHECK_EQUAL(entries.size(),
                  static_cast<std::size_t>(metric_id::process_memory) + 1);
  for (std::size_t i = 0; i < entries.size(); ++i)
    CAF_CHECK_EQUAL(static_cast<std::size_t>(entries[i].id), i);
}

CAF_TEST(the catalogue says exactly what is exported) {
  metrics all;
  all.http_requests("/api/v1/vote");
  all.partitions("open");
  all.mailbox_messages("scrutin.validator");
  all.actor_restarts("scrutin.validator");
  auto exported = parse(all.text());
  for (const auto& entry : metric_catalogue()) {
    CAF_MESSAGE(entry.name);
    CAF_REQUIRE_EQUAL(exported.count(entry.name), 1u);
    const auto& found = exported[entry.name];
    CAF_CHECK_EQUAL(found.type, type_name(entry.kind));
    std::set<std::string> declared{entry.labels.begin(), entry.labels.end()};
    if (entry.kind == metric_kind::histogram)
      declared.insert("le");
    CAF_CHECK(found.labels == declared);
    exported.erase(entry.name);
  }
  CAF_CHECK(exported.empty());
}

CAF_TEST(names follow the conventions of the field) {
  for (const auto& entry : metric_catalogue()) {
    CAF_MESSAGE(entry.name);
    CAF_CHECK_EQUAL(entry.name.rfind("scrutin_", 0), 0u);
    CAF_CHECK(!entry.help.empty());
    const auto total = entry.name.rfind("_total");
    CAF_CHECK_EQUAL(total != std::string::npos
                      && total + 6 == entry.name.size(),
                    entry.kind == metric_kind::counter);
    CAF_CHECK_EQUAL(entry.buckets.empty(),
                    entry.kind != metric_kind::histogram);
  }
}

CAF_TEST(no label can name a voter or a choice) {
  const std::set<std::string> allowed{"outcome", "route", "status", "state",
                                      "actor"};
  for (const auto& entry : metric_catalogue())
    for (const auto& label : entry.labels)
      CAF_CHECK_EQUAL(allowed.count(label), 1u);
}

CAF_TEST(casts are counted by outcome and a batch at a time) {
  metrics all;
  all.casts(cast_result::duplicate).Increment(256);
  all.casts(cast_result::closed).Increment();
  const auto text = all.text();
  CAF_CHECK_EQUAL(value_of(text, "scrutin_casts_total{outcome=\"duplicate\"}"),
                  256);
  CAF_CHECK_EQUAL(value_of(text, "scrutin_casts_total{outcome=\"closed\"}"), 1);
  CAF_CHECK_EQUAL(value_of(text, "scrutin_casts_total{outcome=\"accepted\"}"),
                  0);
}

CAF_TEST(what moves with every ballot comes out at cuts whenever it is asked) {
  metrics all{25};
  std::uint32_t accepted = 0;
  std::uint32_t frames = 0;
  const auto commit = [&](std::uint32_t ballots) {
    all.synced(0.001);
    all.committed(ballots);
    accepted += ballots;
    ++frames;
  };
  const auto check = [&](std::uint32_t told, std::uint32_t told_frames) {
    const auto text = all.text();
    CAF_CHECK_EQUAL(value_of(text, "scrutin_casts_total{outcome=\"accepted\"}"),
                    told);
    CAF_CHECK_EQUAL(value_of(text, "scrutin_frame_ballots_sum"), told);
    for (const auto* series :
         {"scrutin_frames_total", "scrutin_frame_ballots_count",
          "scrutin_sync_seconds_count"})
      CAF_CHECK_EQUAL(value_of(text, series), told_frames);
  };
  for (int i = 0; i < 24; ++i) {
    commit(1);
    check(0, 0);
  }
  commit(1);
  check(25, 25);
  // Twelve more, and nobody sees them, whenever one looks.
  commit(12);
  check(25, 25);
  // The cut is at a frame's boundary.
  commit(16);
  check(accepted, frames);
  CAF_CHECK_EQUAL(accepted, 53u);
}

CAF_TEST(requests are counted by status class) {
  metrics all;
  auto vote = all.http_requests("/api/v1/vote");
  for (const unsigned status : {100U, 202U, 200U, 404U, 503U, 599U})
    vote.count(status);
  const auto text = all.text();
  const auto counted = [&](const char* status_class) {
    return value_of(text, std::string{"scrutin_http_requests_total{"
                                      "route=\"/api/v1/vote\",status=\""}
                            + status_class + "\"}");
  };
  CAF_CHECK_EQUAL(counted("1xx"), 1);
  CAF_CHECK_EQUAL(counted("2xx"), 2);
  CAF_CHECK_EQUAL(counted("3xx"), 0);
  CAF_CHECK_EQUAL(counted("4xx"), 1);
  CAF_CHECK_EQUAL(counted("5xx"), 2);
}

CAF_TEST(a status outside the classes is not counted) {
  metrics all;
  auto vote = all.http_requests("/");
  for (const unsigned status : {0U, 99U, 600U, 4294967295U})
    vote.count(status);
  const auto text = all.text();
  for (const char digit : {'1', '2', '3', '4', '5'})
    CAF_CHECK_EQUAL(
      value_of(text, std::string{"scrutin_http_requests_total{route=\"/\","
                                 "status=\""}
                       + digit + "xx\"}"),
      0);
}

CAF_TEST(a shared gauge is the sum of its living parts) {
  metrics all;
  auto& whole = all.mailbox_messages("scrutin.validator");
  gauge_share first{whole};
  first.set(5);
  {
    gauge_share second{whole};
    second.set(7);
    CAF_CHECK_EQUAL(whole.Value(), 12);
    second.set(2);
    CAF_CHECK_EQUAL(whole.Value(), 7);
  }
  CAF_CHECK_EQUAL(whole.Value(), 5);
}

CAF_TEST(the process says when it started and what it uses) {
  metrics all;
  const auto text = all.text();
  // 2020 to 2100: a start time in other units or from the boot is neither.
  const auto started = value_of(text, "scrutin_process_start_time_seconds");
  CAF_CHECK(started > 1.58e9);
  CAF_CHECK(started < 4.1e9);
  CAF_CHECK(value_of(text, "scrutin_process_resident_memory_bytes") > 1e6);
  CAF_CHECK(value_of(text, "scrutin_process_cpu_seconds_total") >= 0);
}
