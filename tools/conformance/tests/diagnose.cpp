// Group diagnose: who blocks a session that waits.
#include <fmt/format.h>
#include <tenantry/sdk/ext/draft/diagnose.h>

#include <thread>

#include "tools/conformance/identity.hpp"
#include "tools/conformance/punctual.hpp"

namespace tenantry::conformance {
namespace {

using std::chrono::milliseconds;

constexpr std::string_view at_blockers = "ext/draft/diagnose.h: blockers";

const needs for_diagnose{.extensions = {"tenantry.diagnose/1", "tenantry.admin/1"}, .url = true};

answer blockers(subject &it, connection &observer, const std::string &victim) {
  const auto *diagnose = it.extension<tnt_ext_diagnose>("tenantry.diagnose/1");
  answer rows;
  const collector sink(rows);
  answer told = ask({}, [&](const tnt_call *during, tnt_error *error) {
    return diagnose->blockers(observer.raw(), during, to_text(victim), sink.raw(), error);
  });
  told.rows = std::move(rows.rows);
  told.columns = std::move(rows.columns);
  return told;
}

// Asks until the row comes, for three seconds.
bool names_blocker(subject &it, connection &observer, const std::string &victim, const std::string &blocker) {
  for (int tries = 0; tries < 60; ++tries) {
    const answer told = blockers(it, observer, victim);
    it.must(told, "blockers");
    for (const row &one : told.rows)
      if (!one.empty() && one[0].raw == blocker) return true;
    std::this_thread::sleep_for(milliseconds(50));
  }
  return false;
}

const registered waiting{
    {.id = "diagnose.blockers",
     .at = level::full,
     .demands = "while a statement waits for a lock, blockers names the session that holds it",
     .where = at_blockers,
     .with = for_diagnose,
     .run = [](subject &it) {
       needs_two_at_once(it);
       connection holder = it.open(), observer = it.open();
       const scratch_table made = it.make_table(holder);
       const std::string insert = it.sql("insert", {{"table", made.name}}),
                         update = fmt::format("UPDATE {} SET word = 'other' WHERE id = 1", made.name);
       it.must(holder.execute(insert, {value::number(1), value::text("one")}), insert);
       it.must(holder.begin(), "begin");
       it.must(holder.execute(update), update);
       connection victim = it.open();
       const std::string waits = identify(it, victim).at("session").raw,
                         holds = identify(it, holder).at("session").raw;
       bool found = false;
       {
         const std::jthread waiter(
             [&] { (void)victim.execute(update, {}, {.deadline = milliseconds(10'000)}); });
         try {
           found = names_blocker(it, observer, waits, holds);
         } catch (...) {
           (void)holder.rollback();
           throw;
         }
         (void)holder.rollback();
       }
       it.expect(found, fmt::format("session {} was never named as the one that blocks {}", holds, waits));
     }}};

const registered nobody{{.id = "diagnose.nobody",
                         .at = level::full,
                         .demands = "nobody blocks a session that does not wait: no row",
                         .where = at_blockers,
                         .with = for_diagnose,
                         .run = [](subject &it) {
                           connection idle = it.open(), observer = it.open();
                           const answer told = blockers(it, observer, identify(it, idle).at("session").raw);
                           it.must(told, "blockers");
                           it.expect(told.rows.empty(), fmt::format("it gave {} rows", told.rows.size()));
                         }}};

const registered no_session{
    {.id = "diagnose.no-session",
     .at = level::full,
     .demands = "a text that is no session is TNT_BAD_ARGUMENT, and the connection is usable after it",
     .where = "adapter.h: TNT_BAD_ARGUMENT",
     .with = for_diagnose,
     .run = [](subject &it) {
       connection observer = it.open();
       it.must_be(TNT_BAD_ARGUMENT, blockers(it, observer, "'; no session"), "blockers");
       it.must(observer.ping(), "ping after it");
     }}};

}  // namespace
}  // namespace tenantry::conformance
