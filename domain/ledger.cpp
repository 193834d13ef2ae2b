#include "domain/ledger.hpp"

#include <algorithm>
#include <limits>
#include <utility>

#include "domain/selection.hpp"

namespace scrutin {

namespace {

constexpr std::size_t known_selections_max = 4096;

// Retry ids that say something else of a voter; no cast may bear them.
retry_id reserved_retry(unsigned char last) {
  retry_id mark;
  mark.data.fill(0xFF);
  mark.data.back() = last;
  return mark;
}

const retry_id has_not_voted{};
const retry_id is_being_revoked = reserved_retry(0xFD);
const retry_id is_staged = reserved_retry(0xFE);
const retry_id is_revoked = reserved_retry(0xFF);

bool is_reserved(const retry_id& x) {
  return x == has_not_voted || x == is_being_revoked || x == is_staged
         || x == is_revoked;
}

void mix(credential_tag& mark, const credential_tag& tag) {
  for (std::size_t i = 0; i < credential_tag::size; ++i) {
    mark.data[i] = static_cast<unsigned char>(mark.data[i] ^ tag.data[i]);
  }
}

error broken(const std::string& rule) {
  return {ec::damaged, rule};
}

} // namespace

const char* to_string(partition_state x) {
  switch (x) {
  case partition_state::sealed:
    return "sealed";
  case partition_state::open:
    return "open";
  case partition_state::closed:
    return "closed";
  }
  return "invalid";
}

std::optional<partition_state> next_state(partition_state now,
                                          frame_kind kind) {
  switch (kind) {
  case frame_kind::open:
    return now == partition_state::sealed ? std::optional{partition_state::open}
                                          : std::nullopt;
  case frame_kind::ballots:
  case frame_kind::course:
    return now == partition_state::open ? std::optional{now} : std::nullopt;
  case frame_kind::roll:
    return now != partition_state::closed ? std::optional{now} : std::nullopt;
  case frame_kind::close:
    return now == partition_state::open ? std::optional{partition_state::closed}
                                        : std::nullopt;
  }
  return std::nullopt;
}

partition_ledger::partition_ledger(partition_id partition,
                                   const election& rules)
  : partition_(partition), rules_(&rules),
    contest_(rules.find_contest(partition.region)),
    release_(rules.policy, rules.release_step_ballots) {
  if (contest_ == nullptr) {
    broken_invariant("a partition of a contest that is not defined");
  }
  course_.closes_at_ms = rules.officials.close
                           ? std::numeric_limits<std::int64_t>::max()
                           : rules.window_of(partition.region).closes_at_ms;
}

// -- the roll -----------------------------------------------------------------

void partition_ledger::expect_voters(std::size_t voters) {
  roll_.reserve(voters);
  ballots_.reserve(voters);
}

void partition_ledger::add_to_roll(const credential_tag& tag) {
  if (roll_.insert({tag, {}})) {
    mix(roll_mark_, tag);
    ++voters_;
  }
}

// -- the log ------------------------------------------------------------------

result<void> partition_ledger::apply(const frame_header& header,
                                     const frame_content& content) {
  auto fail = [&](const error& why) {
    return error{why.code, to_string(header.partition) + " frame "
                             + std::to_string(header.sequence) + ": "
                             + why.detail};
  };
  if (header.partition != partition_) {
    return fail(broken("lies in the log of another partition"));
  }
  if (header.sequence != sequence_ + 1) {
    return fail(broken("follows frame " + std::to_string(sequence_)));
  }
  auto state = next_state(state_, header.kind);
  if (!state || kind_of(content) != header.kind) {
    return fail(broken(std::string{"may not follow in a partition that is "}
                       + to_string(state_)));
  }
  auto done = std::visit([this](const auto& x) { return apply(x); }, content);
  if (!done) {
    return fail(done.failure());
  }
  state_ = *state;
  sequence_ = header.sequence;
  release_.apply(header, content);
  return {};
}

result<void> partition_ledger::apply(const open_content& x) {
  if (x.roll_voters != voters_ || x.roll_mark != roll_mark_) {
    return broken("was opened over a roll of " + std::to_string(x.roll_voters)
                  + " voters, and the roll now has " + std::to_string(voters_)
                  + " or others");
  }
  opening_ = {sequence_ + 1, voters_, ballots_.size()};
  if (opening_.ballots != 0) {
    return broken("opens a box that holds ballots");
  }
  return {};
}

result<void> partition_ledger::apply(const course_content& x) {
  if (x.number <= course_.number) {
    return broken("goes back to an act before the last one");
  }
  course_ = x;
  known_selections_.clear();
  return {};
}

result<void> partition_ledger::apply(const ballots_content& x) {
  if (course_.suspended) {
    return broken("holds ballots although voting was suspended");
  }
  if (x.spent.size() != x.ballots.size()) {
    return broken("as many ballots as spent tags are due");
  }
  for (const auto& spent : x.spent) {
    auto* voter = roll_.find(spent.tag);
    if (voter == nullptr
        || (voter->retry != has_not_voted && voter->retry != is_staged)) {
      return broken("spends a tag that may not vote");
    }
    if (is_reserved(spent.retry)) {
      return broken("spends a tag under a reserved retry id");
    }
    voter->retry = spent.retry;
  }
  for (const auto& ballot : x.ballots) {
    if (!ballots_.insert({ballot.id})) {
      return broken("holds a ballot that is in the box already");
    }
  }
  return {};
}

result<void> partition_ledger::apply(const roll_content& x) {
  for (const auto& tag : x.added) {
    if (!roll_.insert({tag, {}})) {
      return broken("adds a tag that is on the roll");
    }
    mix(roll_mark_, tag);
    ++voters_;
    changing_.erase(tag);
  }
  for (const auto& tag : x.revoked) {
    auto* voter = roll_.find(tag);
    if (voter == nullptr
        || (voter->retry != has_not_voted
            && voter->retry != is_being_revoked)) {
      return broken("revokes a tag that has voted or is not on the roll");
    }
    voter->retry = is_revoked;
    mix(roll_mark_, tag);
    --voters_;
    changing_.erase(tag);
  }
  return {};
}

result<void> partition_ledger::apply(const close_content& x) {
  if (x.ballots != ballots_.size()) {
    return broken("closes over " + std::to_string(x.ballots)
                  + " ballots where the log holds "
                  + std::to_string(ballots_.size()));
  }
  return {};
}

// -- snapshots ----------------------------------------------------------------

std::string partition_ledger::save() const {
  constexpr std::uint8_t format = 3;
  std::size_t voted = 0;
  auto is_fresh = [](const roll_entry& x) {
    return x.retry == has_not_voted || x.retry == is_staged
           || x.retry == is_being_revoked;
  };
  roll_.for_each([&](const auto& x) { voted += is_fresh(x) ? 0 : 1; });
  std::string bytes;
  bytes.reserve(roll_.size() * credential_tag::size + voted * retry_id::size
                + ballots_.size() * ballot_id::size + 1'024);
  byte_writer out{bytes};
  out.u8(format);
  out.u8(static_cast<std::uint8_t>(state_));
  out.u64(sequence_);
  out.u64(course_.number);
  out.u8(course_.suspended ? 1 : 0);
  out.u64(static_cast<std::uint64_t>(course_.closes_at_ms));
  out.varint(course_.withdrawn.size());
  for (auto option : course_.withdrawn) {
    out.u32(option.value);
  }
  out.u64(opening_.sequence);
  out.u64(opening_.voters);
  out.u64(opening_.ballots);
  out.u64(voters_);
  out.fixed(roll_mark_);
  out.varint(roll_.size() - voted);
  roll_.for_each([&](const auto& x) {
    if (is_fresh(x)) {
      out.fixed(x.tag);
    }
  });
  out.varint(voted);
  roll_.for_each([&](const auto& x) {
    if (!is_fresh(x)) {
      out.fixed(x.tag);
      out.fixed(x.retry);
    }
  });
  out.varint(ballots_.size());
  ballots_.for_each([&](const auto& x) { out.fixed(x.id); });
  release_.save(out);
  return bytes;
}

result<void> partition_ledger::load(std::string_view bytes) {
  byte_reader in{bytes};
  auto format = in.u8();
  auto state = in.u8();
  sequence_ = in.u64();
  course_.number = in.u64();
  course_.suspended = in.u8() != 0;
  course_.closes_at_ms = static_cast<std::int64_t>(in.u64());
  auto withdrawn = in.count(sizeof(std::uint32_t));
  for (std::uint64_t i = 0; i < withdrawn; ++i) {
    course_.withdrawn.push_back({in.u32()});
  }
  opening_ = {in.u64(), 0, 0};
  opening_.voters = in.u64();
  opening_.ballots = in.u64();
  voters_ = in.u64();
  roll_mark_ = in.fixed<credential_tag>();
  auto whole = true;
  auto fresh = in.count(credential_tag::size);
  roll_.reserve(fresh);
  for (std::uint64_t i = 0; i < fresh; ++i) {
    whole = roll_.insert({in.fixed<credential_tag>(), {}}) && whole;
  }
  auto voted = in.count(credential_tag::size + retry_id::size);
  roll_.reserve(fresh + voted);
  for (std::uint64_t i = 0; i < voted; ++i) {
    auto tag = in.fixed<credential_tag>();
    whole = roll_.insert({tag, in.fixed<retry_id>()}) && whole;
  }
  auto ballots = in.count(ballot_id::size);
  ballots_.reserve(roll_.size());
  for (std::uint64_t i = 0; i < ballots; ++i) {
    whole = ballots_.insert({in.fixed<ballot_id>()}) && whole;
  }
  release_.load(in);
  // Earlier formats do not say what was there at the opening: the log does.
  if (!in.complete() || !whole || format != 3 || state < 1
      || state > static_cast<std::uint8_t>(partition_state::closed)
      || release_.ballots() != ballots_.size()) {
    return broken("is not a snapshot of a ledger");
  }
  state_ = static_cast<partition_state>(state);
  return {};
}

// -- casts --------------------------------------------------------------------

judgement partition_ledger::decide(const cast& x) const {
  const auto* voter = roll_.find(x.tag);
  if (voter == nullptr || voter->retry == is_revoked) {
    return judgement::unknown_credential;
  }
  if (voter->retry == is_staged || voter->retry == is_being_revoked) {
    return judgement::wait;
  }
  if (voter->retry != has_not_voted) {
    return voter->retry == x.retry ? judgement::repeat
                                   : judgement::already_voted;
  }
  if (state_ == partition_state::closed
      || x.received_at_ms >= course_.closes_at_ms) {
    return judgement::closed;
  }
  if (state_ == partition_state::sealed) {
    return judgement::not_open;
  }
  if (course_.suspended) {
    return judgement::suspended;
  }
  if (!selection_stands(x.selection)) {
    return judgement::invalid_selection;
  }
  return judgement::accept;
}

bool partition_ledger::selection_stands(const std::string& canonical) const {
  if (known_selections_.count(canonical) != 0) {
    return true;
  }
  auto parsed = from_canonical(canonical);
  bool stands =
    parsed && validate(*parsed, *rules_, *contest_)
    && may_still_be_cast(*parsed, *rules_, *contest_, course_.withdrawn);
  if (stands && known_selections_.size() < known_selections_max) {
    known_selections_.insert(canonical);
  }
  return stands;
}

void partition_ledger::stage(const cast& x) {
  auto* voter = roll_.find(x.tag);
  if (voter == nullptr || voter->retry != has_not_voted) {
    broken_invariant("a tag is staged that may not vote, or is staged");
  }
  voter->retry = is_staged;
  next_.spent.push_back({x.tag, x.retry});
  next_.ballots.push_back({x.ballot, x.selection});
}

ballots_content partition_ledger::take_frame(std::size_t ballots_max) {
  auto count = std::min(ballots_max, next_.spent.size());
  auto cut = static_cast<std::ptrdiff_t>(count);
  ballots_content frame;
  if (count == next_.spent.size()) {
    std::swap(frame, next_);
  } else {
    frame.spent.assign(next_.spent.begin(), next_.spent.begin() + cut);
    frame.ballots.assign(next_.ballots.begin(), next_.ballots.begin() + cut);
    next_.spent.erase(next_.spent.begin(), next_.spent.begin() + cut);
    next_.ballots.erase(next_.ballots.begin(), next_.ballots.begin() + cut);
  }
  taken_.clear();
  for (const auto& spent : frame.spent) {
    taken_.push_back(spent.tag);
  }
  std::sort(frame.spent.begin(), frame.spent.end(),
            [](const auto& a, const auto& b) { return a.tag < b.tag; });
  std::sort(frame.ballots.begin(), frame.ballots.end(),
            [](const auto& a, const auto& b) { return a.id < b.id; });
  return frame;
}

void partition_ledger::discard_staged() {
  for (const auto& tag : taken_) {
    unstage(tag);
  }
  for (const auto& spent : next_.spent) {
    unstage(spent.tag);
  }
  taken_.clear();
  next_ = {};
  for (const auto& tag : changing_) {
    if (auto* voter = roll_.find(tag);
        voter != nullptr && voter->retry == is_being_revoked) {
      voter->retry = has_not_voted;
    }
  }
  changing_.clear();
  next_roll_ = {};
}

void partition_ledger::unstage(const credential_tag& tag) {
  // One that is durable meanwhile keeps the retry id of its cast.
  if (auto* voter = roll_.find(tag); voter->retry == is_staged) {
    voter->retry = has_not_voted;
  }
}

// -- changes of the roll ------------------------------------------------------

roll_judgement partition_ledger::decide(roll_change what,
                                        const credential_tag& tag) const {
  if (changing_.count(tag) != 0) {
    return roll_judgement::wait;
  }
  const auto* voter = roll_.find(tag);
  auto is_addition = what == roll_change::addition;
  if (voter != nullptr && voter->retry == is_revoked) {
    return is_addition ? roll_judgement::revoked : roll_judgement::done;
  }
  if (voter != nullptr && is_addition) {
    return roll_judgement::done;
  }
  // No roll takes a tag of zeros.
  if ((voter == nullptr && !is_addition) || tag.is_zero()) {
    return roll_judgement::unknown;
  }
  if (voter != nullptr && voter->retry == is_staged) {
    return roll_judgement::wait;
  }
  if (voter != nullptr && voter->retry != has_not_voted) {
    return roll_judgement::has_voted;
  }
  return state_ == partition_state::closed ? roll_judgement::closed
                                           : roll_judgement::accept;
}

void partition_ledger::stage(roll_change what, const credential_tag& tag) {
  if (decide(what, tag) != roll_judgement::accept) {
    broken_invariant("a change of the roll is staged that may not be");
  }
  changing_.insert(tag);
  if (what == roll_change::addition) {
    next_roll_.added.push_back(tag);
    return;
  }
  roll_.find(tag)->retry = is_being_revoked;
  next_roll_.revoked.push_back(tag);
}

roll_content partition_ledger::take_roll_frame() {
  auto frame = std::exchange(next_roll_, {});
  std::sort(frame.added.begin(), frame.added.end());
  std::sort(frame.revoked.begin(), frame.revoked.end());
  return frame;
}

// -- opening and closing ------------------------------------------------------

open_content partition_ledger::make_open() const {
  return {voters_, roll_mark_};
}

close_content partition_ledger::make_close() const {
  return {ballots_.size()};
}

// -- what is so now -----------------------------------------------------------

bool partition_ledger::holds(const ballot_id& id) const {
  return ballots_.find(id) != nullptr;
}

bool partition_ledger::is_on_roll(const credential_tag& tag) const {
  const auto* voter = roll_.find(tag);
  return voter != nullptr && voter->retry != is_revoked;
}

bool partition_ledger::has_voted(const credential_tag& tag) const {
  const auto* voter = roll_.find(tag);
  return voter != nullptr && !is_reserved(voter->retry);
}

std::size_t partition_ledger::memory_bytes() const {
  return roll_.memory_bytes() + ballots_.memory_bytes();
}

} // namespace scrutin
