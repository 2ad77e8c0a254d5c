#include "core/engine/lease.hpp"

#include <fmt/format.h>

#include <array>

namespace tenantry {
namespace {

constexpr std::array<own_column, 12> columns{{{"name", "varchar(255)", false},
                                              {"fence", "bigint", false},
                                              {"beats", "bigint", false},
                                              {"ttl_ms", "bigint", false},
                                              {"owner", "varchar(64)", false},
                                              {"actor", "varchar(255)", false},
                                              {"run", "varchar(64)", false},
                                              {"host", "varchar(255)", false},
                                              {"machine", "varchar(64)", false},
                                              {"process", "varchar(64)", false},
                                              {"taken_at", "timestamptz", false, true},
                                              {"beat_at", "timestamptz", false, true}}};
// Two heartbeats must have had time to come before a lease is taken for dead.
constexpr int beats_in_ttl = 3;

lease_row to_row(const row &r) {
  const auto number = [&](std::size_t i) { return as_int64(r[i]).value_or(0); };
  const auto text = [&](std::size_t i) { return empty_if_dash(as_text(r[i])); };
  lease_row one;
  one.fence = number(0);
  one.beats = number(1);
  one.ttl = milliseconds(number(2));
  one.owner = {text(3), text(4), text(5), text(6), text(7), text(8)};
  one.taken_at = text(9);
  one.age = milliseconds(milliseconds_between(text(10), text(11)).value_or(0));
  return one;
}

error held_by(const lease_row &seen) {
  error e =
      make_error(category::locked, "another runner holds the lease of this database's history",
                 "`tenantry lock list` shows it; `tenantry lock release` ends it once its owner is dead");
  e.details.emplace_back("holder", to_string(seen));
  return e;
}

// Has the heartbeat stood still long enough while we watched?  Remembers what it sees.
bool is_dead(const lease_row &seen, lease_watch &watched) {
  const auto now = monotonic::now();
  if (watched.beats != seen.beats || watched.fence != seen.fence) {
    watched = {seen.fence, seen.beats, now};
    return false;
  }
  const auto watched_for = now - watched.since;
  return watched_for > seen.ttl || (seen.expired() && watched_for > seen.ttl / beats_in_ttl);
}

bool is_taken(const error &e) {
  return e.category == category::conflict || e.sqlstate.substr(0, 2) == "23";
}

}  // namespace

std::string to_string(const lease_row &seen) {
  return fmt::format("process {} on {} ({}), run {}, since {}, heartbeat {} s ago",
                     seen.owner.process.substr(0, seen.owner.process.find(':')), seen.owner.host,
                     seen.owner.actor.empty() ? "unknown" : seen.owner.actor,
                     seen.owner.run.empty() ? "unknown" : seen.owner.run, seen.taken_at,
                     seen.age.count() / 1000);
}

result<lease_table> lease_table::make(const adapter &a, const engine_options &options) {
  lease_table made;
  TENANTRY_TRY(made.name_, name_own_table(a, options, "lease"));
  made.key_ = options.history_table;
  TENANTRY_TRY(
      made.select_,
      own_sql(a, made.name_,
              "SELECT [fence], [beats], [ttl_ms], [owner], [actor], [run], [host], [machine], [process], "
              "[taken_at], [beat_at], CURRENT_TIMESTAMP FROM # WHERE [name] = ?"));
  TENANTRY_TRY(made.insert_,
               own_sql(a, made.name_,
                       "INSERT INTO # ([name], [fence], [beats], [ttl_ms], [owner], [actor], [run], [host], "
                       "[machine], [process], [taken_at], [beat_at]) "
                       "VALUES (?, 1, 0, ?, ?, ?, ?, ?, ?, ?, CURRENT_TIMESTAMP, CURRENT_TIMESTAMP)"));
  TENANTRY_TRY(made.take_, own_sql(a, made.name_,
                                   "UPDATE # SET [fence] = [fence] + 1, [beats] = 0, [ttl_ms] = ?, [owner] = "
                                   "?, [actor] = ?, [run] = ?, "
                                   "[host] = ?, [machine] = ?, [process] = ?, [taken_at] = "
                                   "CURRENT_TIMESTAMP, [beat_at] = CURRENT_TIMESTAMP "
                                   "WHERE [name] = ? AND [fence] = ? AND [beats] = ?"));
  TENANTRY_TRY(made.beat_, own_sql(a, made.name_,
                                   "UPDATE # SET [beats] = [beats] + 1, [beat_at] = CURRENT_TIMESTAMP "
                                   "WHERE [name] = ? AND [fence] = ? AND [owner] <> '-'"));
  TENANTRY_TRY(made.release_,
               own_sql(a, made.name_,
                       "UPDATE # SET [owner] = '-', [beats] = [beats] + 1, [beat_at] = CURRENT_TIMESTAMP "
                       "WHERE [name] = ? AND [fence] = ? AND [owner] <> '-'"));
  TENANTRY_TRY(const std::string and_beats, own_sql(a, made.name_, " AND [beats] = ?"));
  made.release_dead_ = made.release_ + and_beats;
  return made;
}

result<std::optional<lease_row>> lease_table::read(session &s, const call_limits &limits) const {
  auto got = s.query(select_, {key_}, limits);
  if (!got && is_missing_table(got.error())) return std::optional<lease_row>();
  if (!got) return fail(while_doing(std::move(got).error(), "reading tenantry's lease"));
  if (got->data.empty()) return std::optional<lease_row>(lease_row());
  if (got->data.front().size() != columns.size())
    return fail(category::history, "tenantry's table of leases cannot be read",
                "somebody changed the table by hand, or a newer tenantry wrote it");
  return std::optional<lease_row>(to_row(got->data.front()));
}

status lease_table::create(session &s, const adapter &a, const call_limits &limits) const {
  TENANTRY_TRY(const auto statements, create_own_table(a, name_, columns, {"name"}, false));
  for (const std::string &one : statements)
    if (auto made = s.query(one, {}, limits); !made && !already_exists(made.error()))
      return fail(while_doing(std::move(made).error(), "making tenantry's table of leases"));
  return {};
}

result<bool> lease_table::change(session &s, const std::string &sql, const std::vector<cell> &values,
                                 const call_limits &limits) const {
  auto done = s.query(sql, values, limits);
  if (!done) return fail(while_doing(std::move(done).error(), "writing tenantry's lease"));
  return done->affected == 1;
}

result<std::int64_t> lease_table::claim(session &s, const lease_owner &mine, milliseconds ttl,
                                        lease_watch &watched, const call_limits &limits) const {
  TENANTRY_TRY(const auto seen, read(s, limits));
  if (!seen || seen->fence == 0) return insert(s, mine, ttl, limits);
  if (seen->owner.token == mine.token) return seen->fence;  // the answer to an earlier claim was lost
  if (seen->held() && !is_dead(*seen, watched)) return fail(held_by(*seen));
  return take(s, *seen, mine, ttl, limits);
}

result<std::int64_t> lease_table::insert(session &s, const lease_owner &mine, milliseconds ttl,
                                         const call_limits &limits) const {
  const std::vector<cell> values{key_,
                                 std::int64_t{ttl.count()},
                                 mine.token,
                                 dash_if_empty(mine.actor),
                                 dash_if_empty(mine.run),
                                 dash_if_empty(mine.host),
                                 dash_if_empty(mine.machine),
                                 dash_if_empty(mine.process)};
  auto made = change(s, insert_, values, limits);
  if (made) return std::int64_t{1};
  if (is_taken(made.error())) return fail(category::locked, "another runner took the lease first");
  return fail(std::move(made).error());
}

// Whoever else claims it meanwhile changes the fence, and its owner the beats: one of us changes no row.
result<std::int64_t> lease_table::take(session &s, const lease_row &seen, const lease_owner &mine,
                                       milliseconds ttl, const call_limits &limits) const {
  const std::vector<cell> values{std::int64_t{ttl.count()},
                                 mine.token,
                                 dash_if_empty(mine.actor),
                                 dash_if_empty(mine.run),
                                 dash_if_empty(mine.host),
                                 dash_if_empty(mine.machine),
                                 dash_if_empty(mine.process),
                                 key_,
                                 seen.fence,
                                 seen.beats};
  TENANTRY_TRY(const bool ours, change(s, take_, values, limits));
  if (ours) return seen.fence + 1;
  return fail(category::locked, "another runner took the lease first");
}

status lease_table::beat(session &s, std::int64_t fence, const call_limits &limits) const {
  TENANTRY_TRY(const bool ours, change(s, beat_, fence_parameters(fence), limits));
  if (ours) return {};
  return fail(category::conflict, "the lease was taken by another runner");
}

result<bool> lease_table::release(session &s, std::int64_t fence, const call_limits &limits) const {
  return change(s, release_, fence_parameters(fence), limits);
}

result<bool> lease_table::release_dead(session &s, const lease_row &seen, const call_limits &limits) const {
  return change(s, release_dead_, {key_, seen.fence, seen.beats}, limits);
}

}  // namespace tenantry
