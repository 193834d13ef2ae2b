#include "edge/admin_bridge.hpp"

#include <chrono>

#include "domain/time_units.hpp"

namespace scrutin::edge {

admin_bridge::admin_bridge(caf::actor_system& system,
                           boost::asio::io_context& io, const settings& with,
                           admin_listener& listener)
  : with_(with), listener_(listener), companion_(system, io), deadlines_(io),
    waiting_(with.in_flight_max) {
  // CAF's own prints what it does not know, content and all.
  companion_.self()->set_default_handler(caf::drop);
  companion_.self()->become([this](const admin_answer& x) {
    if (auto asker = waiting_.take(x.ticket)) {
      listener_.on_administration(*asker, &x);
    }
  });
  watch_deadlines();
}

bool admin_bridge::busy() const {
  return waiting_.full() || !administration_;
}

void admin_bridge::ask(admin_request what, waiting_admin asker) {
  what.ticket =
    waiting_.add(std::move(asker), with_.now() + with_.deadline_ms * ms_ns);
  companion_.self()->send(administration_, std::move(what));
}

void admin_bridge::give_up() {
  administration_ = nullptr;
  end_overdue(end_of_time);
}

void admin_bridge::watch_deadlines() {
  deadlines_.expires_after(std::chrono::milliseconds{with_.sweep_ms});
  deadlines_.async_wait([this](boost::system::error_code failure) {
    if (!failure) {
      end_overdue(with_.now());
      watch_deadlines();
    }
  });
}

void admin_bridge::end_overdue(std::int64_t now_ns) {
  while (auto ticket = waiting_.overdue(now_ns)) {
    listener_.on_administration(*waiting_.take(*ticket), nullptr);
  }
}

} // namespace scrutin::edge
