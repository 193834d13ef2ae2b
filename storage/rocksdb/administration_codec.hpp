#pragma once

#include <string>
#include <string_view>

#include "storage/administration_store.hpp"

namespace scrutin {

// How accounts, tokens, sessions, definitions, signed results and the head of
// the audit log stand in the embedded store: a format number, then every field.
// Decoding other bytes is `damaged`.

std::string encode(const account_record& x);
result<account_record> decode_account(std::string_view bytes);
std::string encode(const token_record& x);
result<token_record> decode_token(std::string_view bytes);
std::string encode(const session_record& x);
result<session_record> decode_session(std::string_view bytes);
std::string encode(const definition_record& x);
result<definition_record> decode_definition(std::string_view bytes);
std::string encode(const audit_mark& x);
result<audit_mark> decode_mark(std::string_view bytes);
std::string encode(const result_certificate& x);
result<result_certificate> decode_certificate(std::string_view bytes);

} // namespace scrutin
