#include "storage/memory/faulty_ballot_box.hpp"

namespace scrutin {

namespace {

error crashed_error() {
  return {ec::storage_failed, "the ballot box was made to fail"};
}

error away_error() {
  return {ec::storage_away, "the ballot box was made to be away"};
}

std::vector<result<void>> all(std::size_t frames, const error& failure) {
  return std::vector<result<void>>(frames, result<void>{failure});
}

} // namespace

result<void> faulty_ballot_box::may_acquire() const {
  if (faults_->crashed) {
    return crashed_error();
  }
  if (faults_->full) {
    return error{ec::storage_full, "made to be full"};
  }
  if (faults_->away) {
    return away_error();
  }
  return {};
}

result<acquired_log> faulty_ballot_box::acquire(partition_id partition,
                                                const frame_visitor& visit) {
  auto may = may_acquire();
  return may ? inner_->acquire(partition, visit) : may.failure();
}

result<acquired_log> faulty_ballot_box::acquire_after(
  partition_id partition, const frame_mark& known, const frame_visitor& visit) {
  auto may = may_acquire();
  return may ? inner_->acquire_after(partition, known, visit) : may.failure();
}

result<void> faulty_ballot_box::read(partition_id partition,
                                     const frame_visitor& visit) const {
  if (faults_->crashed) {
    return crashed_error();
  }
  return inner_->read(partition, visit);
}

std::vector<result<void>>
faulty_ballot_box::append(const std::vector<spending_frame>& frames) {
  if (faults_->crashed) {
    return all(frames.size(), crashed_error());
  }
  if (faults_->full) {
    return all(frames.size(), {ec::storage_full, "made to be full"});
  }
  if (faults_->away) {
    return all(frames.size(), away_error());
  }
  switch (faults_->next_append.exchange(append_fault::none)) {
  case append_fault::none:
    return inner_->append(frames);
  case append_fault::full:
    return all(frames.size(), {ec::storage_full, "made to be full"});
  case append_fault::away:
    return all(frames.size(), away_error());
  case append_fault::spent_twice:
    return all(frames.size(), {ec::spent_twice, "made to be spent"});
  case append_fault::failed_unwritten:
    faults_->crashed = true;
    return all(frames.size(), crashed_error());
  case append_fault::failed_written:
    inner_->append(frames);
    faults_->crashed = true;
    return all(frames.size(), crashed_error());
  }
  broken_invariant("an append fault that is not defined");
}

std::vector<result<void>>
faulty_ballot_box::confirm(const std::vector<held_partition>& held) {
  if (faults_->crashed) {
    return all(held.size(), crashed_error());
  }
  if (faults_->away) {
    return all(held.size(), away_error());
  }
  return inner_->confirm(held);
}

result<std::vector<partition_id>> faulty_ballot_box::partitions() const {
  if (faults_->crashed) {
    return crashed_error();
  }
  return inner_->partitions();
}

} // namespace scrutin
