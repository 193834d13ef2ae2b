#include "cli/progress_bar.hpp"

#include <algorithm>
#include <ostream>
#include <utility>

namespace scrutin {

namespace {
constexpr std::size_t width = 30;
constexpr std::chrono::milliseconds redraw_every{100};
constexpr std::chrono::milliseconds line_every{5000};
} // namespace

progress_bar::progress_bar(const terminal& at, std::string what,
                           std::string unit, std::uint64_t total)
  : at_(at), what_(std::move(what)), unit_(std::move(unit)),
    total_(std::max<std::uint64_t>(total, 1)) {
  next_ += at_.err_is_terminal ? redraw_every : line_every;
}

double progress_bar::elapsed_s() const {
  return std::chrono::duration<double>(clock::now() - began_).count();
}

void progress_bar::update(std::uint64_t done, std::uint64_t counted) {
  auto now = clock::now();
  if (now >= next_) {
    next_ = now + (at_.err_is_terminal ? redraw_every : line_every);
    draw(done, counted);
  }
}

void progress_bar::draw(std::uint64_t done, std::uint64_t counted) {
  auto share = std::min<std::uint64_t>(done * 100 / total_, 100);
  auto speed = static_cast<double>(counted) / std::max(elapsed_s(), 0.001);
  auto text = std::to_string(share) + "%  " + with_separators(counted) + " "
              + unit_ + "  "
              + with_separators(static_cast<std::uint64_t>(speed)) + "/s";
  if (!at_.err_is_terminal) {
    at_.err << what_ << ": " << text << std::endl;
    return;
  }
  auto filled = static_cast<std::size_t>(share) * width / 100;
  at_.err << "\r" << what_ << " [" << std::string(filled, '#')
          << std::string(width - filled, '.') << "] " << text << "\x1b[K"
          << std::flush;
  drawn_ = true;
}

void progress_bar::finish() {
  if (drawn_) {
    at_.err << "\r\x1b[K" << std::flush;
    drawn_ = false;
  }
}

} // namespace scrutin
