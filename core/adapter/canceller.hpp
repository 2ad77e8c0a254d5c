#pragma once
// The thread on which an adapter's cancel runs: one for an adapter, started at the first need.  A connection
// that comes here is cancelled and then closed; nobody else touches it any more.
#include <tenantry/sdk/adapter.h>

#include <memory>

#include "core/base/clock.hpp"

namespace tenantry {

class canceller {
 public:
  explicit canceller(const tnt_adapter &table);
  // Finishes what is queued; a cancel that hangs is left behind after two seconds.
  ~canceller();
  canceller(const canceller &) = delete;
  canceller &operator=(const canceller &) = delete;

  enum class then { close, leave_open };
  // Waits until the connection's cancel (and close) returned; false when that took longer than `patience`:
  // the work then goes on here and the connection must not be touched.
  bool end(tnt_conn *connection, then what, milliseconds patience);

 private:
  struct work;
  // Shared with the thread, which may outlive this object when an adapter's cancel does not return.
  std::shared_ptr<work> work_;
};

}  // namespace tenantry
