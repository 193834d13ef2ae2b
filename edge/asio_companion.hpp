#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <caf/actor_companion.hpp>
#include <caf/actor_system.hpp>
#include <caf/scoped_execution_unit.hpp>
#include <memory>

namespace scrutin::edge {

/// An actor whose messages are handled on the thread of an event loop: they
/// may touch what lives there without a lock, and it may send from there. Has
/// no request(): whoever asks carries a ticket.
class asio_companion {
public:
  asio_companion(caf::actor_system& system, boost::asio::io_context& io)
    : turn_(&system), handle_(system.spawn<caf::actor_companion>()),
      alive_(std::make_shared<bool>(true)) {
    self()->on_enqueue([this, &io,
                        alive = alive_](caf::mailbox_element_ptr element) {
      boost::asio::post(io,
                        [this, alive, element = std::move(element)]() mutable {
                          if (*alive) {
                            self()->activate(&turn_, *element);
                          }
                        });
    });
  }

  asio_companion(const asio_companion&) = delete;
  asio_companion& operator=(const asio_companion&) = delete;

  /// On the loop's thread, or after the loop has ended.
  ~asio_companion() {
    *alive_ = false;
    self()->on_enqueue(nullptr);
    self()->cleanup(caf::exit_reason::user_shutdown, &turn_);
  }

  caf::actor_companion* self() {
    return static_cast<caf::actor_companion*>(
      caf::actor_cast<caf::abstract_actor*>(handle_));
  }

private:
  caf::scoped_execution_unit turn_;
  caf::actor handle_;
  /// Whether `this` is still there; read and written on the loop's thread.
  std::shared_ptr<bool> alive_;
};

} // namespace scrutin::edge
