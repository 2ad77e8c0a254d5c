#include "core/adapter/canceller.hpp"

#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>

namespace tenantry {
namespace {

struct job {
  tnt_conn *connection;
  canceller::then what;
  std::uint64_t number;
};

}  // namespace

struct canceller::work {
  void (*cancel)(tnt_conn *);
  void (*close)(tnt_conn *);
  std::mutex mutex;
  std::condition_variable changed;
  // Guarded by mutex.
  std::deque<job> queue;
  std::uint64_t given = 0, done = 0;  // jobs are done in order: number n is done when done >= n
  bool started = false, ending = false, gone = false;

  void run() {
    std::unique_lock lock(mutex);
    for (;;) {
      changed.wait(lock, [this] { return ending || !queue.empty(); });
      if (queue.empty()) break;
      const job next = queue.front();
      queue.pop_front();
      lock.unlock();
      cancel(next.connection);
      if (next.what == then::close) close(next.connection);
      lock.lock();
      done = next.number;
      changed.notify_all();
    }
    gone = true;
    changed.notify_all();
  }
};

canceller::canceller(const tnt_adapter &table) : work_(std::make_shared<work>()) {
  work_->cancel = table.cancel;
  work_->close = table.close;
}

canceller::~canceller() {
  std::unique_lock lock(work_->mutex);
  if (!work_->started) return;
  work_->ending = true;
  work_->changed.notify_all();
  work_->changed.wait_for(lock, std::chrono::seconds(2), [this] { return work_->gone; });
}

bool canceller::end(tnt_conn *connection, then what, milliseconds patience) {
  std::unique_lock lock(work_->mutex);
  if (!work_->started) {
    // Detached: a cancel that never returns must not keep the program from ending.
    std::thread([shared = work_] { shared->run(); }).detach();
    work_->started = true;
  }
  const std::uint64_t number = ++work_->given;
  work_->queue.push_back({connection, what, number});
  work_->changed.notify_all();
  return work_->changed.wait_for(lock, patience, [&] { return work_->done >= number; });
}

}  // namespace tenantry
