#include "edge/event_stream.hpp"

#include <algorithm>
#include <charconv>

#include "edge/results_json.hpp"

namespace scrutin::edge {

namespace {

constexpr auto heartbeat_interval = std::chrono::seconds{15};
// Revisions that a client may miss before a snapshot is the shorter story.
constexpr std::uint64_t behind_max = 64;
// Milliseconds after which a client whose stream broke comes back.
constexpr const char* retry_line = "retry: 2000\n\n";

} // namespace

class event_stream::client final : public stream_writer {
public:
  client(event_stream& owner, const exchange_ptr& asker,
         const event_filter& filter)
    : owner_(&owner), asker_(asker), filter_(filter) {
    auto known = asker->asked().head.last_event_id;
    // The revision that the client has, if this very thread told it so.
    if (known.substr(0, owner.id_prefix_.size()) == owner.id_prefix_) {
      known.remove_prefix(owner.id_prefix_.size());
      std::uint64_t told = 0;
      auto [end, failure] =
        std::from_chars(known.data(), known.data() + known.size(), told);
      if (failure == std::errc{} && end == known.data() + known.size()
          && told <= owner.view_.revision()) {
        has_ = told;
      }
    }
  }

  void on_written() override {
    busy_ = false;
    if (owner_ != nullptr) {
      pump();
    }
  }

  void on_closed() override {
    if (auto* owner = std::exchange(owner_, nullptr)) {
      owner->leave(this);
    }
  }

  void pump() {
    auto now = owner_->view_.revision();
    if (busy_ || (has_ && *has_ == now)) {
      return;
    }
    auto fresh = !has_ || now - *has_ > behind_max;
    if (has_ && fresh) {
      owner_->shared_.services.figures->event_stream_drops().Increment(
        static_cast<double>(now - *has_));
    }
    auto events =
      fresh ? owner_->snapshot(filter_) : owner_->changes(filter_, *has_);
    has_ = now;
    write(std::move(events));
  }

  void beat() {
    if (!busy_) {
      write(": still here\n\n");
    }
  }

  void close() {
    owner_ = nullptr;
    if (auto asker = asker_.lock()) {
      asker->close_stream();
    }
  }

private:
  void write(std::string events) {
    if (events.empty()) {
      return;
    }
    if (auto asker = asker_.lock()) {
      busy_ = true;
      asker->write_stream(std::move(events));
    }
  }

  event_stream* owner_;
  std::weak_ptr<exchange> asker_;
  event_filter filter_;
  /// The head is on its way at first.
  bool busy_ = true;
  std::optional<std::uint64_t> has_;
};

event_stream::event_stream(boost::asio::io_context& io, shared_state& shared,
                           const results_view& view, std::uint32_t thread)
  : shared_(shared), view_(view), heartbeat_(io),
    id_prefix_(shared.incarnation + "-" + std::to_string(thread) + "-") {
  beat();
}

event_stream::~event_stream() {
  close_all();
}

bool event_stream::open(const exchange_ptr& asker, const event_filter& filter,
                        const response& head) {
  if (shared_.streams.fetch_add(1) >= shared_.bounds.streams_max) {
    shared_.streams.fetch_sub(1);
    return false;
  }
  shared_.services.figures->event_streams().Increment();
  auto added = std::make_shared<client>(*this, asker, filter);
  clients_.push_back(added);
  auto with_retry = head;
  with_retry.body = retry_line;
  asker->open_stream(with_retry, added);
  return true;
}

void event_stream::publish() {
  // A write that fails at once makes its client leave the list.
  auto present = clients_;
  for (const auto& each : present) {
    each->pump();
  }
}

void event_stream::close_all() {
  auto present = std::move(clients_);
  clients_.clear();
  for (const auto& each : present) {
    each->close();
    shared_.streams.fetch_sub(1);
    shared_.services.figures->event_streams().Decrement();
  }
}

void event_stream::leave(const client* gone) {
  auto at =
    std::find_if(clients_.begin(), clients_.end(),
                 [gone](const auto& each) { return each.get() == gone; });
  if (at != clients_.end()) {
    clients_.erase(at);
    shared_.streams.fetch_sub(1);
    shared_.services.figures->event_streams().Decrement();
  }
}

void event_stream::beat() {
  heartbeat_.expires_after(heartbeat_interval);
  heartbeat_.async_wait([this](boost::system::error_code failure) {
    if (failure) {
      return;
    }
    auto present = clients_;
    for (const auto& each : present) {
      each->beat();
    }
    beat();
  });
}

std::string event_stream::snapshot(const event_filter& filter) const {
  std::string events;
  append_event(events, snapshot_of(*shared_.services.elections, view_, filter));
  return events;
}

std::string event_stream::changes(const event_filter& filter,
                                  std::uint64_t since) const {
  std::string events;
  for (const auto& event :
       changes_of(*shared_.services.elections, view_, filter, since)) {
    append_event(events, event);
  }
  return events;
}

void event_stream::append_event(std::string& out,
                                const stream_event& event) const {
  out += "event: ";
  out += event.name;
  out += "\nid: ";
  out += id_prefix_;
  out += std::to_string(view_.revision());
  out += "\ndata: ";
  out += event.data;
  out += "\n\n";
}

} // namespace scrutin::edge
