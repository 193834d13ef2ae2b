#pragma once

#include <array>
#include <cstdint>

#include "nodes/relay/node_identity.hpp"

namespace scrutin {

/// A node's identity, read again when its files have changed: a certificate
/// is replaced without a restart. Files that do not pass load_identity()
/// leave the former identity in use, and an error in the log. Not thread-safe.
class identity_watch {
public:
  /// @returns as load_identity().
  static result<identity_watch> start(identity_files files,
                                      std::string node_name);

  /// What a new connection is set up with. Looks at the files' times and
  /// sizes, and reads them only when those have changed.
  const ssl_ctx_ptr& current();

private:
  /// What changes when a file is written or replaced.
  struct trace {
    std::uint64_t device = 0;
    std::uint64_t number = 0;
    std::int64_t size = -1;
    std::int64_t written_ns = 0;
    std::int64_t changed_ns = 0;
    bool operator==(const trace& x) const;
  };
  using traces = std::array<trace, 3>;

  identity_watch(identity_files files, std::string node_name);
  static trace trace_of(const std::filesystem::path& file);
  [[nodiscard]] traces traces_now() const;

  identity_files files_;
  std::string node_name_;
  traces seen_;
  ssl_ctx_ptr identity_;
};

} // namespace scrutin
