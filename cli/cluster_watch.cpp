#include "cli/cluster_watch.hpp"

#include <chrono>
#include <deque>
#include <ostream>
#include <thread>

#include "cli/cluster_changes.hpp"
#include "cli/cluster_report.hpp"

namespace scrutin {

namespace {

constexpr std::size_t shown_changes = 12;

class watch {
public:
  watch(const terminal& at, const cluster_watch_options& options)
    : at_(at), options_(options) {}

  void take(const cluster_view& view) {
    is_away_ = false;
    auto changes = changes_between(view_, view, options_.lease_ms);
    view_ = view;
    auto draws = at_.out_is_terminal && options_.print == print_format::text;
    for (const auto& change : changes) {
      if (options_.print == print_format::json) {
        at_.out << boost::json::serialize(change.json) << "\n";
      } else if (!draws) {
        at_.out << change.text << "\n";
      } else if (!is_first_) {
        latest_.push_back(change.text);
      }
    }
    is_first_ = false;
    if (draws) {
      draw();
    }
    at_.out << std::flush;
  }

  void note_away(const error& why) {
    if (!is_away_) {
      at_.err << "scrutin: " << why.detail << "; looking again\n";
    }
    is_away_ = true;
  }

private:
  void draw() {
    while (latest_.size() > shown_changes) {
      latest_.pop_front();
    }
    at_.out << "\x1b[H\x1b[J";
    print_nodes(at_, view_, options_.lease_ms, print_format::text);
    at_.out << "\n";
    print_cluster(at_, view_, options_.lease_ms, print_format::text);
    for (const auto& line : latest_) {
      at_.out << "  " << line << "\n";
    }
  }

  const terminal& at_;
  const cluster_watch_options& options_;
  cluster_view view_;
  std::deque<std::string> latest_;
  bool is_first_ = true;
  bool is_away_ = false;
};

} // namespace

exit_code watch_cluster(const terminal& at, const cluster_store& cluster,
                        const cluster_watch_options& options) {
  watch shown{at, options};
  for (std::uint32_t looks = 1;; ++looks) {
    auto view = cluster.view();
    if (view) {
      shown.take(*view);
    } else if (view.failure().code == ec::storage_away) {
      shown.note_away(view.failure());
    } else {
      return report(at, view.failure());
    }
    if (options.count != 0 && looks >= options.count) {
      return exit_code::ok;
    }
    std::this_thread::sleep_for(std::chrono::milliseconds{options.interval_ms});
  }
}

} // namespace scrutin
