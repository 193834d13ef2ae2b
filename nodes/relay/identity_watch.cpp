#include "nodes/relay/identity_watch.hpp"

#include <tuple>

#include <sys/stat.h>

#include "monitoring/log.hpp"

namespace scrutin {

bool identity_watch::trace::operator==(const trace& x) const {
  auto parts = [](const trace& y) {
    return std::tie(y.device, y.number, y.size, y.written_ns, y.changed_ns);
  };
  return parts(*this) == parts(x);
}

identity_watch::trace
identity_watch::trace_of(const std::filesystem::path& file) {
  struct stat about {};
  if (::stat(file.c_str(), &about) != 0) {
    return {};
  }
  constexpr std::int64_t ns_per_s = 1'000'000'000;
  auto ns = [](const timespec& x) { return x.tv_sec * ns_per_s + x.tv_nsec; };
  return {about.st_dev, about.st_ino, about.st_size, ns(about.st_mtim),
          ns(about.st_ctim)};
}

identity_watch::traces identity_watch::traces_now() const {
  return {trace_of(files_.certificate), trace_of(files_.key),
          trace_of(files_.authority)};
}

identity_watch::identity_watch(identity_files files, std::string node_name)
  : files_(std::move(files)), node_name_(std::move(node_name)),
    seen_(traces_now()) {
}

result<identity_watch> identity_watch::start(identity_files files,
                                             std::string node_name) {
  identity_watch started{std::move(files), std::move(node_name)};
  auto identity = load_identity(started.files_, started.node_name_);
  if (!identity) {
    return identity.failure();
  }
  started.identity_ = *identity;
  return started;
}

const ssl_ctx_ptr& identity_watch::current() {
  auto now = traces_now();
  if (now == seen_) {
    return identity_;
  }
  // Before the files are read: what changes meanwhile is read next time.
  seen_ = now;
  if (auto identity = load_identity(files_, node_name_)) {
    identity_ = *identity;
    log_event(log_level::info, "relay_identity_replaced",
              {{log_key::node, node_name_}});
  } else {
    log_event(log_level::error, "relay_identity_refused",
              {{log_key::node, node_name_},
               {log_key::detail, identity.failure().detail}});
  }
  return identity_;
}

} // namespace scrutin
