// Group history: the protocol by which tenantry knows what was done, and who does it.
#include <fmt/format.h>
#include <tenantry/sdk/ext/draft/dialect.h>
#include <tenantry/sdk/ext/draft/script.h>
#include <unistd.h>

#include <future>
#include <thread>

#include "tools/conformance/history_table.hpp"
#include "tools/conformance/second_process.hpp"
#include "tools/conformance/tests/rows.hpp"

namespace tenantry::conformance {
namespace {

using namespace std::chrono_literals;

constexpr std::string_view at_history =
    "ext/draft/dialect.h: render; docs/writing-an-adapter.md: the history";

// What each of these tests needs.
needs all_of_it() {
  return {.extensions = {TNT_EXT_SCRIPT, TNT_EXT_DIALECT}, .url = true};
}

answer events(subject &it, connection &on, const history &of) {
  return it.must(of.select(on), "the SELECT of the history");
}

void expect_events(subject &it, const history &of, std::size_t wanted, std::string_view when) {
  connection on = it.open();
  const std::size_t seen = events(it, on, of).rows.size();
  it.expect(seen == wanted, fmt::format("{} the history has {} events and not {}", when, seen, wanted));
}

const registered create{
    {.id = "history.create",
     .at = level::migrations,
     .demands = "render gives the statements of the history's table; a second time they say that it is there "
                "already",
     .where = at_history,
     .with = all_of_it(),
     .run = [](subject &it) {
       connection on = it.open();
       const history made(it, "kit create");
       const scratch_table table(it, made.qualified());
       made.create(on);
       it.expect(events(it, on, made).rows.empty(), "a new history has events");
       const answer again = on.execute(made.statements().back());
       const std::string state = sqlstate_of(again);
       it.expect(again.status == TNT_CONFLICT ||
                     (again.status == TNT_SQL && (state == "42P07" || state == "42S01" || state == "23505")),
                 fmt::format("the second CREATE answered {}", again.words()));
     }}};

const registered schema{
    {.id = "history.create-schema",
     .at = level::migrations,
     .demands =
         "where the dialect has schemas, render makes one; a second time it says that it is there already",
     .where = at_history,
     .with = all_of_it(),
     .run = [](subject &it) {
       connection on = it.open();
       const history made(it, "kit schema", it.scratch_name() + "_schema");
       if (!made.schemas()) it.skip("its dialect has no schemas");
       made.create(on);
       it.must(made.insert(on, {}), "the INSERT of an event");
       const answer again = on.execute(made.statements().front());
       it.must(on.execute("DROP TABLE " + made.qualified()), "DROP TABLE");
       it.must(on.execute("DROP SCHEMA " + made.quoted_schema()), "DROP SCHEMA");
       const std::string state = sqlstate_of(again);
       it.expect(again.status == TNT_CONFLICT ||
                     (again.status == TNT_SQL && (state == "42P06" || state == "42S01" || state == "23505")),
                 fmt::format("the second CREATE SCHEMA answered {}", again.words()));
     }}};

const registered missing{
    {.id = "history.missing",
     .at = level::migrations,
     .demands =
         "the SELECT of a history that is not there is SQLSTATE 42P01, 42S02 or 3F000: nothing was done yet",
     .where = "adapter.h: tnt_error.sqlstate",
     .with = all_of_it(),
     .run = [](subject &it) {
       connection on = it.open();
       const answer told = history(it, "kit missing").select(on);
       const std::string state = sqlstate_of(told);
       it.expect(told.status == TNT_SQL && (state == "42P01" || state == "42S02" || state == "3F000"),
                 fmt::format("it answered {}", told.words()));
     }}};

const registered events_back{
    {.id = "history.start-step-done",
     .at = level::migrations,
     .demands = "events written one by one come back with every value as it was, NULL too",
     .where = at_history,
     .with = all_of_it(),
     .run = [](subject &it) {
       connection on = it.open();
       const history made(it, "kit steps");
       const scratch_table table(it, made.qualified());
       made.create(on);
       const std::vector<event> written = {
           {1, "start"}, {2, "step", 1}, {3, "step", 2, "kit", "a notice"}, {4, "done", 3}};
       for (const event &one : written) {
         it.must(on.begin({.flags = TNT_TX_WRITE | TNT_TX_RELAXED, .lock_name = made.qualified()}), "begin");
         it.must(made.insert(on, one), fmt::format("the INSERT of event {}", one.seq));
         it.must(on.commit(), "commit");
       }
       const answer told = events(it, on, made);
       it.expect(told.rows.size() == written.size(),
                 fmt::format("{} events of 4 are there", told.rows.size()));
       for (std::size_t at = 0; at < written.size(); ++at) {
         const row &seen = told.rows[at];
         it.expect(seen.size() == 13, fmt::format("an event has {} cells", seen.size()));
         it.expect(seen[cell_seq].as_number() == written[at].seq &&
                       seen[cell_event].raw == written[at].kind &&
                       seen[cell_step].as_number() == written[at].step && seen[cell_steps].as_number() == 3 &&
                       seen[cell_stamp].as_number() == 1'700'000'000'123 && seen[cell_hash].raw == "-",
                   fmt::format("event {} came back with other values", at + 1));
         it.expect(
             seen[cell_message].is_null == written[at].message.empty() &&
                 (seen[cell_message].is_null || seen[cell_message].raw == written[at].message),
             fmt::format("the message of event {} came back as \"{}\"", at + 1, seen[cell_message].raw));
       }
     }}};

const registered order{{.id = "history.order",
                        .at = level::migrations,
                        .demands = "events come by their number, and of their own track alone",
                        .where = at_history,
                        .with = all_of_it(),
                        .run = [](subject &it) {
                          connection on = it.open();
                          const history made(it, "kit order");
                          const scratch_table table(it, made.qualified());
                          made.create(on);
                          for (const std::int64_t seq : {10, 9, 2, 11, 1})
                            it.must(made.insert(on, {seq}), "the INSERT of an event");
                          std::string seen;
                          for (const row &one : events(it, on, made).rows)
                            seen += fmt::format("{} ", one.at(cell_seq).as_number());
                          it.expect(seen == "1 2 9 10 11 ", fmt::format("they came as {}", seen));
                        }}};

const registered collision{
    {.id = "history.collision",
     .at = level::migrations,
     .demands =
         "a second event of the same number is SQLSTATE 23505 (23000) or TNT_CONFLICT, with effect NONE",
     .where = "adapter.h: TNT_CONFLICT, \"somebody else was first\"",
     .with = all_of_it(),
     .run = [](subject &it) {
       connection on = it.open();
       const history made(it, "kit collision");
       const scratch_table table(it, made.qualified());
       made.create(on);
       it.must(made.insert(on, {1, "start", 0, "first"}), "the INSERT of an event");
       it.must(on.begin(), "begin");
       const answer told = made.insert(on, {1, "start", 0, "second"});
       it.must(on.rollback(), "rollback");
       it.expect(says_there_already(told), fmt::format("it answered {}", told.words()));
       it.expect(told.error.effect == TNT_EFFECT_NONE, fmt::format("the effect is {}", told.error.effect));
       const answer seen = events(it, on, made);
       it.expect(seen.rows.size() == 1 && seen.rows[0].at(cell_actor).raw == "first",
                 "other events are there");
     }}};

const registered undone{{.id = "history.rollback",
                         .at = level::migrations,
                         .demands = "after a rollback no event is left, and the lock's name is free",
                         .where = at_history,
                         .with = all_of_it(),
                         .run = [](subject &it) {
                           connection on = it.open(), other = it.open();
                           const history made(it, "kit rollback");
                           const scratch_table table(it, made.qualified());
                           made.create(on);
                           it.must(on.begin({.lock_name = made.qualified()}), "begin");
                           it.must(made.insert(on, {}), "the INSERT of an event");
                           it.must(on.rollback(), "rollback");
                           expect_events(it, made, 0, "after a rollback");
                           it.must(other.begin({.lock_name = made.qualified()}), "begin of another session");
                           it.must(other.rollback(), "its rollback");
                         }}};

const registered clock_of_database{
    {.id = "history.clock",
     .at = level::migrations,
     .demands = "the column \"at\" is filled by the database, as a time in ISO 8601",
     .where = "ext/draft/dialect.h: \"default\":\"now\"; adapter.h: \"times travel as text, ISO 8601\"",
     .with = all_of_it(),
     .run = [](subject &it) {
       connection on = it.open();
       const history made(it, "kit clock");
       const scratch_table table(it, made.qualified());
       made.create(on);
       it.must(made.insert(on, {}), "the INSERT of an event");
       const std::string at = events(it, on, made).rows.at(0).at(cell_at).raw;
       const bool iso =
           at.size() >= 19 && at.starts_with("20") && at[4] == '-' && at[7] == '-' && at[13] == ':';
       it.expect(iso, fmt::format("it is \"{}\"", at));
     }}};

const registered long_message{
    {.id = "history.long-message",
     .at = level::migrations,
     .demands = "a message of 1900 bytes with signs and non-ASCII comes back whole",
     .where = at_history,
     .with = all_of_it(),
     .run = [](subject &it) {
       connection on = it.open();
       const history made(it, "kit text");
       const scratch_table table(it, made.qualified());
       made.create(on);
       std::string words = "it's \"so\"; \\ ? \xf0\x9f\x9b\xa2 ";
       while (words.size() < 1898) words += "\xc3\xbc";
       it.must(made.insert(on, {1, "step", 1, "kit", words}), "the INSERT of an event");
       const answer told = events(it, on, made);
       it.expect(told.rows.at(0).at(cell_message).raw == words, "another text came back");
     }}};

// ---- two runners

// What a runner does: takes the lock's name, asks again what is done, and does it only if nobody did.
// True for the one that did it.
bool do_once(subject &it, connection &on, const history &by, const std::string &name) {
  const auto until = std::chrono::steady_clock::now() + 15s;
  answer begun = on.begin({.lock_name = by.qualified()});
  while (begun.status == TNT_LOCKED && std::chrono::steady_clock::now() < until) {
    std::this_thread::sleep_for(5ms);
    begun = on.begin({.lock_name = by.qualified()});
  }
  it.must(begun, "begin with the lock's name");
  if (!events(it, on, by).rows.empty()) {
    it.must(on.rollback(), "rollback");
    return false;
  }
  std::this_thread::sleep_for(50ms);  // the other meets a busy lock
  it.must(by.insert(on, {1, "start", 0, name}), fmt::format("the INSERT of {}", name));
  it.must(on.commit(), "commit");
  return true;
}

const registered two_threads{
    {.id = "history.two-runners",
     .at = level::migrations,
     .demands =
         "of two runners that take the lock's name and read the history under it, exactly one does the work",
     .where = at_history,
     .with = all_of_it(),
     .run = [](subject &it) {
       connection first = it.open(), second = it.open();
       const history made(it, "kit threads");
       const scratch_table table(it, made.qualified());
       made.create(first);
       auto one = std::async(std::launch::async, [&] { return do_once(it, first, made, "one"); });
       auto two = std::async(std::launch::async, [&] { return do_once(it, second, made, "two"); });
       const int did = (one.get() ? 1 : 0) + (two.get() ? 1 : 0);
       it.expect(did == 1, fmt::format("{} runners did it", did));
       expect_events(it, made, 1, "after two runners");
     }}};

const registered two_processes{{.id = "history.two-processes",
                                .at = level::migrations,
                                .demands = "the same for runners in two processes",
                                .where = at_history,
                                .with = all_of_it(),
                                .run = [](subject &it) {
                                  const history made(it, "kit processes");
                                  const scratch_table table(it, made.qualified());
                                  {
                                    connection on = it.open();
                                    made.create(on);
                                  }
                                  const auto runner = [&](const second_process::side &test) {
                                    connection on = it.open();
                                    test.say_ready();
                                    test.wait_for_go();
                                    (void)do_once(it, on, made, fmt::format("process {}", getpid()));
                                  };
                                  second_process one(runner), two(runner);
                                  it.expect(one.wait_until_ready(15s) && two.wait_until_ready(15s),
                                            "a runner could not connect");
                                  one.go();
                                  two.go();
                                  const int first_end = one.end(), second_end = two.end();
                                  it.expect(first_end == 0 && second_end == 0, "a runner met an error");
                                  expect_events(it, made, 1, "after two processes");
                                }}};

const registered race{
    {.id = "history.race-without-lock",
     .at = level::migrations,
     .demands = "of two runners that write the same event without a lock, exactly one is told OK",
     .where = "adapter.h: TNT_CONFLICT, \"somebody else was first\"",
     .with = all_of_it(),
     .run = [](subject &it) {
       connection first = it.open(), second = it.open();
       const history made(it, "kit race");
       const scratch_table table(it, made.qualified());
       made.create(first);
       auto one = std::async(std::launch::async, [&] { return made.insert(first, {1, "start", 0, "one"}); });
       auto two = std::async(std::launch::async, [&] { return made.insert(second, {1, "start", 0, "two"}); });
       const answer told = one.get(), other = two.get();
       it.expect(told.ok() != other.ok(),
                 fmt::format("they answered {} and {}", told.words(), other.words()));
       const answer &lost = told.ok() ? other : told;
       it.expect(says_there_already(lost) || lost.status == TNT_LOCKED,
                 fmt::format("the second answered {}", lost.words()));
       expect_events(it, made, 1, "after the race");
     }}};

}  // namespace
}  // namespace tenantry::conformance
