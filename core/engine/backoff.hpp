#pragma once
// Waiting between tries: jittered, growing, bounded in tries and in time (T-12).  Sleeps outside any
// transaction.
#include <optional>
#include <stop_token>

#include "core/base/clock.hpp"

namespace tenantry {

class backoff {
 public:
  struct limits {
    milliseconds first{50}, most{2000}, total{60000};
    unsigned tries = 0;  // 0: as many as the time allows
  };
  backoff(limits l, const clock &c) : limits_(l), clock_(c), began_(c.now()) {}

  // Sleeps before the next try.  false: tries or time are used up, or a stop was requested.
  bool wait(const std::stop_token &stop);
  [[nodiscard]] unsigned tries() const { return tries_; }  // tries so far, the first included
  [[nodiscard]] milliseconds spent() const;

 private:
  limits limits_;
  const clock &clock_;
  monotonic::time_point began_;
  unsigned tries_ = 1;
};

}  // namespace tenantry
