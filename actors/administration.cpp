#include "actors/administration.hpp"

#include <algorithm>
#include <chrono>
#include <memory>

#include <caf/actor_cast.hpp>

#include "actors/definition_list.hpp"
#include "actors/final_count.hpp"
#include "actors/partition_survey.hpp"
#include "actors/review_list.hpp"
#include "actors/write_in_list.hpp"
#include "domain/administration/password.hpp"
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
  case ec::unknown_option:
    return admin_verdict::not_found;
  case ec::wrong_state:
    return admin_verdict::conflict;
  case ec::overloaded:
    return admin_verdict::overloaded;
  case ec::definition_changed:
    return admin_verdict::definition_changed;
  case ec::wrong_method:
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

std::string names_of(const std::vector<partition_id>& partitions) {
  constexpr std::size_t named_max = 10;
  std::string text;
  for (std::size_t i = 0; i < std::min(partitions.size(), named_max); ++i) {
    text += (i > 0 ? ", " : "") + to_string(partitions[i]);
  }
  return partitions.size() <= named_max
           ? text
           : text + " and " + std::to_string(partitions.size() - named_max)
               + " more";
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
    decisions_(registry_, officials_, options_.elections, options_.now),
    roll_(std::move(roll)),
    rolls_(options_.elections, roll_,
           [this](const change_roll& what, roll_office::reply then) {
             ask_validator(what, then);
           }) {
  room_.self = options_.self;
  room_.lease_ms = options_.lease_ms;
  room_.since_ms = options_.now();
}

administration::behavior_type administration::make_behavior() {
  return {
    [this](const admin_request& x) { on(x); },
    [this](const partition_map& x) { on(x); },
    [this](const cluster_news& x) { on(x); },
  };
}

void administration::on_exit() {
  validators_.clear();
}

void administration::on(const cluster_news& x) {
  room_.cluster = x.view;
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
      if (certifies(x.act.what)) {
        certify(who, x, to);
      } else {
        answer(to, x.ticket, decide(who, x));
      }
    } else {
      refuse(to, x.ticket, admin_verdict::forbidden,
             "this account decides for its own region only: name it");
    }
    return;
  case admin_operation::list_acts:
    answer(to, x.ticket, list_acts(x));
    return;
  case admin_operation::show_closing:
    show_closing(x, to);
    return;
  case admin_operation::list_write_ins:
    list_write_ins(who, x, to);
    return;
  case admin_operation::read_nodes:
    answer(to, x.ticket, show_nodes());
    return;
  case admin_operation::read_statistics:
    show_statistics(x, to);
    return;
  case admin_operation::define_election:
    answer(to, x.ticket, define(who, x));
    return;
  case admin_operation::list_elections:
    answer(to, x.ticket,
           list_elections(*options_.elections, registry_.store(), *roll_));
    return;
  case admin_operation::show_election:
    answer(to, x.ticket,
           show_election(x.where.election, *options_.elections,
                         registry_.store(), *roll_));
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
    auto list =
      list_reviews(x, options_.listed_max, *refused_, registry_.store());
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
                                            const admin_request& x,
                                            const counted_contests& counted) {
  auto decided = decisions_.decide(who, still(who, x), x, counted);
  if (!decided) {
    return decided.failure();
  }
  if (options_.on_act) {
    options_.on_act();
  }
  admin_answer told;
  told.acts = {*std::move(decided)};
  return told;
}

result<admin_answer> administration::list_acts(const admin_request& x) {
  auto acts = decisions_.list(x.act.election);
  if (!acts) {
    return acts.failure();
  }
  admin_answer list;
  list.acts = *std::move(acts);
  list.total = list.acts.size();
  return list;
}

void administration::certify(const account& who, const admin_request& x,
                             const sink& to) {
  auto planned = decisions_.next(who, x);
  if (!planned) {
    answer(to, x.ticket, result<void>{planned.failure()});
    return;
  }
  auto merged = decisions_.merged_names(planned->election);
  count_closed(
    {planned->election, planned->region}, x.ticket, to,
    [this, who, x, to, merged](const final_counts& counts) {
      answer(to, x.ticket, decide(who, x, {counts.contests, merged}));
    });
}

void administration::count_closed(
  contest_id which, std::uint64_t ticket, const sink& to,
  std::function<void(const final_counts&)> then) {
  final_count_options chosen;
  chosen.elections = options_.elections;
  chosen.election = which.election;
  chosen.region = which.region;
  chosen.validators = {validators_.begin(), validators_.end()};
  chosen.merged_names = decisions_.merged_names(which.election);
  chosen.deadline_ms = options_.count_deadline_ms;
  final_count_actor counting =
    home_system().spawn<final_count>(std::move(chosen));
  // Counting itself takes a while, too.
  auto deadline = std::chrono::milliseconds{2 * options_.count_deadline_ms};
  request(counting, deadline, count_wanted{})
    .then(
      [this, ticket, to, then = std::move(then)](const final_counts& counts) {
        if (!counts.open.empty()) {
          refuse(to, ticket, admin_verdict::conflict,
                 "not every partition has closed: " + names_of(counts.open));
        } else if (!counts.silent.empty()) {
          refuse(to, ticket, admin_verdict::conflict,
                 "nobody can say whether these partitions have closed; try "
                 "again: "
                   + names_of(counts.silent));
        } else {
          then(counts);
        }
      },
      [this, to, ticket](const caf::error&) {
        refuse(to, ticket, admin_verdict::unavailable,
               "the count took too long; try again");
      });
}

