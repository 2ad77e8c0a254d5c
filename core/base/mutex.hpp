#pragma once
// std::mutex that clang's thread-safety analysis understands.  A member says what guards it:
//   mutex mutex_;  int count_ TENANTRY_GUARDED_BY(mutex_);
#include <condition_variable>
#include <mutex>

#if defined(__clang__)
#define TENANTRY_ANNOTATE(x) __attribute__((x))
#else
#define TENANTRY_ANNOTATE(x)
#endif
#define TENANTRY_GUARDED_BY(x) TENANTRY_ANNOTATE(guarded_by(x))
#define TENANTRY_REQUIRES(x) TENANTRY_ANNOTATE(requires_capability(x))

namespace tenantry {

class TENANTRY_ANNOTATE(capability("mutex")) mutex {
 public:
  void lock() TENANTRY_ANNOTATE(acquire_capability()) { mutex_.lock(); }
  void unlock() TENANTRY_ANNOTATE(release_capability()) { mutex_.unlock(); }
  bool try_lock() TENANTRY_ANNOTATE(try_acquire_capability(true)) { return mutex_.try_lock(); }

 private:
  std::mutex mutex_;
};

class TENANTRY_ANNOTATE(scoped_lockable) lock_guard {
 public:
  explicit lock_guard(mutex &m) TENANTRY_ANNOTATE(acquire_capability(m)) : mutex_(m) { mutex_.lock(); }
  ~lock_guard() TENANTRY_ANNOTATE(release_capability()) { mutex_.unlock(); }
  lock_guard(const lock_guard &) = delete;
  lock_guard &operator=(const lock_guard &) = delete;

 private:
  mutex &mutex_;
};

// Wait on a tenantry::mutex held by a lock_guard: changed_.wait(mutex_, …).
using condition_variable = std::condition_variable_any;

}  // namespace tenantry
