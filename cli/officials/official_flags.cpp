#include "cli/officials/official_flags.hpp"

#include <cstdlib>

#include <openssl/crypto.h>

#include "nodes/secret_file.hpp"

namespace scrutin {

namespace {

constexpr auto token_variable = "SCRUTIN_TOKEN";

result<secret_text> read_token(const std::string& file) {
  if (!file.empty()) {
    auto line = read_password_file(file, "token file " + file);
    if (!line) {
      return line.failure();
    }
    secret_text token{*line};
    OPENSSL_cleanse(line->data(), line->size());
    return token;
  }
  const auto* told = std::getenv(token_variable);
  if (told == nullptr || *told == '\0') {
    return error{ec::no_key,
                 "who asks? give --token-file FILE, of mode 0400, with what "
                 "`scrutin account token NAME` printed"};
  }
  return secret_text{told};
}

/// A token is a field of the request: what is none must not become another.
bool is_token(std::string_view text) {
  return text.find_first_not_of("abcdefghijklmnopqrstuvwxyz"
                                "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-.~+/=")
         == std::string_view::npos;
}

} // namespace

const char* const official_flags_help =
  "At any node that administers: --node or SCRUTIN_URL. Who asks is told by a\n"
  "token of `scrutin account token`: --token-file, SCRUTIN_TOKEN_FILE, or the\n"
  "token itself in SCRUTIN_TOKEN. It goes over https only, or to this "
  "machine.\n";

void official_flags::add_to(CLI::App& command) {
  command.add_option("--node", node, "Where a node is served")
    ->envname("SCRUTIN_URL")
    ->capture_default_str()
    ->type_name("URL");
  command
    .add_option("--token-file", token_file,
                "File of mode 0400 with the token of your account")
    ->envname("SCRUTIN_TOKEN_FILE")
    ->type_name("FILE");
  command
    .add_option("--ca-file", authorities_file,
                "Authorities to trust, PEM, instead of the system's")
    ->check(CLI::ExistingFile)
    ->option_text("FILE");
}

result<admin_client> official_flags::open() const {
  auto server = parse_server_url(node);
  if (!server) {
    return server.failure();
  }
  if (!may_carry_secrets(*server)) {
    return error{ec::no_key, "a token travels over TLS only: give --node "
                             "https://… rather than "
                               + node};
  }
  auto token = read_token(token_file);
  if (!token) {
    return token.failure();
  }
  if (!is_token(token->view())) {
    return error{ec::no_key, "this is no token: it has other characters than "
                             "those that `scrutin account token` prints"};
  }
  return admin_client{std::move(*server), std::move(*token), authorities_file};
}

} // namespace scrutin
