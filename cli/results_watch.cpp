#include "cli/results_watch.hpp"

#include <ostream>
#include <thread>

#include <boost/json.hpp>
#include <boost/url/encode.hpp>
#include <boost/url/rfc/unreserved_chars.hpp>

#include "cli/event_reader.hpp"
#include "cli/http_client.hpp"
#include "cli/node_flags.hpp"
#include "cli/results_board.hpp"
#include "nodes/results_feed.hpp"

namespace scrutin {

namespace {

// The server says something every 15 seconds; three of them missed is too
// many.
constexpr std::chrono::seconds silence_max{45};

struct results_watch {
  std::string url = "http://127.0.0.1:8000";
  std::string election;
  std::string authorities_file;
  bool once = false;
  print_format print = print_format::text;
  /// Of a node that is subscribed to as actors do; empty: over HTTP.
  std::string node;
  node_flags flags;

  [[nodiscard]] exit_code run(const terminal& at) const;
  [[nodiscard]] exit_code run_over_http(const terminal& at) const;
  [[nodiscard]] exit_code run_as_actor(const terminal& at) const;
};

/// One run of the command, over all its connections.
class watching {
public:
  watching(const results_watch& options, const terminal& at)
    : options_(options), at_(at), board_(options.election) {}
  virtual ~watching() = default;

  exit_code run();

protected:
  /// Follows one connection until it breaks, or there is no more to do.
  virtual result<void> follow() = 0;
  [[nodiscard]] virtual std::chrono::milliseconds pause() const {
    return std::chrono::seconds{2};
  }
  void take(const server_event& event);
  void show();
  [[nodiscard]] bool done() const { return failure_ || shown_once(); }

  const results_watch& options_;

private:
  [[nodiscard]] bool shown_once() const { return options_.once && events_ > 0; }

  const terminal& at_;
  results_board board_;
  std::uint64_t events_ = 0;
  bool changed_ = false;
  std::optional<error> failure_;
};

/// By the event stream of the API.
class http_watching : public watching {
public:
  http_watching(const results_watch& options, const terminal& at,
                server_url server)
    : watching(options, at), server_(std::move(server)),
      reader_([this](const server_event& event) { take(event); }) {}

private:
  result<void> follow() override;
  [[nodiscard]] std::chrono::milliseconds pause() const override {
    return reader_.retry();
  }

  server_url server_;
  event_reader reader_;
};

/// As an actor that subscribes to a node.
class actor_watching : public watching {
public:
  actor_watching(const results_watch& options, const terminal& at,
                 node_options where, node_address node)
    : watching(options, at), where_(std::move(where)), node_(std::move(node)) {}

private:
  result<void> follow() override;

