#include "domain/course/official_act.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include "domain/text.hpp"

namespace scrutin {

namespace {

constexpr std::array all_kinds{
  act_kind::open,  act_kind::suspend, act_kind::resume, act_kind::extend,
  act_kind::close, act_kind::certify, act_kind::annul,  act_kind::withdraw,
  act_kind::amend, act_kind::merge};

constexpr std::string_view separator = "; ";
constexpr std::string_view reason_mark = "reason: ";
constexpr std::string_view certificate_mark = "certificate ";
constexpr std::string_view name_mark = "write-in ";
constexpr std::string_view subject_mark = "election ";

audit_act act_of(act_kind x) {
  switch (x) {
  case act_kind::open:
    return audit_act::election_opened;
  case act_kind::suspend:
    return audit_act::election_suspended;
  case act_kind::resume:
    return audit_act::election_resumed;
  case act_kind::extend:
    return audit_act::election_extended;
  case act_kind::close:
    return audit_act::election_closed;
  case act_kind::certify:
    return audit_act::election_certified;
  case act_kind::annul:
    return audit_act::election_annulled;
  case act_kind::withdraw:
    return audit_act::candidate_withdrawn;
  case act_kind::amend:
    return audit_act::election_amended;
  case act_kind::merge:
    return audit_act::write_in_merged;
  }
  return audit_act::election_proposed;
}

template <class Number>
bool read_number(std::string_view text, Number& into) {
  const auto* last = text.data() + text.size();
  auto [end, failure] = std::from_chars(text.data(), last, into);
  return failure == std::errc{} && end == last;
}

/// The number behind a word; false where the text begins otherwise.
template <class Number>
bool read_field(std::string_view text, std::string_view word, Number& into) {
  return text.size() > word.size() && text.substr(0, word.size()) == word
         && read_number(text.substr(word.size()), into);
}

/// The word behind another one.
bool read_word(std::string_view text, std::string_view word,
               std::string& into) {
  if (text.substr(0, word.size()) != word) {
    return false;
  }
  into = std::string{text.substr(word.size())};
  return true;
}

/// Takes one part of a detail. @returns false where it is none.
bool take_part(std::string_view part, official_act& into) {
  if (part == "every region") {
    return true;
  }
  if (auto kind = parse_act_kind(part);
      kind && into.stage == act_stage::proposed) {
    into.what = *kind;
    return true;
  }
  return read_field(part, "region ", into.region.value)
         || read_field(part, "candidate ", into.option.value)
         || read_field(part, "until ", into.until_ms)
         || read_field(part, "proposal ", into.proposal)
         || read_word(part, certificate_mark, into.certificate)
         || read_word(part, name_mark, into.written_name);
}

/// See write_in_id_of().
bool is_name_id(std::string_view text) {
  return text.size() == 16
         && text.find_first_not_of("0123456789abcdef") == std::string::npos;
}

} // namespace

const char* to_string(act_kind x) {
  switch (x) {
  case act_kind::open:
    return "open";
  case act_kind::suspend:
    return "suspend";
  case act_kind::resume:
    return "resume";
  case act_kind::extend:
    return "extend";
  case act_kind::close:
    return "close";
  case act_kind::certify:
    return "certify";
  case act_kind::annul:
    return "annul";
  case act_kind::withdraw:
    return "withdraw";
  case act_kind::amend:
    return "amend";
  case act_kind::merge:
    return "merge";
  }
  return "invalid";
}

std::optional<act_kind> parse_act_kind(std::string_view text) {
  for (auto x : all_kinds) {
    if (text == to_string(x)) {
      return x;
    }
  }
  return std::nullopt;
}

bool needs_reason(act_kind x) {
  return x == act_kind::suspend || x == act_kind::extend || x == act_kind::close
         || x == act_kind::annul || x == act_kind::withdraw
         || x == act_kind::amend;
}

bool certifies(act_kind x) {
  return x == act_kind::certify || x == act_kind::amend;
}

audit_line to_line(const official_act& x) {
  audit_line line;
  line.at_ms = x.at_ms;
  line.actor = x.by;
  line.act = x.stage == act_stage::proposed ? audit_act::election_proposed
                                            : act_of(x.what);
  line.subject = std::string{subject_mark} + std::to_string(x.election.value);
  auto add = [&line](const std::string& part) {
    line.detail += (line.detail.empty() ? "" : separator);
    line.detail += part;
  };
  if (x.stage == act_stage::proposed) {
    add(to_string(x.what));
  }
  add(x.region.value == 0 ? "every region"
                          : "region " + std::to_string(x.region.value));
  if (x.option.value != 0) {
    add("candidate " + std::to_string(x.option.value));
  }
  if (x.until_ms != 0) {
    add("until " + std::to_string(x.until_ms));
  }
  if (x.proposal != 0) {
    add("proposal " + std::to_string(x.proposal));
  }
  if (!x.certificate.empty()) {
    add(std::string{certificate_mark} + x.certificate);
  }
  if (!x.written_name.empty()) {
    add(std::string{name_mark} + x.written_name);
  }
  if (!x.reason.empty()) {
    add(std::string{reason_mark} + x.reason);
  }
  return line;
}

std::optional<official_act> official_act_of(const audit_entry& x) {
  official_act act;
  act.number = x.number;
  act.at_ms = x.at_ms;
  act.by = x.actor;
  auto proposed = x.act == to_string(audit_act::election_proposed);
  act.stage = proposed ? act_stage::proposed : act_stage::done;
  const auto* kind =
    std::find_if(all_kinds.begin(), all_kinds.end(), [&x](act_kind each) {
      return x.act == to_string(act_of(each));
    });
  if (!proposed && kind == all_kinds.end()) {
    return std::nullopt;
  }
  if (!proposed) {
    act.what = *kind;
  }
  if (!read_field(x.subject, subject_mark, act.election.value)) {
    return std::nullopt;
  }
  std::string_view rest = x.detail;
  while (!rest.empty()) {
    if (rest.substr(0, reason_mark.size()) == reason_mark) {
      act.reason = std::string{rest.substr(reason_mark.size())};
      break;
    }
    auto end = rest.find(separator);
    if (!take_part(rest.substr(0, end), act)) {
      return std::nullopt;
    }
    rest.remove_prefix(end == std::string_view::npos ? rest.size()
                                                     : end + separator.size());
  }
  return act;
}

std::string subject_of(election_id x) {
  return std::string{subject_mark} + std::to_string(x.value);
}

std::optional<election_id> changed_election_of(const audit_entry& x) {
  election_id election;
  auto is_one = x.act == to_string(audit_act::election_defined)
                || x.act == to_string(audit_act::roll_imported);
  return is_one && read_field(x.subject, subject_mark, election.value)
           ? std::optional{election}
           : std::nullopt;
}

std::optional<election_id> roll_change_of(const audit_entry& x) {
  if (x.act != to_string(audit_act::roll_change_begun)) {
    return std::nullopt;
  }
  // `election 4, region 2`, or however the line goes on.
  std::string_view subject = x.subject;
  auto end = subject.find_first_not_of("0123456789", subject_mark.size());
  election_id election;
  return read_field(subject.substr(0, end), subject_mark, election.value)
           ? std::optional{election}
           : std::nullopt;
}

result<void> check_shape(const official_act& x) {
  if (x.reason.empty() && needs_reason(x.what)) {
    return error{ec::malformed, "say why, in reason"};
  }
  auto is_odd = [](char c) {
    return static_cast<unsigned char>(c) < 0x20 || c == 0x7F;
  };
  if (x.reason.size() > official_act::reason_bytes_max || !is_utf8(x.reason)
      || std::any_of(x.reason.begin(), x.reason.end(), is_odd)) {
    return error{ec::malformed,
                 "a reason is one line of at most "
                   + std::to_string(official_act::reason_bytes_max) + " bytes"};
  }
  if (has_many_digits(x.reason)) {
    return error{ec::malformed, "a reason stays in the audit log: it must not "
                                "hold nine digits in a row"};
  }
  if ((x.what == act_kind::extend) != (x.until_ms > 0)) {
    return error{ec::malformed, x.what == act_kind::extend
                                  ? "say until when, in until"
                                  : "only an extension says until when"};
  }
  if (x.what == act_kind::withdraw
      && (x.option.value == 0 || x.region.value == 0)) {
    return error{ec::malformed,
                 "say who withdraws and where, in candidate_id and region_id"};
  }
  if (x.what == act_kind::merge
      && (x.region.value == 0 || !is_name_id(x.written_name))) {
    return error{ec::malformed,
                 "say which name it is and where, in write_in and region_id: "
                 "the list of names has the 16 digits of each"};
  }
  if (x.what != act_kind::merge && !x.written_name.empty()) {
    return error{ec::malformed, "only a merge is about a name"};
  }
  if (x.what != act_kind::withdraw && x.what != act_kind::merge
      && x.option.value != 0) {
    return error{ec::malformed, "only a withdrawal or a merge names a "
                                "candidate"};
  }
  return {};
}

} // namespace scrutin
