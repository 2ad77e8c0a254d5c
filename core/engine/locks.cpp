#include "core/engine/locks.hpp"

#include <fmt/format.h>

#include "core/engine/bookkeeping.hpp"

namespace tenantry {
namespace {

constexpr int beats_in_ttl = 3;

held_lock session_lock(const rows &all, const row &one) {
  const auto text = [&](std::string_view column) {
    const auto at = all.column(column);
    return at && *at < one.size() ? as_text(one[*at]).value_or("") : std::string();
  };
  held_lock lock;
  lock.session = text("session");
  lock.user = text("user");
  lock.application = text("application");
  lock.host = text("host");
  lock.since = text("since");
  lock.why = fmt::format("a session lock ends with its session: wait for it, or end session {} on the server",
                         lock.session);
  return lock;
}

std::string pid_of(const lease_row &seen) {
  return seen.owner.process.substr(0, seen.owner.process.find(':'));
}

// Proof of death: the process is gone from this machine, or the heartbeat stopped and nobody here can see
// more.
void judge(held_lock &lock) {
  const lease_row &seen = *lock.lease;
  const auto age = seen.age.count() / 1000, ttl = seen.ttl.count() / 1000;
  lock.owner = life_of(seen.owner);
  switch (lock.owner) {
    case life::alive:
      lock.why = fmt::format("its owner lives: process {} on this machine; wait for it, or end it first",
                             pid_of(seen));
      return;
    case life::dead:
      lock.releasable = true;
      lock.why = fmt::format("its owner is dead: process {} is gone from this machine", pid_of(seen));
      return;
    case life::elsewhere:
      break;
  }
  lock.releasable = seen.expired();
  lock.why = seen.expired()
                 ? fmt::format("its owner is dead: the last heartbeat is {} s old, more than {} s", age, ttl)
                 : fmt::format(
                       "its owner, process {} on {}, may live: the last heartbeat is {} s old, and "
                       "only after {} s it counts as dead",
                       pid_of(seen), seen.owner.host, age, ttl);
}

held_lock lease_lock(const lease_row &seen) {
  held_lock lock;
  lock.is = held_lock::kind::lease;
  lock.user = seen.owner.actor;
  lock.host = seen.owner.host;
  lock.since = seen.taken_at;
  lock.lease = seen;
  judge(lock);
  return lock;
}

struct looker {
  session on;
  bookkeeping own;
  lease_table leases;

  static result<looker> open(const database_target &target, const engine_options &options,
                             const call_limits &limits) {
    const session_config &way = target.direct ? *target.direct : target.connect;
    TENANTRY_TRY(bookkeeping own, bookkeeping::make(*target.through, options));
    TENANTRY_TRY(lease_table leases, lease_table::make(*target.through, options));
    TENANTRY_TRY(session on, session::open(*target.through, way, limits));
    return looker{std::move(on), std::move(own), std::move(leases)};
  }

  result<std::vector<held_lock>> look(const call_limits &limits) {
    std::vector<held_lock> all;
    if (on.has_lock()) {
      const auto holders = on.lock_holder(own.lock_name(), limits);
      if (!holders && holders.error().category != category::unsupported &&
          holders.error().sqlstate != "0A000")
        return fail(while_doing(holders.error(), "asking who holds the lock"));
      if (holders)
        for (const row &one : holders->data) all.push_back(session_lock(*holders, one));
    }
    TENANTRY_TRY(const auto seen, leases.read(on, limits));
    if (seen && seen->held()) all.push_back(lease_lock(*seen));
    return all;
  }
};

result<release_answer> refused(release_answer answer, std::string why) {
  answer.is = release_answer::kind::refused;
  answer.why = std::move(why);
  return answer;
}

}  // namespace

result<std::vector<held_lock>> find_locks(const database_target &target, const engine_options &options,
                                          const call_limits &limits) {
  TENANTRY_TRY(looker here, looker::open(target, options, limits));
  return here.look(limits);
}

result<release_answer> release_lease(const database_target &target, const engine_options &options,
                                     const call_limits &limits) {
  TENANTRY_TRY(looker here, looker::open(target, options, limits));
  release_answer answer;
  TENANTRY_TRY(answer.locks, here.look(limits));
  for (const held_lock &one : answer.locks)
    if (!one.releasable) return refused(std::move(answer), one.why);
  if (answer.locks.empty()) return answer;
  const held_lock &dead = answer.locks.front();
  if (dead.owner == life::elsewhere) system_clock().sleep_for(dead.lease->ttl / beats_in_ttl, limits.stop);
  if (limits.stop.stop_requested())
    return fail(category::cancelled, "interrupted while watching for a heartbeat");
  TENANTRY_TRY(const bool released, here.leases.release_dead(here.on, *dead.lease, limits));
  if (!released) return refused(std::move(answer), "its owner, or another runner, was heard of meanwhile");
  answer.is = release_answer::kind::released;
  answer.why = dead.why;
  return answer;
}

}  // namespace tenantry
