#include "config/election_document.hpp"

#include <algorithm>
#include <set>

#include "config/toml_reader.hpp"
#include "config/zoned_time.hpp"

namespace scrutin {

namespace {

template <class T, class Read>
void assign(T& target, const Read& read) {
  if (read) {
    target = static_cast<T>(read->value);
  }
}

std::optional<bilingual> read_bilingual(table_reader& in, std::string_view key,
                                        presence need) {
  auto both = in.table(key, need);
  if (!both) {
    return std::nullopt;
  }
  bilingual out;
  for (auto [language, target] : {std::pair{"fr", &out.fr}, {"en", &out.en}}) {
    auto found = both->text(language);
    assign(*target, found);
    if (found && (found->value.empty() || found->value.size() > 2000)) {
      both->problem(found->line, language, "must have 1 to 2000 bytes");
    }
  }
  both->refuse_unknown_keys();
  return out;
}

// -- rules --------------------------------------------------------------------

written_time to_written(const toml::date_time& x) {
  written_time time;
  time.year = x.date.year;
  time.month = x.date.month;
  time.day = x.date.day;
  time.hour = x.time.hour;
  time.minute = x.time.minute;
  time.second = x.time.second;
  time.millisecond = x.time.nanosecond / 1'000'000;
  if (x.offset) {
    time.offset_minutes = x.offset->minutes;
  }
  return time;
}

using placed_time = placed<written_time>;

std::optional<placed_time> read_time(table_reader& in, std::string_view key) {
  auto found = in.date_time(key);
  return found
           ? std::optional{placed_time{to_written(found->value), found->line}}
           : std::nullopt;
}

// The hours of the document, as they are written: a region may read them in its
// own time zone.
struct written_window {
  std::string zone;
  std::optional<placed_time> opens;
  std::optional<placed_time> closes;
  /// Nothing in it is wrong, which was noted then.
  bool is_sound = false;
};

std::string read_zone(table_reader& in, const std::string& otherwise) {
  auto zone = in.text("time_zone", presence::optional);
  return zone ? zone->value : otherwise;
}

// Hours in a zone; nothing, and the problem noted, where they are none.
std::optional<voting_window> resolve(table_reader& in,
                                     const written_window& x) {
  auto instant = [&](std::string_view key, const placed_time& time) {
    auto ms = to_unix_ms(time.value, x.zone);
    if (!ms) {
      in.problem(time.line, key, ms.failure().detail);
    }
    return ms ? std::optional{*ms} : std::nullopt;
  };
  auto opens = instant("opens_at", *x.opens);
  auto closes = instant("closes_at", *x.closes);
  if (!opens || !closes) {
    return std::nullopt;
  }
  if (*opens >= *closes) {
    in.problem(in.line(), "closes_at", "must be later than opens_at");
    return std::nullopt;
  }
  return voting_window{*opens, *closes};
}

// Both hours may be left out where each region has its own.
written_window read_window(table_reader& document, election& out) {
  written_window x;
  auto in = document.table("window", presence::required);
  if (!in) {
    return x;
  }
  x.zone = read_zone(*in, {});
  out.time_zone = x.zone;
  x.is_sound = true;
  for (auto [key, target] :
       {std::pair{"opens_at", &x.opens}, {"closes_at", &x.closes}}) {
    if (in->has(key)) {
      *target = read_time(*in, key);
      x.is_sound = x.is_sound && target->has_value();
    }
  }
  assign(out.grace_s, in->number("grace_s", presence::optional, 0, 3600));
  if (x.opens && x.closes) {
    if (auto window = resolve(*in, x)) {
      out.opens_at_ms = window->opens_at_ms;
      out.closes_at_ms = window->closes_at_ms;
    }
  }
  in->refuse_unknown_keys();
  return x;
}

// The window of a region, of which what it leaves out is as in the document; a
// local time there is then the same hour by this region's clocks.
void read_region_window(table_reader& region_in, const written_window& shared,
                        region& out) {
  auto in = region_in.table("window", presence::optional);
  if (!in) {
    if (shared.is_sound && (!shared.opens || !shared.closes)) {
      region_in.problem(region_in.line(), "window",
                        "is missing, or opens_at and closes_at for the whole "
                        "document");
    }
    return;
  }
  auto x = shared;
  x.zone = read_zone(*in, shared.zone);
  out.time_zone = x.zone == shared.zone ? std::string{} : x.zone;
  for (auto [key, target] :
       {std::pair{"opens_at", &x.opens}, {"closes_at", &x.closes}}) {
    if (in->has(key)) {
      *target = read_time(*in, key);
    } else if (shared.is_sound && !*target) {
      in->problem(in->line(), key, "is missing, here and in the document");
    }
  }
  if (x.opens && x.closes) {
    out.window = resolve(*in, x);
  }
  in->refuse_unknown_keys();
}

// What the regions' windows make of an election that has none of its own.
void span_regions(election& out) {
  std::optional<voting_window> whole;
  for (const auto& region : out.regions) {
    if (region.window) {
      whole = whole.value_or(*region.window);
      whole->opens_at_ms =
        std::min(whole->opens_at_ms, region.window->opens_at_ms);
      whole->closes_at_ms =
        std::max(whole->closes_at_ms, region.window->closes_at_ms);
    }
  }
  if (whole) {
    out.opens_at_ms = whole->opens_at_ms;
    out.closes_at_ms = whole->closes_at_ms;
  }
}

void read_ballot(table_reader& document, election& out) {
  assign(out.order, document.choice<ballot_order_rule>(
                      "ballot_order",
                      {{"listed", ballot_order_rule::listed},
                       {"alphabetical", ballot_order_rule::alphabetical},
                       {"drawn", ballot_order_rule::drawn},
                       {"rotated", ballot_order_rule::rotated}},
                      presence::optional));
  auto is_drawn = out.order == ballot_order_rule::drawn;
  auto seed = document.text("ballot_order_seed",
                            is_drawn ? presence::required : presence::optional);
  assign(out.order_seed, seed);
  if (seed && (!is_drawn || seed->value.empty() || seed->value.size() > 200)) {
    document.problem(seed->line, "ballot_order_seed",
                     is_drawn ? "must have 1 to 200 bytes"
                              : "is for ballot_order = \"drawn\" alone");
  }
  auto rule = document.choice<withdrawal_rule>(
    "withdrawal",
    {{"votes_stand", withdrawal_rule::votes_stand},
     {"votes_void", withdrawal_rule::votes_void},
     {"next_preference", withdrawal_rule::next_preference},
     {"contest_annulled", withdrawal_rule::contest_annulled}},
    presence::optional);
  if (rule) {
    out.withdrawal = rule->value;
  }
  assign(out.write_ins, document.boolean("write_ins", presence::optional));
}

void read_release(table_reader& document, election& out) {
  auto in = document.table("release", presence::optional);
  if (!in) {
    return;
  }
  assign(out.policy, in->choice<release_policy>(
                       "policy", {{"live", release_policy::live},
                                  {"at_close", release_policy::at_close}}));
  assign(out.small_regions,
         in->choice<small_region_rule>("small_regions",
                                       {{"publish", small_region_rule::publish},
                                        {"merge", small_region_rule::merge}},
                                       presence::optional));
  assign(out.release_step_ballots,
         in->number("step_ballots", presence::optional, 1, 1'000'000));
  in->refuse_unknown_keys();
}

void read_officials(table_reader& document, election& out) {
  auto in = document.table("officials", presence::optional);
  if (!in) {
    return;
  }
  auto& rules = out.officials;
  for (auto [key, target] : {std::pair{"open", &rules.open},
                             {"close", &rules.close},
                             {"two_to_open", &rules.two_to_open},
                             {"two_to_close", &rules.two_to_close},
                             {"two_to_certify", &rules.two_to_certify}}) {
    assign(*target, in->boolean(key, presence::optional));
  }
  in->refuse_unknown_keys();
}

void read_roll(table_reader& document, election& out) {
  auto in = document.table("roll", presence::optional);
  if (!in) {
    return;
  }
  assign(out.roll.codes,
         in->choice<code_format>("codes", {{"strong", code_format::strong},
                                           {"legacy", code_format::legacy}}));
  assign(out.roll.digests,
         in->choice<digest_scheme>(
           "digests", {{"nas_code_election", digest_scheme::nas_code_election},
                       {"nas_code", digest_scheme::nas_code}}));
  in->refuse_unknown_keys();
}

void read_quorum(table_reader& pass, pass_rule& rule) {
  auto in = pass.table("quorum", presence::optional);
  if (!in) {
    return;
  }
  auto numerator = in->number("numerator", presence::required, 1, 1'000'000);
  assign(rule.quorum_numerator, numerator);
  assign(rule.quorum_denominator,
         in->number("denominator", presence::required, 1, 1'000'000));
  if (numerator && rule.quorum_numerator > rule.quorum_denominator) {
    in->problem(numerator->line, "numerator",
                "must not be more than the denominator");
  }
  in->refuse_unknown_keys();
}

void read_pass(table_reader& document, election& out) {
  auto in = document.table("pass", presence::required);
  if (!in) {
    return;
  }
  pass_rule rule;
  auto numerator = in->number("numerator", presence::required, 0, 1'000'000);
  assign(rule.numerator, numerator);
  assign(rule.denominator,
         in->number("denominator", presence::required, 1, 1'000'000));
  assign(rule.base, in->choice<pass_denominator>(
                      "of", {{"valid", pass_denominator::valid},
                             {"cast", pass_denominator::cast},
                             {"eligible", pass_denominator::eligible}}));
  if (numerator && rule.numerator >= rule.denominator) {
    in->problem(numerator->line, "numerator",
                "must be less than the denominator");
  }
  assign(rule.tie, in->choice<pass_tie>("tie",
                                        {{"not_passed", pass_tie::not_passed},
                                         {"passed", pass_tie::passed}},
                                        presence::optional));
  read_quorum(*in, rule);
  assign(rule.regions_needed,
         in->number("regions", presence::optional, 1, 1000));
  out.pass = rule;
  in->refuse_unknown_keys();
}

const named_rules* find_rules(const std::string& name, counting_method method) {
  const auto& all = all_named_rules();
  auto found = std::find_if(all.begin(), all.end(), [&](const auto& x) {
    return x.name == name && x.method == method;
  });
  return found == all.end() ? nullptr : &*found;
}

// A set by its name; only what it leaves to the election may stand beside it.
void read_named_rules(table_reader& in, election& out) {
  auto name = in.text("rules");
  const auto* found = name ? find_rules(name->value, out.method) : nullptr;
  if (found != nullptr) {
    out.counting = found->rules;
  } else if (name) {
    in.problem(name->line, "rules",
               std::string{"names no rules for "} + to_string(out.method));
  }
  assign(out.counting.lot_seed, in.text("lot_seed", presence::optional));
}

// Every rule has to be written down: a count must not hang on a default. Only
// a plurality vote has but one, which may be left out.
void read_single_rules(table_reader& in, election& out) {
  for (const auto& field : rule_fields(out.method)) {
    auto need = std::string_view{field.name} == "lot_seed"
                    || out.method == counting_method::plurality
                  ? presence::optional
                  : presence::required;
    auto value = in.word_or_number(field.name, need);
    if (value && !field.write(out.counting, value->value)) {
      in.problem(value->line, field.name, "must be " + field.allowed);
    }
  }
}

void read_counting(table_reader& document, election& out) {
  auto in = document.table("counting", out.method == counting_method::plurality
                                         ? presence::optional
                                         : presence::required);
  if (!in) {
    return;
  }
  if (in->has("rules")) {
    read_named_rules(*in, out);
  } else {
    read_single_rules(*in, out);
  }
  if (auto done = check_rules(out.method, out.counting, 1); !done) {
    in->problem(in->line(), "ties", done.failure().detail);
  }
  in->refuse_unknown_keys();
}

// -- parties, regions, options ------------------------------------------------

bool is_color(const std::string& x) {
  return x.size() == 7 && x.front() == '#'
         && x.find_first_not_of("0123456789abcdefABCDEF", 1)
              == std::string::npos;
}

void read_parties(table_reader& document, election& out) {
  document.each("parties", [&](table_reader& in) {
    party x;
    auto code = in.text("code");
    assign(x.code, code);
    x.name =
      read_bilingual(in, "name", presence::required).value_or(bilingual{});
    auto color = in.text("color");
    assign(x.color, color);
    if (color && !is_color(x.color)) {
      in.problem(color->line, "color", "must be a colour like #00A5E0");
    }
    if (code && x.code.empty()) {
      in.problem(code->line, "code", "must not be empty");
    } else if (code && out.find_party(x.code) != nullptr) {
      in.problem(code->line, "code", "stands twice among the parties");
    }
    out.parties.push_back(std::move(x));
  });
}

// Reads `options` of a region, or of the document for all regions. Option ids
// name candidates in national totals, so none may stand twice.
std::vector<contest_option> read_options(table_reader& from,
                                         const election& out,
                                         std::set<option_id>& seen) {
  std::vector<contest_option> options;
  from.each("options", [&](table_reader& in) {
    contest_option x;
    auto id = in.number("id", presence::required, 1);
    if (id) {
      x.id = option_id{id->value};
      if (!seen.insert(x.id).second) {
        in.problem(id->line, "id", "stands twice among the options");
      }
    }
    assign(x.code, in.text("code", presence::optional));
    assign(x.sort_name, in.text("sort_name", presence::optional));
    x.bio = read_bilingual(in, "bio", presence::optional);
    assign(x.photo, in.text("photo", presence::optional));
    assign(x.web, in.text("web", presence::optional));
    assign(x.write_in, in.boolean("write_in", presence::optional));
    x.name =
      read_bilingual(in, "name", presence::required).value_or(bilingual{});
    auto party_code = in.text("party", presence::optional);
    assign(x.party_code, party_code);
    if (party_code && out.find_party(x.party_code) == nullptr) {
      in.problem(party_code->line, "party",
                 "is not one of the document's parties");
    }
    options.push_back(std::move(x));
  });
  if (options.size() > 500) {
    from.problem(from.line(), "options", "are more than 500");
  }
  return options;
}

void read_regions(table_reader& document, const written_window& shared_hours,
                  election& out) {
  std::set<option_id> seen;
  std::uint32_t seats = 1;
  assign(seats, document.number("seats", presence::optional, 1, 500));
  auto shared = read_options(document, out, seen);
  document.each("regions", [&](table_reader& in) {
    region x;
    auto id = in.number("id", presence::required, 1);
    if (id) {
      x.id = region_id{id->value};
      if (out.find_region(x.id) != nullptr) {
        in.problem(id->line, "id", "stands twice among the regions");
      }
    }
    assign(x.code, in.text("code"));
    x.name =
      read_bilingual(in, "name", presence::required).value_or(bilingual{});
    read_region_window(in, shared_hours, x);
    auto own = read_options(in, out, seen);
    if (own.empty() && shared.empty()) {
      in.problem(in.line(), "options",
                 "are missing, here and for the whole document");
    } else if (!own.empty() && !shared.empty()) {
      in.problem(in.line(), "options", "stand here and for the whole document");
    }
    auto own_seats = in.number("seats", presence::optional, 1, 500);
    auto wanted =
      own_seats ? static_cast<std::uint32_t>(own_seats->value) : seats;
    contest held{x.id, own.empty() ? shared : std::move(own), wanted};
    assign(held.acclaimed, in.boolean("acclaimed", presence::optional));
    out.contests.push_back(std::move(held));
    out.regions.push_back(std::move(x));
  });
  if (out.regions.empty() || out.regions.size() > 1000) {
    document.problem(document.line(), "regions", "must be 1 to 1000");
  }
}

// -- the document -------------------------------------------------------------

void read_method(table_reader& in, const placed<std::string>& name,
                 election& out) {
  auto method = counting_method_of(name.value);
  if (!method) {
    in.problem(name.line, "method", method.failure().detail);
    return;
  }
  out.method = *method;
}

void read_kind_and_method(table_reader& in, election& out) {
  assign(out.kind, in.choice<election_kind>(
                     "kind", {{"referendum", election_kind::referendum},
                              {"municipal", election_kind::municipal},
                              {"provincial", election_kind::provincial},
                              {"federal", election_kind::federal}}));
  auto method = in.text("method");
  if (method) {
    read_method(in, *method, out);
  }
  read_counting(in, out);
  if (!out.is_referendum()) {
    return;
  }
  if (method && method->value != "plurality") {
    in.problem(method->line, "method", "must be plurality for a referendum");
  }
  out.question = read_bilingual(in, "question", presence::required);
  read_pass(in, out);
}

void check_answers(table_reader& in, const election& out) {
  if (!out.is_referendum()) {
    return;
  }
  for (const auto& contest : out.contests) {
    for (const char* answer : {"oui", "non"}) {
      auto stands =
        std::any_of(contest.options.begin(), contest.options.end(),
                    [&](const auto& x) { return x.code == answer; });
      if (!stands) {
        in.problem(in.line(), "options",
                   std::string{"of a referendum must have one with code "}
                     + answer);
        return;
      }
    }
  }
}

void read_document(table_reader& in, election& out) {
  auto id = in.number("id", presence::required, 1);
  if (id) {
    out.id = election_id{id->value};
  }
  auto code = in.text("code");
  assign(out.code, code);
  if (code
      && (out.code.empty() || out.code.size() > 64
          || out.code.find('|') != std::string::npos)) {
    in.problem(code->line, "code", "must have 1 to 64 bytes and no |");
  }
  out.name =
    read_bilingual(in, "name", presence::required).value_or(bilingual{});
  read_kind_and_method(in, out);
  assign(out.blank_allowed, in.boolean("blank_allowed", presence::optional));
  assign(out.partition_voters,
         in.number("partition_voters", presence::optional, 1, 10'000'000));
  auto hours = read_window(in, out);
  read_ballot(in, out);
  read_release(in, out);
  read_officials(in, out);
  read_roll(in, out);
  read_parties(in, out);
  read_regions(in, hours, out);
  if (!hours.opens || !hours.closes) {
    span_regions(out);
  }
  check_answers(in, out);
  in.refuse_unknown_keys();
}

} // namespace

result<election> election_from_toml(std::string_view text,
                                    const std::string& source_name) {
  auto table = parse_toml(text, source_name);
  if (!table) {
    return table.failure();
  }
  document_problems problems{source_name};
  table_reader in{*table, "", problems};
  election out;
  read_document(in, out);
  if (problems.empty()) {
    if (auto done = validate(out); !done) {
      problems.add(1, "code", out.code + ": " + done.failure().detail);
    }
  }
  if (!problems.empty()) {
    return problems.as_error();
  }
  return out;
}

} // namespace scrutin
