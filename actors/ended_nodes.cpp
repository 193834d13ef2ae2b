#include "actors/ended_nodes.hpp"

#include <algorithm>
#include <iterator>
#include <limits>

namespace scrutin {

namespace {

constexpr auto for_ever = std::numeric_limits<std::int64_t>::max();

member_view* find(cluster_view& view, const std::string& name,
                  incarnation_id incarnation) {
  auto found = std::find_if(
    view.members.begin(), view.members.end(), [&](const member_view& x) {
      return x.what.name == name && x.what.incarnation == incarnation;
    });
  return found == view.members.end() ? nullptr : &*found;
}

} // namespace

void ended_nodes::mark(cluster_view& view) const {
  for (const auto& [name, end] : noted_) {
    if (auto* x = find(view, name, end.incarnation)) {
      x->silent_ms = for_ever;
    }
  }
}

void ended_nodes::follow(cluster_view& view) {
  for (auto each = noted_.begin(); each != noted_.end();) {
    auto& end = each->second;
    auto* x = find(view, each->first, end.incarnation);
    if (x != nullptr && !end.renewals) {
      end.renewals = x->renewals;
    }
    auto is_over = x == nullptr || x->renewals > *end.renewals + 1;
    each = is_over ? noted_.erase(each) : std::next(each);
  }
  mark(view);
}

} // namespace scrutin
