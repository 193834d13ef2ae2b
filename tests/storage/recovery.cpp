#define CAF_SUITE recovery
#include "caf/test/unit_test.hpp"

#include <cstdlib>
#include <random>

#include "storage/rocksdb/open.hpp"
#include "tests/storage/sample_frames.hpp"
#include "tests/storage/scratch_directory.hpp"
#include "tests/storage/store_files.hpp"

using namespace scrutin;

namespace {

constexpr partition_id here{{7}, {1}, 0};

/// What became of a store whose files were changed.
enum class verdict { intact, damaged, lost, other };

/// A store on disk with a log in it, and copies of it to be broken.
class broken_store {
public:
  explicit broken_store(const std::vector<std::size_t>& frame_bytes) {
    auto s = open(original());
    auto epoch = acquire(*s.ballot_box, here)->epoch;
    for (auto bytes : frame_bytes) {
      auto kind = expected_.empty() ? frame_kind::open : frame_kind::ballots;
      expected_.push_back(
        sample_frame(here, epoch, expected_.size() + 1, kind, bytes));
      before_last_ = bytes_of(log()).size();
      CAF_REQUIRE(append_one(*s.ballot_box, expected_.back()));
    }
  }

  [[nodiscard]] std::string original() const {
    return scratch_.path() + "/original";
  }
  [[nodiscard]] std::string copy() const { return scratch_.path() + "/copy"; }
  /// The write-ahead log that holds every frame, as no restart came between.
  [[nodiscard]] std::filesystem::path log() const {
    return store_files(original(), ".log").front();
  }
  /// Size of the log before its last frame.
  [[nodiscard]] std::size_t before_last() const { return before_last_; }
  [[nodiscard]] std::size_t frames() const { return expected_.size(); }

  /// Opens and closes: the log's frames move into a table.
  void restart() const { open(original()); }

  /// Puts bytes in the place of a file, in a copy.
  void replace(const std::filesystem::path& file,
               const std::string& bytes) const {
    copy_store(original(), copy());
    write_bytes(copy() / file.filename(), bytes);
  }

  /// Opens the copy and reads all of it.
  verdict judge() {
    auto opened = open_rocksdb(copy());
    if (!opened) {
      return judged(opened.failure());
    }
    auto frames = frames_of(*opened->ballot_box, here);
    if (!frames) {
      return judged(frames.failure());
    }
    if (frames->size() != expected_.size()) {
      return verdict::lost;
    }
    for (std::size_t i = 0; i < expected_.size(); ++i) {
      if (!same((*frames)[i], expected_[i])) {
        return verdict::lost;
      }
    }
    return verdict::intact;
  }
  [[nodiscard]] const std::string& detail() const { return detail_; }

  /// Whether the copy opens with all frames but the last, and goes on.
  [[nodiscard]] bool goes_on_without_last() const {
    auto opened = open_rocksdb(copy());
    if (!opened) {
      CAF_MESSAGE(opened.failure().detail);
      return false;
    }
    auto& box = *opened->ballot_box;
    auto log = acquire(box, here);
    if (!log || log->last_sequence != expected_.size() - 1) {
      return false;
    }
    auto next = sample_frame(here, log->epoch, expected_.size());
    return append_one(box, next)
           && frames_of(box, here)->size() == expected_.size();
  }

private:
  static store open(const std::string& path) {
    auto opened = open_rocksdb(path);
    CAF_REQUIRE(opened);
    return std::move(*opened);
  }

  verdict judged(const error& failure) {
    detail_ = to_string(failure);
    auto names_place = detail_.find(copy()) != std::string::npos
                       || detail_.find("election 7") != std::string::npos
                       || detail_.find(".sst") != std::string::npos;
    return failure.code == ec::damaged && names_place ? verdict::damaged
                                                      : verdict::other;
  }

  scratch_directory scratch_;
  std::vector<sealed_frame> expected_;
  std::size_t before_last_ = 0;
  std::string detail_;
};

std::uint64_t printed_seed() {
  const auto* chosen = std::getenv("SCRUTIN_SEED");
  auto seed = chosen != nullptr ? std::strtoull(chosen, nullptr, 10)
                                : std::random_device{}();
  CAF_MESSAGE("SCRUTIN_SEED=" << seed);
  return seed;
}

/// Flips one bit in a copy of a file and demands that it be harmless or found.
/// @returns whether it was found.
bool flip_is_found_or_harmless(broken_store& store,
                               const std::filesystem::path& file,
                               std::size_t bit) {
  auto bytes = bytes_of(file);
  bytes[bit / 8] = static_cast<char>(bytes[bit / 8] ^ (1 << (bit % 8)));
  store.replace(file, bytes);
  auto outcome = store.judge();
  if (outcome != verdict::intact && outcome != verdict::damaged) {
    CAF_FAIL("bit " << bit << " of " << file.filename().string() << ": "
                    << (outcome == verdict::lost ? "frames are lost"
                                                 : store.detail()));
  }
  return outcome == verdict::damaged;
}

/// Flips random bits of a file, one at a time.
/// @returns how many were found.
int flip_randomly(broken_store& store, const std::filesystem::path& file,
                  int times, std::mt19937_64& random) {
  int found = 0;
  auto bits = std::filesystem::file_size(file) * 8;
  for (int i = 0; i < times; ++i) {
    found += flip_is_found_or_harmless(store, file, random() % bits) ? 1 : 0;
  }
  CAF_MESSAGE(found << " of " << times << " flips in "
                    << file.filename().string() << " were found");
  return found;
}

} // namespace

