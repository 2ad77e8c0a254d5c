// Group transaction: lock names and limits of time.
#include <fmt/format.h>

#include <thread>

#include "tools/conformance/tests/rows.hpp"

namespace tenantry::conformance {
namespace {

using namespace std::chrono_literals;

constexpr std::string_view at_lock_name = "adapter.h: tnt_begin.lock_name";
constexpr std::string_view at_limits = "adapter.h: tnt_begin.lock_timeout_ns, statement_timeout_ns";
// Generous: the machine may be busy.  What must not be waited for is much longer.
constexpr auto at_once = 2500ms, quick = 300ms, slow = 10'000ms;

std::string in_words(std::chrono::milliseconds took) {
  return fmt::format("{} ms", took.count());
}

const registered busy{
    {.id = "transaction.lock-name-busy",
     .at = level::migrations,
     .demands =
         "begin with a lock name that another transaction holds is TNT_LOCKED at once, whatever lock_timeout "
         "allows; no transaction is open after it",
     .where = at_lock_name,
     .with = {.url = true},
     .run = [](subject &it) {
       connection first = it.open(), second = it.open();
       it.must(first.begin({.lock_name = "kit busy"}), "the first begin");
       const answer told = it.must_be(
           TNT_LOCKED, second.begin({.lock_timeout = slow, .lock_name = "kit busy"}), "the second begin");
       it.expect(told.took < at_once, fmt::format("it took {}", in_words(told.took)));
       it.expect(told.error.retry != TNT_RETRY_NEVER, "it is never to be tried again, says retry");
       it.expect(second.state() == TNT_TX_IDLE, fmt::format("the state after it is {}", second.state()));
       it.must(second.ping(), "ping of the second connection");
     }}};

// Somebody else can have the name after the holder's transaction has ended so.
void expect_freed_by(subject &it, void (*end)(subject &, connection &)) {
  connection first = it.open(), second = it.open();
  const begin_options named{.lock_name = "kit freed"};
  it.must(first.begin(named), "the first begin");
  it.must_be(TNT_LOCKED, second.begin(named), "the second begin, while the first transaction is open,");
  end(it, first);
  answer told = second.begin(named);
  // A server may notice a closed line a little later.
  for (int tries = 0; told.status == TNT_LOCKED && first.raw() == nullptr && tries < 50; ++tries) {
    std::this_thread::sleep_for(100ms);
    told = second.begin(named);
  }
  it.must(told, "the second begin, after the first transaction ended,");
  it.must(second.rollback(), "rollback");
}

const registered freed_by_commit{
    {.id = "transaction.lock-name-freed-by-commit",
     .at = level::migrations,
     .demands = "commit frees the lock name",
     .where = at_lock_name,
     .with = {.url = true},
     .run = [](subject &it) {
       expect_freed_by(it, [](subject &here, connection &first) { here.must(first.commit(), "commit"); });
     }}};
const registered freed_by_rollback{
    {.id = "transaction.lock-name-freed-by-rollback",
     .at = level::migrations,
     .demands = "rollback frees the lock name",
     .where = at_lock_name,
     .with = {.url = true},
     .run = [](subject &it) {
       expect_freed_by(it, [](subject &here, connection &first) { here.must(first.rollback(), "rollback"); });
     }}};
const registered freed_by_close{
    {.id = "transaction.lock-name-freed-by-close",
     .at = level::migrations,
     .demands = "closing the connection frees the lock name",
     .where = at_lock_name,
     .with = {.url = true},
     .run = [](subject &it) { expect_freed_by(it, [](subject &, connection &first) { first.close(); }); }}};

// A connection with a new row: who inserts one with the same key must wait for what becomes of it.
connection hold_row(subject &it, const scratch_table &of) {
  connection holder = it.open();
  it.must(holder.begin(), "begin of the holder");
  insert_row(it, holder, of, 1, "held");
  return holder;
}

answer collide(subject &it, connection &on, const scratch_table &of, const limits &within = {}) {
  return try_insert(it, on, of, 1, "waited", within);
}

void expect_locked_in_time(subject &it, const answer &told, std::string_view what) {
  it.must_be(TNT_LOCKED, told, what);
  it.expect(told.took > quick / 2 && told.took < slow / 2,
            fmt::format("it came after {}, the limit was {}", in_words(told.took), in_words(quick)));
}

const registered lock_timeout{
    {.id = "transaction.lock-timeout",
     .at = level::migrations,
     .demands = "lock_timeout_ns limits how long a transaction waits for a lock; then TNT_LOCKED",
     .where = at_limits,
     .with = {.url = true},
     .run = [](subject &it) {
       connection on = it.open();
       const scratch_table made = it.make_table(on);
       connection holder = hold_row(it, made);
       answer told = on.begin({.lock_timeout = quick});  // SQLite waits here
       if (told.ok()) told = collide(it, on, made);
       expect_locked_in_time(it, told, "an INSERT that collides with an open transaction");
       if (on.state() != TNT_TX_IDLE) it.must(on.rollback(), "rollback");
       it.must(holder.rollback(), "rollback of the holder");
       it.must(collide(it, on, made), "the same INSERT later");
     }}};

const registered statement_timeout{
    {.id = "transaction.statement-timeout",
     .at = level::migrations,
     .demands =
         "with the trait server_timeout a statement ends with TNT_TIMEOUT after statement_timeout_ns; the "
         "connection can roll back, and the limit ends with its transaction",
     .where = at_limits,
     .with = {.traits = TNT_TRAIT_SERVER_TIMEOUT, .url = true, .quirks = {"sql.long_statement"}},
     .run = [](subject &it) {
       connection on = it.open();
       it.must(on.begin({.statement_timeout = quick}), "begin");
       const answer told = it.must_be(TNT_TIMEOUT, on.execute(it.sql("long_statement", {{"seconds", "15"}})),
                                      "a statement of 15 s with a limit of 300 ms");
       it.expect(told.took > quick / 2 && told.took < slow / 2,
                 fmt::format("it took {}", in_words(told.took)));
       it.must(on.rollback(), "rollback");
       const answer later =
           on.execute(it.sql("long_statement", {{"seconds", "15"}}), {}, {.deadline = 3 * quick});
       it.expect(later.took > 2 * quick,
                 fmt::format("the next statement ended after {} too", in_words(later.took)));
     }}};

const registered limits_hold{{.id = "transaction.session-limits-hold",
                              .at = level::migrations,
                              .demands = "session_limits limits statements outside a transaction",
                              .where = "adapter.h: session_limits",
                              .with = {.url = true},
                              .run = [](subject &it) {
                                connection on = it.open();
                                const scratch_table made = it.make_table(on);
                                const begin_options short_wait{.lock_timeout = quick};
                                const answer set = on.session_limits(&short_wait);
                                if (set.status == TNT_UNSUPPORTED) it.skip("it has no session_limits");
                                it.must(set, "session_limits");
                                const connection holder = hold_row(it, made);
                                expect_locked_in_time(it, collide(it, on, made),
                                                      "an INSERT that collides with an open transaction");
                              }}};

const registered limits_restored{
    {.id = "transaction.session-limits-restored",
     .at = level::migrations,
     .demands = "session_limits with NULL gives the session its own limits back",
     .where = "adapter.h: session_limits, \"NULL restores the session's own\"",
     .with = {.url = true},
     .run = [](subject &it) {
       connection on = it.open();
       const scratch_table made = it.make_table(on);
       const begin_options short_wait{.lock_timeout = quick};
       const answer set = on.session_limits(&short_wait);
       if (set.status == TNT_UNSUPPORTED) it.skip("it has no session_limits");
       it.must(set, "session_limits");
       it.must(on.session_limits(nullptr), "session_limits with NULL");
       const connection holder = hold_row(it, made);
       const answer told = collide(it, on, made, {.deadline = 4 * quick});
       it.expect(told.took > 3 * quick, fmt::format("an INSERT that waits for a lock answered {} after {}",
                                                    told.words(), in_words(told.took)));
     }}};

}  // namespace
}  // namespace tenantry::conformance
