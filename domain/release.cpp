#include "domain/release.hpp"

#include <algorithm>

namespace scrutin {

release_fold::release_fold(release_policy policy, std::uint32_t step_ballots)
  : policy_(policy), step_ballots_(std::max(step_ballots, 1U)) {
}

bool release_fold::apply(const frame_header& header,
                         const frame_content& content) {
  if (const auto* ballots = std::get_if<ballots_content>(&content)) {
    for (const auto& ballot : ballots->ballots) {
      held_.add(ballot.selection);
    }
  }
  released_.closed = header.kind == frame_kind::close;
  if (!released_.closed && held_.total() < step_ballots_) {
    return false;
  }
  release(header);
  return true;
}

void release_fold::release(const frame_header& header) {
  released_.version = header.sequence;
  released_.turnout += held_.total();
  withheld_.add(held_);
  held_.clear();
  last_change_.clear();
  if (policy_ == release_policy::live || released_.closed) {
    released_.votes.add(withheld_);
    std::swap(last_change_, withheld_);
  }
}

tally release_fold::complete() const {
  tally all = released_.votes;
  all.add(withheld_);
  all.add(held_);
  return all;
}

void release_fold::save(byte_writer& out) const {
  out.u64(released_.version);
  out.u64(released_.turnout);
  out.u8(released_.closed ? 1 : 0);
  for (const auto* x : {&released_.votes, &last_change_, &held_, &withheld_}) {
    x->save(out);
  }
}

void release_fold::load(byte_reader& in) {
  released_.version = in.u64();
  released_.turnout = in.u64();
  released_.closed = in.u8() != 0;
  for (auto* x : {&released_.votes, &last_change_, &held_, &withheld_}) {
    *x = tally::load(in);
  }
}

} // namespace scrutin
