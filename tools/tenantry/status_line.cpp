#include "tools/tenantry/status_line.hpp"

#include <fmt/format.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <cstring>

#include "core/base/log.hpp"
#include "tools/tenantry/words.hpp"

namespace tenantry {
namespace {

constexpr milliseconds between_drawings{100};

// The log's interlude is a plain function; there is one status line in a process.
std::atomic<status_line *> current{nullptr};

void interlude(bool before) {
  status_line *line = current;
  if (line == nullptr) return;
  if (before) {
    line->pause();
  } else {
    line->resume();
  }
}

bool is_terminal(std::FILE *stream) {
  const char *kind = std::getenv("TERM");
  const bool dumb = kind == nullptr || std::strcmp(kind, "dumb") == 0;
  return !dumb && ::isatty(::fileno(stream)) == 1;
}

// Cut at a character's edge; a character counts as one column.
std::string cut(const std::string &line, std::size_t width) {
  std::size_t columns = 0;
  for (std::size_t i = 0; i < line.size(); ++i) {
    if ((static_cast<unsigned char>(line[i]) & 0xC0U) == 0x80U) continue;
    if (columns++ == width) return line.substr(0, i);
  }
  return line;
}

std::int64_t milliseconds_since(monotonic::time_point begin) {
  return std::chrono::duration_cast<milliseconds>(monotonic::now() - begin).count();
}

}  // namespace

std::string progress_text(const rollout_progress &now, std::int64_t elapsed_ms) {
  std::string text = fmt::format("{} of {}", with_thousands(now.finished), counted(now.total, "tenant"));
  if (now.finished == 0 || elapsed_ms < 1000) return text;
  const double rate = static_cast<double>(now.finished) * 1000 / static_cast<double>(elapsed_ms);
  text += rate >= 10 ? fmt::format(", {:.0f}/s", rate) : fmt::format(", {:.1f}/s", rate);
  const auto left = now.total > now.finished ? now.total - now.finished : 0;
  if (left > 0) {
    const auto seconds = static_cast<std::int64_t>(static_cast<double>(left) / rate) + 1;
    text += seconds < 60 ? fmt::format(", {} s left", seconds)
                         : fmt::format(", {} left", human_duration(seconds * 1000));
  }
  return text;
}

std::vector<std::string> status_lines(const rollout_progress &now, const std::string &track,
                                      std::int64_t elapsed_ms, std::size_t width, std::size_t height) {
  std::string total =
      fmt::format("{}: {}, {}", track, progress_text(now, elapsed_ms), human_duration(elapsed_ms));
  const rollout_totals &so_far = now.so_far;
  if (so_far.failed + so_far.held > 0)
    total += fmt::format(", {} failed", with_thousands(so_far.failed + so_far.held));
  std::vector<std::string> lines = {cut(total, width)};
  std::size_t more = 0;
  for (const std::string &name : now.working_on) {
    if (name.empty()) continue;
    if (lines.size() + 2 < height) {
      lines.push_back(cut("  " + printable(name), width));
    } else {
      ++more;
    }
  }
  if (more > 0) lines.push_back(fmt::format("  and {} more", more));
  return lines;
}

status_line::status_line(std::FILE *stream, bool wanted)
    : stream_(stream), drawing_(wanted && is_terminal(stream)) {
  if (!drawing_) return;
  current = this;
  set_log_interlude(interlude);
  ticker_ = std::jthread([this](const std::stop_token &stop) { tick(stop); });
}

status_line::~status_line() {
  if (!drawing_) return;
  end();
  set_log_interlude(nullptr);
  current = nullptr;
  ticker_.request_stop();
}

void status_line::tick(const std::stop_token &stop) {
  while (!stop.stop_requested()) {
    system_clock().sleep_for(between_drawings, stop);
    const lock_guard guard(mutex_);
    if (active_ && paused_ == 0 && milliseconds_since(started_) >= between_drawings.count()) draw();
  }
}

void status_line::begin(const std::string &track) {
  if (!drawing_) return;
  const lock_guard guard(mutex_);
  track_ = track;
  now_ = {};
  started_ = monotonic::now();
  active_ = true;
  drawn_ = 0;
}

void status_line::update(const rollout_progress &now) {
  if (!drawing_) return;
  const lock_guard guard(mutex_);
  now_ = now;
}

void status_line::end() {
  if (!drawing_) return;
  const lock_guard guard(mutex_);
  clear();
  active_ = false;
}

void status_line::pause() {
  if (!drawing_) return;
  const lock_guard guard(mutex_);
  ++paused_;
  clear();
}

// The ticker draws the lines again: a hundred outcomes in a row cost no hundred drawings.
void status_line::resume() {
  if (!drawing_) return;
  const lock_guard guard(mutex_);
  --paused_;
}

void status_line::clear() {
  if (drawn_ == 0) return;
  std::string text = "\r";
  if (drawn_ > 1) text += fmt::format("\x1b[{}A", drawn_ - 1);
  text += "\x1b[J";
  std::fwrite(text.data(), 1, text.size(), stream_);
  std::fflush(stream_);
  drawn_ = 0;
}

void status_line::draw() {
  winsize size{};
  const bool known = ::ioctl(::fileno(stream_), TIOCGWINSZ, &size) == 0 && size.ws_col > 0;
  const std::vector<std::string> lines = status_lines(
      now_, track_, milliseconds_since(started_), known ? size.ws_col - 1U : 79U, known ? size.ws_row : 24U);
  std::string text = "\r";
  if (drawn_ > 1) text += fmt::format("\x1b[{}A", drawn_ - 1);
  text += fmt::format("\x1b[J{}", fmt::join(lines, "\n"));
  std::fwrite(text.data(), 1, text.size(), stream_);
  std::fflush(stream_);
  drawn_ = lines.size();
}

}  // namespace tenantry
