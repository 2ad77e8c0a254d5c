#pragma once
// The thread of a session whose adapter wants every call of a connection on the thread that opened it.  The
// session hands over each call and waits, so that it may itself move between threads.
#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>

namespace tenantry {

class home_thread {
 public:
  home_thread();
  ~home_thread();
  home_thread(const home_thread &) = delete;
  home_thread &operator=(const home_thread &) = delete;

  // Runs it there and returns after it; the task must not throw.
  void run(const std::function<void()> &task);

 private:
  void serve(const std::stop_token &stop);
  std::mutex mutex_;
  std::condition_variable_any changed_;
  const std::function<void()> *task_ = nullptr;  // guarded by mutex_
  std::jthread thread_;                          // last: it uses what stands above
};

}  // namespace tenantry
