#include "actors/administration.hpp"

#include <algorithm>
#include <set>

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
  case ec::unknown_election:
  case ec::unknown_region:
    return admin_verdict::not_found;
  case ec::wrong_state:
    return admin_verdict::conflict;
  case ec::overloaded:
    return admin_verdict::overloaded;
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

audit_act act_of(admin_operation x) {
  if (x == admin_operation::add_voter) {
    return audit_act::voter_added;
  }
  return x == admin_operation::revoke_voter ? audit_act::voter_revoked
                                            : audit_act::voter_replaced;
}

bool is_asked_for(const admin_request& x, const review_entry& each) {
  auto is_resolved = each.resolution != 0;
  return (x.kind == 0 || static_cast<std::uint8_t>(each.kind) == x.kind)
         && (x.resolved == resolved_filter::any
             || is_resolved == (x.resolved == resolved_filter::resolved));
}

/// Whether two entries of a contest say the same.
bool same(const review_entry& x, const review_entry& y) {
  return !is_listed_before(x, y) && !is_listed_before(y, x)
         && x.resolution == y.resolution;
}

review_count count_of(review_kind kind, const std::vector<review_entry>& all,
                      std::uint64_t attempts) {
  review_count count;
  count.kind = kind;
  for (const auto& each : all) {
    if (each.kind == kind) {
      ++count.entries;
      count.resolved += each.resolution != 0 ? 1 : 0;
      count.attempts += each.attempts;
    }
  }
  count.attempts_unlisted = attempts - std::min(attempts, count.attempts);
  count.attempts += count.attempts_unlisted;
  return count;
}

} // namespace

administration::administration(caf::actor_config& cfg,
                               administration_options options,
                               std::shared_ptr<administration_store> store,
                               std::shared_ptr<review_store> refused,
                               std::shared_ptr<roll_store> roll)
  : administration_actor::base(cfg), options_(std::move(options)),
    registry_(store, options_.now, options_.random, options_.bounds),
    refused_(std::move(refused)),
    officials_(std::move(store), options_.elections),
    rolls_(options_.elections, std::move(roll),
           [this](const change_roll& what, roll_office::reply then) {
             ask_validator(what, then);
           }) {
}

administration::behavior_type administration::make_behavior() {
  return {
    [this](const admin_request& x) { on(x); },
    [this](const partition_map& x) { on(x); },
  };
}

void administration::on_exit() {
  validators_.clear();
}

void administration::on(const partition_map& x) {
  validators_.clear();
  for (const auto& route : x.routes) {
    validators_[route.partition] = route.validator;
  }
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
  case admin_operation::decide:
    if (x.act.proposal != 0
        || may(who, x.needed, {x.act.election, x.act.region})) {
      answer(to, x.ticket, decide(who, x));
    } else {
      refuse(to, x.ticket, admin_verdict::forbidden,
             "this account decides for its own region only: name it");
    }
    return;
  case admin_operation::list_acts:
    answer(to, x.ticket, list_acts(x));
    return;
  case admin_operation::read_audit:
    answer(to, x.ticket, audit(x));
    return;
  case admin_operation::read_review:
  case admin_operation::resolve_review:
  case admin_operation::purge_review:
    if (may(who, x.needed, x.where)) {
      see_review(who, x, to);
    } else {
      refuse(to, x.ticket, admin_verdict::forbidden,
             "this account is of another region");
    }
    return;
  case admin_operation::add_voter:
  case admin_operation::revoke_voter:
  case admin_operation::replace_voter:
    change_roll_of(who, x, to);
    return;
  }
}

