#pragma once

#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "cli/roll_line.hpp"
#include "domain/election_directory.hpp"
#include "domain/election_keys.hpp"
#include "storage/roll_store.hpp"

namespace scrutin {

/// A line that was not taken, for the report. The reason holds nothing of the
/// line itself.
struct refused_line {
  std::string file;
  std::uint64_t line = 0;
  std::string reason;
};

/// What an import came to.
struct import_report {
  /// Of these, only the first are kept in full; the rest is counted.
  static constexpr std::size_t refused_shown_max = 20;

  std::uint64_t read = 0;
  std::uint64_t added = 0;
  std::uint64_t repeated = 0;
  std::uint64_t refused = 0;
  std::vector<refused_line> first_refused;
};

struct import_options {
  /// For lines that name no region.
  std::optional<region_id> region;
  /// Whether the first refused line ends the import.
  bool strict = false;
  /// Tags that are stored in one synced write.
  std::size_t batch_tags = 64 * 1024;
};

/// Imports roll files into one election. Reads, hashes and tags on the
/// caller's thread, stores on one of its own; at most three batches wait
/// between them. What was stored stays when an import is interrupted: run
/// again, it counts as repeated.
class roll_importer {
public:
  using progress_callback =
    std::function<void(std::uint64_t bytes, std::uint64_t lines)>;

  /// @param roll: used by the importer's own thread until `finish` returns.
  roll_importer(const served_election& into, roll_store& roll,
                import_options options);
  ~roll_importer();
  roll_importer(const roll_importer&) = delete;
  roll_importer& operator=(const roll_importer&) = delete;

  /// Reads one file.
  /// @returns `unavailable` where it cannot be opened; the store's error.
  result<void> import_file(const std::string& file,
                           const progress_callback& progress);

  /// Waits until everything is stored.
  /// @returns the report; the store's error.
  result<import_report> finish();

private:
  struct origin {
    std::uint32_t file;
    std::uint64_t line;
  };
  struct batch {
    region_id region;
    std::vector<credential_tag> tags;
    std::vector<origin> origins;
  };

  // -- on the caller's thread -------------------------------------------------
  bool accept(const roll_line& x);
  bool refuse(std::uint64_t line, const std::string& reason);
  void hand_over(batch&& full);
  [[nodiscard]] bool may_go_on();

  // -- on the storing thread --------------------------------------------------
  void store_batches();
  void store_batch(const batch& x);

  void note_refused(const origin& at, const std::string& reason);

  const served_election& into_;
  roll_store& roll_;
  import_options options_;
  cast_namer namer_;
  std::vector<std::string> files_;
  std::map<region_id, batch> filling_;
  std::uint64_t lines_ = 0;

  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<batch> waiting_;
  bool ended_ = false;
  bool stopped_ = false;
  std::optional<error> failure_;
  import_report report_;
  std::thread storing_;
};

} // namespace scrutin
