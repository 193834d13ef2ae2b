#include "actors/passwords.hpp"

#include "protocol/errors.hpp"

namespace scrutin {

passwords::passwords(caf::actor_config& cfg, passwords_options options)
  : passwords_actor::base(cfg), options_(std::move(options)) {
}

passwords::behavior_type passwords::make_behavior() {
  return {
    [this](const check_login& x) { return on(x); },
    [this](const hash_wanted& x) { return on(x); },
  };
}

void passwords::begin() {
  if (!has_begun_ && options_.on_thread) {
    options_.on_thread();
  }
  has_begun_ = true;
}

result<std::string> passwords::hash(std::string_view password) const {
  return hash_password(password, options_.random(password_salt_size),
                       options_.cost);
}

caf::result<login_checked> passwords::on(const check_login& x) {
  begin();
  if (nobodys_.empty()) {
    constexpr std::size_t unguessable_bytes = 32;
    auto made = hash(options_.random(unguessable_bytes));
    if (!made) {
      return to_caf(made.failure());
    }
    nobodys_ = *std::move(made);
  }
  auto is_somebody = !x.password_hash.empty();
  auto right = password_matches(is_somebody ? x.password_hash : nobodys_,
                                x.password.view());
  if (!right) {
    return to_caf(right.failure());
  }
  return login_checked{*right && is_somebody};
}

caf::result<password_hashed> passwords::on(const hash_wanted& x) {
  begin();
  auto made = hash(x.password.view());
  if (!made) {
    return to_caf(made.failure());
  }
  return password_hashed{*std::move(made)};
}

} // namespace scrutin
