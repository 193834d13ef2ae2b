#include "cli/roll_importer.hpp"

#include <algorithm>
#include <cerrno>
#include <fstream>
#include <system_error>
#include <tuple>

#include "cli/roll_reader.hpp"

namespace scrutin {

namespace {
constexpr std::size_t batches_waiting_max = 3;
} // namespace

roll_importer::roll_importer(const served_election& into, roll_store& roll,
                             import_options options)
  : into_(into), roll_(roll), options_(std::move(options)),
    namer_(into.definition.id, into.keys),
    storing_([this] { store_batches(); }) {
}

roll_importer::~roll_importer() {
  {
    std::lock_guard guard{mutex_};
    ended_ = true;
  }
  changed_.notify_all();
  if (storing_.joinable()) {
    storing_.join();
  }
}

// -- on the caller's thread ---------------------------------------------------

result<void> roll_importer::import_file(const std::string& file,
                                        const progress_callback& progress) {
  errno = 0;
  std::ifstream in{file, std::ios::binary};
  if (!in) {
    return error{ec::unavailable,
                 file + ": " + std::generic_category().message(errno)};
  }
  {
    std::lock_guard guard{mutex_};
    files_.push_back(file);
  }
  roll_line_sink sink;
  sink.accepted = [&](const roll_line& x) { return accept(x); };
  sink.refused = [&](std::uint64_t line, const std::string& reason) {
    return refuse(line, reason);
  };
  sink.progress = [&](std::uint64_t bytes) { progress(bytes, lines_); };
  read_roll(in, into_.definition.code, into_.definition.roll, sink);
  std::lock_guard guard{mutex_};
  return failure_ ? result<void>{*failure_} : result<void>{};
}

bool roll_importer::accept(const roll_line& x) {
  auto region = x.region ? x.region : options_.region;
  if (!region) {
    return refuse(x.line, "names no region, and --region is not given");
  }
  if (into_.definition.find_contest(*region) == nullptr) {
    return refuse(x.line, "names a region without a contest");
  }
  ++lines_;
  auto& filled = filling_[*region];
  filled.region = *region;
  filled.tags.push_back(namer_.tag_of(x.digest));
  filled.origins.push_back(
    {static_cast<std::uint32_t>(files_.size() - 1), x.line});
  if (filled.tags.size() < options_.batch_tags) {
    return true;
  }
  hand_over(std::move(filled));
  filling_.erase(*region);
  return may_go_on();
}

bool roll_importer::refuse(std::uint64_t line, const std::string& reason) {
  ++lines_;
  note_refused({static_cast<std::uint32_t>(files_.size() - 1), line}, reason);
  return may_go_on();
}

void roll_importer::hand_over(batch&& full) {
  std::unique_lock lock{mutex_};
  changed_.wait(
    lock, [&] { return waiting_.size() < batches_waiting_max || failure_; });
  waiting_.push_back(std::move(full));
  lock.unlock();
  changed_.notify_all();
}

bool roll_importer::may_go_on() {
  std::lock_guard guard{mutex_};
  return !stopped_ && !failure_;
}

result<import_report> roll_importer::finish() {
  for (auto& [region, rest] : filling_) {
    hand_over(std::move(rest));
  }
  filling_.clear();
  {
    std::lock_guard guard{mutex_};
    ended_ = true;
  }
  changed_.notify_all();
  storing_.join();
  if (failure_) {
    return *failure_;
  }
  report_.read = lines_;
  std::sort(report_.first_refused.begin(), report_.first_refused.end(),
            [](const auto& x, const auto& y) {
              return std::tie(x.file, x.line) < std::tie(y.file, y.line);
            });
  return report_;
}

// -- on the storing thread ----------------------------------------------------

void roll_importer::store_batches() {
  std::unique_lock lock{mutex_};
  while (true) {
    changed_.wait(lock, [&] { return !waiting_.empty() || ended_; });
    if (waiting_.empty()) {
      return;
    }
    auto next = std::move(waiting_.front());
    waiting_.pop_front();
    auto go_on = !failure_;
    lock.unlock();
    changed_.notify_all();
    if (go_on) {
      store_batch(next);
    }
    lock.lock();
  }
}

void roll_importer::store_batch(const batch& x) {
  auto outcomes = roll_.add(into_.definition.id, x.region, x.tags);
  if (!outcomes) {
    std::lock_guard guard{mutex_};
    failure_ = outcomes.failure();
    return;
  }
  std::uint64_t added = 0;
  std::uint64_t repeated = 0;
  for (std::size_t i = 0; i < outcomes->size(); ++i) {
    switch ((*outcomes)[i]) {
    case roll_outcome::added:
      ++added;
      break;
    case roll_outcome::repeated:
      ++repeated;
      break;
    case roll_outcome::elsewhere:
      note_refused(x.origins[i], "is on another region's roll already");
      break;
    }
  }
  std::lock_guard guard{mutex_};
  report_.added += added;
  report_.repeated += repeated;
}

// -- on both ------------------------------------------------------------------

void roll_importer::note_refused(const origin& at, const std::string& reason) {
  std::lock_guard guard{mutex_};
  if (stopped_) {
    return; // the import ended at an earlier one
  }
  ++report_.refused;
  stopped_ = stopped_ || options_.strict;
  if (report_.first_refused.size() < import_report::refused_shown_max) {
    report_.first_refused.push_back({files_[at.file], at.line, reason});
  }
}

} // namespace scrutin
