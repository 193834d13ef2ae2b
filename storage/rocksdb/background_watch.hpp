#pragma once

#include <atomic>

#include <rocksdb/listener.h>

namespace scrutin {

/// Hears of RocksDB's background errors and tells the two kinds apart: no
/// room for a flush or compaction, which passes, and everything else, which
/// does not: a failed sync, a failed log or manifest write, damage.
class background_watch final : public rocksdb::EventListener {
public:
  void OnBackgroundError(rocksdb::BackgroundErrorReason reason,
                         rocksdb::Status* status) override;
  /// RocksDB would try again by itself; when to go on is decided in
  /// database::resume, where the outcome is looked at.
  void OnErrorRecoveryBegin(rocksdb::BackgroundErrorReason reason,
                            rocksdb::Status status,
                            bool* auto_recovery) override;

  [[nodiscard]] bool failed() const { return failed_; }
  [[nodiscard]] bool full() const { return full_; }
  /// No later write may be taken.
  void set_failed() { failed_ = true; }
  void set_resumed() { full_ = false; }

private:
  std::atomic<bool> failed_ = false;
  std::atomic<bool> full_ = false;
};

} // namespace scrutin
