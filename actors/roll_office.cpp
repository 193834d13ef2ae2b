#include "actors/roll_office.hpp"

#include <algorithm>

#include "domain/partitioning.hpp"

namespace scrutin {

namespace {

errand_outcome refused(const char* why) {
  return {roll_outcome_kind::refused, why};
}

errand_outcome unfinished() {
  return {roll_outcome_kind::unfinished,
          "done in part or perhaps: the same request again, with its "
          "Idempotency-Key, finishes it"};
}

errand_outcome unavailable() {
  return {roll_outcome_kind::unavailable, "nothing was changed; try again"};
}

errand_outcome after_revocation(roll_verdict said) {
  switch (said) {
  case roll_verdict::done:
    return {};
  case roll_verdict::has_voted:
    return refused("this credential has voted: its ballot stays in the box");
  case roll_verdict::unknown:
  case roll_verdict::revoked:
    return {roll_outcome_kind::unknown,
            "this credential is not on the roll of that region"};
  case roll_verdict::closed:
    return refused("voting has ended: the roll stays as it is");
  case roll_verdict::unavailable:
    return unavailable();
  }
  return unfinished();
}

} // namespace

change_roll roll_office::change(const roll_errand& x, roll_change what,
                                const credential_tag& tag) const {
  const auto* served = elections_->find(x.where.election);
  auto slices =
    served == nullptr ? std::uint16_t{0} : served->slices_of(x.where.region);
  // A region that was taken out meanwhile: nobody serves it.
  auto slice = slice_of(tag, std::max<std::uint16_t>(slices, 1));
  return {{x.where.election, x.where.region, slice}, tag, what};
}

void roll_office::run(const roll_errand& x, const teller& tell) {
  if (x.revoked.is_zero()) {
    add(x, tell);
    return;
  }
  ask_(change(x, roll_change::revocation, x.revoked),
       [this, x, tell](std::optional<roll_verdict> said) {
         auto outcome = said ? after_revocation(*said) : unfinished();
         if (outcome.kind == roll_outcome_kind::done && !x.added.is_zero()) {
           add(x, tell);
         } else {
           tell(outcome);
         }
       });
}

void roll_office::add(const roll_errand& x, const teller& tell) {
  auto reserved = roll_->reserve(x.where.election, x.where.region, x.added);
  if (!reserved) {
    auto is_certain = x.revoked.is_zero()
                      && (reserved.failure().code == ec::storage_away
                          || reserved.failure().code == ec::storage_full);
    tell(is_certain ? unavailable() : unfinished());
    return;
  }
  if (*reserved == roll_outcome::elsewhere) {
    tell(refused("this credential is on the roll of another region"));
    return;
  }
  auto is_new = *reserved == roll_outcome::added;
  ask_(change(x, roll_change::addition, x.added),
       [this, x, is_new, tell](std::optional<roll_verdict> said) {
         if (said) {
           settle_addition(x, is_new, *said, tell);
         } else {
           tell(unfinished());
         }
       });
}

void roll_office::settle_addition(const roll_errand& x, bool is_new,
                                  roll_verdict said, const teller& tell) {
  if (said == roll_verdict::done) {
    tell({});
    return;
  }
  // Certainly in no log then; else a repeat by another node may have had it
  // added meanwhile. One that stays reserved does no harm.
  if (is_new
      && (said == roll_verdict::revoked || said == roll_verdict::closed)) {
    static_cast<void>(roll_->release(x.where.election, x.added));
  }
  switch (said) {
  case roll_verdict::closed:
    tell(refused(x.revoked.is_zero()
                   ? "voting has ended: nobody is added any more"
                   : "the old code was revoked, and then voting ended: the new "
                     "one was not added"));
    return;
  case roll_verdict::revoked:
    tell(refused("the code that this would give was revoked in its turn: name "
                 "the newest one"));
    return;
  case roll_verdict::unavailable:
    tell(x.revoked.is_zero() ? unavailable() : unfinished());
    return;
  case roll_verdict::done:
  case roll_verdict::has_voted:
  case roll_verdict::unknown:
    tell(unfinished());
    return;
  }
}

} // namespace scrutin
