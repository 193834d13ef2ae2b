#pragma once

#include <cstdint>
#include <mutex>
#include <string>
#include <unordered_map>
#include <vector>

#include "cli/load/contest_target.hpp"
#include "cli/load/roll_reader.hpp"

namespace scrutin::load {

/// Shares of requests that are not a voter's first cast. Each in [0, 1], and
/// at most 1 together.
struct cast_mix {
  double duplicates = 0;
  double unknown = 0;
  double malformed = 0;
};

enum class cast_kind : unsigned char {
  /// A credential of the roll, for the first time in this run.
  first,
  /// A credential that was accepted before, with another retry key.
  duplicate,
  /// A well-formed credential that is on no roll.
  unknown_credential,
  /// A body that is not a cast.
  malformed,
};

const char* to_string(cast_kind x);

/// One request to make.
struct planned_cast {
  cast_kind kind = cast_kind::first;
  /// Into the contests of the run.
  std::size_t contest = 0;
  /// Of the credential in the roll; without meaning for the last two kinds.
  std::uint64_t index = 0;
  std::string nas;
  std::string code;
  /// An option, or options with `>` between them.
  std::string selection;
  /// 32 hexadecimal digits.
  std::string retry_key;
};

/// Which credentials an earlier run knows the outcome of. One bit each.
class settled_credentials {
public:
  void add(std::uint64_t index);
  [[nodiscard]] bool holds(std::uint64_t index) const;
  [[nodiscard]] std::uint64_t size() const { return size_; }

private:
  std::vector<bool> settled_;
  std::uint64_t size_ = 0;
};

/// Hands out the credentials of a roll, a batch at a time, to several
/// threads. Skips those of other elections and those that are settled.
class credential_source {
public:
  credential_source(std::vector<std::string> files,
                    const std::vector<contest_target>& contests,
                    settled_credentials settled);

  /// A credential and the contest that it may vote in.
  struct entry {
    roll_credential credential;
    std::size_t contest = 0;
  };

  /// Replaces `batch` by the next credentials; empty after the last.
  result<void> take(std::vector<entry>& batch);

private:
  [[nodiscard]] const std::size_t*
  contest_of(const roll_credential& credential) const;

  std::mutex mutex_;
  roll_reader reader_;
  /// By election and region.
  std::unordered_map<std::string, std::size_t> contests_;
  /// Contests of elections in one region, by election.
  std::unordered_map<std::string, std::size_t> only_contests_;
  settled_credentials settled_;
};

/// Decides what each request is. What a credential selects and its retry key
/// follow from the seed and its place in the roll alone, so that a later run
/// with the same seed repeats a cast exactly. Used from one thread.
class cast_planner {
public:
  /// @param stream: of the thread, so that threads draw differently.
  cast_planner(std::uint64_t seed, unsigned stream, cast_mix mix,
               const std::vector<contest_target>& contests,
               credential_source& source);

  /// Plans the next request into `out`.
  /// @returns false when the roll is used up; the reader's errors.
  result<bool> next(planned_cast& out);

  /// Tells that a first cast was accepted: it may be duplicated.
  void accepted(const planned_cast& x);

private:
  result<bool> plan_first(planned_cast& out);
  void plan_duplicate(planned_cast& out);
  void plan_stranger(planned_cast& out, cast_kind kind);
  std::uint64_t draw();
  /// In [0, 1).
  double draw_share();

  std::uint64_t seed_;
  std::uint64_t state_;
  cast_mix mix_;
  const std::vector<contest_target>& contests_;
  credential_source& source_;
  std::vector<credential_source::entry> batch_;
  std::size_t used_ = 0;
  std::vector<planned_cast> recent_;
  std::size_t recent_next_ = 0;
  bool legacy_codes_ = false;
};

/// What a credential selects: an option, or for a ranking a random number of
/// distinct options with `>` between them.
std::string draw_selection(const contest_target& contest, std::uint64_t seed,
                           std::uint64_t index);

} // namespace scrutin::load
