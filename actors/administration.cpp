#include "actors/administration.hpp"

#include <algorithm>

#include <caf/actor_cast.hpp>

#include "domain/administration/password.hpp"
#include "domain/review_kinds.hpp"
#include "monitoring/log.hpp"

namespace scrutin {

namespace {

constexpr auto wrong_login = "name or password is wrong";

admin_verdict verdict_of(ec code) {
  switch (code) {
  case ec::malformed:
  case ec::too_large:
    return admin_verdict::invalid;
  case ec::unavailable:
    return admin_verdict::not_found;
  case ec::wrong_state:
    return admin_verdict::conflict;
  case ec::overloaded:
    return admin_verdict::overloaded;
  case ec::unknown_election:
  case ec::unknown_region:
  case ec::unknown_option:
  case ec::wrong_method:
  case ec::definition_changed:
  case ec::damaged:
  case ec::no_key:
  case ec::fenced:
  case ec::storage_failed:
  case ec::storage_full:
  case ec::storage_locked:
  case ec::timed_out:
  case ec::bad_configuration:
  case ec::storage_away:
  case ec::spent_twice:
    return admin_verdict::unavailable;
  }
  return admin_verdict::unavailable;
}

} // namespace

administration::administration(caf::actor_config& cfg,
                               administration_options options,
                               std::shared_ptr<administration_store> store,
                               std::shared_ptr<review_store> refused)
  : administration_actor::base(cfg), options_(std::move(options)),
    registry_(std::move(store), options_.now, options_.random, options_.bounds),
    refused_(std::move(refused)) {
}

administration::behavior_type administration::make_behavior() {
  return {[this](const admin_request& x) { on(x); }};
}

void administration::on(const admin_request& x) {
  auto to = caf::actor_cast<sink>(current_sender());
  if (!to) {
    return;
  }
  if (x.what == admin_operation::log_in) {
    log_in(x, to);
    return;
  }
  auto who = asker(x.proof);
  if (!who) {
    answer(to, x.ticket, result<void>{who.failure()});
  } else if (!*who) {
    refuse(to, x.ticket, admin_verdict::unauthenticated,
           "sign in, or show a token that holds");
  } else if (!may(**who, x.needed)) {
    refuse(to, x.ticket, admin_verdict::forbidden,
           "this account lacks the permission "
             + std::string{to_string(x.needed)});
  } else {
    act(**who, x, to);
  }
}

// -- who asks -----------------------------------------------------------------

result<std::optional<account>> administration::asker(const admin_proof& proof) {
  switch (proof.kind) {
  case proof_kind::none:
    return std::optional<account>{};
  case proof_kind::session:
    return registry_.by_session(proof.hash);
  case proof_kind::token:
    return registry_.by_token(proof.hash);
  }
  return std::optional<account>{};
}

acting administration::still(const account& who, const admin_request& x) {
  return {who.name,
          [this, proof = x.proof, needed = x.needed]() -> result<void> {
            auto now = asker(proof);
            if (!now) {
              return now.failure();
            }
            if (!*now || !may(**now, needed)) {
              return error{ec::wrong_state,
                           "the account that asks was changed meanwhile"};
            }
            return {};
          }};
}

void administration::log_in(const admin_request& x, const sink& to) {
  if (!may_hash(x.ticket, to)) {
    return;
  }
  auto known = registry_.find(x.subject.name);
  if (!known) {
    answer(to, x.ticket, result<void>{known.failure()});
    return;
  }
  account_record record;
  if (*known && !(*known)->what.disabled) {
    record = **known;
  }
  ++hashing_;
  request(options_.hasher(), hashing_deadline,
          check_login{record.password_hash, x.password})
    .then(
      [this, to, record, ticket = x.ticket](const login_checked& checked) {
        --hashing_;
        if (checked.is_right) {
          signed_in(record.what, record.password_hash, ticket, to);
        } else {
          log_event(log_level::warning, "login_refused", {});
          refuse(to, ticket, admin_verdict::wrong_login, wrong_login);
        }
      },
      [this, to, ticket = x.ticket](const caf::error&) {
        --hashing_;
        hashing_failed(to, ticket);
      });
}

void administration::signed_in(const account& who,
                               const std::string& verified_hash,
                               std::uint64_t ticket, const sink& to) {
  auto secret = registry_.begin_session(who.name, verified_hash);
  if (!secret && secret.failure().code == ec::wrong_state) {
    refuse(to, ticket, admin_verdict::wrong_login, wrong_login);
    return;
  }
  if (!secret) {
    answer(to, ticket, result<void>{secret.failure()});
    return;
  }
  admin_answer told;
  told.who = who;
  told.secret = *std::move(secret);
  told.expires_at_ms = options_.now() + options_.bounds.session_ms_max;
  answer(to, ticket, std::move(told));
}

void administration::act(const account& who, const admin_request& x,
                         const sink& to) {
  const auto& name = x.subject.name;
  switch (x.what) {
  case admin_operation::log_in:
  case admin_operation::authorise:
    answer(to, x.ticket, result<void>{});
    return;
  case admin_operation::show_session: {
    admin_answer shown;
    shown.who = who;
    answer(to, x.ticket, std::move(shown));
    return;
  }
  case admin_operation::log_out:
    answer(to, x.ticket,
           x.proof.kind == proof_kind::session
             ? registry_.end_session(x.proof.hash)
             : result<void>{});
    return;
  case admin_operation::change_own_password:
    change_own_password(who, x, to);
    return;
  case admin_operation::list_accounts:
    answer(to, x.ticket, accounts());
    return;
  case admin_operation::add_account:
    add_account(who, x, to);
    return;
  case admin_operation::disable_account:
  case admin_operation::enable_account:
    answer(to, x.ticket,
           registry_.set_disabled(still(who, x), name,
                                  x.what == admin_operation::disable_account));
    return;
  case admin_operation::set_password:
    set_password(who, x, to);
    return;
  case admin_operation::make_token:
    make_token(who, x, to);
    return;
  case admin_operation::revoke_tokens:
    revoke_tokens(who, x, to);
    return;
  case admin_operation::read_audit:
    answer(to, x.ticket, audit(x));
    return;
  case admin_operation::read_review:
    if (may(who, permission::read_review, x.where)) {
      answer(to, x.ticket, reviews(x));
    } else {
      refuse(to, x.ticket, admin_verdict::forbidden,
             "this account reads another region");
    }
    return;
  }
}

void administration::make_token(const account& who, const admin_request& x,
                                const sink& to) {
  // Whoever could make one for another account would have its permissions.
  if (x.subject.name != who.name) {
    refuse(to, x.ticket, admin_verdict::forbidden,
           "an account makes tokens for itself only");
    return;
  }
  if (x.proof.kind != proof_kind::session) {
    // Or a stolen one would live for ever.
    refuse(to, x.ticket, admin_verdict::forbidden,
           "a token makes no token: sign in");
    return;
  }
  auto made = registry_.make_token(still(who, x), who.name, x.lifetime_ms);
  if (!made) {
    answer(to, x.ticket, result<void>{made.failure()});
    return;
  }
  admin_answer told;
  told.secret = made->token;
  told.expires_at_ms = made->expires_at_ms;
  answer(to, x.ticket, std::move(told));
}

void administration::revoke_tokens(const account& who, const admin_request& x,
                                   const sink& to) {
  if (x.subject.name != who.name && !may(who, permission::manage_accounts)) {
    refuse(to, x.ticket, admin_verdict::forbidden,
           "this account revokes its own tokens only");
    return;
  }
  answer(to, x.ticket, registry_.revoke_tokens(still(who, x), x.subject.name));
}

// -- passwords ----------------------------------------------------------------

bool administration::may_hash(std::uint64_t ticket, const sink& to) {
  if (hashing_ < options_.hashing_max && options_.hasher()) {
    return true;
  }
  refuse(to, ticket, admin_verdict::overloaded,
         "too many passwords are being checked; try again");
  return false;
}

void administration::hash(const secret_text& password, std::uint64_t ticket,
                          const sink& to, hashed_action then) {
  if (auto sound = check_password(password.view()); !sound) {
    answer(to, ticket, sound);
    return;
  }
  if (!may_hash(ticket, to)) {
    return;
  }
  ++hashing_;
  request(options_.hasher(), hashing_deadline, hash_wanted{password})
    .then(
      [this, then = std::move(then)](const password_hashed& x) {
        --hashing_;
        then(x.password_hash);
      },
      [this, to, ticket](const caf::error&) {
        --hashing_;
        hashing_failed(to, ticket);
      });
}

void administration::add_account(const account& who, const admin_request& x,
                                 const sink& to) {
  if (auto sound = check_account(x.subject); !sound) {
    answer(to, x.ticket, sound);
    return;
  }
  hash(x.password, x.ticket, to,
       [this, to, ticket = x.ticket, actor = still(who, x),
        added = x.subject](const std::string& hashed) {
         if (auto made = registry_.add(actor, added, hashed); !made) {
           answer(to, ticket, made);
           return;
         }
         admin_answer told;
         told.who = added;
         answer(to, ticket, std::move(told));
       });
}

void administration::set_password(const account& who, const admin_request& x,
                                  const sink& to) {
  hash(x.password, x.ticket, to,
       [this, to, ticket = x.ticket, actor = still(who, x),
        name = x.subject.name](const std::string& hashed) {
         answer(to, ticket, registry_.set_password(actor, name, hashed));
       });
}

void administration::change_own_password(const account& who,
                                         const admin_request& x,
                                         const sink& to) {
  if (x.proof.kind != proof_kind::session) {
    refuse(to, x.ticket, admin_verdict::forbidden,
           "a token does not change a password: sign in");
    return;
  }
  if (!may_hash(x.ticket, to)) {
    return;
  }
  auto known = registry_.find(who.name);
  if (!known || !*known) {
    refuse(to, x.ticket, admin_verdict::unavailable,
           "the account cannot be read now");
    return;
  }
  ++hashing_;
  request(options_.hasher(), hashing_deadline,
          check_login{(*known)->password_hash, x.old_password})
    .then(
      [this, to, ticket = x.ticket, actor = still(who, x),
       session = x.proof.hash,
       wanted = x.password](const login_checked& checked) {
        --hashing_;
        if (!checked.is_right) {
          // Or who has the session could guess on and on.
          auto ended = registry_.end_session(session);
          refuse(to, ticket,
                 ended ? admin_verdict::wrong_login
                       : admin_verdict::unavailable,
                 "the current password is wrong; the session has ended");
          return;
        }
        hash(wanted, ticket, to,
             [this, to, ticket, actor](const std::string& hashed) {
               answer(to, ticket,
                      registry_.set_password(actor, actor.name, hashed));
             });
      },
      [this, to, ticket = x.ticket](const caf::error&) {
        --hashing_;
        hashing_failed(to, ticket);
      });
}

// -- lists --------------------------------------------------------------------

result<admin_answer> administration::accounts() const {
  auto all = registry_.store().accounts();
  if (!all) {
    return all.failure();
  }
  admin_answer list;
  for (auto& each : *all) {
    list.accounts.push_back(std::move(each.what));
  }
  list.total = list.accounts.size();
  return list;
}

result<admin_answer> administration::audit(const admin_request& x) const {
  auto head = registry_.store().head();
  if (!head) {
    return head.failure();
  }
  auto entries = registry_.store().audit(
    x.after, std::min<std::size_t>(x.most, options_.listed_max));
  if (!entries) {
    return entries.failure();
  }
  admin_answer list;
  list.entries = *std::move(entries);
  list.total = head->number;
  return list;
}

result<admin_answer> administration::reviews(const admin_request& x) const {
  auto all = refused_->list(x.where);
  if (!all) {
    return all.failure();
  }
  std::sort(all->begin(), all->end(), is_listed_before);
  admin_answer list;
  auto most = std::min<std::size_t>(x.most, options_.listed_max);
  for (const auto& each : *all) {
    if (x.kind != 0 && static_cast<std::uint8_t>(each.kind) != x.kind) {
      continue;
    }
    ++list.total;
    if (list.total > x.after && list.reviews.size() < most) {
      list.reviews.push_back(
        {list.total, each.kind, each.attempts, each.first_day, each.last_day});
    }
  }
  return list;
}

// -- answers ------------------------------------------------------------------

void administration::answer(const sink& to, std::uint64_t ticket,
                            admin_answer x) {
  x.ticket = ticket;
  send(to, std::move(x));
}

void administration::answer(const sink& to, std::uint64_t ticket,
                            const result<admin_answer>& x) {
  if (x) {
    answer(to, ticket, *x);
  } else {
    answer(to, ticket, result<void>{x.failure()});
  }
}

void administration::answer(const sink& to, std::uint64_t ticket,
                            const result<void>& x) {
  if (x) {
    answer(to, ticket, admin_answer{});
    return;
  }
  if (x.failure().code == ec::timed_out) {
    return; // done or not: the edge's deadline says so
  }
  auto why = verdict_of(x.failure().code);
  if (why == admin_verdict::unavailable) {
    log_event(log_level::warning, "administration_failed",
              {{log_key::detail, to_string(x.failure())}});
    refuse(to, ticket, why, "the store cannot be used now");
    return;
  }
  refuse(to, ticket, why, x.failure().detail);
}

void administration::refuse(const sink& to, std::uint64_t ticket,
                            admin_verdict why, const std::string& detail) {
  admin_answer x;
  x.verdict = why;
  x.detail = detail;
  answer(to, ticket, std::move(x));
}

void administration::hashing_failed(const sink& to, std::uint64_t ticket) {
  refuse(to, ticket, admin_verdict::overloaded,
         "passwords cannot be checked now; try again");
}

} // namespace scrutin
