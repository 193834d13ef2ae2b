#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <unordered_map>

#include <caf/typed_event_based_actor.hpp>

#include "actors/account_registry.hpp"
#include "actors/decision_desk.hpp"
#include "actors/definition_desk.hpp"
#include "actors/official_log.hpp"
#include "actors/review_desk.hpp"
#include "actors/roll_office.hpp"
#include "protocol/type_ids.hpp"
#include "storage/review_store.hpp"

namespace scrutin {

struct administration_options {
  wall_clock now;
  random_source random;
  account_bounds bounds;
  /// Passwords that may wait to be hashed; past it requests are told to come
  /// again.
  std::uint32_t hashing_max = 8;
  /// Of the longest list of accounts, entries or attempts in one answer.
  std::uint32_t listed_max = 200;
  /// Those whose rolls may be changed.
  directory_ptr elections;
  /// How definitions are checked; `now` is taken from above.
  definition_checks definitions;
  /// How long the owner of a partition may take to change its roll.
  std::uint32_t roll_deadline_ms = 10'000;
  /// How long partitions may take to say how they are, and to hand over what
  /// they hold.
  std::uint32_t status_deadline_ms = 2'000;
  std::uint32_t count_deadline_ms = 10'000;
  /// Who hashes them now; null while it is being restarted.
  std::function<passwords_actor()> hasher;
  /// Told that an official did something; may be empty.
  std::function<void()> on_act;
  /// This node, for whoever asks about nodes.
  member self;
  /// See membership.
  std::int64_t lease_ms = 3'000;
};

/// Answers those who administer: finds out who asks, whether that account may,
/// and does it. Every act is in the audit log before it is answered. Blocks on
/// the store: spawn it detached.
class administration : public administration_actor::base {
public:
  static constexpr std::chrono::seconds hashing_deadline{20};

  administration(caf::actor_config& cfg, administration_options options,
                 std::shared_ptr<administration_store> store,
                 std::shared_ptr<review_store> refused,
                 std::shared_ptr<roll_store> roll);
  const char* name() const override { return "scrutin.administration"; }
  /// Lets go of validators.
  void on_exit() override;

protected:
  behavior_type make_behavior() override;

private:
  using sink = admin_sink_actor;
  using hashed_action = std::function<void(const std::string& password_hash)>;

  // -- messages ---------------------------------------------------------------
  void on(const admin_request& x);
  void on(const partition_map& x);
  void on(const cluster_news& x);

  // -- who asks ---------------------------------------------------------------
  void log_in(const admin_request& x, const sink& to);
  void signed_in(const account& who, const std::string& verified_hash,
                 std::uint64_t ticket, const sink& to);
  result<std::optional<account>> asker(const admin_proof& proof);
  /// An act waits, for a password to be hashed or for others to write; whoever
  /// was disabled meanwhile, or signed out, acts no more.
  acting still(const account& who, const admin_request& x);
  void act(const account& who, const admin_request& x, const sink& to);
  void make_token(const account& who, const admin_request& x, const sink& to);
  void revoke_tokens(const account& who, const admin_request& x,
                     const sink& to);
  void see_review(const account& who, const admin_request& x, const sink& to);

  // -- passwords --------------------------------------------------------------
  /// Whether one more may wait; tells the sink where not.
  bool may_hash(std::uint64_t ticket, const sink& to);
  /// Hashes what is to be set, then acts.
  void hash(const secret_text& password, std::uint64_t ticket, const sink& to,
            hashed_action then);
  void add_account(const account& who, const admin_request& x, const sink& to);
  void set_password(const account& who, const admin_request& x, const sink& to);
  void change_own_password(const account& who, const admin_request& x,
                           const sink& to);

  // -- elections --------------------------------------------------------------
  /// Does, proposes or seconds what an official decides.
  /// @param counted: of an act that certifies: the contests that it is about.
  result<admin_answer> decide(const account& who, const admin_request& x,
                              const counted_contests& counted = {});
  /// The same, once every partition that it is about has closed and what they
  /// hold is counted.
  void certify(const account& who, const admin_request& x, const sink& to);
  /// Counts what closed partitions hold; tells the sink where they cannot be
  /// counted, and does nothing else then.
  void count_closed(contest_id which, std::uint64_t ticket, const sink& to,
                    std::function<void(const final_counts&)> then);
  /// Fills `told.closing` with what partitions say, and answers.
  void ask_partitions(std::vector<partition_closing> which, admin_answer told,
                      std::uint64_t ticket, const sink& to);
  /// What voters wrote in, once all that it is about has closed.
  void list_write_ins(const account& who, const admin_request& x,
                      const sink& to);
  result<admin_answer> list_acts(const admin_request& x);
  /// How far the close of each partition is.
  void show_closing(const admin_request& x, const sink& to);
  /// How nodes are, as far as this one has heard.
  [[nodiscard]] admin_answer show_nodes() const;
  /// The same, and how all partitions are.
  void show_statistics(const admin_request& x, const sink& to);
  /// Defines it, or says what that would change.
  result<admin_answer> define(const account& who, const admin_request& x);

  // -- rolls ------------------------------------------------------------------
  [[nodiscard]] result<bool> is_current(election_id election) const;
  void change_roll_of(const account& who, const admin_request& x,
                      const sink& to);
  void roll_changed_to(const errand_outcome& y, const acting& actor,
                       const audit_line& what, std::uint64_t ticket,
                       const sink& to);
  void ask_validator(const change_roll& what, const roll_office::reply& then);

  // -- lists ------------------------------------------------------------------
  result<admin_answer> accounts() const;
  result<admin_answer> audit(const admin_request& x) const;

  // -- answers ----------------------------------------------------------------
  void answer(const sink& to, std::uint64_t ticket, admin_answer x);
  void answer(const sink& to, std::uint64_t ticket,
              const result<admin_answer>& x);
  void answer(const sink& to, std::uint64_t ticket, const result<void>& x);
  void refuse(const sink& to, std::uint64_t ticket, admin_verdict why,
              const std::string& detail);
  void hashing_failed(const sink& to, std::uint64_t ticket);

  // -- state ------------------------------------------------------------------
  administration_options options_;
  account_registry registry_;
  std::shared_ptr<review_store> refused_;
  official_log officials_;
  decision_desk decisions_;
  std::uint32_t hashing_ = 0;
  std::shared_ptr<roll_store> roll_;
  roll_office rolls_;
  std::unordered_map<partition_id, validator_actor> validators_;
  control_room room_;
};

} // namespace scrutin
