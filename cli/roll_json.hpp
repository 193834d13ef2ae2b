#pragma once

#include <functional>
#include <memory>
#include <string_view>

#include "cli/roll_line.hpp"

namespace scrutin {

/// Finds the voters in a JSON roll that arrives in pieces, without ever
/// holding more than one of them.
class roll_json {
public:
  /// Takes one voter; returning false ends the parsing.
  using voter_visitor = std::function<bool(const roll_fields&)>;
  /// Takes a list element that is no voter, with the reason.
  using refusal_visitor = std::function<bool(const char* reason)>;

  roll_json(voter_visitor voter, refusal_visitor refusal);
  ~roll_json();

  /// @param piece: the next bytes of the document.
  /// @returns `malformed` where it is no JSON; `wrong_state` where a visitor
  /// ended the parsing.
  result<void> feed(std::string_view piece);

  /// @returns `malformed` where the document is not complete or holds no
  /// list.
  result<void> finish();

private:
  struct parser;
  std::unique_ptr<parser> parser_;
};

} // namespace scrutin
