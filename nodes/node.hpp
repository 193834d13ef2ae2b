#pragma once

#include <cstdint>
#include <memory>

#include "config/node_options.hpp"
#include "domain/result.hpp"
#include "domain/surroundings.hpp"
#include "nodes/opened_elections.hpp"

namespace scrutin {

/// One process that does everything: store, actors and HTTP edge.
class node {
public:
  /// Starts serving. Returns once the edge listens; partitions may still be
  /// taking in their logs, see wait_until_ready().
  /// @param opened: by open_elections; the node owns it from here on.
  static result<std::unique_ptr<node>> start(const node_options& options,
                                             opened_elections opened,
                                             wall_clock now,
                                             random_source random);
  node(const node&) = delete;
  node& operator=(const node&) = delete;
  /// Stops.
  ~node();

  /// The port of the HTTP edge.
  [[nodiscard]] std::uint16_t port() const;

  /// Blocks until every partition can be cast to and every election whose
  /// hour has come is open, or until the node ends.
  /// @returns whether it is so.
  bool wait_until_ready();

  /// Blocks until request_stop(), or until the root supervisor has given up.
  /// @returns why it gave up, if it did.
  result<void> wait();

  /// Makes wait() return. Safe from any thread.
  void request_stop();

  /// Answers what is in flight, closes the edge and hands this node's
  /// partitions over, each for a bounded time. Afterwards nobody waits for
  /// anything of this node's.
  void finish();

  /// finish(), where that was not done yet, and ends the actors. What was
  /// acknowledged is durable already.
  void stop();

private:
  struct state;
  explicit node(std::unique_ptr<state> state);
  std::unique_ptr<state> state_;
};

} // namespace scrutin