void administration::list_write_ins(const account& who, const admin_request& x,
                                    const sink& to) {
  auto merged = decisions_.merged_names_by_now(x.where);
  if (!merged) {
    answer(to, x.ticket, result<void>{merged.failure()});
    return;
  }
  if (!may(who, x.needed, x.where)) {
    refuse(to, x.ticket, admin_verdict::forbidden,
           "this account sees its own region alone: add ?region=ID");
    return;
  }
  count_closed(x.where, x.ticket, to,
               [this, who, x, to,
                merged = *std::move(merged)](const final_counts& counts) {
                 auto noted = registry_.note(
                   still(who, x), audit_act::election_exported,
                   subject_of(x.where.election), "names written in");
                 answer(to, x.ticket,
                        noted ? write_in_list(x.where.election, counts, merged)
                              : result<admin_answer>{noted.failure()});
               });
}

void administration::show_closing(const admin_request& x, const sink& to) {
  if (auto known = officials_.catch_up(); !known) {
    answer(to, x.ticket, result<void>{known.failure()});
    return;
  }
  const auto* served = options_.elections->find(x.act.election);
  if (served == nullptr) {
    refuse(to, x.ticket, admin_verdict::not_found, "there is no such election");
    return;
  }
  const auto& course = *officials_.course(x.act.election);
  auto all = partitions_to_ask(*served);
  for (auto& each : all) {
    each.closes_at_ms = course.of(each.partition.region).closes_at_ms;
    each.grace_s = served->definition.grace_s;
  }
  admin_answer told;
  told.asked_at_ms = options_.now();
  ask_partitions(std::move(all), std::move(told), x.ticket, to);
}

admin_answer administration::show_nodes() const {
  admin_answer told;
  told.asked_at_ms = options_.now();
  told.room = room_;
  return told;
}

void administration::show_statistics(const admin_request& x, const sink& to) {
  auto told = show_nodes();
  auto accounts = registry_.store().accounts();
  auto head = registry_.store().head();
  if (!accounts || !head) {
    answer(to, x.ticket,
           result<void>{accounts ? head.failure() : accounts.failure()});
    return;
  }
  told.room.accounts = accounts->size();
  told.room.audit_lines = head->number;
  std::vector<partition_closing> all;
  for (const auto& served : options_.elections->all()) {
    shown_election named;
    named.id = served.definition.id;
    named.code = served.definition.code;
    told.elections.push_back(std::move(named));
    auto own = partitions_to_ask(served);
    all.insert(all.end(), own.begin(), own.end());
  }
  ask_partitions(std::move(all), std::move(told), x.ticket, to);
}

void administration::ask_partitions(std::vector<partition_closing> which,
                                    admin_answer told, std::uint64_t ticket,
                                    const sink& to) {
  survey_partitions(this, validators_, std::move(which),
                    std::chrono::milliseconds{options_.status_deadline_ms},
                    [this, to, ticket, told = std::move(told)](
                      std::vector<partition_closing> answers) {
                      auto whole = told;
                      whole.closing = std::move(answers);
                      answer(to, ticket, std::move(whole));
                    });
}

result<admin_answer> administration::define(const account& who,
                                            const admin_request& x) {
  if (!options_.definitions.read) {
    return error{ec::unavailable, "this node defines no elections"};
  }
  auto checks = options_.definitions;
  checks.now = options_.now;
  definition_desk desk{registry_, officials_, options_.elections,
                       std::move(checks)};
  auto outcome =
    desk.define(still(who, x), x.where.election, x.document, x.dry_run);
  if (!outcome) {
    return outcome.failure();
  }
  if (!x.dry_run && options_.on_act) {
    options_.on_act();
  }
  admin_answer told;
  told.changes = std::move(outcome->changes);
  told.is_new = outcome->is_new;
  told.total = told.changes.size();
  return told;
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
  if (auto current = is_current(x.where.election); !current || !*current) {
    refuse(to, x.ticket, admin_verdict::unavailable,
           "the election was defined a moment ago; try again");
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
  // Who defines an election sees what was begun; what was defined in between
  // is seen here.
  if (auto current = is_current(x.where.election); !current || !*current) {
    roll_changed_to({roll_outcome_kind::unavailable,
                     "the election was defined a moment ago; try again"},
                    actor, what, x.ticket, to);
    return;
  }
  rolls_.run({x.where, x.revoked, x.added},
             [this, name = who.name, what, ticket = x.ticket,
              to](const errand_outcome& y) {
               roll_changed_to(y, {name}, what, ticket, to);
             });
}

// Whether the node has taken up what defines it.
result<bool> administration::is_current(election_id election) const {
  auto stored = registry_.store().definitions(election);
  if (!stored) {
    return stored.failure();
  }
  const auto* served = options_.elections->find(election);
  if (stored->empty() || served == nullptr
      || served->defined_by >= stored->front().number) {
    return true;
  }
  // One that its ballots do not allow is never taken up.
  const auto& checks = options_.definitions;
  auto next = checks.read(stored->front().document);
  auto begun = checks.has_begun(election);
  if (!begun) {
    return begun.failure();
  }
  return *begun && next
         && meaning_fingerprint(next->definition)
              != meaning_fingerprint(served->definition);
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
