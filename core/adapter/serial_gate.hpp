#pragma once
// Lets one call at a time through an adapter that cannot bear two in one process.  Waiting obeys the call's
// limits; for other adapters it costs one test.
#include <condition_variable>
#include <mutex>

#include "core/adapter/types.hpp"
#include "core/base/result.hpp"

namespace tenantry {

class serial_gate {
 public:
  explicit serial_gate(bool closed) : closed_(closed) {}

  class pass {
   public:
    explicit pass(serial_gate *gate) : gate_(gate) {}
    pass(pass &&other) noexcept : gate_(std::exchange(other.gate_, nullptr)) {}
    pass &operator=(pass &&) = delete;
    ~pass() {
      if (gate_ != nullptr) gate_->leave();
    }

   private:
    serial_gate *gate_;
  };

  result<pass> enter(const call_limits &limits);
  pass enter();  // however long it takes: to close what is open

 private:
  void leave();
  const bool closed_;
  std::mutex mutex_;
  std::condition_variable_any left_;
  bool busy_ = false;  // guarded by mutex_
};

}  // namespace tenantry
