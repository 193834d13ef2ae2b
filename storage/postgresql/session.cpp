#include "storage/postgresql/session.hpp"

#include <algorithm>
#include <chrono>
#include <thread>

#include "monitoring/log.hpp"

namespace scrutin {

namespace {

constexpr std::int64_t pause_min_ms = 20;
constexpr std::int64_t pause_max_ms = 2'000;

/// In quotes, as libpq reads them.
std::string quoted(const std::string& value) {
  std::string text = "'";
  for (char c : value) {
    if (c == '\'' || c == '\\') {
      text += '\\';
    }
    text += c;
  }
  return text + "'";
}

/// Ours come first: whoever sets up the node may say otherwise.
std::string make_conninfo(const postgresql_options& x,
                          const std::string& purpose) {
  auto connect_s = std::max(2U, (x.connect_timeout_ms + 999) / 1'000);
  auto text = "application_name=" + quoted("scrutin " + x.owner + " " + purpose)
              + " connect_timeout=" + std::to_string(connect_s)
              + " target_session_attrs=read-write keepalives=1"
                " keepalives_idle=2 keepalives_interval=1 keepalives_count=3"
                " tcp_user_timeout="
              + std::to_string(x.tcp_user_timeout_ms) + " " + x.connection;
  if (!x.password.empty()) {
    text += " password=" + quoted(x.password);
  }
  return text;
}

std::string settings(const postgresql_options& x) {
  auto set = [](const char* name, std::uint32_t ms) {
    return std::string{"SET "} + name + " = " + std::to_string(ms) + ";";
  };
  return set("statement_timeout", x.statement_timeout_ms)
         + set("lock_timeout", x.lock_timeout_ms)
         + set("idle_in_transaction_session_timeout",
               x.idle_in_transaction_timeout_ms)
         + "SET client_min_messages = warning;"
           "SET bytea_output = hex;"
           // A plan made over an empty table would outlive its emptiness.
           "SET plan_cache_mode = force_custom_plan;"
           "SELECT current_setting('fsync'),"
           " current_setting('full_page_writes'),"
           " current_setting('track_commit_timestamp'),"
           " set_config('synchronous_commit',"
           " CASE current_setting('synchronous_commit')"
           " WHEN 'remote_apply' THEN 'remote_apply' ELSE 'on' END, false)";
}

/// What a server must not do with ballots.
result<void> check_server(const pg_rows& rows) {
  if (rows.text(0, 0) != "on" || rows.text(0, 1) != "on") {
    return error{ec::bad_configuration,
                 "the PostgreSQL server runs with fsync or full_page_writes "
                 "off and would lose acknowledged ballots; turn them on in "
                 "postgresql.conf"};
  }
  if (rows.text(0, 2) != "off") {
    return error{ec::bad_configuration,
                 "the PostgreSQL server keeps the time of every commit, which "
                 "says who voted when; set track_commit_timestamp = off in "
                 "postgresql.conf"};
  }
  return {};
}

} // namespace

void pg_pause(std::int64_t ms) {
  std::this_thread::sleep_for(std::chrono::milliseconds{ms});
}

// -- connecting ---------------------------------------------------------------

pg_session::pg_session(postgresql_options options, std::string purpose)
  : options_(std::move(options)), conninfo_(make_conninfo(options_, purpose)) {
}

result<std::unique_ptr<pg_connection>> pg_session::open() const {
  auto opened =
    pg_connection::open(conninfo_, options_.now, options_.answer_ms_max);
  if (!opened) {
    return opened;
  }
  auto checked = (*opened)->run(settings(options_));
  if (!checked) {
    return checked.failure();
  }
  if (auto fit = check_server(*checked); !fit) {
    return fit.failure();
  }
  if (!options_.identity.empty()) {
    auto id = (*opened)->run("SELECT id FROM scrutin.identity");
    if (!id || id->empty() || id->text(0, 0) != options_.identity) {
      return error{ec::storage_away,
                   "another database answers at " + options_.connection};
    }
  }
  return opened;
}

result<void> pg_session::connect() {
  auto now = now_ms();
  if (away_since_ms_ < 0) {
    away_since_ms_ = now;
    next_try_ms_ = now;
    pause_ms_ = pause_min_ms;
  }
  if (now < next_try_ms_) {
    return last_failure_;
  }
  connection_.reset();
  auto opened = open();
  if (opened) {
    connection_ = *std::move(opened);
    if (pause_ms_ > pause_min_ms) {
      log_event(log_level::info, "database_back",
                {{log_key::duration_ms, now_ms() - away_since_ms_}});
    }
    away_since_ms_ = -1;
    return {};
  }
  last_failure_ = opened.failure();
  if (pause_ms_ == pause_min_ms) {
    log_event(log_level::warning, "database_away",
              {{log_key::detail, last_failure_.detail}});
  }
  next_try_ms_ = now_ms() + pause_ms_;
  pause_ms_ = std::min(2 * pause_ms_, pause_max_ms);
  return last_failure_;
}

result<pg_connection*> pg_session::wait_for_connection() {
  for (;;) {
    if (connection_ && !connection_->lost()) {
      return connection_.get();
    }
    auto connected = connect();
    if (connected) {
      continue;
    }
    auto give_up_at_ms = away_since_ms_ + options_.patience_ms;
    if (connected.failure().code != ec::storage_away
        || next_try_ms_ > give_up_at_ms) {
      return connected.failure();
    }
    pg_pause(next_try_ms_ - now_ms());
  }
}

result<pg_connection*> pg_session::connection() {
  return wait_for_connection();
}

// -- transactions -------------------------------------------------------------

result<pg_transaction> pg_session::begin(pg_mode mode) {
  const auto* begin = mode == pg_mode::snapshot
                        ? "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
                        : "BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE";
  for (;;) {
    auto on = wait_for_connection();
    if (!on) {
      return on.failure();
    }
    auto begun = (*on)->run(begin);
    if (begun) {
      return pg_transaction{**on};
    }
    // An idle connection is found lost when it is used.
    if (!(*on)->lost()) {
      return begun.failure();
    }
  }
}

pg_transaction::~pg_transaction() {
  roll_back();
}

void pg_transaction::roll_back() {
  if (on_ != nullptr) {
    auto& on = *std::exchange(on_, nullptr);
    auto ignored = on.run("ROLLBACK");
    static_cast<void>(ignored);
    end_patience(on);
  }
}

result<void> pg_transaction::take_time() {
  on_->set_patient(true);
  patient_ = true;
  auto done = run("SET LOCAL statement_timeout = 0");
  return done ? result<void>{} : done.failure();
}

result<void> pg_transaction::still_open() {
  auto answer = run("SELECT 1");
  return answer ? result<void>{} : answer.failure();
}

void pg_transaction::end_patience(pg_connection& on) const {
  if (patient_) {
    on.set_patient(false);
  }
}

result<void> pg_transaction::commit() {
  if (on_ == nullptr || failed_) {
    broken_invariant("a transaction that failed was to be committed");
  }
  auto& on = *std::exchange(on_, nullptr);
  on.take_warned();
  auto done = on.run("COMMIT");
  end_patience(on);
  if (!done) {
    return error{ec::timed_out, "COMMIT: " + done.failure().detail};
  }
  if (on.take_warned()) {
    return error{ec::timed_out, "COMMIT was answered with a warning"};
  }
  return {};
}

} // namespace scrutin
