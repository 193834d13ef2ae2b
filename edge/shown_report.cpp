#include "edge/shown_report.hpp"

namespace scrutin::edge {

shown_report::shown_report(const election& in, const contest& where,
                           const results_view& view)
  : shown_(view.find({in.id, where.region})) {
  if (where.acclaimed) {
    if (shown_ != nullptr) {
      own_.eligible = shown_->eligible;
      own_.updated_at_ms = shown_->updated_at_ms;
    }
    own_.contest = {in.id, where.region};
    own_.votes_released = true;
    own_.closed = true;
    own_.count = count_contest(in, where, {});
    shown_ = &own_;
  } else if (shown_ == nullptr) {
    shown_ = &own_;
  }
}

bool is_annulled(const election& in, const contest& where,
                 const results_view& view) {
  contest_id id{in.id, where.region};
  auto course = view.course_of(id);
  return (course && course->annulled)
         || (in.withdrawal == withdrawal_rule::contest_annulled
             && !view.withdrawn_from(id).empty());
}

} // namespace scrutin::edge
