#include "actors/totals_feed.hpp"

#include <algorithm>

namespace scrutin {

void totals_feed::on_release(const release_fold& release) {
  changed_ = true;
  if (!snapshot_due_) {
    changes_.add(release.last_change());
  }
}

void totals_feed::on_ack(sequence_number version, bool wants_snapshot) {
  if (wants_snapshot) {
    snapshot_due_ = true;
    awaiting_ack_ = false;
  } else if (version == sent_) {
    awaiting_ack_ = false;
  }
}

std::vector<totals_update>
totals_feed::next(const release_fold& release, const partition_status& status,
                  const std::vector<option_id>& withdrawn) {
  if (awaiting_ack_ || !(snapshot_due_ || changed_)) {
    return {};
  }
  const auto& released = release.released();
  auto entries = snapshot_due_ ? released.votes.entries() : changes_.entries();
  totals_update head;
  head.partition = status.partition;
  head.base = snapshot_due_ ? 0 : sent_;
  head.snapshot = snapshot_due_;
  head.version = released.version;
  head.voters = status.voters;
  head.turnout = released.turnout;
  head.state = status.state;
  head.withdrawn = withdrawn;
  head.opening = status.opening;
  head.pieces = static_cast<std::uint32_t>(std::max<std::size_t>(
    1, (entries.size() + piece_entries - 1) / piece_entries));
  std::vector<totals_update> pieces(head.pieces, head);
  for (std::size_t i = 0; i < entries.size(); ++i) {
    pieces[i / piece_entries].changes.push_back(std::move(entries[i]));
  }
  for (std::uint32_t i = 0; i < head.pieces; ++i) {
    pieces[i].piece = i;
  }
  sent_ = released.version;
  awaiting_ack_ = true;
  snapshot_due_ = false;
  changed_ = false;
  changes_.clear();
  return pieces;
}

} // namespace scrutin
