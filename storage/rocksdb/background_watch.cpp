#include "storage/rocksdb/background_watch.hpp"

namespace scrutin {

namespace {

bool passes(rocksdb::BackgroundErrorReason reason,
            const rocksdb::Status& status) {
  if (!status.IsNoSpace()) {
    return false;
  }
  switch (reason) {
  // RocksDB says so of flushes just after the log was switched, too. Every
  // write of ours is in a log, so nothing depends on that flush.
  case rocksdb::BackgroundErrorReason::kFlushNoWAL:
  case rocksdb::BackgroundErrorReason::kFlush:
  case rocksdb::BackgroundErrorReason::kCompaction:
    return true;
  case rocksdb::BackgroundErrorReason::kWriteCallback:
  case rocksdb::BackgroundErrorReason::kMemTable:
  case rocksdb::BackgroundErrorReason::kManifestWrite:
  case rocksdb::BackgroundErrorReason::kManifestWriteNoWAL:
    return false;
  }
  return false;
}

} // namespace

void background_watch::OnBackgroundError(rocksdb::BackgroundErrorReason reason,
                                         rocksdb::Status* status) {
  if (passes(reason, *status)) {
    full_ = true;
  } else {
    failed_ = true;
  }
}

void background_watch::OnErrorRecoveryBegin(
  rocksdb::BackgroundErrorReason /*reason*/, rocksdb::Status /*status*/,
  bool* auto_recovery) {
  *auto_recovery = false;
}

} // namespace scrutin
