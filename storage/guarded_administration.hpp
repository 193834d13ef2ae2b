#pragma once

#include <memory>
#include <mutex>
#include <utility>

#include "storage/administration_store.hpp"

namespace scrutin {

/// Accounts and audit log that several threads may use: one after the other.
class guarded_administration final : public administration_store {
public:
  explicit guarded_administration(std::unique_ptr<administration_store> inner)
    : inner_(std::move(inner)) {}

  result<std::vector<account_record>> accounts() const override {
    std::lock_guard lock{mutex_};
    return inner_->accounts();
  }
  result<std::optional<account_record>>
  find_account(const std::string& name) const override {
    std::lock_guard lock{mutex_};
    return inner_->find_account(name);
  }
  result<std::optional<token_record>>
  find_token(const sha256_hash& hash) const override {
    std::lock_guard lock{mutex_};
    return inner_->find_token(hash);
  }
  result<std::vector<token_record>>
  tokens_of(const std::string& account) const override {
    std::lock_guard lock{mutex_};
    return inner_->tokens_of(account);
  }
  result<std::optional<session_record>>
  find_session(const sha256_hash& hash) const override {
    std::lock_guard lock{mutex_};
    return inner_->find_session(hash);
  }
  result<std::vector<session_record>>
  sessions_of(const std::string& account) const override {
    std::lock_guard lock{mutex_};
    return inner_->sessions_of(account);
  }
  result<std::vector<definition_record>>
  definitions(election_id election) const override {
    std::lock_guard lock{mutex_};
    return inner_->definitions(election);
  }
  result<std::vector<definition_record>> definitions() const override {
    std::lock_guard lock{mutex_};
    return inner_->definitions();
  }
  result<std::optional<result_certificate>>
  find_certificate(election_id election, region_id region,
                   std::uint32_t version) const override {
    std::lock_guard lock{mutex_};
    return inner_->find_certificate(election, region, version);
  }
  result<audit_mark> head() const override {
    std::lock_guard lock{mutex_};
    return inner_->head();
  }
  result<std::vector<audit_entry>> audit(std::uint64_t after,
                                         std::size_t most) const override {
    std::lock_guard lock{mutex_};
    return inner_->audit(after, most);
  }
  result<void> commit(const audit_entry& next,
                      const administration_change& change) override {
    std::lock_guard lock{mutex_};
    return inner_->commit(next, change);
  }
  result<void> note_token_use(const sha256_hash& hash,
                              std::uint32_t day) override {
    std::lock_guard lock{mutex_};
    return inner_->note_token_use(hash, day);
  }
  result<void> note_session_use(const sha256_hash& hash,
                                std::int64_t at_ms) override {
    std::lock_guard lock{mutex_};
    return inner_->note_session_use(hash, at_ms);
  }

private:
  mutable std::mutex mutex_;
  std::unique_ptr<administration_store> inner_;
};

} // namespace scrutin
