#pragma once

#include <memory>
#include <vector>

#include "config/node_options.hpp"
#include "edge/stream_events.hpp"
#include "nodes/host_link.hpp"

namespace scrutin {

/// Released results as an actor of another program hears them of a node: what
/// the event stream says, without HTTP. Used from one thread.
class results_feed {
public:
  /// Connects, under TLS where the options have certificates, and subscribes.
  /// @param options: election documents, and how nodes are linked; no store
  /// and no key is touched.
  /// @returns errors of load_elections and of the links; `bad_configuration`
  /// for a node of another machine without certificates; `storage_away` where
  /// the node does not answer; `unavailable` where it reaches no results.
  static result<std::unique_ptr<results_feed>> open(const node_options& options,
                                                    const node_address& node);

  results_feed(const results_feed&) = delete;
  results_feed& operator=(const results_feed&) = delete;
  ~results_feed();

  /// Waits for what is next: a snapshot at first, then what changed.
  /// @returns `unavailable` once the connection is lost.
  result<std::vector<edge::stream_event>> next();

private:
  struct state;
  explicit results_feed(std::unique_ptr<state> opened);
  std::unique_ptr<state> state_;
};

} // namespace scrutin
