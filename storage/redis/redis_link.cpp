#include "storage/redis/redis_link.hpp"

#include <algorithm>
#include <charconv>
#include <utility>

#include <hiredis/hiredis.h>

namespace scrutin {

namespace {

struct freed_reply {
  void operator()(redisReply* x) const { freeReplyObject(x); }
};
using reply_ptr = std::unique_ptr<redisReply, freed_reply>;

timeval to_timeval(std::chrono::milliseconds x) {
  constexpr auto second_ms = 1000;
  return {static_cast<time_t>(x.count() / second_ms),
          static_cast<suseconds_t>(x.count() % second_ms * 1000)};
}

redis_reply reduced(const redisReply& x) {
  redis_reply reply;
  reply.refused = x.type == REDIS_REPLY_ERROR;
  reply.integer = x.type == REDIS_REPLY_INTEGER ? x.integer : 0;
  if (x.str != nullptr) {
    reply.text.assign(x.str, x.len);
  }
  for (std::size_t i = 0; x.type == REDIS_REPLY_ARRAY && i < x.elements; ++i) {
    reply.items.push_back(reduced(*x.element[i]));
  }
  return reply;
}

redisContext* dial(const redis_options& options) {
  auto patience = to_timeval(options.patience);
  auto colon = options.address.rfind(':');
  if (options.address.front() == '/' || colon == std::string::npos) {
    return redisConnectUnixWithTimeout(options.address.c_str(), patience);
  }
  int port = 0;
  std::from_chars(options.address.data() + colon + 1,
                  options.address.data() + options.address.size(), port);
  auto host = options.address.substr(0, colon);
  if (host.size() > 2 && host.front() == '[') {
    host = host.substr(1, host.size() - 2);
  }
  return redisConnectWithTimeout(host.c_str(), port, patience);
}

} // namespace

struct redis_link::connection {
  struct freed {
    void operator()(redisContext* x) const { redisFree(x); }
  };
  std::unique_ptr<redisContext, freed> context;

  [[nodiscard]] bool failed() const {
    return context == nullptr || context->err != 0;
  }

  void append(const redis_command& command) const {
    std::vector<const char*> words;
    std::vector<std::size_t> sizes;
    for (const auto& word : command) {
      words.push_back(word.data());
      sizes.push_back(word.size());
    }
    redisAppendCommandArgv(context.get(), static_cast<int>(words.size()),
                           words.data(), sizes.data());
  }

  /// Sends what was appended and waits for one reply, however it trickles.
  /// @returns null where none came in time.
  [[nodiscard]] reply_ptr next(const redis_options& options) const {
    auto until =
      options.steady() + std::chrono::nanoseconds{options.patience}.count();
    auto* on = context.get();
    for (int sent = 0; sent == 0;) {
      if (options.steady() > until || redisBufferWrite(on, &sent) != REDIS_OK) {
        return {};
      }
    }
    for (;;) {
      void* raw = nullptr;
      if (redisGetReplyFromReader(on, &raw) != REDIS_OK) {
        return {};
      }
      if (raw != nullptr) {
        return reply_ptr{static_cast<redisReply*>(raw)};
      }
      if (options.steady() > until || redisBufferRead(on) != REDIS_OK) {
        return {};
      }
    }
  }

  [[nodiscard]] std::string why() const {
    return context->err != 0 ? context->errstr : "no answer in time";
  }
};

redis_link::redis_link(redis_options options) : options_(std::move(options)) {
}

redis_link::~redis_link() = default;

error redis_link::lost(std::string what) {
  connected_.reset();
  pause_ = std::clamp(pause_ * 2, options_.pause_min, options_.pause_max);
  next_try_ns_ = options_.steady() + std::chrono::nanoseconds{pause_}.count();
  return {ec::unavailable, "Redis: " + std::move(what)};
}

result<void> redis_link::connect() {
  if (connected_) {
    return {};
  }
  if (options_.steady() < next_try_ns_) {
    return error{ec::unavailable, "Redis: waiting to connect again"};
  }
  connected_ = std::make_unique<connection>();
  connected_->context.reset(dial(options_));
  if (connected_->failed()) {
    return lost(connected_->context ? connected_->context->errstr
                                    : "out of memory");
  }
  redisSetTimeout(connected_->context.get(), to_timeval(options_.patience));
  if (options_.password.empty()) {
    return {};
  }
  redis_command greeting{"AUTH", options_.password};
  if (!options_.user.empty()) {
    greeting.insert(greeting.begin() + 1, options_.user);
  }
  connected_->append(greeting);
  auto reply = connected_->next(options_);
  if (!reply) {
    return lost(connected_->why());
  }
  if (reply->type == REDIS_REPLY_ERROR) {
    // The reply could repeat a word of the command.
    return lost("user or password refused");
  }
  return {};
}

result<std::vector<redis_reply>>
redis_link::run(const std::vector<redis_command>& commands) {
  if (auto ready = connect(); !ready) {
    return ready.failure();
  }
  for (const auto& command : commands) {
    connected_->append(command);
  }
  std::vector<redis_reply> replies;
  replies.reserve(commands.size());
  for (std::size_t i = 0; i < commands.size(); ++i) {
    auto reply = connected_->next(options_);
    if (!reply) {
      return lost(connected_->why());
    }
    replies.push_back(reduced(*reply));
  }
  pause_ = {};
  return replies;
}

} // namespace scrutin
