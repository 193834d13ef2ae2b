#include "storage/memory/memory_administration.hpp"

#include <algorithm>

namespace scrutin {

namespace {

template <class Map>
std::optional<typename Map::mapped_type>
found_in(const Map& map, const typename Map::key_type& key) {
  auto at = map.find(key);
  return at == map.end() ? std::nullopt : std::optional{at->second};
}

template <class Map>
auto all_of(const Map& map, const std::string& account) {
  std::vector<typename Map::mapped_type> list;
  for (const auto& entry : map) {
    if (entry.second.account == account) {
      list.push_back(entry.second);
    }
  }
  return list;
}

template <class Map>
void erase_all_of(Map& map, const std::string& account) {
  for (auto at = map.begin(); at != map.end();) {
    at = at->second.account == account ? map.erase(at) : std::next(at);
  }
}

/// @returns `fenced`, and changes nothing, where the choice picks another
/// number of entries.
result<void> decide(memory_contents& in, const review_decision& x,
                    std::uint64_t number) {
  auto& queue = in.reviews[x.choice.contest];
  auto picks = [&x](const auto& each) { return x.choice.picks(each.second); };
  auto picked = std::count_if(queue.begin(), queue.end(), picks);
  if (static_cast<std::uint64_t>(picked) != x.entries) {
    return error{ec::fenced, "the review queue has changed meanwhile"};
  }
  auto& counts = in.review_totals[{x.choice.contest, x.choice.kind}];
  for (auto at = queue.begin(); at != queue.end();) {
    if (!picks(*at)) {
      ++at;
    } else if (x.purges) {
      counts.entries -= std::min(counts.entries, std::uint64_t{1});
      counts.attempts -=
        std::min(counts.attempts, std::uint64_t{at->second.attempts});
      at = queue.erase(at);
    } else {
      at->second.resolution = number;
      ++at;
    }
  }
  return {};
}

audit_mark head_of(const std::vector<audit_entry>& log) {
  return log.empty() ? audit_mark{}
                     : audit_mark{log.back().number, log.back().hash};
}

} // namespace

result<std::vector<account_record>> memory_administration::accounts() const {
  std::lock_guard lock{contents_->mutex};
  std::vector<account_record> list;
  for (const auto& entry : contents_->accounts) {
    list.push_back(entry.second);
  }
  return list;
}

result<std::optional<account_record>>
memory_administration::find_account(const std::string& name) const {
  std::lock_guard lock{contents_->mutex};
  return found_in(contents_->accounts, name);
}

result<std::optional<token_record>>
memory_administration::find_token(const sha256_hash& hash) const {
  std::lock_guard lock{contents_->mutex};
  return found_in(contents_->tokens, hash);
}

result<std::vector<token_record>>
memory_administration::tokens_of(const std::string& account) const {
  std::lock_guard lock{contents_->mutex};
  return all_of(contents_->tokens, account);
}

result<std::optional<session_record>>
memory_administration::find_session(const sha256_hash& hash) const {
  std::lock_guard lock{contents_->mutex};
  return found_in(contents_->sessions, hash);
}

result<std::vector<session_record>>
memory_administration::sessions_of(const std::string& account) const {
  std::lock_guard lock{contents_->mutex};
  return all_of(contents_->sessions, account);
}

result<std::vector<definition_record>>
memory_administration::definitions(election_id election) const {
  std::lock_guard lock{contents_->mutex};
  std::vector<definition_record> list;
  for (const auto& [key, record] : contents_->definitions) {
    if (key.first == election) {
      list.insert(list.begin(), record);
    }
  }
  return list;
}

result<std::vector<definition_record>>
memory_administration::definitions() const {
  std::lock_guard lock{contents_->mutex};
  std::map<election_id, definition_record> newest;
  for (const auto& [key, record] : contents_->definitions) {
    newest[key.first] = record;
  }
  std::vector<definition_record> list;
  for (auto& entry : newest) {
    list.push_back(std::move(entry.second));
  }
  return list;
}

result<audit_mark> memory_administration::head() const {
  std::lock_guard lock{contents_->mutex};
  return head_of(contents_->audit);
}

result<std::vector<audit_entry>>
memory_administration::audit(std::uint64_t after, std::size_t most) const {
  std::lock_guard lock{contents_->mutex};
  const auto& log = contents_->audit;
  auto first = static_cast<std::size_t>(
    std::min(after, static_cast<std::uint64_t>(log.size())));
  auto count = std::min(most, log.size() - first);
  auto begin = log.begin() + static_cast<std::ptrdiff_t>(first);
  return std::vector<audit_entry>(begin,
                                  begin + static_cast<std::ptrdiff_t>(count));
}

result<std::optional<result_certificate>>
memory_administration::find_certificate(election_id election, region_id region,
                                        std::uint32_t version) const {
  std::lock_guard lock{contents_->mutex};
  return found_in(contents_->certificates,
                  std::make_tuple(election, region, version));
}

result<void>
memory_administration::commit(const audit_entry& next,
                              const administration_change& change) {
  std::lock_guard lock{contents_->mutex};
  auto last = head_of(contents_->audit);
  if (next.number != last.number + 1 || next.previous != last.hash) {
    return error{ec::fenced, "the audit log has grown meanwhile"};
  }
  if (change.review) {
    auto done = decide(*contents_, *change.review, next.number);
    if (!done) {
      return done;
    }
  }
  if (!change.sessions_end_of.empty()) {
    erase_all_of(contents_->sessions, change.sessions_end_of);
  }
  if (!change.tokens_end_of.empty()) {
    erase_all_of(contents_->tokens, change.tokens_end_of);
  }
  for (const auto& hash : change.sessions_end) {
    contents_->sessions.erase(hash);
  }
  for (const auto& hash : change.tokens_end) {
    contents_->tokens.erase(hash);
  }
  if (change.account) {
    contents_->accounts[change.account->what.name] = *change.account;
  }
  if (change.token) {
    contents_->tokens[change.token->hash] = *change.token;
  }
  if (change.session) {
    contents_->sessions[change.session->hash] = *change.session;
  }
  if (change.certificate) {
    const auto& x = *change.certificate;
    contents_->certificates.emplace(
      std::make_tuple(x.election, x.region, x.version), x);
  }
  if (change.definition) {
    auto record = *change.definition;
    record.number = next.number;
    contents_->definitions[{record.election, record.number}] =
      std::move(record);
  }
  contents_->audit.push_back(next);
  return {};
}

result<void> memory_administration::note_token_use(const sha256_hash& hash,
                                                   std::uint32_t day) {
  std::lock_guard lock{contents_->mutex};
  auto at = contents_->tokens.find(hash);
  if (at != contents_->tokens.end()) {
    at->second.last_used_day = day;
  }
  return {};
}

result<void> memory_administration::note_session_use(const sha256_hash& hash,
                                                     std::int64_t at_ms) {
  std::lock_guard lock{contents_->mutex};
  auto at = contents_->sessions.find(hash);
  if (at != contents_->sessions.end()) {
    at->second.seen_at_ms = at_ms;
  }
  return {};
}

} // namespace scrutin
