#include "edge/voter_routes.hpp"

#include <openssl/crypto.h>

#include "domain/credential.hpp"
#include "domain/text.hpp"
#include "edge/admin_answers.hpp"
#include "edge/admin_asking.hpp"
#include "edge/cast_form.hpp"
#include "edge/cast_routes.hpp"
#include "edge/query.hpp"

namespace scrutin::edge {

namespace {

constexpr std::size_t reason_bytes_max = 200;

/// What a request about one voter says.
struct voter_form {
  secret_text nas;
  /// Normalised; empty where none is asked for.
  secret_text code;
};

/// The roll that the path names.
struct named_roll {
  const served_election* served = nullptr;
  region_id region;
};

std::variant<named_roll, response> find_roll(api& on, const api_call& call) {
  named_roll x;
  x.served =
    on.services().elections->find(election_id{number_of(call.params[0])});
  if (x.served == nullptr) {
    return admin_problem(404, problem_type::unknown_election,
                         "no election has that id");
  }
  x.region = {number_of(call.params[1])};
  if (x.served->definition.find_contest(x.region) == nullptr) {
    return admin_problem(404, problem_type::unknown_region,
                         "the election has no such region");
  }
  return x;
}

/// Whether a text that stays holds what must not, however it is spaced.
bool mentions(std::string_view text, std::string_view secret) {
  std::string compact;
  for (char c : text) {
    if (c != ' ' && c != '-' && c != '.') {
      compact += c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    }
  }
  return !secret.empty() && compact.find(secret) != std::string::npos;
}

void read_voter(field_reader& fields, const char* code_field,
                code_format format, voter_form& into, std::string& reason) {
  if (auto text = fields.text("nas", nas_bytes_max)) {
    if (auto nas = normalize_nas(*text)) {
      into.nas = secret_text{*nas};
      OPENSSL_cleanse(nas->data(), nas->size());
    } else {
      fields.refuse("nas", "must be nine digits");
    }
  }
  auto text = code_field == nullptr ? std::nullopt
                                    : fields.text(code_field, code_bytes_max);
  if (text) {
    if (auto code = normalize_code(*text, format)) {
      into.code = secret_text{*code};
      OPENSSL_cleanse(code->data(), code->size());
    } else {
      fields.refuse(code_field, "is no code of this roll");
    }
  }
  if (auto said = fields.text("reason", reason_bytes_max)) {
    reason = std::string{*said};
    if (has_many_digits(reason) || mentions(reason, into.nas.view())
        || mentions(reason, into.code.view())) {
      fields.refuse("reason", "stays in the audit log: it must not hold the "
                              "number or the code");
    }
  }
}

credential_digest digest_of_voter(const election& rules, const secret_text& nas,
                                  std::string_view code) {
  credential voter{std::string{nas.view()}, std::string{code}};
  return digest_of(voter, rules.roll.digests, rules.code);
}

credential_tag tag_of(api& on, const served_election& served,
                      const secret_text& nas, std::string_view code) {
  auto digest = digest_of_voter(served.definition, nas, code);
  auto tag = on.namer(served).tag_of(digest);
  OPENSSL_cleanse(digest.data.data(), digest.data.size());
  return tag;
}

/// Without a key, a repeat could not be told from a further voter.
std::optional<response> bad_retry_key(const request_head& head,
                                      bool is_needed) {
  if (!head.has_idempotency_key && is_needed) {
    return admin_problem(
      400, problem_type::malformed_request,
      "adding a voter needs an Idempotency-Key of 1 to 64 visible ASCII "
      "characters, a new one for each voter and the same in every repeat");
  }
  if (!head.has_idempotency_key || is_retry_key(head.idempotency_key)) {
    return std::nullopt;
  }
  return admin_problem(
    400, problem_type::malformed_request,
    "Idempotency-Key must be 1 to 64 visible ASCII characters");
}

secret_text code_of_added(api& on, const api_call& call, const named_roll& roll,
                          const secret_text& nas) {
  return secret_text{on.namer(*roll.served)
                       .code_of_added(roll.region, nas.view(),
                                      call.asker->asked().head.idempotency_key,
                                      roll.served->definition.roll.codes)};
}

secret_text code_in_place_of(api& on, const served_election& served,
                             const voter_form& form) {
  auto digest = digest_of_voter(served.definition, form.nas, form.code.view());
  secret_text code{
    on.namer(served).code_in_place_of(digest, served.definition.roll.codes)};
  OPENSSL_cleanse(digest.data.data(), digest.data.size());
  return code;
}

/// @param code_field: of the credential that is there; null: none is.
void change_voter(api& on, const api_call& call, admin_operation operation,
                  const char* code_field) {
  auto what = request_for(operation);
  auto found = find_roll(on, call);
  if (auto* none = std::get_if<response>(&found)) {
    ask(on, call, std::move(what), std::move(*none));
    return;
  }
  const auto& roll = std::get<named_roll>(found);
  const auto& served = *roll.served;
  what.where = {served.definition.id, roll.region};
  voter_form form;
  auto wrong = read_fields(on, call, [&](field_reader& fields) {
    read_voter(fields, code_field, served.definition.roll.codes, form,
               what.reason);
  });
  if (!wrong) {
    wrong = bad_retry_key(call.asker->asked().head,
                          operation == admin_operation::add_voter);
  }
  if (wrong) {
    what.reason.clear();
    ask(on, call, std::move(what), std::move(wrong));
    return;
  }
  if (code_field != nullptr) {
    what.revoked = tag_of(on, served, form.nas, form.code.view());
  }
  if (operation == admin_operation::revoke_voter) {
    ask(on, call, std::move(what));
    return;
  }
  auto code = operation == admin_operation::add_voter
                ? code_of_added(on, call, roll, form.nas)
                : code_in_place_of(on, served, form);
  what.added = tag_of(on, served, form.nas, code.view());
  ask(on, call, std::move(what), std::nullopt,
      {secret_text{group_code(code.view())}});
}

} // namespace

void add_voter(api& on, const api_call& call) {
  change_voter(on, call, admin_operation::add_voter, nullptr);
}

void revoke_voter(api& on, const api_call& call) {
  change_voter(on, call, admin_operation::revoke_voter, "code");
}

void replace_voter(api& on, const api_call& call) {
  change_voter(on, call, admin_operation::replace_voter, "old_code");
}

} // namespace scrutin::edge
