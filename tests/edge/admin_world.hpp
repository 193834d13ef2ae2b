#pragma once

#include <atomic>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include <caf/typed_event_based_actor.hpp>

#include "actors/account_registry.hpp"
#include "edge/api.hpp"
#include "storage/memory/open.hpp"
#include "tests/edge/edge_fixture.hpp"

namespace scrutin::fixtures {

/// The real administration over a store in memory, with passwords that cost
/// next to nothing, behind a real edge. There is an account for each role,
/// named like it, whose password is right_password; the returning officer has
/// region 1 of election 3. A further one, `target`, is there to be changed.
class admin_world {
public:
  explicit admin_world(
    const std::function<void(edge::edge_options&)>& change = {},
    std::uint32_t hashing_max = 8);

  static const std::string& right_password();
  static std::string name_of(role who);

  /// Fields that show who asks.
  std::string token_fields(const std::string& name);
  /// A session's cookie, with what a page of ours adds.
  std::string session_fields(const std::string& name);
  /// The secret of a new session.
  std::string begin_session(const std::string& name);
  static std::string cookie_field(const std::string& secret);

  http_answer log_in(const std::string& name, const std::string& password,
                     const std::string& fields = {});
  /// GET or POST, with a body that is right.
  http_answer ask(const edge::api_route& route, const std::string& name,
                  const std::string& fields);
  /// Actor, act and subject of every line of the audit log.
  /// Refused attempts of the returning officer's region: one to resolve, one to
  /// purge.
  void fill_review();
  [[nodiscard]] std::vector<std::string> acts() const;
  /// All of their text.
  [[nodiscard]] std::string audit_text() const;

  std::atomic<std::int64_t> now_ms{1'700'000'000'000};
  /// Called whenever a password is about to be hashed, while whoever asked for
  /// it waits.
  std::function<void()> while_hashing;
  /// What the owner of every partition says of a change of its roll.
  std::atomic<roll_verdict> roll_answer{roll_verdict::done};
  /// Whether the ballot box holds anything of an election.
  std::atomic<bool> has_begun{false};
  /// Whether it says nothing at all.
  std::atomic<bool> roll_silent{false};
  /// What it was asked for.
  std::vector<change_roll> roll_changes();

private:
  std::shared_ptr<memory_contents> contents_ = make_memory_contents();
  std::shared_ptr<administration_store> kept_;
  std::atomic<std::uint64_t> drawn_{0};
  std::mutex lock_;
  std::vector<change_roll> roll_changes_;

  validator_actor::behavior_type owner(validator_actor::pointer self,
                                       partition_id place);
  random_source random();
  administration_actor spawn(caf::actor_system& system,
                             std::uint32_t hashing_max);
  void prepare();

public:
  account_registry accounts;
  std::shared_ptr<review_store> reviews;
  edge_fixture edge;
};

/// A document of election 3.
std::string council_document(const std::string& name = "Council",
                             const std::string& candidate = "Ann");

/// Every route of the administration.
std::vector<edge::api_route> admin_part();

} // namespace scrutin::fixtures