void administration::see_review(const account& who, const admin_request& x,
                                const sink& to) {
  if (x.what == admin_operation::read_review) {
    auto list = reviews(x);
    auto noted = list ? registry_.note(still(who, x), audit_act::review_read,
                                       subject_of(x.where), "")
                      : list.failure();
    answer(to, x.ticket, noted ? list : noted.failure());
    return;
  }
  review_desk desk{registry_, *refused_};
  auto choice = x.choice;
  choice.contest = x.where;
  auto decided = x.what == admin_operation::purge_review
                   ? desk.purge(still(who, x), choice)
                   : desk.resolve(still(who, x), choice, x.note);
  if (!decided) {
    answer(to, x.ticket, result<void>{decided.failure()});
    return;
  }
  admin_answer told;
  told.total = *decided;
  answer(to, x.ticket, std::move(told));
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

// -- elections ----------------------------------------------------------------

result<admin_answer> administration::decide(const account& who,
                                            const admin_request& x) {
  admin_answer told;
  auto prepare = [&]() -> result<audit_line> {
    auto next = next_act(who, x);
    if (!next) {
      return next.failure();
    }
    told.acts = {*next};
    return to_line(*next);
  };
  auto number = registry_.record(still(who, x), prepare);
  if (!number) {
    return number.failure();
  }
  told.acts.front().number = *number;
  if (options_.on_act) {
    options_.on_act();
  }
  return told;
}

result<official_act> administration::next_act(const account& who,
                                              const admin_request& x) {
  if (auto known = officials_.catch_up(); !known) {
    return known.failure();
  }
  const auto* course = officials_.course(x.act.election);
  if (course == nullptr) {
    return error{ec::unknown_election, "there is no such election"};
  }
  auto act = x.act;
  act.by = who.name;
  act.at_ms = options_.now();
  act.stage =
    course->needs_second(act.what) ? act_stage::proposed : act_stage::done;
  if (act.proposal != 0) {
    auto seconded =
      course->proposal(act.proposal, act.what, who.name, act.at_ms);
    if (!seconded) {
      return seconded;
    }
    act = *std::move(seconded);
  }
  contest_id where{act.election, act.region};
  if (!may(who, x.needed, where)) {
    return error{ec::wrong_state,
                 "that proposal is for another region than this account's"};
  }
  auto sound = course->check(act);
  return sound ? result<official_act>{std::move(act)} : sound.failure();
}

result<admin_answer> administration::list_acts(const admin_request& x) {
  if (auto known = officials_.catch_up(); !known) {
    return known.failure();
  }
  const auto* course = officials_.course(x.act.election);
  if (course == nullptr) {
    return error{ec::unknown_election, "there is no such election"};
  }
  admin_answer list;
  for (const auto& act : course->acts()) {
    auto is_open_proposal = course->is_waiting(act, options_.now());
    if (act.stage == act_stage::done || is_open_proposal) {
      list.acts.push_back(act);
    }
  }
  list.total = list.acts.size();
  return list;
}

// -- rolls --------------------------------------------------------------------

// The log of a partition and the audit log are written one after the other:
// what is begun stands in the one before it can be in the other.
void administration::change_roll_of(const account& who, const admin_request& x,
                                    const sink& to) {
  if (!may(who, permission::change_roll, x.where)) {
    refuse(to, x.ticket, admin_verdict::forbidden,
           "this account changes the roll of another region");
    return;
  }
  auto act = act_of(x.what);
  audit_line what;
  what.act = act;
  what.subject = subject_of(x.where);
  what.detail = x.reason;
  auto actor = still(who, x);
  auto begun = registry_.note(actor, audit_act::roll_change_begun, what.subject,
                              std::string{to_string(act)} + ": " + x.reason);
  if (!begun) {
    answer(to, x.ticket, begun);
    return;
  }
  rolls_.run({x.where, x.revoked, x.added},
             [this, name = who.name, what, ticket = x.ticket,
              to](const errand_outcome& y) {
               roll_changed_to(y, {name}, what, ticket, to);
             });
}

void administration::roll_changed_to(const errand_outcome& y,
                                     const acting& actor,
                                     const audit_line& what,
                                     std::uint64_t ticket, const sink& to) {
  auto is_done = y.kind == roll_outcome_kind::done;
  if (is_done || y.kind == roll_outcome_kind::refused
      || y.kind == roll_outcome_kind::unknown) {
    auto noted = registry_.note(
      actor, is_done ? what.act : audit_act::roll_change_refused, what.subject,
      is_done ? what.detail
              : std::string{to_string(what.act)} + ": " + y.detail);
    if (!noted) {
      refuse(to, ticket, admin_verdict::outcome_unknown,
             "the audit log could not be written: the same request again "
             "finishes it");
      return;
    }
  }
  switch (y.kind) {
  case roll_outcome_kind::done:
    answer(to, ticket, result<void>{});
    return;
  case roll_outcome_kind::refused:
    refuse(to, ticket, admin_verdict::conflict, y.detail);
    return;
  case roll_outcome_kind::unknown:
    refuse(to, ticket, admin_verdict::not_found, y.detail);
    return;
  case roll_outcome_kind::unavailable:
    refuse(to, ticket, admin_verdict::unavailable, y.detail);
    return;
  case roll_outcome_kind::unfinished:
    refuse(to, ticket, admin_verdict::outcome_unknown, y.detail);
    return;
  }
}

void administration::ask_validator(const change_roll& what,
                                   const roll_office::reply& then) {
  auto owner = validators_.find(what.partition);
  if (owner == validators_.end()) {
    then(roll_verdict::unavailable);
    return;
  }
  auto deadline = std::chrono::milliseconds{options_.roll_deadline_ms};
  request(owner->second, deadline, what)
    .then([then](const roll_changed& x) { then(x.what); },
          [then](const caf::error&) { then(std::nullopt); });
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
  const review_entry* before = nullptr;
  for (const auto& each : *all) {
    if (!is_asked_for(x, each)) {
      continue;
    }
    auto goes_with = x.in_groups && before != nullptr && same(*before, each);
    before = &each;
    if (goes_with) {
      if (list.total > x.after && list.reviews.size() == list.total - x.after) {
        ++list.reviews.back().entries;
      }
      continue;
    }
    ++list.total;
    if (list.total > x.after && list.reviews.size() < most) {
      list.reviews.push_back({list.total, each.kind, each.attempts,
                              each.first_day, each.last_day, 1,
                              each.resolution});
    }
  }
  for (auto kind : all_review_kinds) {
    auto attempts = refused_->attempts(x.where, kind);
    if (!attempts) {
      return attempts.failure();
    }
    if (auto count = count_of(kind, *all, *attempts); count.attempts > 0) {
      list.review_counts.push_back(count);
    }
  }
  if (auto added = add_resolutions(list); !added) {
    return added.failure();
  }
  return list;
}

result<void> administration::add_resolutions(admin_answer& to) const {
  std::set<std::uint64_t> numbers;
  for (const auto& each : to.reviews) {
    numbers.insert(each.resolution);
  }
  numbers.erase(0);
  for (auto number : numbers) {
    auto line = registry_.store().audit(number - 1, 1);
    if (!line) {
      return line.failure();
    }
    if (!line->empty() && line->front().number == number) {
      to.resolutions.push_back(resolution_of(line->front()));
    }
  }
  return {};
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
