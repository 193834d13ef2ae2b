#include "storage/memory/memory_ballot_box.hpp"

namespace scrutin {

result<acquired_log> memory_ballot_box::acquire(partition_id partition,
                                                const frame_visitor& visit) {
  return acquire_after(partition, {}, visit);
}

result<acquired_log> memory_ballot_box::acquire_after(
  partition_id partition, const frame_mark& known, const frame_visitor& visit) {
  acquired_log acquired;
  {
    std::lock_guard lock{contents_->mutex};
    auto& log = contents_->logs[partition];
    ++log.record.epoch;
    log.owner = node_;
    acquired = {log.record.epoch, log.record.last_sequence};
    if (known.sequence > 0 && known.sequence <= log.frames.size()
        && mark_of(log.frames[known.sequence - 1]) == known) {
      acquired.known = known.sequence;
      acquired.spent = log.spent;
    }
    log.frames_read = log.frames.size() - acquired.known;
  }
  auto done =
    read_after(partition, acquired.known > 0 ? known : frame_mark{}, visit);
  return done ? result<acquired_log>{acquired} : done.failure();
}

result<void> memory_ballot_box::read(partition_id partition,
                                     const frame_visitor& visit) const {
  return read_after(partition, {}, visit);
}

result<void> memory_ballot_box::read_after(partition_id partition,
                                           const frame_mark& known,
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
  if (known.sequence > 0) {
    check.begin_after(known);
  }
  for (auto i = known.sequence; i < log.frames.size(); ++i) {
    auto& frame = log.frames[i];
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
      log->second.spent += spent.size();
      outcomes.emplace_back();
    }
  }
  return outcomes;
}

std::vector<result<void>>
memory_ballot_box::confirm(const std::vector<held_partition>& held) {
  std::lock_guard lock{contents_->mutex};
  std::vector<result<void>> outcomes;
  outcomes.reserve(held.size());
  for (const auto& x : held) {
    auto log = contents_->logs.find(x.partition);
    auto now =
      log == contents_->logs.end() ? partition_record{} : log->second.record;
    outcomes.push_back(check_held(x.partition, now, x.epoch));
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
