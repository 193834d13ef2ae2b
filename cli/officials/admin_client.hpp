#pragma once

#include <string>
#include <utility>
#include <vector>

#include <boost/json.hpp>

#include "cli/http_client.hpp"
#include "cli/terminal.hpp"
#include "domain/administration/secret_text.hpp"

namespace scrutin {

/// What a node's administration says.
struct admin_reply {
  unsigned status = 0;
  boost::json::value body;
};

/// Asks the administration of a node over HTTP, as the account of a token.
class admin_client {
public:
  /// @param authorities_file: PEM; empty: the system's.
  admin_client(server_url server, secret_text token,
               std::string authorities_file);

  /// @param target: such as `/api/v1/admin/session`.
  /// @returns `unavailable` or `timed_out` without an answer.
  [[nodiscard]] result<admin_reply> get(const std::string& target) const;

  /// @returns `unavailable` where nothing was sent; `timed_out` where nobody
  /// can tell what became of it.
  [[nodiscard]] result<admin_reply> post(
    const std::string& target, const boost::json::object& body,
    const std::vector<std::pair<std::string, std::string>>& headers = {}) const;

  /// Puts a document where the target is.
  /// @returns what post() does.
  [[nodiscard]] result<admin_reply> put(const std::string& target,
                                        const std::string& document,
                                        const std::string& content_type) const;

private:
  [[nodiscard]] http_get to(const std::string& target) const;

  server_url server_;
  secret_text token_;
  std::string authorities_file_;
};

/// Whether a token may go there: over TLS, or to this machine.
bool may_carry_secrets(const server_url& to);

/// What a command ends with after an answer that is no success.
exit_code exit_code_of(const admin_reply& refusal);

/// Prints what a refusal says, field by field.
/// @returns what the command ends with.
exit_code report(const terminal& at, const admin_reply& refusal);

} // namespace scrutin
