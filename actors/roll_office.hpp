#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "domain/election_directory.hpp"
#include "protocol/messages.hpp"
#include "storage/roll_store.hpp"

namespace scrutin {

/// What is to become of one voter on a region's roll. Zero tags: none.
struct roll_errand {
  contest_id where;
  credential_tag revoked;
  credential_tag added;
};

enum class roll_outcome_kind : std::uint8_t {
  /// All of it, durably.
  done = 0,
  /// A rule forbids it. Of an errand with two parts, the first may be done.
  refused,
  /// Not on the roll of that region.
  unknown,
  /// Nothing was done, and nothing is wrong with it: try later.
  unavailable,
  /// Done in part or perhaps: the same again finishes it.
  unfinished,
};

struct errand_outcome {
  roll_outcome_kind kind = roll_outcome_kind::done;
  /// Why not.
  std::string detail;
};

/// Changes rolls that are sealed, through the logs of their partitions:
///
///   revoke the old tag → reserve the new one → add the new one
///
/// each durable before the next begins, so that of two tags of one voter never
/// both may vote; and each without effect where it is done already, so that an
/// errand that was cut short is finished by running it again. Knows no actor:
/// is handed a way to ask validators. Blocks on the store of rolls.
class roll_office {
public:
  /// Nothing: no answer came in time.
  using reply = std::function<void(std::optional<roll_verdict>)>;
  /// Asks whoever owns a partition; replies once, at once or later.
  using messenger = std::function<void(const change_roll&, reply)>;
  using teller = std::function<void(const errand_outcome&)>;

  roll_office(directory_ptr elections, std::shared_ptr<roll_store> roll,
              messenger ask)
    : elections_(std::move(elections)), roll_(std::move(roll)),
      ask_(std::move(ask)) {}

  /// @param x: for a contest that is served.
  /// @param tell: called once, at once or later.
  void run(const roll_errand& x, const teller& tell);

private:
  void add(const roll_errand& x, const teller& tell);
  void settle_addition(const roll_errand& x, bool is_new, roll_verdict said,
                       const teller& tell);
  [[nodiscard]] change_roll change(const roll_errand& x, roll_change what,
                                   const credential_tag& tag) const;

  directory_ptr elections_;
  std::shared_ptr<roll_store> roll_;
  messenger ask_;
};

} // namespace scrutin
