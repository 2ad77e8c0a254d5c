#include "core/rollout/rollout.hpp"

namespace tenantry {

void rollout_stops::drain() {
  draining_ = true;
}

void rollout_stops::cancel() {
  draining_ = true;
  hard_.request_stop();
}

bool rollout_stops::draining() const {
  return draining_;
}

stop_source &rollout_stops::hard() {
  return hard_;
}

}  // namespace tenantry
