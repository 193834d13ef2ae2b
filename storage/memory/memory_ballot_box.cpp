#include "storage/memory/memory_ballot_box.hpp"

namespace scrutin {

result<acquired_log> memory_ballot_box::acquire(partition_id partition,
                                                const frame_visitor& visit) {
  acquired_log acquired;
  {
    std::lock_guard lock{contents_->mutex};
    auto& log = contents_->logs[partition];
    ++log.record.epoch;
    log.owner = node_;
    acquired = {log.record.epoch, log.record.last_sequence};
  }
  if (auto done = read(partition, visit); !done) {
    return done.failure();
  }
  return acquired;
}

result<void> memory_ballot_box::read(partition_id partition,
                                     const frame_visitor& visit) const {
  memory_contents::partition_log log;
  {
    std::lock_guard lock{contents_->mutex};
    auto found = contents_->logs.find(partition);
    if (found == contents_->logs.end()) {
      return {};
    }
    log = found->second;
  }
  log_check check{partition, log.record};
  for (auto& frame : log.frames) {
    if (auto done = check.next(frame.header); !done) {
      return done;
    }
    if (auto done = visit(std::move(frame)); !done) {
      return done;
    }
  }
  return check.end();
}

std::vector<result<void>>
memory_ballot_box::append(const std::vector<spending_frame>& frames) {
  std::lock_guard lock{contents_->mutex};
  std::vector<result<void>> outcomes;
  outcomes.reserve(frames.size());
  for (const auto& [frame, spent] : frames) {
    auto log = contents_->logs.find(frame.header.partition);
    auto now =
      log == contents_->logs.end() ? partition_record{} : log->second.record;
    auto after = record_after(now, frame.header);
    if (now.epoch == 0) {
      outcomes.emplace_back(error{
        ec::fenced, "nobody acquired " + to_string(frame.header.partition)});
    } else if (!after) {
      outcomes.emplace_back(after.failure());
    } else {
      log->second.record = *after;
      log->second.frames.push_back(frame);
      outcomes.emplace_back();
    }
  }
  return outcomes;
}

result<std::vector<partition_id>> memory_ballot_box::partitions() const {
  std::lock_guard lock{contents_->mutex};
  std::vector<partition_id> ids;
  for (const auto& entry : contents_->logs) {
    ids.push_back(entry.first);
  }
  return ids;
}

} // namespace scrutin
