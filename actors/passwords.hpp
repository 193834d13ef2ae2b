#pragma once

#include <functional>
#include <string>
#include <string_view>

#include <caf/typed_event_based_actor.hpp>

#include "domain/administration/password.hpp"
#include "domain/surroundings.hpp"
#include "protocol/type_ids.hpp"

namespace scrutin {

struct passwords_options {
  password_cost cost;
  random_source random;
  /// Called once, on the thread that hashes; may be empty.
  std::function<void()> on_thread;
};

/// Hashes passwords, one after the other: each takes 64 MiB and 100 ms, so one
/// at a time is what a node spends on them whatever comes. Whoever asks bounds
/// what waits here. Spawn it detached.
///
/// A login that nobody has is checked against a hash that nobody knows the
/// password of, so that it takes as long as any other.
class passwords : public passwords_actor::base {
public:
  passwords(caf::actor_config& cfg, passwords_options options);
  const char* name() const override { return "scrutin.passwords"; }

protected:
  behavior_type make_behavior() override;

private:
  // -- messages ---------------------------------------------------------------
  caf::result<login_checked> on(const check_login& x);
  caf::result<password_hashed> on(const hash_wanted& x);

  // -- state ------------------------------------------------------------------
  void begin();
  [[nodiscard]] result<std::string> hash(std::string_view password) const;

  passwords_options options_;
  bool has_begun_ = false;
  /// Made at the first check: a node that nobody administers spends nothing.
  std::string nobodys_;
};

} // namespace scrutin
