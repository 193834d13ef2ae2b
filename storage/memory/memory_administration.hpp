#pragma once

#include <memory>

#include "storage/administration_store.hpp"
#include "storage/memory/memory_contents.hpp"

namespace scrutin {

/// Accounts and audit log in memory.
class memory_administration final : public administration_store {
public:
  explicit memory_administration(std::shared_ptr<memory_contents> contents)
    : contents_(std::move(contents)) {}

  result<std::vector<account_record>> accounts() const override;
  result<std::optional<account_record>>
  find_account(const std::string& name) const override;
  result<std::optional<token_record>>
  find_token(const sha256_hash& hash) const override;
  result<std::vector<token_record>>
  tokens_of(const std::string& account) const override;
  result<std::optional<session_record>>
  find_session(const sha256_hash& hash) const override;
  result<std::vector<session_record>>
  sessions_of(const std::string& account) const override;
  result<std::vector<definition_record>>
  definitions(election_id election) const override;
  result<std::vector<definition_record>> definitions() const override;
  result<audit_mark> head() const override;
  result<std::vector<audit_entry>> audit(std::uint64_t after,
                                         std::size_t most) const override;
  result<std::optional<result_certificate>>
  find_certificate(election_id election, region_id region,
                   std::uint32_t version) const override;
  result<void> commit(const audit_entry& next,
                      const administration_change& change) override;
  result<void> note_token_use(const sha256_hash& hash,
                              std::uint32_t day) override;
  result<void> note_session_use(const sha256_hash& hash,
                                std::int64_t at_ms) override;

private:
  std::shared_ptr<memory_contents> contents_;
};

} // namespace scrutin
