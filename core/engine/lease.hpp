#pragma once
// A lease: the runner's lock where the database has no session lock that works (Galera refuses GET_LOCK, a
// grant is missing, the adapter has none).  One row in a table of tenantry's own, with an owner, a fence and
// a counted heartbeat.  The fence grows with each claim; whoever writes the history under a lease makes the
// write depend on it, so that an owner who was taken for dead writes nothing any more.
//
// Expiry is by the database's own clock, and never by it alone: the heartbeat must also have stood still
// while we watched.  Clocks that jump therefore cost time, not safety.
#include <optional>
#include <string>
#include <vector>

#include "core/adapter/session.hpp"
#include "core/engine/lease_owner.hpp"
#include "core/engine/own_table.hpp"

namespace tenantry {

struct lease_row {
  std::int64_t fence = 0;
  std::int64_t beats = 0;
  milliseconds ttl{0};
  lease_owner owner;  // token "": free
  std::string taken_at;
  milliseconds age{0};  // since the last heartbeat, by the database's clock
  [[nodiscard]] bool held() const { return !owner.token.empty(); }
  [[nodiscard]] bool expired() const { return held() && age > ttl; }
};
// "process 4711 on host-a (deploy), heartbeat 12 s ago"
std::string to_string(const lease_row &seen);

// What a claimant remembers of another's lease between two looks.
struct lease_watch {
  std::int64_t fence = 0, beats = -1;
  monotonic::time_point since{};
};

class lease_table {
 public:
  static result<lease_table> make(const adapter &a, const engine_options &options);

  // nullopt: there is no such table.  A lease_row that is not held: it is there, and free.
  [[nodiscard]] result<std::optional<lease_row>> read(session &s, const call_limits &limits) const;
  status create(session &s, const adapter &a, const call_limits &limits) const;

  // The fence of our claim.  locked: somebody else's, and not known to be dead; `watched` carries what was
  // seen from one try to the next.
  result<std::int64_t> claim(session &s, const lease_owner &mine, milliseconds ttl, lease_watch &watched,
                             const call_limits &limits) const;
  // conflict: it is not ours any more.
  status beat(session &s, std::int64_t fence, const call_limits &limits) const;
  // Frees it, if the fence is still that of the claim.  true: it was.
  result<bool> release(session &s, std::int64_t fence, const call_limits &limits) const;

  // Frees it for an owner who is dead.  false: the fence or the heartbeat moved since it was seen.
  result<bool> release_dead(session &s, const lease_row &seen, const call_limits &limits) const;

  // For a transaction that may write only while the lease is ours: must change one row.
  [[nodiscard]] const std::string &fence_sql() const { return beat_; }
  [[nodiscard]] std::vector<cell> fence_parameters(std::int64_t fence) const { return {key_, fence}; }

 private:
  result<bool> change(session &s, const std::string &sql, const std::vector<cell> &values,
                      const call_limits &limits) const;
  result<std::int64_t> take(session &s, const lease_row &seen, const lease_owner &mine, milliseconds ttl,
                            const call_limits &limits) const;
  result<std::int64_t> insert(session &s, const lease_owner &mine, milliseconds ttl,
                              const call_limits &limits) const;

  own_table_name name_;
  std::string key_;  // of the one row: one history, one lease
  std::string select_, insert_, take_, beat_, release_, release_dead_;
};

// Milliseconds between two times as servers write them: 2026-11-26 04:33:15[.123][Z|+01[:00]].  nullopt where
// one of them is written otherwise.
std::optional<std::int64_t> milliseconds_between(std::string_view earlier, std::string_view later);

}  // namespace tenantry
