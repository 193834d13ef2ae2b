#pragma once

#include <cstdint>
#include <deque>
#include <fstream>
#include <memory>
#include <string>
#include <vector>

#include "domain/result.hpp"

namespace scrutin::load {

/// One line of a generated roll.
struct roll_credential {
  /// Its place in the files, counted from 0 over all of them, so that it is
  /// the same in every run over the same files.
  std::uint64_t index = 0;
  std::string nas;
  std::string code;
  /// The code of the election.
  std::string election;
  /// The id of the region; empty where the file names none.
  std::string region;
};

/// Reads generated credentials one after the other, holding a piece of one
/// file at a time: CSV with the header `nas,code,election,region`, or the
/// predecessor's shards `[{nas, code, law_id, …}, …]`, with `region` or
/// without. A file's first character tells which.
class roll_reader {
public:
  explicit roll_reader(std::vector<std::string> files);
  ~roll_reader();
  roll_reader(const roll_reader&) = delete;
  roll_reader& operator=(const roll_reader&) = delete;

  /// Reads the next credential into `out`.
  /// @returns false after the last; `unavailable` for a file that cannot be
  /// read and `malformed`, naming file and line or place, for one that is not
  /// a roll.
  result<bool> next(roll_credential& out);

private:
  class shard_parser;

  result<void> open_next();
  result<bool> next_line(roll_credential& out);
  result<bool> next_object(roll_credential& out);

  std::vector<std::string> files_;
  std::size_t opened_ = 0;
  std::ifstream in_;
  std::unique_ptr<shard_parser> shard_;
  std::uint64_t line_ = 0;
  std::uint64_t index_ = 0;
  /// Columns of the CSV: where nas, code, election and region stand.
  std::vector<std::size_t> columns_;
};

} // namespace scrutin::load
