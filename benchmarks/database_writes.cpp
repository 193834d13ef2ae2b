// The ballot box on PostgreSQL against a bare client of libpq that writes the
// same rows in transactions of the same size, without fence or promise: tags
// by binary COPY, the frame by one INSERT, COMMIT.
//
//   database_writes [BALLOTS [FRAME_BALLOTS [FRAMES]]]
//
// FRAMES of as many partitions share a transaction. Starts a server of its own
// in a temporary folder of the disk. The two take turns, so that whatever else
// the machine does meets both. Prints one JSON object.
#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <random>

#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>
#include <libpq-fe.h>

#include "benchmarks/measuring.hpp"
#include "storage/postgresql/open.hpp"
#include "tests/fixtures/postgresql_server.hpp"

namespace bench = scrutin::bench;
namespace json = boost::json;
using namespace scrutin;

namespace {

constexpr std::size_t turns = 10;
constexpr std::size_t sealed_bytes_per_ballot = 52;

[[noreturn]] void give_up(const std::string& why) {
  std::cerr << "database_writes: " << why << std::endl;
  std::exit(1);
}

std::vector<credential_tag> random_tags(std::size_t count,
                                        std::mt19937_64& random) {
  std::vector<credential_tag> tags(count);
  for (auto& tag : tags) {
    for (auto& byte : tag.data) {
      byte = static_cast<unsigned char>(random());
    }
  }
  std::sort(tags.begin(), tags.end());
  return tags;
}

/// One transaction's frames, each of another partition.
std::vector<spending_frame> make_frames(std::size_t frames, std::size_t ballots,
                                        std::mt19937_64& random) {
  std::vector<spending_frame> all(frames);
  for (std::size_t i = 0; i < frames; ++i) {
    auto& header = all[i].frame.header;
    header.partition = {{1}, {1}, static_cast<std::uint16_t>(i)};
    header.kind = frame_kind::ballots;
    all[i].spent = random_tags(ballots, random);
    all[i].frame.sealed.resize(ballots * sealed_bytes_per_ballot);
    std::generate(all[i].frame.sealed.begin(), all[i].frame.sealed.end(),
                  [&] { return static_cast<char>(random()); });
  }
  return all;
}

// -- the bare client ----------------------------------------------------------

class bare_client {
public:
  explicit bare_client(const std::string& conninfo)
    : connection_(PQconnectdb(conninfo.c_str())) {
    run("SET client_min_messages = warning");
    run("CREATE TABLE bare_frame (partition integer, seq bigint, epoch bigint,"
        " kind smallint, format smallint, sealed bytea,"
        " PRIMARY KEY (partition, seq))");
    run("ALTER TABLE bare_frame ALTER COLUMN sealed SET STORAGE EXTERNAL");
    run("CREATE TABLE bare_spent (partition integer, tag bytea,"
        " PRIMARY KEY (partition, tag))");
  }
  bare_client(const bare_client&) = delete;
  bare_client& operator=(const bare_client&) = delete;
  ~bare_client() { PQfinish(connection_); }

  void write(const std::vector<spending_frame>& frames, int sequence) {
    run("BEGIN");
    for (const auto& x : frames) {
      insert(x, sequence);
    }
    copy(frames);
    run("COMMIT");
  }

private:
  void run(const char* statement) {
    check(PQexec(connection_, statement), PGRES_COMMAND_OK);
  }

  void check(PGresult* got, ExecStatusType wanted) {
    if (PQresultStatus(got) != wanted) {
      give_up(PQerrorMessage(connection_));
    }
    PQclear(got);
  }

  void insert(const spending_frame& x, int sequence) {
    auto partition = std::to_string(x.frame.header.partition.slice);
    auto number = std::to_string(sequence);
    const char* values[] = {partition.c_str(), number.c_str(),
                            x.frame.sealed.data()};
    int lengths[] = {0, 0, static_cast<int>(x.frame.sealed.size())};
    int formats[] = {0, 0, 1};
    check(PQexecParams(connection_,
                       "INSERT INTO bare_frame VALUES ($1, $2, 1, 2, 1, $3)", 3,
                       nullptr, values, lengths, formats, 0),
          PGRES_COMMAND_OK);
  }

  static void put(std::string& to, std::uint32_t x, int bytes) {
    for (int shift = 8 * (bytes - 1); shift >= 0; shift -= 8) {
      to += static_cast<char>(x >> shift & 0xFF);
    }
  }

