#include "domain/document_fields.hpp"

#include <algorithm>
#include <array>
#include <map>

namespace scrutin {

namespace {

constexpr std::size_t named_max = 12;

bool starts_with(std::string_view text, std::string_view start) {
  return text.substr(0, start.size()) == start;
}

bool ends_with(std::string_view text, std::string_view end) {
  return text.size() >= end.size()
         && text.substr(text.size() - end.size()) == end;
}

bool is_of_hours(std::string_view field) {
  return field == "time_zone" || ends_with(field, "grace_s")
         || ends_with(field, "opens_at") || ends_with(field, "closes_at")
         || ends_with(field, ".time_zone") || starts_with(field, "officials.");
}

/// What a voter is shown beside the ballot, or an operator decides: never part
/// of what a ballot means.
bool is_never_meant(std::string_view field) {
  auto is_of_option = field.find(".options[") != std::string_view::npos
                      || starts_with(field, "options[");
  if (is_of_option) {
    return false;
  }
  static constexpr std::array<std::string_view, 6> shown{
    ".name.fr", ".name.en", ".color", ".code", "name.fr", "name.en"};
  auto is_shown = std::any_of(shown.begin(), shown.end(), [field](auto end) {
    return ends_with(field, end);
  });
  return is_shown || starts_with(field, "window.")
         || starts_with(field, "officials.") || field == "partition_voters"
         || starts_with(field, "parties");
}

template <class Wanted>
std::string names_of(const std::vector<field_difference>& changed,
                     Wanted wanted) {
  std::string names;
  std::size_t count = 0;
  for (const auto& x : changed) {
    if (wanted(x.field) && ++count <= named_max) {
      names += (names.empty() ? "" : ", ") + x.field;
    }
  }
  if (count > named_max) {
    names += " and " + std::to_string(count - named_max) + " more";
  }
  return names;
}

bool same_window(const voting_window& x, const voting_window& y) {
  return x.opens_at_ms == y.opens_at_ms && x.closes_at_ms == y.closes_at_ms;
}

// Their regions are the same by now.
bool same_hours(const election& x, const election& y) {
  auto same_windows =
    std::all_of(x.regions.begin(), x.regions.end(), [&](const region& where) {
      return same_window(x.window_of(where.id), y.window_of(where.id));
    });
  return same_windows && x.grace_s == y.grace_s;
}

bool same_officials(const official_rules& x, const official_rules& y) {
  return x.open == y.open && x.close == y.close
         && x.two_to_open == y.two_to_open && x.two_to_close == y.two_to_close
         && x.two_to_certify == y.two_to_certify;
}

} // namespace

std::vector<field_difference> differences(const document_fields& before,
                                          const document_fields& after) {
  std::map<std::string_view, std::string_view> old;
  for (const auto& [field, text] : before) {
    old.emplace(field, text);
  }
  std::vector<field_difference> changed;
  std::map<std::string_view, bool> kept;
  for (const auto& [field, text] : after) {
    kept[field] = true;
    auto was = old.find(field);
    if (was == old.end()) {
      changed.push_back({field, std::nullopt, text});
    } else if (was->second != text) {
      changed.push_back({field, std::string{was->second}, text});
    }
  }
  for (const auto& [field, text] : before) {
    if (kept.count(field) == 0) {
      changed.push_back({field, text, std::nullopt});
    }
  }
  return changed;
}

result<void> check_redefinition(const election& before, const election& after,
                                const std::vector<field_difference>& changed,
                                definition_stage stage) {
  if (before.id != after.id || before.code != after.code) {
    return error{ec::definition_changed,
                 "id and code of an election are fixed for ever: this one is "
                   + std::to_string(before.id.value) + ", " + before.code};
  }
  if (stage >= definition_stage::begun
      && meaning_fingerprint(before) != meaning_fingerprint(after)) {
    auto names =
      names_of(changed, [](const auto& x) { return !is_never_meant(x); });
    return error{ec::definition_changed,
                 "it would change what a cast ballot means, which is fixed "
                 "once the election has begun: "
                   + (names.empty()
                        ? names_of(changed, [](const auto&) { return true; })
                        : names)};
  }
  if (stage >= definition_stage::opened
      && (!same_hours(before, after)
          || !same_officials(before.officials, after.officials))) {
    return error{ec::definition_changed,
                 "voting has opened, or is about to: its hours are moved by "
                 "acts of officials (extend, close), not by the definition: "
                   + names_of(changed, is_of_hours)};
  }
  return {};
}

} // namespace scrutin
