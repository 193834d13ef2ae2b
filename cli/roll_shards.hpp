#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "domain/ids.hpp"
#include "domain/result.hpp"

namespace scrutin {

/// What a generated roll is written as.
enum class roll_file_format : unsigned char {
  /// `[{"nas","code","law_id","hash","vote","region"}]`, as the predecessor
  /// wrote it (without region).
  json = 1,
  /// `nas,code,election,region`, and a header.
  csv,
};

/// One credential as it is handed out.
struct issued_credential {
  std::string nas;
  std::string code;
  credential_digest digest;
  region_id region;
  /// What a trial run may cast with it; JSON only.
  bool votes_oui = false;
};

/// Writes an election's credentials into numbered files, so many to a shard:
/// hashes_shard_0000.json, roll_shard_0000.csv. The files have mode 0600 and
/// replace none.
class roll_shards {
public:
  /// @param directory: exists.
  roll_shards(std::filesystem::path directory, std::string election_code,
              roll_file_format format, std::uint64_t shard_size);
  roll_shards(const roll_shards&) = delete;
  roll_shards& operator=(const roll_shards&) = delete;
  ~roll_shards();

  /// @returns `unavailable`, naming the file, where it cannot be written.
  result<void> add(const issued_credential& x);
  /// Ends the last file. Nothing may be added afterwards.
  result<void> finish();

  struct shard {
    std::filesystem::path file;
    std::uint64_t bytes = 0;
  };
  [[nodiscard]] const std::vector<shard>& shards() const { return shards_; }

private:
  result<void> open_next();
  result<void> flush();
  result<void> close();
  [[nodiscard]] error failed() const;

  std::filesystem::path directory_;
  std::string election_code_;
  /// The code as JSON or CSV writes it.
  std::string written_code_;
  roll_file_format format_;
  std::uint64_t shard_size_;
  std::uint64_t in_shard_ = 0;
  std::string buffer_;
  int file_ = -1;
  std::vector<shard> shards_;
};

} // namespace scrutin
