#include "storage/rocksdb/private_files.hpp"

#include <sys/stat.h>

namespace scrutin {

namespace {

rocksdb::IOStatus made_private(rocksdb::IOStatus made,
                               const std::string& path) {
  if (made.ok() && ::chmod(path.c_str(), S_IRUSR | S_IWUSR) != 0) {
    return rocksdb::IOStatus::IOError("cannot be made private", path);
  }
  return made;
}

} // namespace

rocksdb::IOStatus
private_files::NewWritableFile(const std::string& path,
                               const rocksdb::FileOptions& options,
                               std::unique_ptr<rocksdb::FSWritableFile>* file,
                               rocksdb::IODebugContext* context) {
  return made_private(
    FileSystemWrapper::NewWritableFile(path, options, file, context), path);
}

rocksdb::IOStatus private_files::NewLogger(
  const std::string& path, const rocksdb::IOOptions& options,
  std::shared_ptr<rocksdb::Logger>* logger, rocksdb::IODebugContext* context) {
  return made_private(
    FileSystemWrapper::NewLogger(path, options, logger, context), path);
}

rocksdb::IOStatus private_files::LockFile(const std::string& path,
                                          const rocksdb::IOOptions& options,
                                          rocksdb::FileLock** lock,
                                          rocksdb::IODebugContext* context) {
  return made_private(FileSystemWrapper::LockFile(path, options, lock, context),
                      path);
}

} // namespace scrutin