  void copy(const std::vector<spending_frame>& frames) {
    check(PQexec(connection_, "COPY bare_spent FROM STDIN (FORMAT binary)"),
          PGRES_COPY_IN);
    std::string rows{"PGCOPY\n\377\r\n\0\0\0\0\0\0\0\0\0", 19};
    for (const auto& x : frames) {
      for (const auto& tag : x.spent) {
        put(rows, 2, 2);
        put(rows, 4, 4);
        put(rows, x.frame.header.partition.slice, 4);
        put(rows, credential_tag::size, 4);
        rows += tag.view();
      }
    }
    put(rows, 0xFFFF, 2);
    if (PQputCopyData(connection_, rows.data(), static_cast<int>(rows.size()))
          != 1
        || PQputCopyEnd(connection_, nullptr) != 1) {
      give_up(PQerrorMessage(connection_));
    }
    check(PQgetResult(connection_), PGRES_COMMAND_OK);
    PQclear(PQgetResult(connection_));
  }

  PGconn* connection_;
};

// -- the ballot box -----------------------------------------------------------

class measured_box {
public:
  measured_box(store opened, std::size_t partitions)
    : store_(std::move(opened)) {
    std::vector<spending_frame> opens(partitions);
    for (std::size_t i = 0; i < partitions; ++i) {
      opens[i].frame.header.partition = {
        {1}, {1}, static_cast<std::uint16_t>(i)};
      opens[i].frame.header.kind = frame_kind::open;
      auto log = store_.ballot_box->acquire(
        opens[i].frame.header.partition,
        [](sealed_frame&&) { return result<void>{}; });
      if (!log) {
        give_up(log.failure().detail);
      }
    }
    write(opens);
  }

  void write(std::vector<spending_frame>& frames) {
    ++sequence_;
    for (auto& x : frames) {
      x.frame.header.epoch = 1;
      x.frame.header.sequence = sequence_;
    }
    for (const auto& outcome : store_.ballot_box->append(frames)) {
      if (!outcome) {
        give_up(outcome.failure().detail);
      }
    }
  }

private:
  store store_;
  sequence_number sequence_ = 0;
};

} // namespace

int main(int count, char** words) {
  auto number = [&](int i, std::size_t otherwise) {
    return count > i ? std::strtoul(words[i], nullptr, 10) : otherwise;
  };
  auto ballots = number(1, 1'000'000);
  auto frame_ballots = number(2, 256);
  auto frames = number(3, 1);
  auto writes =
    std::max<std::size_t>(1, ballots / (turns * frame_ballots * frames));

  fixtures::postgresql_server server{
    {"shared_buffers=256MB", "max_wal_size=4GB"},
    std::filesystem::temp_directory_path()};
  auto options = server.options(server.make_database());
  auto opened = open_postgresql(options);
  if (!opened) {
    give_up(opened.failure().detail);
  }
  measured_box box{std::move(*opened), frames};
  bare_client bare{server.conninfo(server.make_database())};

  std::mt19937_64 random{1};
  bench::spent_time by_box;
  bench::spent_time by_bare;
  auto add = [](bench::spent_time& to, const bench::spent_time& more) {
    to.wall_s += more.wall_s;
    to.cpu_s += more.cpu_s;
  };
  int sequence = 0;
  for (std::size_t turn = 0; turn < turns; ++turn) {
    std::vector<std::vector<spending_frame>> batches;
    for (std::size_t i = 0; i < writes; ++i) {
      batches.push_back(make_frames(frames, frame_ballots, random));
    }
    add(by_bare, bench::measure([&] {
          for (const auto& batch : batches) {
            bare.write(batch, ++sequence);
          }
        }));
    add(by_box, bench::measure([&] {
          for (auto& batch : batches) {
            box.write(batch);
          }
        }));
  }
  auto written = static_cast<double>(turns * writes * frames * frame_ballots);
  json::object report{{"frame_ballots", frame_ballots},
                      {"frames_a_transaction", frames},
                      {"ballots", written},
                      {"bare_per_s", written / by_bare.wall_s},
                      {"box_per_s", written / by_box.wall_s},
                      {"ratio", by_bare.wall_s / by_box.wall_s},
                      {"box_client_cpu_us", by_box.cpu_s * 1e6 / written},
                      {"bare_client_cpu_us", by_bare.cpu_s * 1e6 / written}};
  std::cout << json::serialize(report) << std::endl;
}
