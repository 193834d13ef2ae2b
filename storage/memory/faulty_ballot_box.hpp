#pragma once

#include <atomic>
#include <memory>

#include "storage/ballot_box_store.hpp"

namespace scrutin {

/// What the next append of a faulty ballot box does wrong.
enum class append_fault : std::uint8_t {
  none = 0,
  /// `storage_full`: nothing is written, later appends succeed.
  full,
  /// `storage_away`: nothing is written, later appends succeed.
  away,
  /// `spent_twice`: nothing is written, later appends succeed.
  spent_twice,
  /// `storage_failed`: nothing is written, nothing is written afterwards.
  failed_unwritten,
  /// `storage_failed` although the frames are durable: the outcome that a
  /// failed sync may have. Nothing is written afterwards.
  failed_written,
};

/// Switches that a test keeps, to be turned from any thread.
struct ballot_box_faults {
  /// Spent by the next append.
  std::atomic<append_fault> next_append = append_fault::none;
  /// While set, every append and acquisition is refused with `storage_full`.
  std::atomic<bool> full = false;
  /// The same with `storage_away`.
  std::atomic<bool> away = false;
  /// Once set, everything is refused with `storage_failed`, as if the process
  /// had ended. What was acknowledged stays in the contents beneath.
  std::atomic<bool> crashed = false;
};

/// A ballot box that fails when a test says so, over one that does not.
class faulty_ballot_box final : public ballot_box_store {
public:
  faulty_ballot_box(std::unique_ptr<ballot_box_store> inner,
                    std::shared_ptr<ballot_box_faults> faults)
    : inner_(std::move(inner)), faults_(std::move(faults)) {}

  result<acquired_log> acquire(partition_id partition,
                               const frame_visitor& visit) override;
  result<acquired_log> acquire_after(partition_id partition,
                                     const frame_mark& known,
                                     const frame_visitor& visit) override;
  result<void> read(partition_id partition,
                    const frame_visitor& visit) const override;
  std::vector<result<void>>
  append(const std::vector<spending_frame>& frames) override;
  std::vector<result<void>>
  confirm(const std::vector<held_partition>& held) override;
  result<std::vector<partition_id>> partitions() const override;

private:
  [[nodiscard]] result<void> may_acquire() const;

  std::unique_ptr<ballot_box_store> inner_;
  std::shared_ptr<ballot_box_faults> faults_;
};

} // namespace scrutin
