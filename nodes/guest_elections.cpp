#include "nodes/guest_elections.hpp"

#include <algorithm>
#include <memory>

#include <caf/actor_system.hpp>

#include "config/election_document.hpp"
#include "nodes/cluster_links.hpp"
#include "nodes/host_link.hpp"
#include "nodes/master_key.hpp"
#include "nodes/node_system.hpp"

namespace scrutin {

namespace {

/// Links of its own, on a free port: those of the node are not there yet.
result<elections_offer> ask_host(const node_options& options) {
  auto links = cluster_links::open(on_a_free_port(options.cluster));
  if (!links) {
    return links.failure();
  }
  node_system_config config{1, true};
  caf::actor_system system{config};
  auto dialer = spawn_dialer(
    system, [&](const member& to) { return (*links)->way_to(to); });
  auto offer =
    host_link{system, dialer, hosts_of(options.cluster)}.ask<elections_offer>(
      elections_wanted{options.cluster.node, protocol_version});
  caf::anon_send_exit(dialer, caf::exit_reason::user_shutdown);
  return offer;
}

result<served_election> serve_by(const offered_election& offered,
                                 const std::vector<election>& definitions,
                                 const secret_key& master) {
  auto found =
    std::find_if(definitions.begin(), definitions.end(),
                 [&](const election& x) { return x.id == offered.election; });
  if (found == definitions.end()) {
    return error{ec::unknown_election,
                 "the host serves election "
                   + std::to_string(offered.election.value)
                   + ", which has no document here; copy the host's"};
  }
  if (meaning_fingerprint(*found) != offered.fingerprint) {
    return error{ec::definition_changed,
                 "election " + found->code
                   + ": its document says something else than the host's; "
                     "copy the host's"};
  }
  auto keys = unwrap(offered.wrapped_keys, master, offered.election);
  if (!keys) {
    return keys.failure();
  }
  return served_election{*found, *keys, offered.slices, offered.has_roll,
                         offered.wrapped_keys};
}

} // namespace

result<opened_elections> join_elections(const node_options& options) {
  auto definitions = load_elections(options.elections_directory);
  if (!definitions) {
    return definitions.failure();
  }
  auto master = read_master_key(options);
  if (!master) {
    return master.failure();
  }
  auto offer = ask_host(options);
  if (!offer) {
    return offer.failure();
  }
  std::vector<served_election> served;
  for (const auto& offered : offer->elections) {
    auto one = serve_by(offered, *definitions, *master);
    if (!one) {
      return one.failure();
    }
    served.push_back(std::move(*one));
  }
  if (served.size() < definitions->size()) {
    return error{ec::unknown_election,
                 "the host does not serve every election that has a document "
                 "here; start it with the same documents"};
  }
  return opened_elections{
    {},
    std::make_shared<election_directory>(std::move(served)),
    derive_key(*master, "rate limits"),
    *master};
}

} // namespace scrutin
