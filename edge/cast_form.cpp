#include "edge/cast_form.hpp"

#include "edge/selection_fields.hpp"

namespace scrutin::edge {

namespace {

constexpr std::size_t law_bytes_max = 64;
constexpr std::size_t word_bytes_max = 32;

problem refused(std::vector<field_error> wrong) {
  problem x;
  x.status = 422;
  x.type = problem_type::invalid_fields;
  x.detail = "some fields are missing or malformed; see errors";
  x.errors = std::move(wrong);
  return x;
}

problem unknown(problem_type what, const char* detail) {
  problem x;
  x.status = 404;
  x.type = what;
  x.detail = detail;
  return x;
}

/// A selection that validate() refuses in every contest.
selection impossible_selection() {
  return ranking{};
}

form_reading complete(credential_fields who, const served_election& served,
                      const contest& where, selection said, bool wrong_method) {
  auto format = served.definition.roll.codes;
  auto code = normalize_code(*who.code, format);
  if (!code) {
    std::vector<field_error> wrong;
    wrong.push_back({"/code", format == code_format::legacy
                                ? "must be six letters or digits"
                                : "must be eighteen letters or digits that "
                                  "fit together: check for a typing error"});
    return refused(std::move(wrong));
  }
  return cast_form{
    &served, &where, credential{std::move(*who.nas), std::move(*code)},
    wrong_method ? impossible_selection() : std::move(said), wrong_method};
}

// The contest of a law: the one named, or the only one.
const contest* law_contest(const election& law,
                           std::optional<std::uint32_t> region) {
  if (region) {
    return law.find_contest({*region});
  }
  return law.contests.size() == 1 ? &law.contests.front() : nullptr;
}

std::optional<selection> read_answer(std::string_view vote,
                                     const contest& where) {
  if (vote == "blank") {
    return selection{blank_choice{}};
  }
  for (const auto& option : where.options) {
    if (option.code == vote) {
      return selection{single_choice{option.id}};
    }
  }
  return std::nullopt;
}

} // namespace

credential_fields read_credential(field_reader& fields) {
  credential_fields x;
  if (auto nas = fields.text("nas", nas_bytes_max)) {
    x.nas = normalize_nas(*nas);
    if (!x.nas) {
      fields.refuse("nas", "must be nine digits");
    }
  }
  x.code = fields.text("code", code_bytes_max);
  return x;
}

form_reading read_law_cast(const json::object& body,
                           const election_directory& elections) {
  std::vector<field_error> wrong;
  field_reader fields{body, {}, wrong};
  auto who = read_credential(fields);
  auto law_id = fields.text("law_id", law_bytes_max);
  auto vote = fields.text("vote", word_bytes_max);
  if (vote && *vote != "oui" && *vote != "non" && *vote != "blank") {
    fields.refuse("vote", "must be oui, non or blank");
  }
  std::optional<std::uint32_t> region;
  if (fields.has("region_id")) {
    region = fields.id("region_id");
  }
  if (!wrong.empty()) {
    return refused(std::move(wrong));
  }
  const auto* served = elections.find(std::string{*law_id});
  if (served == nullptr || !served->definition.is_referendum()) {
    return unknown(problem_type::unknown_law, "no law has that law_id");
  }
  const auto* where = law_contest(served->definition, region);
  if (where == nullptr && !region) {
    fields.refuse("region_id", "is missing: this law is voted on by district");
    return refused(std::move(wrong));
  }
  if (where == nullptr) {
    return unknown(problem_type::unknown_region,
                   "the law is not voted on in that region");
  }
  auto said = read_answer(*vote, *where);
  return complete(std::move(who), *served, *where,
                  said.value_or(impossible_selection()), !said);
}

form_reading read_election_cast(const json::object& body,
                                const election_directory& elections) {
  std::vector<field_error> wrong;
  field_reader fields{body, {}, wrong};
  auto who = read_credential(fields);
  auto election = fields.id("election_id");
  auto region = fields.id("region_id");
  auto said = read_choice(fields, wrong);
  std::optional<std::string_view> method;
  if (fields.has("voting_method")) {
    method = fields.text("voting_method", word_bytes_max);
    if (method && *method != "single_choice" && *method != "ranked_choice") {
      fields.refuse("voting_method", "must be single_choice or ranked_choice");
    }
  }
  if (!wrong.empty()) {
    return refused(std::move(wrong));
  }
  const auto* served = elections.find(election_id{*election});
  if (served == nullptr) {
    return unknown(problem_type::unknown_election,
                   "no election has that election_id");
  }
  const auto* where = served->definition.find_contest({*region});
  if (where == nullptr) {
    return unknown(problem_type::unknown_region,
                   "the election has no such region_id");
  }
  if (where->acclaimed) {
    problem x;
    x.status = 409;
    x.type = problem_type::acclaimed;
    return x; // whose detail is told in the voter's language
  }
  auto wrong_method =
    method && *method != voting_method_of(served->definition.method);
  return complete(std::move(who), *served, *where, std::move(*said),
                  wrong_method);
}

} // namespace scrutin::edge
