#include "core/engine/lease_keeper.hpp"

#include "core/base/clock.hpp"
#include "core/base/log.hpp"

namespace tenantry {
namespace {

constexpr int beats_in_ttl = 3;

}  // namespace

lease_keeper::lease_keeper(const adapter &a, const session_config &connect, const lease_table &table,
                           std::int64_t fence, milliseconds ttl)
    : adapter_(a),
      connect_(connect),
      table_(table),
      fence_(fence),
      ttl_(ttl),
      thread_([this](const std::stop_token &stop) { keep(stop); }) {}

lease_keeper::~lease_keeper() {
  thread_.request_stop();
}

// Nothing may leave the thread: without a heartbeat the lease counts as lost, and the run ends by itself.
void lease_keeper::keep(const std::stop_token &stop) try {
  std::optional<session> connection;
  auto last_good = monotonic::now();
  while (!lost_) {
    system_clock().sleep_for(ttl_ / beats_in_ttl, stop);
    if (stop.stop_requested()) return;
    const auto before = monotonic::now();
    if (beat(connection, stop)) last_good = before;
    if (monotonic::now() - last_good > ttl_) lost_ = true;
  }
} catch (const std::exception &bug) {
  log_debug(std::string("no heartbeat for the lease: ") + bug.what());
  lost_ = true;
}

bool lease_keeper::beat(std::optional<session> &on, const std::stop_token &stop) {
  call_limits limits;
  limits.stop = stop;
  limits.deadline = monotonic::now() + ttl_ / beats_in_ttl;
  if (!on || on->broken()) {
    on.reset();
    auto opened = session::open(adapter_, connect_, limits);
    if (!opened) {
      log_debug("no heartbeat for the lease: " + opened.error().message);
      return false;
    }
    on.emplace(std::move(*opened));
  }
  auto done = table_.beat(*on, fence_, limits);
  if (done) return true;
  if (done.error().category == category::conflict) lost_ = true;
  log_debug("no heartbeat for the lease: " + done.error().message);
  return false;
}

}  // namespace tenantry
