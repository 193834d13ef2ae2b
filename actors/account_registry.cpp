#include "actors/account_registry.hpp"

#include <algorithm>

#include "domain/administration/account_history.hpp"
#include "domain/text.hpp"
#include "domain/time_units.hpp"

namespace scrutin {

namespace {

// Each try fails only where another program succeeded.
constexpr int tries_max = 20;
constexpr std::size_t secret_bytes = 32;
constexpr std::int64_t hour_ms = std::int64_t{3'600} * 1'000;
constexpr std::int64_t seen_step_ms = 30'000;
// So that whoever scans files for forgotten secrets knows one.
constexpr auto token_prefix = "scrutin_";

} // namespace

account_registry::account_registry(std::shared_ptr<administration_store> store,
                                   wall_clock now, random_source random,
                                   const account_bounds& bounds)
  : store_(std::move(store)), now_(std::move(now)), random_(std::move(random)),
    bounds_(bounds) {
}

audit_line account_registry::line(const std::string& actor, audit_act act,
                                  const std::string& subject,
                                  const std::string& detail) const {
  return {now_(), actor, act, subject, detail};
}

result<void> account_registry::act(const acting& actor, const audit_line& what,
                                   const std::function<planned()>& plan) {
  auto number =
    act_numbered(actor, what, [&plan](std::uint64_t) { return plan(); });
  return number ? result<void>{} : number.failure();
}

result<std::uint64_t>
account_registry::act_numbered(const acting& actor, const audit_line& what,
                               const numbered_plan& plan) {
  // Of a try whose outcome was not known.
  std::optional<audit_entry> doubtful;
  for (int i = 0; i < tries_max; ++i) {
    auto head = store_->head();
    if (!head) {
      return doubtful ? error{ec::timed_out, head.failure().detail}
                      : head.failure();
    }
    if (doubtful && head->number >= doubtful->number) {
      auto there = store_->audit(doubtful->number - 1, 1);
      if (!there) {
        return error{ec::timed_out, there.failure().detail};
      }
      if (!there->empty() && there->front() == *doubtful) {
        return doubtful->number;
      }
    }
    if (auto may = actor.still_may ? actor.still_may() : result<void>{}; !may) {
      return may.failure();
    }
    auto change = plan(head->number + 1);
    if (!change) {
      return change.failure();
    }
    auto entry = entry_after(*head, what);
    auto done = store_->commit(entry, *change);
    if (done) {
      return entry.number;
    }
    if (done.failure().code == ec::timed_out) {
      doubtful = entry;
    } else if (done.failure().code != ec::fenced) {
      return done.failure();
    }
  }
  return error{ec::overloaded,
               "other programs wrote the audit log all the time; try again"};
}

result<std::optional<account_record>>
account_registry::find(const std::string& name) const {
  // What can be no name reaches no store: one might read it as another.
  if (!check_account_name(name)) {
    return std::optional<account_record>{};
  }
  return store_->find_account(name);
}

result<account_record> account_registry::get(const std::string& name) const {
  auto known = find(name);
  if (!known) {
    return known.failure();
  }
  if (!*known) {
    return error{ec::unavailable, "there is no account of that name"};
  }
  return **std::move(known);
}

account_registry::planned account_registry::changed(
  const std::string& name,
  const std::function<void(account_record&)>& how) const {
  auto known = get(name);
  if (!known) {
    return known.failure();
  }
  how(*known);
  administration_change change;
  change.account = *known;
  return change;
}

// -- acts ---------------------------------------------------------------------

result<void> account_registry::add(const acting& actor, const account& x,
                                   const std::string& password_hash) {
  if (auto sound = check_account(x); !sound) {
    return sound;
  }
  return act(
    actor,
    line(actor.name, audit_act::account_added, x.name, description_of(x)),
    [&]() -> planned {
      auto all = store_->accounts();
      if (!all) {
        return all.failure();
      }
      auto is_taken =
        std::any_of(all->begin(), all->end(), [&x](const account_record& each) {
          return each.what.name == x.name;
        });
      if (is_taken) {
        return error{ec::wrong_state, "there is an account of that name "
                                      "already; accounts are never replaced"};
      }
      if (all->size() >= bounds_.accounts_max) {
        return error{ec::too_large, "there are "
                                      + std::to_string(bounds_.accounts_max)
                                      + " accounts already"};
      }
      administration_change change;
      change.account = account_record{x, password_hash};
      return change;
    });
}

result<void> account_registry::set_disabled(const acting& actor,
                                            const std::string& name,
                                            bool disabled) {
  auto what =
    disabled ? audit_act::account_disabled : audit_act::account_enabled;
  return act(actor, line(actor.name, what, name), [&] {
    auto change = changed(
      name, [disabled](account_record& x) { x.what.disabled = disabled; });
    if (change) {
      change->sessions_end_of = name;
      change->tokens_end_of = disabled ? name : std::string{};
    }
    return change;
  });
}

result<void> account_registry::set_password(const acting& actor,
                                            const std::string& name,
                                            const std::string& password_hash) {
  return act(actor, line(actor.name, audit_act::password_set, name), [&] {
    auto change = changed(name, [&password_hash](account_record& x) {
      x.password_hash = password_hash;
    });
    if (change) {
      change->sessions_end_of = name;
      change->tokens_end_of = actor.name == name ? std::string{} : name;
    }
    return change;
  });
}

account_registry::planned
account_registry::with_token(const token_record& token) const {
  auto owner = get(token.account);
  if (!owner) {
    return owner.failure();
  }
  if (owner->what.disabled) {
    return error{ec::wrong_state, "the account is disabled"};
  }
  auto tokens = store_->tokens_of(token.account);
  if (!tokens) {
    return tokens.failure();
  }
  administration_change change;
  for (const auto& x : *tokens) {
    if (x.expires_at_ms <= now_()) {
      change.tokens_end.push_back(x.hash);
    }
  }
  if (tokens->size() - change.tokens_end.size() >= bounds_.tokens_max) {
    return error{ec::wrong_state, "the account has "
                                    + std::to_string(bounds_.tokens_max)
                                    + " tokens already; revoke them first"};
  }
  change.token = token;
  return change;
}

result<made_token> account_registry::make_token(const acting& actor,
                                                const std::string& name,
                                                std::int64_t lifetime_ms) {
  if (lifetime_ms < 1'000 || lifetime_ms > bounds_.token_ms_max) {
    return error{ec::malformed, "a token holds for a second to 366 days"};
  }
  made_token made;
  made.token = secret_text{token_prefix + to_hex(random_(secret_bytes))};
  made.expires_at_ms = now_() + lifetime_ms;
  token_record record{sha256(made.token.view()), name, made.expires_at_ms, 0};
  auto done =
    act(actor,
        line(actor.name, audit_act::token_made, name,
             "holds for " + std::to_string(lifetime_ms / hour_ms) + " h"),
        [&] { return with_token(record); });
  if (!done) {
    return done.failure();
  }
  return made;
}

result<void> account_registry::revoke_tokens(const acting& actor,
                                             const std::string& name) {
  return act(actor, line(actor.name, audit_act::tokens_revoked, name),
             [&]() -> planned {
               auto owner = get(name);
               if (!owner) {
                 return owner.failure();
               }
               administration_change change;
               change.tokens_end_of = name;
               return change;
             });
}

account_registry::planned
account_registry::with_session(const session_record& session,
                               const std::string& verified_hash) const {
  auto owner = get(session.account);
  if (!owner) {
    return owner.failure();
  }
  if (owner->what.disabled || owner->password_hash != verified_hash) {
    return error{ec::wrong_state, "the account was changed meanwhile"};
  }
  auto known = store_->sessions_of(session.account);
  if (!known) {
    return known.failure();
  }
  administration_change change;
  std::vector<session_record> going_on;
  for (const auto& x : *known) {
    if (holds(x)) {
      going_on.push_back(x);
    } else {
      change.sessions_end.push_back(x.hash);
    }
  }
  std::sort(going_on.begin(), going_on.end(), [](const auto& x, const auto& y) {
    return x.begun_at_ms < y.begun_at_ms;
  });
  for (std::size_t i = 0; i + bounds_.sessions_max <= going_on.size(); ++i) {
    change.sessions_end.push_back(going_on[i].hash);
  }
  change.session = session;
  return change;
}

result<secret_text>
account_registry::begin_session(const std::string& name,
                                const std::string& verified_hash) {
  secret_text secret{to_hex(random_(secret_bytes))};
  session_record record{sha256(secret.view()), name, now_(), now_()};
  auto done = act(name, line(name, audit_act::session_begun, name),
                  [&] { return with_session(record, verified_hash); });
  if (!done) {
    return done.failure();
  }
  return secret;
}

result<void> account_registry::end_session(const sha256_hash& hash) {
  auto known = store_->find_session(hash);
  if (!known) {
    return known.failure();
  }
  if (!*known) {
    return {};
  }
  const auto& name = (*known)->account;
  return act(name, line(name, audit_act::session_ended, name),
             [&]() -> planned {
               administration_change change;
               change.sessions_end = {hash};
               return change;
             });
}

result<void> account_registry::record(
  const acting& actor, audit_act what, const std::string& subject,
  const std::function<planned(std::string& detail)>& plan) {
  auto written = line(actor.name, what, subject);
  // act() looks at the line after the plan was made.
  return act(actor, written, [&] { return plan(written.detail); });
}

result<void> account_registry::note(const acting& actor, audit_act what,
                                    const std::string& subject,
                                    const std::string& detail) {
  return act(actor, line(actor.name, what, subject, detail),
             []() -> planned { return administration_change{}; });
}

result<std::uint64_t> account_registry::record(
  const acting& actor,
  const std::function<result<placed_act>(std::uint64_t number)>& prepare) {
  audit_line what;
  return act_numbered(actor, what, [&](std::uint64_t number) -> planned {
    auto prepared = prepare(number);
    if (!prepared) {
      return prepared.failure();
    }
    what = std::move(prepared->line);
    return std::move(prepared->change);
  });
}

// -- who asks -----------------------------------------------------------------

bool account_registry::holds(const session_record& x) const {
  auto now = now_();
  return now - x.begun_at_ms < bounds_.session_ms_max
         && now - x.seen_at_ms < bounds_.session_idle_ms;
}

result<std::optional<account>>
account_registry::enabled(const std::string& name) const {
  auto known = find(name);
  if (!known) {
    return known.failure();
  }
  if (!*known || (*known)->what.disabled) {
    return std::optional<account>{};
  }
  return std::optional{(*known)->what};
}

result<std::optional<account>>
account_registry::by_session(const sha256_hash& hash) {
  auto known = store_->find_session(hash);
  if (!known) {
    return known.failure();
  }
  if (!*known || !holds(**known)) {
    return std::optional<account>{};
  }
  auto now = now_();
  if (now - (*known)->seen_at_ms >= seen_step_ms) {
    // A store that is full still lets in whoever is signed in.
    static_cast<void>(store_->note_session_use(hash, now));
  }
  return enabled((*known)->account);
}

result<std::optional<account>>
account_registry::by_token(const sha256_hash& hash) {
  auto known = store_->find_token(hash);
  if (!known) {
    return known.failure();
  }
  auto now = now_();
  if (!*known || (*known)->expires_at_ms <= now) {
    return std::optional<account>{};
  }
  auto today = static_cast<std::uint32_t>(now / day_ms);
  if ((*known)->last_used_day != today) {
    static_cast<void>(store_->note_token_use(hash, today));
  }
  return enabled((*known)->account);
}

} // namespace scrutin
