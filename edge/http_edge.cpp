#include "edge/http_edge.hpp"

#include <mutex>

#include <caf/send.hpp>

#include "domain/text.hpp"
#include "edge/api.hpp"
#include "edge/limit_sharing.hpp"
#include "edge/results_channel.hpp"
#include "edge/shared_state.hpp"

namespace scrutin::edge {

namespace {

constexpr std::size_t incarnation_bytes = 6;

result<void> check(const edge_options& options, const edge_services& services) {
  if (options.serves_voters
      && services.ingestion.size() < options.server.threads) {
    return error{ec::bad_configuration,
                 "the edge needs one ingestion actor for each io thread"};
  }
  if (!services.elections || !services.now || !services.steady
      || !services.random || !services.health || !services.figures) {
    return error{ec::bad_configuration, "the edge lacks a service"};
  }
  if (auto ok = validate(options.rates); !ok) {
    return ok;
  }
  if (auto list = proxy_list::parse(options.trusted_proxies); !list) {
    return list.failure();
  }
  return {};
}

} // namespace

struct http_edge::state {
  caf::actor_system& system;
  edge_options options;
  edge_services services;
  std::shared_ptr<shared_state> shared;
  std::unique_ptr<server> http;
  /// Null where nothing is shared or published.
  limit_sharing_actor sharing;
  results_channel_actor channel;
  /// Guards the channel and the handles that it is opened with.
  std::mutex mutex;
  bool stopped = false;

  /// Publishes by a new channel, with what `change` makes of the handles.
  template <class Change>
  void open_channel(Change change) {
    std::lock_guard<std::mutex> lock{mutex};
    change(services);
    close(channel);
    if (services.outlet && services.results && !stopped) {
      channel = system.spawn<results_channel, caf::detached>(services);
    }
  }

  template <class Handle>
  static void close(Handle& x) {
    if (x) {
      caf::anon_send_exit(x, caf::exit_reason::user_shutdown);
      x = nullptr;
    }
  }

  template <class Handle>
  void replace_everywhere(const Handle& by) {
    for (std::uint32_t i = 0; i < http->threads(); ++i) {
      http->on_thread(
        i, [by](application& app) { static_cast<api&>(app).bridge().use(by); });
    }
  }
};

http_edge::http_edge(caf::actor_system& system, edge_options options,
                     edge_services services)
  : state_(new state{
    system, std::move(options), std::move(services), {}, {}, {}, {}, {}, {}}) {
}

http_edge::~http_edge() {
  stop();
}

result<void> http_edge::start() {
  auto& x = *state_;
  if (auto ok = check(x.options, x.services); !ok) {
    return ok;
  }
  x.options.server.now = x.services.now;
  x.shared.reset(new shared_state{
    x.services,
    x.options.server.bounds,
    x.options.server.threads,
    rate_limiter{x.options.rates, x.services.limiter_key,
                 x.services.shared_limits != nullptr},
    *proxy_list::parse(x.options.trusted_proxies),
    x.options.cors_origins,
    x.options.serves_voters,
    x.options.serves_metrics,
    x.options.administers,
    {0},
    {},
    to_hex(x.services.random(incarnation_bytes)),
  });
  auto make = [&system = x.system, shared = x.shared](auto& io, auto thread) {
    return std::make_unique<api>(system, io, shared, thread);
  };
  x.http = std::make_unique<server>(x.options.server, make);
  x.shared->connections = [http = x.http.get()] { return http->connections(); };
  if (x.services.shared_limits) {
    x.sharing = x.system.spawn<limit_sharing, caf::detached>(x.shared);
  }
  x.open_channel([](edge_services&) {});
  return x.http->start();
}

std::uint16_t http_edge::port() const {
  return state_->http->port();
}

std::string http_edge::metrics_text() const {
  auto& figures = *state_->services.figures;
  figures.http_connections().Set(state_->http->connections());
  return figures.text();
}

void http_edge::replace_ingestion(std::uint32_t thread, ingestion_actor by) {
  state_->http->on_thread(thread, [by](application& app) {
    static_cast<api&>(app).bridge().use(by);
    static_cast<api&>(app).voters().use(by);
  });
}

void http_edge::replace_results(results_actor by) {
  state_->replace_everywhere(by);
  state_->open_channel([&by](edge_services& x) { x.results = by; });
}

void http_edge::replace_catalog(catalog_actor by) {
  state_->replace_everywhere(by);
  state_->open_channel([&by](edge_services& x) { x.catalog = by; });
}

void http_edge::replace_administration(administration_actor by) {
  for (std::uint32_t i = 0; i < state_->http->threads(); ++i) {
    state_->http->on_thread(i, [by](application& app) {
      static_cast<api&>(app).administration().use(by);
    });
  }
}

void http_edge::give_up() {
  for (std::uint32_t i = 0; i < state_->http->threads(); ++i) {
    state_->http->on_thread(i, [](application& app) {
      static_cast<api&>(app).bridge().give_up();
      static_cast<api&>(app).administration().give_up();
      static_cast<api&>(app).voters().give_up();
    });
  }
}

void http_edge::stop() {
  {
    std::lock_guard<std::mutex> lock{state_->mutex};
    state_->stopped = true;
    state::close(state_->sharing);
    state::close(state_->channel);
  }
  if (state_->http) {
    state_->http->stop();
  }
}

} // namespace scrutin::edge
