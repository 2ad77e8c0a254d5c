#include "core/engine/blocker_watch.hpp"

#include <utility>

#include "core/adapter/catalog.hpp"
#include "core/base/log.hpp"

namespace tenantry {

namespace {
constexpr milliseconds question_limit{2000};  // opening a connection and asking may take this long
constexpr std::chrono::hours idle{1};
}  // namespace

blocker_watch::blocker_watch(const adapter &a, const session_config &connect, std::string victim)
    : adapter_(a), connect_(connect), victim_(std::move(victim)) {}

blocker_watch::~blocker_watch() {
  thread_.request_stop();
  changed_.notify_all();
}

void blocker_watch::arm(milliseconds after) {
  if (victim_.empty()) return;
  bool oversleeps = false;
  {
    const lock_guard guard(mutex_);
    due_ = monotonic::now() + after;
    found_.clear();
    oversleeps = *due_ < asleep_until_;
  }
  if (!thread_.joinable())
    thread_ = std::jthread([this](const std::stop_token &stop) { watch(stop); });
  else if (oversleeps)
    changed_.notify_all();
}

std::vector<blocker> blocker_watch::disarm() {
  const lock_guard guard(mutex_);
  due_.reset();
  while (asking_) changed_.wait(mutex_);
  return std::exchange(found_, {});
}

// Analysis off: the lock is let go while the question is under way.
void blocker_watch::watch(const std::stop_token &stop) TENANTRY_ANNOTATE(no_thread_safety_analysis) {
  const std::stop_callback wake(stop, [this] { changed_.notify_all(); });
  std::unique_lock lock(mutex_);
  while (!stop.stop_requested()) {
    if (const auto now = monotonic::now(); !due_ || now < *due_) {
      const auto until = due_.value_or(now + idle);
      asleep_until_ = until;
      changed_.wait_until(lock, stop, until, [this, until]() TENANTRY_ANNOTATE(no_thread_safety_analysis) {
        return due_ && *due_ < until;
      });
    } else {
      due_.reset();
      asking_ = true;
      lock.unlock();
      std::vector<blocker> found = ask(stop);
      lock.lock();
      found_ = std::move(found);
      asking_ = false;
      changed_.notify_all();
    }
  }
}

// Nothing may leave the thread: who blocks is worth telling, and not worth the process.
std::vector<blocker> blocker_watch::ask(const std::stop_token &stop) const try {
  const call_limits limits{.deadline = monotonic::now() + question_limit, .stop = stop, .stop_fd = -1};
  auto observer = session::open(adapter_, connect_, limits);
  if (!observer) {
    log_debug("cannot look for blockers: " + observer.error().message);
    return {};
  }
  if (!observer->has_diagnose()) return {};
  auto found = observer->blockers(victim_, limits);
  if (!found) log_debug("cannot look for blockers: " + found.error().message);
  return found ? std::move(*found) : std::vector<blocker>();
} catch (const std::exception &bug) {
  log_debug(std::string("cannot look for blockers: ") + bug.what());
  return {};
}

}  // namespace tenantry
