#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "domain/cryptography.hpp"
#include "domain/ids.hpp"
#include "domain/result.hpp"

namespace scrutin {

// A frame is the unit of durability: what a partition's log is made of. The
// header is stored in clear and authenticated; the content is sealed. No
// time, address or order of arrival is in it.

/// Written to disk: never renumber.
enum class frame_kind : std::uint8_t {
  open = 1,
  ballots = 2,
  roll = 3,
  close = 4,
  course = 5,
};

struct frame_header {
  static constexpr std::uint8_t current_format = 1;
  static constexpr std::size_t encoded_size = 24;

  std::uint8_t format = current_format;
  partition_id partition;
  epoch_number epoch = 0;
  sequence_number sequence = 0;
  frame_kind kind = frame_kind::open;
};

/// 24 bytes: format, kind, election, region, slice, epoch, sequence.
std::string encode(const frame_header& x);
result<frame_header> decode_frame_header(std::string_view bytes);

/// Voting begins; says over which roll, so that a changed roll is noticed.
struct open_content {
  std::uint64_t roll_voters = 0;
  /// The exclusive or of all tags.
  credential_tag roll_mark;
};

/// A tag that has voted, with what its repeats are recognised by.
struct spent_tag {
  credential_tag tag;
  retry_id retry;
};

struct cast_ballot {
  ballot_id id;
  /// Canonical bytes of a selection.
  std::string selection;
};

/// Sorted separately, by tag and by id, so that positions say nothing.
struct ballots_content {
  std::vector<spent_tag> spent;
  std::vector<cast_ballot> ballots;
};

/// Changes to the roll of a sealed or open partition.
struct roll_content {
  std::vector<credential_tag> added;
  std::vector<credential_tag> revoked;
};

/// Voting has ended; how many ballots lie before.
struct close_content {
  std::uint64_t ballots = 0;
};

/// What officials decided while voting goes on.
struct course_content {
  /// Of the act in the audit log; later ones have higher numbers.
  std::uint64_t number = 0;
  /// No ballots until a later one says otherwise.
  bool suspended = false;
  /// Unix ms, in place of what was said before.
  std::int64_t closes_at_ms = 0;
  /// Candidates who have withdrawn so far, in the order of their withdrawals.
  std::vector<option_id> withdrawn = {};
};

using frame_content = std::variant<open_content, ballots_content, roll_content,
                                   close_content, course_content>;

frame_kind kind_of(const frame_content& x);

/// The tags that a content spends, in its order; none but for ballots.
std::vector<credential_tag> spent_tags_of(const frame_content& x);

/// A frame as it is stored and sent.
struct sealed_frame {
  frame_header header;
  std::string sealed;
};

/// A frame on its way into the box. The tags that its ballots spend go along
/// in clear: a store that several processes share keeps each of them once.
struct spending_frame {
  spending_frame() = default;
  spending_frame(sealed_frame sealed, std::vector<credential_tag> tags = {})
    : frame(std::move(sealed)), spent(std::move(tags)) {}

  sealed_frame frame;
  /// Ascending, as in the content; none but for a ballots frame.
  std::vector<credential_tag> spent;
};

/// Header and sealed content in one string, for stores that keep bytes.
std::string encode(const sealed_frame& x);
result<sealed_frame> decode_sealed_frame(std::string_view bytes);

/// Seals and opens the frames of one partition: AES-256-GCM under a key
/// derived for the partition, nonce = epoch ‖ sequence, header as associated
/// data. The same frame always seals to the same bytes.
class frame_sealer {
public:
  frame_sealer(partition_id partition, const secret_key& election_frame_key);

  [[nodiscard]] sealed_frame seal(epoch_number epoch, sequence_number sequence,
                                  const frame_content& content) const;

  /// @returns `damaged`, naming the partition and the sequence, unless the
  /// frame is as it was sealed for this partition.
  [[nodiscard]] result<frame_content> open(const sealed_frame& x) const;

private:
  partition_id partition_;
  sealer sealer_;
};

} // namespace scrutin
