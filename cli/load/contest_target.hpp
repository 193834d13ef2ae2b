#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace scrutin::load {

/// How a ballot of a contest is written in a request.
enum class ballot_form : unsigned char {
  law_answer,
  single_choice,
  set,
  ranking,
  scores,
};

/// A contest to cast ballots in, as the API describes it.
struct contest_target {
  ballot_form form = ballot_form::law_answer;
  /// As rolls name it: the code of the law or the election.
  std::string election;
  std::uint32_t election_id = 0;
  /// As rolls name it, too; 0: not told.
  std::uint32_t region_id = 0;
  /// What a ballot may name: `oui` and `non`, or the ids of candidates.
  std::vector<std::string> options;
  /// Options that a set or a ranking may hold, at least 1.
  std::size_t marks_max = 1;
  /// The highest score.
  std::uint64_t score_max = 1;
};

/// Where the API of a server is.
struct server_address {
  std::string host;
  std::string port;

  /// As in the Host field.
  [[nodiscard]] std::string authority() const { return host + ':' + port; }
};

} // namespace scrutin::load