  node_options where_;
  node_address node_;
};

void watching::take(const server_event& event) {
  if (done()) {
    return;
  }
  ++events_;
  changed_ = true;
  if (auto applied = board_.apply(event); !applied) {
    failure_ = applied.failure();
    return;
  }
  if (event.name == "snapshot" && board_.empty()) {
    failure_ = error{ec::unknown_election,
                     options_.election.empty()
                       ? "the server has no election"
                       : "the server has no election " + options_.election};
    return;
  }
  if (options_.print == print_format::json) {
    at_.out << boost::json::serialize(boost::json::object{
      {"event", event.name}, {"data", boost::json::parse(event.data)}})
            << std::endl;
  }
}

void watching::show() {
  if (!changed_ || failure_ || options_.print == print_format::json) {
    return;
  }
  changed_ = false;
  // Home and clear below: no flicker, as clearing first would make.
  auto redraw = at_.out_is_terminal && !options_.once;
  at_.out << (redraw ? "\x1b[H\x1b[J" : "") << board_.draw(at_.colors)
          << (redraw ? "" : "\n") << std::flush;
}

result<void> http_watching::follow() {
  http_get request;
  request.server = server_;
  request.target = "/api/v1/stream";
  if (!options_.election.empty()) {
    request.target +=
      "?election="
      + boost::urls::encode(options_.election, boost::urls::unreserved_chars);
  }
  request.authorities_file = options_.authorities_file;
  request.headers = {{"Accept", "text/event-stream"}};
  if (!reader_.last_id().empty()) {
    request.headers.emplace_back("Last-Event-ID", reader_.last_id());
  }
  auto body = open_http(request);
  if (!body) {
    return body.failure();
  }
  if ((*body)->status() == 404 && !options_.election.empty()) {
    return error{ec::unknown_election,
                 "the server has no election " + options_.election};
  }
  if ((*body)->status() != 200) {
    return error{ec::unavailable, "the server answered with status "
                                    + std::to_string((*body)->status())};
  }
  reader_.restart();
  while (!done()) {
    auto piece = (*body)->read_some(silence_max);
    if (!piece) {
      return piece.failure();
    }
    if (piece->empty()) {
      return error{ec::unavailable, "the server ended the stream"};
    }
    reader_.feed(*piece);
    show();
  }
  return {};
}

result<void> actor_watching::follow() {
  auto feed = results_feed::open(where_, node_);
  if (!feed) {
    return feed.failure();
  }
  while (!done()) {
    auto events = (*feed)->next();
    if (!events) {
      return events.failure();
    }
    for (const auto& event : *events) {
      take({event.name, event.data});
    }
    show();
  }
  return {};
}

exit_code watching::run() {
  while (true) {
    auto followed = follow();
    if (failure_) {
      return report(at_, *failure_);
    }
    if (followed) {
      return exit_code::ok;
    }
    // A server that was never there is a mistake; one that went comes back.
    if (events_ == 0) {
      return report(at_, followed.failure());
    }
    at_.err << "scrutin: " << followed.failure().detail << "; coming back\n";
    std::this_thread::sleep_for(pause());
  }
}

exit_code results_watch::run(const terminal& at) const {
  return node.empty() ? run_over_http(at) : run_as_actor(at);
}

exit_code results_watch::run_as_actor(const terminal& at) const {
  auto from = parse_node_address(node);
  if (!from) {
    at.err << "scrutin: --node " << node
           << ": must be HOST:PORT or NAME@HOST:PORT\n";
    return exit_code::usage;
  }
  auto where = flags.read();
  if (!where) {
    return report(at, where.failure());
  }
  return actor_watching{*this, at, std::move(*where), std::move(*from)}.run();
}

exit_code results_watch::run_over_http(const terminal& at) const {
  auto server = parse_server_url(url);
  if (!server) {
    report(at, server.failure());
    return exit_code::usage;
  }
  return http_watching{*this, at, std::move(*server)}.run();
}

} // namespace

void add_results_watch(command_line& commands) {
  auto x = std::make_shared<results_watch>();
  auto& command =
    commands.add("results watch", "Keep a live table of turnout and votes",
                 "  scrutin results watch\n"
                 "  scrutin results watch --election QC-2026 --url "
                 "https://vote.example.org\n"
                 "  scrutin results watch -o json | jq .data\n"
                 "  scrutin results watch --node node-1@10.0.0.1:4711 \\\n"
                 "    --config node.toml\n\n"
                 "Over HTTP from any edge; or with --node as the nodes of a\n"
                 "cluster talk, with the certificates and election documents\n"
                 "of the options.\n",
                 [x](const terminal& at) { return x->run(at); });
  command
    .add_option("-e,--election", x->election, "Only this one, by code or id")
    ->type_name("CODE");
  command.add_option("-u,--url", x->url, "Where a node is served")
    ->envname("SCRUTIN_URL")
    ->capture_default_str()
    ->type_name("URL");
  command
    .add_option("--ca-file", x->authorities_file,
                "Authorities to trust, PEM, instead of the system's")
    ->check(CLI::ExistingFile)
    ->option_text("FILE");
  command
    .add_option("--node", x->node, "Subscribe to a node of a cluster instead")
    ->type_name("[NAME@]HOST:PORT");
  x->flags.add_to(command);
  command.add_flag("--once", x->once, "Show the present state and end");
  add_print_format(command, x->print);
}

} // namespace scrutin
