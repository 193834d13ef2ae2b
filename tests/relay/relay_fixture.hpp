#pragma once

#include <memory>
#include <string>

#include "nodes/relay/tls_relay.hpp"
#include "nodes/relay/trial_certificates.hpp"
#include "tests/fixtures/temporary_folder.hpp"
#include "tests/relay/socket_ends.hpp"

namespace scrutin::fixtures {

/// An authority in a folder of its own, and nodes that it certifies.
class test_authority {
public:
  /// Certifies a node, once; after that the same files are given.
  identity_files certify(const std::string& node);
  /// Certifies a node with a certificate that ran out ten days ago.
  identity_files certify_expired(const std::string& node);
  [[nodiscard]] const temporary_folder& folder() const { return folder_; }

private:
  temporary_folder folder_;
};

/// Starts a relay that knows `node-1` to `node-3`, and ends the test where it
/// does not start.
std::unique_ptr<tls_relay>
start_relay(const std::string& node, const identity_files& files,
            std::uint16_t basp_port,
            void (*change)(tls_relay_options&) = nullptr);

/// The address of a relay of this host.
std::string address_of(const tls_relay& relay);

/// Sends this process's log to a file that is_logged() reads. Once, before a
/// relay runs.
void keep_log();
/// Whether a line with both of these comes to stand in the log.
bool is_logged(const std::string& event, const std::string& part);

} // namespace scrutin::fixtures
