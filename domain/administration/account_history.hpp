#pragma once

#include <map>
#include <string>
#include <vector>

#include "domain/administration/account.hpp"
#include "domain/administration/audit_entry.hpp"

namespace scrutin {

/// `roles returning-officer, election 4 region 2`: what the audit log says of
/// an account when it is added. Roles and region never change.
std::string description_of(const account& x);

/// Accounts as an audit log tells of them: what they should be.
class account_history {
public:
  /// Takes in the next entry of a log that is whole.
  void add(const audit_entry& x);
  /// What is not as the log tells, a sentence an account, by name; empty where
  /// everything is. Passwords are not in the log, so nothing is said of them.
  [[nodiscard]] std::vector<std::string>
  differences(const std::vector<account>& now) const;

private:
  struct known {
    std::string description;
    bool disabled = false;
  };
  std::map<std::string, known> accounts_;
};

} // namespace scrutin
