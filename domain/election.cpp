#include "domain/election.hpp"

#include <algorithm>
#include <unordered_set>

#include "domain/byte_codec.hpp"
#include "domain/cryptography.hpp"

namespace scrutin {

namespace {

constexpr std::size_t regions_max = 1000;
constexpr std::size_t options_max = 500;
constexpr std::size_t text_bytes_max = 2000;
constexpr std::size_t address_bytes_max = 500;
constexpr std::size_t sort_name_bytes_max = 200;

error wrong(std::string what) {
  return {ec::bad_configuration, std::move(what)};
}

bool is_text(const bilingual& x) {
  return !x.fr.empty() && !x.en.empty() && x.fr.size() <= text_bytes_max
         && x.en.size() <= text_bytes_max;
}

bool is_clean(const std::string& x) {
  return std::none_of(x.begin(), x.end(), [](char c) {
    auto byte = static_cast<unsigned char>(c);
    return byte <= 0x20 || byte == 0x7F || byte == '"' || byte == '<'
           || byte == '>' || byte == '\\';
  });
}

// Pages show it as a link: nothing but https leaves the page.
bool is_web_address(const std::string& x) {
  constexpr std::string_view scheme = "https://";
  return x.size() <= address_bytes_max && is_clean(x)
         && x.compare(0, scheme.size(), scheme) == 0 && x.size() > scheme.size()
         && x[scheme.size()] != '/';
}

// On this server, not on another one as `//host` would be.
bool is_path(const std::string& x) {
  return x.size() > 1 && x.size() <= address_bytes_max && is_clean(x)
         && x.front() == '/' && x[1] != '/';
}

bool is_color(const std::string& x) {
  return x.size() == 7 && x.front() == '#'
         && x.find_first_not_of("0123456789abcdefABCDEF", 1)
              == std::string::npos;
}

// What is shown of a candidate beside the name.
result<void> check_profile(const contest_option& x, const std::string& name) {
  if (x.bio && !is_text(*x.bio)) {
    return wrong(name
                 + ": bio must have 1 to 2000 bytes in French and English");
  }
  if (!x.web.empty() && !is_web_address(x.web)) {
    return wrong(name
                 + ": web must be an https:// address of at most 500 "
                   "bytes");
  }
  if (!x.photo.empty() && !is_web_address(x.photo) && !is_path(x.photo)) {
    return wrong(name
                 + ": photo must be an https:// address, or a path that "
                   "begins with /, of at most 500 bytes");
  }
  if (x.sort_name.size() > sort_name_bytes_max) {
    return wrong(name + ": sort_name must have at most 200 bytes");
  }
  return {};
}

result<void> check_contest(const election& x, const contest& c) {
  auto place = "region " + std::to_string(c.region.value);
  if (x.find_region(c.region) == nullptr) {
    return wrong("a contest stands in " + place + ", which is not defined");
  }
  if (c.options.empty() || c.options.size() > options_max) {
    return wrong(place + " must have 1 to 500 options");
  }
  if (c.acclaimed && c.options.size() > c.seats) {
    return wrong(place
                 + " cannot be acclaimed: it has more candidates than seats");
  }
  if (c.acclaimed && x.is_referendum()) {
    return wrong(place + ": a question is not decided by acclamation");
  }
  if (!c.acclaimed && c.seats > c.options.size()) {
    return wrong(
      place
      + " has more seats than options; where all of them are elected "
        "without a vote, say acclaimed = true");
  }
  if (auto done = check_rules(x.method, x.counting, c.seats); !done) {
    return wrong(place + ": " + done.failure().detail);
  }
  std::unordered_set<option_id> ids;
  for (const auto& option : c.options) {
    auto name = place + " option " + std::to_string(option.id.value);
    if (option.id.value == 0 || !ids.insert(option.id).second) {
      return wrong(name + ": an id is 0 or stands twice");
    }
    if (!is_text(option.name)) {
      return wrong(name + ": has no name, or one over 2000 bytes");
    }
    if (auto done = check_profile(option, name); !done) {
      return done;
    }
    if (!option.party_code.empty()
        && x.find_party(option.party_code) == nullptr) {
      return wrong(name + ": party " + option.party_code + " is not defined");
    }
  }
  return {};
}

bool has_answer(const contest& where, const contest_option& answer) {
  const auto* option = where.find(answer.id);
  return option != nullptr && option->code == answer.code;
}

result<void> check_referendum(const election& x) {
  if (!x.is_referendum()) {
    return {};
  }
  if (!x.question || !is_text(*x.question)) {
    return wrong("a referendum needs a question in French and English");
  }
  if (x.method != counting_method::plurality) {
    return wrong("a referendum is decided by plurality");
  }
  // National totals add up by option id, so that ids must agree.
  const auto* oui = x.find_answer("oui");
  const auto* non = x.find_answer("non");
  for (const auto& c : x.contests) {
    if (oui == nullptr || non == nullptr || c.options.size() != 2
        || !has_answer(c, *oui) || !has_answer(c, *non)) {
      return wrong("a referendum needs the options oui and non, and no "
                   "others, under the same ids in every region");
    }
    if (c.seats != 1) {
      return wrong("a referendum has one seat: that of its answer");
    }
  }
  if (!x.pass || x.pass->denominator == 0
      || x.pass->numerator >= x.pass->denominator) {
    return wrong("a referendum needs a pass rule with a share below one");
  }
  if (x.pass->quorum_numerator > x.pass->quorum_denominator
      || x.pass->quorum_denominator == 0) {
    return wrong("a quorum is at most the whole roll");
  }
  if (x.pass->regions_needed > x.contests.size()) {
    return wrong("a law cannot pass in more regions than it has");
  }
  return {};
}

result<void> check_order(const election& x) {
  if ((x.order == ballot_order_rule::drawn) != !x.order_seed.empty()) {
    return wrong("a ballot order that is drawn needs a seed, and no other has "
                 "one");
  }
  if (x.is_referendum() && x.order != ballot_order_rule::listed) {
    return wrong("answers to a question stand as listed");
  }
  return {};
}

result<void> check_withdrawal(const election& x) {
  if (!x.withdrawal) {
    return {};
  }
  if (x.is_referendum()) {
    return wrong("answers to a question do not withdraw");
  }
  if (*x.withdrawal == withdrawal_rule::next_preference
      && style_of(x.method) != ballot_style::ranking) {
    return wrong("a withdrawal can go on to the next preference only where "
                 "voters rank");
  }
  return {};
}

result<void> check_write_ins(const election& x) {
  if (x.write_ins
      && (x.is_referendum() || x.method != counting_method::plurality)) {
    return wrong("names are written in only where voters choose one candidate: "
                 "write_ins needs method = \"plurality\"");
  }
  for (const auto& c : x.contests) {
    auto is_written = [](const auto& option) { return option.write_in; };
    auto any = std::any_of(c.options.begin(), c.options.end(), is_written);
    if (any && !x.write_ins) {
      return wrong("a candidate whose name has to be written in needs "
                   "write_ins = true");
    }
    if (any && c.acclaimed) {
      return wrong("nobody writes names in where all are elected without a "
                   "vote");
    }
  }
  return {};
}

result<void> check_small_regions(const election& x) {
  if (x.small_regions == small_region_rule::publish) {
    return {};
  }
  if (!x.is_referendum()) {
    return wrong(
      "regions with few ballots can be merged in a referendum alone: "
      "elsewhere each votes for candidates of its own");
  }
  if (x.policy != release_policy::at_close) {
    return wrong("regions with few ballots can be merged under policy at_close "
                 "alone: what came out before would tell them apart");
  }
  if (x.pass && x.pass->regions_needed > 0) {
    return wrong("regions with few ballots cannot be merged where a law has to "
                 "pass in so many of them");
  }
  auto ids = [](const contest& c) {
    std::vector<option_id> all;
    for (const auto& option : c.options) {
      all.push_back(option.id);
    }
    return all;
  };
  for (const auto& c : x.contests) {
    if (ids(c) != ids(x.contests.front())) {
      return wrong("regions with few ballots can be merged only where all have "
                   "the same options");
    }
  }
  return {};
}

result<void> check_windows(const election& x) {
  if (x.opens_at_ms >= x.closes_at_ms) {
    return wrong("an election must open before it closes");
  }
  for (const auto& r : x.regions) {
    if (r.window && r.window->opens_at_ms >= r.window->closes_at_ms) {
      return wrong("region " + std::to_string(r.id.value)
                   + " must open before it closes");
    }
  }
  return {};
}

template <class Range, class Key>
bool has_repeats(const Range& range, Key key) {
  std::unordered_set<std::decay_t<decltype(key(*range.begin()))>> seen;
  return std::any_of(range.begin(), range.end(), [&](const auto& x) {
    return !seen.insert(key(x)).second;
  });
}

} // namespace

const contest_option* contest::find(option_id id) const {
  auto found = std::find_if(options.begin(), options.end(),
                            [&](const auto& x) { return x.id == id; });
  return found == options.end() ? nullptr : &*found;
}

const region* election::find_region(region_id wanted) const {
  auto found = std::find_if(regions.begin(), regions.end(),
                            [&](const auto& x) { return x.id == wanted; });
  return found == regions.end() ? nullptr : &*found;
}

const contest* election::find_contest(region_id wanted) const {
  auto found = std::find_if(contests.begin(), contests.end(),
                            [&](const auto& x) { return x.region == wanted; });
  return found == contests.end() ? nullptr : &*found;
}

voting_window election::window_of(region_id wanted) const {
  const auto* found = find_region(wanted);
  return found != nullptr && found->window
           ? *found->window
           : voting_window{opens_at_ms, closes_at_ms};
}

voting_window election::whole_window() const {
  std::optional<voting_window> whole;
  for (const auto& where : contests) {
    auto own = window_of(where.region);
    if (!whole) {
      whole = own;
    }
    whole->opens_at_ms = std::min(whole->opens_at_ms, own.opens_at_ms);
    whole->closes_at_ms = std::max(whole->closes_at_ms, own.closes_at_ms);
  }
  return whole.value_or(voting_window{opens_at_ms, closes_at_ms});
}

const party* election::find_party(const std::string& party_code) const {
  auto found = std::find_if(parties.begin(), parties.end(), [&](const auto& x) {
    return x.code == party_code;
  });
  return found == parties.end() ? nullptr : &*found;
}

const contest_option* election::find_answer(const std::string& answer) const {
  if (contests.empty()) {
    return nullptr;
  }
  const auto& options = contests.front().options;
  auto found = std::find_if(options.begin(), options.end(),
                            [&](const auto& x) { return x.code == answer; });
  return found == options.end() ? nullptr : &*found;
}

result<void> validate(const election& x) {
  if (x.id.value == 0) {
    return wrong("an election needs an id of at least 1");
  }
  if (x.code.empty() || x.code.size() > 64
      || x.code.find('|') != std::string::npos) {
    return wrong("an election needs a code of 1 to 64 bytes without |");
  }
  if (!is_text(x.name)) {
    return wrong("an election needs a name in French and English");
  }
  if (auto done = check_windows(x); !done) {
    return done;
  }
  if (auto done = check_order(x); !done) {
    return done;
  }
  if (auto done = check_withdrawal(x); !done) {
    return done;
  }
  if (auto done = check_write_ins(x); !done) {
    return done;
  }
  if (auto done = check_small_regions(x); !done) {
    return done;
  }
  if (x.release_step_ballots == 0 || x.partition_voters == 0) {
    return wrong("release step and partition size must be at least 1");
  }
  if (x.regions.empty() || x.regions.size() > regions_max) {
    return wrong("an election needs 1 to 1000 regions");
  }
  if (has_repeats(x.regions, [](const auto& r) { return r.id; })) {
    return wrong("a region id stands twice");
  }
  for (const auto& r : x.regions) {
    if (r.id.value == 0 || !is_text(r.name)) {
      return wrong("a region needs an id of at least 1 and a name");
    }
    if (x.find_contest(r.id) == nullptr) {
      return wrong("region " + std::to_string(r.id.value) + " has no contest");
    }
  }
  if (has_repeats(x.contests, [](const auto& c) { return c.region; })) {
    return wrong("a region has two contests");
  }
  if (has_repeats(x.parties, [](const auto& p) { return p.code; })) {
    return wrong("a party code stands twice");
  }
  for (const auto& p : x.parties) {
    if (p.code.empty() || !is_text(p.name) || !is_color(p.color)) {
      return wrong("party " + p.code
                   + " needs a code, a name and a colour like #00A5E0");
    }
  }
  for (const auto& c : x.contests) {
    if (auto done = check_contest(x, c); !done) {
      return done;
    }
  }
  return check_referendum(x);
}

namespace {

// Rules that came later. Definitions that keep to what all counts did before
// are hashed as they were, so that ballots cast under them stay theirs.
void write_further_rules(byte_writer& out, const election& x) {
  const auto& rules = x.counting;
  auto same_seats = std::all_of(x.contests.begin(), x.contests.end(),
                                [](const auto& c) { return c.seats == 1; });
  if (x.method <= counting_method::instant_runoff && same_seats
      && rules.repeats == repeated_option_rule::refuse
      && rules.elimination == elimination_rule::one) {
    return;
  }
  auto small = [&](auto value) { out.u8(static_cast<std::uint8_t>(value)); };
  small(rules.repeats);
  small(rules.elimination);
  small(rules.quota);
  small(rules.surplus);
  small(rules.points);
  small(rules.strength);
  out.u32(rules.choices_max);
  out.u32(rules.score_max);
  out.u32(rules.decimals);
  for (const auto& c : x.contests) {
    out.u32(c.seats);
  }
}

// As above, each under its name: definitions without them stay as they were.
void write_further_terms(byte_writer& out, const election& x) {
  if (x.withdrawal) {
    out.sized("withdrawal");
    out.u8(static_cast<std::uint8_t>(*x.withdrawal));
  }
  if (x.small_regions == small_region_rule::merge) {
    out.sized("small_regions");
  }
  if (x.write_ins) {
    out.sized("write_ins");
    for (const auto& c : x.contests) {
      for (const auto& option : c.options) {
        out.u8(option.write_in ? 1 : 0);
      }
    }
  }
  auto any = std::any_of(x.contests.begin(), x.contests.end(),
                         [](const auto& c) { return c.acclaimed; });
  if (any) {
    out.sized("acclaimed");
    for (const auto& c : x.contests) {
      out.u8(c.acclaimed ? 1 : 0);
    }
  }
}

// As above: those of laws that ask for a share alone stay as they were.
void write_further_conditions(byte_writer& out, const pass_rule& x) {
  if (x.tie == pass_tie::not_passed && x.quorum_numerator == 0
      && x.regions_needed == 0) {
    return;
  }
  out.u8(static_cast<std::uint8_t>(x.tie));
  out.u32(x.quorum_numerator);
  out.u32(x.quorum_denominator);
  out.u32(x.regions_needed);
}

} // namespace

std::string meaning_fingerprint(const election& x) {
  std::string bytes;
  byte_writer out{bytes};
  auto small = [&](auto value) { out.u8(static_cast<std::uint8_t>(value)); };
  out.u32(x.id.value);
  out.sized(x.code);
  small(x.kind);
  small(x.method);
  small(x.counting.overvotes);
  small(x.counting.skipped_ranks);
  // Before a plurality vote had a tie rule, this was written for it.
  auto ties = x.method == counting_method::plurality
                  && x.counting.ties == tie_rule::unresolved
                ? tie_rule::previous_round
                : x.counting.ties;
  small(ties);
  small(x.counting.stop);
  out.sized(x.counting.lot_seed);
  out.u32(x.counting.ranks_max);
  small(x.blank_allowed);
  small(x.roll.codes);
  small(x.roll.digests);
  small(x.policy);
  out.u32(x.release_step_ballots);
  out.sized(x.question ? x.question->fr : "");
  out.sized(x.question ? x.question->en : "");
  small(x.pass.has_value());
  if (x.pass) {
    out.u32(x.pass->numerator);
    out.u32(x.pass->denominator);
    small(x.pass->base);
    write_further_conditions(out, *x.pass);
  }
  out.varint(x.contests.size());
  for (const auto& c : x.contests) {
    out.u32(c.region.value);
    out.varint(c.options.size());
    for (const auto& option : c.options) {
      out.u32(option.id.value);
      out.sized(option.code);
      out.sized(option.name.fr);
      out.sized(option.name.en);
      out.sized(option.party_code);
    }
  }
  write_further_rules(out, x);
  write_further_terms(out, x);
  return std::string{sha256(bytes).view()};
}

const char* to_string(election_kind x) {
  switch (x) {
  case election_kind::referendum:
    return "referendum";
  case election_kind::municipal:
    return "municipal";
  case election_kind::provincial:
    return "provincial";
  case election_kind::federal:
    return "federal";
  }
  return "invalid";
}

const char* voting_method_of(counting_method x) {
  switch (style_of(x)) {
  case ballot_style::one:
    return "single_choice";
  case ballot_style::set:
    return "multiple_choice";
  case ballot_style::ranking:
    return "ranked_choice";
  case ballot_style::scores:
    return "scores";
  }
  return "invalid";
}

const char* to_string(release_policy x) {
  switch (x) {
  case release_policy::live:
    return "live";
  case release_policy::at_close:
    return "at_close";
  }
  return "invalid";
}

const char* to_string(ballot_order_rule x) {
  switch (x) {
  case ballot_order_rule::listed:
    return "listed";
  case ballot_order_rule::alphabetical:
    return "alphabetical";
  case ballot_order_rule::drawn:
    return "drawn";
  case ballot_order_rule::rotated:
    return "rotated";
  }
  return "invalid";
}

const char* to_string(withdrawal_rule x) {
  switch (x) {
  case withdrawal_rule::votes_stand:
    return "votes_stand";
  case withdrawal_rule::votes_void:
    return "votes_void";
  case withdrawal_rule::next_preference:
    return "next_preference";
  case withdrawal_rule::contest_annulled:
    return "contest_annulled";
  }
  return "invalid";
}

const char* to_string(small_region_rule x) {
  return x == small_region_rule::merge ? "merge" : "publish";
}

std::optional<withdrawal_rule> parse_withdrawal_rule(std::string_view text) {
  for (auto x :
       {withdrawal_rule::votes_stand, withdrawal_rule::votes_void,
        withdrawal_rule::next_preference, withdrawal_rule::contest_annulled}) {
    if (text == to_string(x)) {
      return x;
    }
  }
  return std::nullopt;
}

} // namespace scrutin
