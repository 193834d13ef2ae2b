#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "domain/administration/secret_text.hpp"
#include "domain/surroundings.hpp"
#include "storage/administration_store.hpp"

namespace scrutin {

/// How much there may be, and for how long.
struct account_bounds {
  std::size_t accounts_max = 1'000;
  std::size_t tokens_max = 16;
  /// Past it the oldest session ends.
  std::size_t sessions_max = 16;
  std::int64_t session_idle_ms = std::int64_t{15} * 60 * 1'000;
  std::int64_t session_ms_max = std::int64_t{8} * 3'600 * 1'000;
  std::int64_t token_ms_max = std::int64_t{366} * 86'400 * 1'000;
};

/// A token, told this once.
struct made_token {
  secret_text token;
  std::int64_t expires_at_ms = 0;
};

/// An act, and what it changes.
struct placed_act {
  audit_line line;
  administration_change change;
};

/// Who acts.
struct acting {
  /// A login name, or command_line_actor.
  std::string name;
  /// Asked again with every try to commit, after the head of the log was read:
  /// an error keeps the act from being done. Without it nothing is asked.
  std::function<result<void>()> still_may = {};

  acting(std::string who, std::function<result<void>()> may = {})
    : name(std::move(who)), still_may(std::move(may)) {}
  acting(const char* who) : name(who) {}
};

/// What is done to accounts, by whoever does it: the rules, and the line in the
/// audit log of each act. The store is only the place. Every act reads at a
/// head of the log and commits after that head, and begins anew where another
/// program was first; so two that act at once do so one after the other.
/// Used from one thread at a time.
class account_registry {
public:
  account_registry(std::shared_ptr<administration_store> store, wall_clock now,
                   random_source random, const account_bounds& bounds = {});

  // -- acts -------------------------------------------------------------------
  // All return `unavailable` where there is no such account, `overloaded` where
  // the log was never still, `timed_out` where nobody knows whether it was
  // done, what `still_may` says, and errors of the store.

  /// @returns `malformed`, `wrong_state` where the name is taken, `too_large`.
  result<void> add(const acting& actor, const account& x,
                   const std::string& password_hash);
  /// Its sessions end with it; where it is disabled its tokens, too.
  result<void> set_disabled(const acting& actor, const std::string& name,
                            bool disabled);
  /// Ends its sessions; where somebody else sets it, its tokens, too.
  result<void> set_password(const acting& actor, const std::string& name,
                            const std::string& password_hash);
  /// @returns `malformed` for a lifetime out of range, `wrong_state` where the
  /// account is disabled or has tokens enough.
  result<made_token> make_token(const acting& actor, const std::string& name,
                                std::int64_t lifetime_ms);
  result<void> revoke_tokens(const acting& actor, const std::string& name);
  /// @param verified_hash: the one that the password was right for.
  /// @returns what the browser is to hold: 64 hexadecimal digits; `wrong_state`
  /// where the account was disabled or its password changed meanwhile.
  result<secret_text> begin_session(const std::string& name,
                                    const std::string& verified_hash);
  /// No effect, and no line, where there is none.
  result<void> end_session(const sha256_hash& hash);
  /// An act on something else than accounts, in the same store.
  /// @param plan: reads the store, says what the act changes there and what the
  /// line is to say of it; called anew for each try.
  result<void> record(
    const acting& actor, audit_act act, const std::string& subject,
    const std::function<result<administration_change>(std::string& detail)>&
      plan);
  /// An act that changes nothing here.
  result<void> note(const acting& actor, audit_act act,
                    const std::string& subject, const std::string& detail);

  /// An act that depends on what stands in the log before it.
  /// @param prepare: gets the number that its line will have; says the line,
  /// as things stand once the log was read, and what else changes; called anew
  /// for each try; an error keeps it from being done.
  /// @returns the number of its line.
  result<std::uint64_t> record(
    const acting& actor,
    const std::function<result<placed_act>(std::uint64_t number)>& prepare);

  // -- who asks ---------------------------------------------------------------

  /// @returns nothing where no session or token of that hash holds now: never
  /// made, expired, ended, or of a disabled account.
  result<std::optional<account>> by_session(const sha256_hash& hash);
  result<std::optional<account>> by_token(const sha256_hash& hash);

  /// Any text will do: what can be no name is the name of nobody.
  [[nodiscard]] result<std::optional<account_record>>
  find(const std::string& name) const;

  [[nodiscard]] const administration_store& store() const { return *store_; }

private:
  using planned = result<administration_change>;
  using numbered_plan = std::function<planned(std::uint64_t number)>;

  [[nodiscard]] audit_line line(const std::string& actor, audit_act act,
                                const std::string& subject,
                                const std::string& detail = {}) const;
  /// @param plan: reads the store and says what the act changes there; called
  /// anew for each try.
  result<void> act(const acting& actor, const audit_line& what,
                   const std::function<planned()>& plan);
  /// @param what: looked at after each plan, which may change it.
  /// @returns the number of its line.
  result<std::uint64_t> act_numbered(const acting& actor,
                                     const audit_line& what,
                                     const numbered_plan& plan);
  /// @returns `unavailable` where there is none.
  [[nodiscard]] result<account_record> get(const std::string& name) const;
  /// What a change of one account is.
  [[nodiscard]] planned
  changed(const std::string& name,
          const std::function<void(account_record&)>& how) const;
  [[nodiscard]] planned with_token(const token_record& token) const;
  [[nodiscard]] planned with_session(const session_record& session,
                                     const std::string& verified_hash) const;
  [[nodiscard]] bool holds(const session_record& x) const;
  [[nodiscard]] result<std::optional<account>>
  enabled(const std::string& name) const;

  std::shared_ptr<administration_store> store_;
  wall_clock now_;
  random_source random_;
  account_bounds bounds_;
};

} // namespace scrutin
