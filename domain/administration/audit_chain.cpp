#include "domain/administration/audit_chain.hpp"

#include <charconv>

#include "domain/text.hpp"

namespace scrutin {

namespace {

error broken(std::uint64_t number, const char* why) {
  return {ec::damaged, "audit entry " + std::to_string(number) + why};
}

} // namespace

result<void> audit_chain::next(const audit_entry& x) {
  auto wanted = last_.number + 1;
  if (x.number != wanted) {
    return broken(wanted, x.number > wanted ? " is missing"
                                            : " stands where another did");
  }
  if (x.hash != hash_of(x)) {
    return broken(x.number, " was changed: its hash does not fit");
  }
  if (x.previous != last_.hash) {
    return broken(x.number, " does not follow the one before it");
  }
  last_ = {x.number, x.hash};
  if (noted_) {
    auto is_there = noted_->number == x.number;
    if (is_there && noted_->hash != x.hash) {
      return broken(x.number, " is not the one that was noted: the log was "
                              "rewritten");
    }
    noted_seen_ |= (is_there || noted_->number == 0) && noted_->hash == x.hash;
  }
  return {};
}

result<void> audit_chain::end(const audit_mark& head) const {
  if (last_.number < head.number) {
    return broken(last_.number + 1, " is missing: the log was cut off");
  }
  if (last_ != head) {
    return broken(last_.number, " is not the one that the store ends with");
  }
  if (noted_ && !noted_seen_) {
    return noted_->number > last_.number
             ? broken(last_.number + 1, " is missing: the log was cut off "
                                        "before the head that was noted")
             : error{ec::damaged,
                     "no entry of the audit log has the hash that was noted: "
                     "it was cut off or rewritten"};
  }
  return {};
}

std::string to_string(const audit_mark& x) {
  return std::to_string(x.number) + ":" + to_hex(x.hash.view());
}

result<audit_mark> parse_audit_mark(std::string_view text) {
  audit_mark mark;
  auto colon = text.find(':');
  auto is_read = true;
  if (colon != std::string_view::npos) {
    auto digits = text.substr(0, colon);
    const auto* last = digits.data() + digits.size();
    auto [end, failure] = std::from_chars(digits.data(), last, mark.number);
    is_read = failure == std::errc{} && end == last && mark.number > 0;
    text.remove_prefix(colon + 1);
  }
  auto bytes = from_hex(text);
  if (!is_read || !bytes || bytes->size() != sha256_hash::size) {
    return error{ec::malformed, "a head is 64 hexadecimal digits, after the "
                                "number of its entry and a colon or alone"};
  }
  mark.hash = sha256_hash::from(*bytes);
  return mark;
}

} // namespace scrutin
