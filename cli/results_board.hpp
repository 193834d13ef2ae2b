#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <utility>

#include <boost/json/object.hpp>

#include "cli/event_reader.hpp"
#include "domain/result.hpp"

namespace scrutin {

/// What the event stream has told of the elections, and how it looks in a
/// terminal.
class results_board {
public:
  /// @param only: code or id of the one election to show; empty: all.
  explicit results_board(std::string only = {}) : only_(std::move(only)) {}

  /// Takes one event: `snapshot` replaces everything, `results`, `turnout`
  /// and `election` change a contest or an election; others are passed over.
  /// @returns `malformed` where its data is not what the API documents.
  result<void> apply(const server_event& event);

  /// Whether an election that is shown is there at all.
  [[nodiscard]] bool empty() const;

  /// The whole table, a line end after each line.
  [[nodiscard]] std::string draw(bool colors) const;

private:
  struct shown_election {
    std::string code;
    std::string state;
  };
  using contest_key = std::pair<std::uint64_t, std::uint64_t>;

  void apply_snapshot(const boost::json::object& data);
  void merge_contest(const boost::json::object& data);
  [[nodiscard]] bool shows(std::uint64_t election) const;

  std::string only_;
  std::map<std::uint64_t, shown_election> elections_;
  std::map<contest_key, boost::json::object> contests_;
};

} // namespace scrutin