CAF_TEST(a last frame torn at any byte is cut off and the log goes on) {
  broken_store store{{40, 100, 100, 100}};
  auto bytes = bytes_of(store.log());
  for (auto size = store.before_last(); size < bytes.size(); ++size) {
    store.replace(store.log(), bytes.substr(0, size));
    if (!store.goes_on_without_last()) {
      CAF_FAIL("torn at byte " << size << " of " << bytes.size());
    }
  }
}

CAF_TEST(a last frame of several blocks torn anywhere is cut off) {
  broken_store store{{40, 30'000, 90'000}};
  auto bytes = bytes_of(store.log());
  for (auto size = store.before_last(); size < bytes.size(); size += 419) {
    store.replace(store.log(), bytes.substr(0, size));
    if (!store.goes_on_without_last()) {
      CAF_FAIL("torn at byte " << size << " of " << bytes.size());
    }
  }
}

CAF_TEST(pages of the last frame that a power cut left empty are cut off) {
  broken_store store{{40, 5'000, 90'000}};
  auto bytes = bytes_of(store.log());
  for (auto page = (store.before_last() + 4'095) / 4'096 * 4'096;
       page + 4'096 < bytes.size(); page += 4'096) {
    auto torn = bytes;
    torn.replace(page, 4'096, 4'096, '\0');
    store.replace(store.log(), torn);
    if (!store.goes_on_without_last()) {
      CAF_FAIL("empty page at byte " << page);
    }
  }
}

CAF_TEST(an empty page before the last frame is damage) {
  broken_store store{{40, 90'000, 100}};
  auto bytes = bytes_of(store.log());
  for (std::size_t page = 4'096; page + 8'192 < bytes.size(); page += 4'096) {
    auto broken = bytes;
    broken.replace(page, 4'096, 4'096, '\0');
    store.replace(store.log(), broken);
    CAF_CHECK(store.judge() == verdict::damaged);
  }
}

CAF_TEST(a flip of any bit of short frames in the log is found) {
  broken_store store{{40, 50, 60}};
  auto bits = bytes_of(store.log()).size() * 8;
  for (std::size_t bit = 0; bit < bits; ++bit) {
    if (!flip_is_found_or_harmless(store, store.log(), bit)) {
      CAF_FAIL("bit " << bit << " made no difference");
    }
  }
}

CAF_TEST(random flips in a long log are found) {
  std::vector<std::size_t> frames{40};
  for (std::size_t i = 0; i < 40; ++i) {
    frames.push_back(1'000 + i * 200);
  }
  broken_store store{frames};
  std::mt19937_64 random{printed_seed()};
  CAF_CHECK(flip_randomly(store, store.log(), 300, random) > 290);
}

CAF_TEST(random flips in tables and manifests are found or harmless) {
  std::vector<std::size_t> frames{40};
  for (std::size_t i = 0; i < 40; ++i) {
    frames.push_back(1'000 + i * 200);
  }
  broken_store store{frames};
  store.restart();
  std::mt19937_64 random{printed_seed()};
  for (const auto& file : store_files(store.original(), ".sst")) {
    CAF_CHECK(flip_randomly(store, file, 150, random) > 0);
  }
  for (const auto& file : store_files(store.original(), "MANIFEST-")) {
    CAF_CHECK(flip_randomly(store, file, 150, random) > 0);
  }
  for (const auto& file : store_files(store.original(), "CURRENT")) {
    CAF_CHECK(flip_randomly(store, file, 50, random) > 0);
  }
}

CAF_TEST(a missing table or manifest is damage) {
  broken_store store{{40, 100, 100}};
  store.restart();
  for (const auto* part : {".sst", "MANIFEST-", "CURRENT"}) {
    for (const auto& file : store_files(store.original(), part)) {
      copy_store(store.original(), store.copy());
      std::filesystem::remove(store.copy() / file.filename());
      auto outcome = store.judge();
      CAF_MESSAGE(store.detail());
      CAF_CHECK(outcome == verdict::damaged);
    }
  }
}

CAF_TEST(the files of a store are for its owner alone) {
  namespace fs = std::filesystem;
  broken_store store{{40, 100}};
  store.restart();
  auto others = fs::perms::group_all | fs::perms::others_all;
  CAF_CHECK((fs::status(store.original()).permissions() & others)
            == fs::perms::none);
  for (const auto& entry : fs::directory_iterator{store.original()}) {
    if ((entry.status().permissions() & others) != fs::perms::none) {
      CAF_FAIL(entry.path().filename().string() << " is for others too");
    }
  }
}
