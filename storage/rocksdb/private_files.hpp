#pragma once

#include <memory>
#include <string>

#include <rocksdb/file_system.h>

namespace scrutin {

/// The system's files, each made readable to its owner alone (0600) while it
/// is still empty. RocksDB makes them 0644, and its own switch for this
/// (Env::SetAllowNonOwnerAccess) has no effect on them in 7.8.
class private_files final : public rocksdb::FileSystemWrapper {
public:
  private_files() : FileSystemWrapper(rocksdb::FileSystem::Default()) {}

  const char* Name() const override { return "scrutin_private_files"; }

  rocksdb::IOStatus
  NewWritableFile(const std::string& path, const rocksdb::FileOptions& options,
                  std::unique_ptr<rocksdb::FSWritableFile>* file,
                  rocksdb::IODebugContext* context) override;
  rocksdb::IOStatus NewLogger(const std::string& path,
                              const rocksdb::IOOptions& options,
                              std::shared_ptr<rocksdb::Logger>* logger,
                              rocksdb::IODebugContext* context) override;
  rocksdb::IOStatus LockFile(const std::string& path,
                             const rocksdb::IOOptions& options,
                             rocksdb::FileLock** lock,
                             rocksdb::IODebugContext* context) override;
};

} // namespace scrutin
