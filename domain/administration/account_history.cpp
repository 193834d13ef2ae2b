#include "domain/administration/account_history.hpp"

namespace scrutin {

std::string description_of(const account& x) {
  std::string text = "roles";
  for (auto each : all_roles) {
    if (x.roles.has(each)) {
      text += " " + std::string{to_string(each)};
    }
  }
  if (x.region) {
    text += ", election " + std::to_string(x.region->election.value)
            + " region " + std::to_string(x.region->region.value);
  }
  return text;
}

void account_history::add(const audit_entry& x) {
  if (x.act == to_string(audit_act::account_added)) {
    accounts_[x.subject] = {x.detail, false};
  } else if (x.act == to_string(audit_act::account_disabled)) {
    accounts_[x.subject].disabled = true;
  } else if (x.act == to_string(audit_act::account_enabled)) {
    accounts_[x.subject].disabled = false;
  }
}

std::vector<std::string>
account_history::differences(const std::vector<account>& now) const {
  std::map<std::string, std::string> found;
  for (const auto& [name, told] : accounts_) {
    found[name] = name + " is in the log, and there is no such account";
  }
  for (const auto& x : now) {
    auto told = accounts_.find(x.name);
    if (told == accounts_.end()) {
      found[x.name] = x.name + " is an account that the log never added";
    } else if (description_of(x) != told->second.description) {
      found[x.name] = x.name + " has " + description_of(x) + "; the log says "
                      + told->second.description;
    } else if (x.disabled != told->second.disabled) {
      found[x.name] = x.name + (x.disabled ? " is disabled" : " is enabled")
                      + "; the log says otherwise";
    } else {
      found.erase(x.name);
    }
  }
  std::vector<std::string> sentences;
  for (const auto& [name, sentence] : found) {
    sentences.push_back(sentence);
  }
  return sentences;
}

} // namespace scrutin
