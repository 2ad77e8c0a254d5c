// Group cancel: a stop ends a call at once, cancel ends what the server still runs, and neither harms others.
#include <fmt/format.h>

#include <thread>

#include "tools/conformance/proxy.hpp"
#include "tools/conformance/punctual.hpp"

namespace tenantry::conformance {
namespace {

using std::chrono::milliseconds;

constexpr std::string_view at_cancel = "adapter.h: cancel";
constexpr std::string_view at_stop = "adapter.h: tnt_call.stop_fd, stop";
constexpr milliseconds soon{300};

enum class told_by { function, descriptor };

// A long statement that is stopped by one of both ways alone; answers how long after the stop it ended.
milliseconds stopped_statement(subject &it, told_by way) {
  connection on = it.open();
  stop_flag stop;
  later raiser(soon, [&] { stop.raise(); });
  const std::string text = it.sql("long_statement", {{"seconds", "10"}});
  const answer told =
      ask({.deadline = milliseconds(4000), .stop = &stop}, [&](const tnt_call *during, tnt_error *error) {
        tnt_call only = *during;
        if (way == told_by::function) only.stop_fd = -1;
        if (way == told_by::descriptor) only.stop = [](const tnt_call *) -> std::int32_t { return 0; };
        return it.table().execute(on.raw(), &only, to_text(text), nullptr, 0, nullptr, error);
      });
  const milliseconds since = raiser.since();
  it.must_be(TNT_CANCELLED, told, "the long statement");
  it.expect(since.count() >= 0, "it ended before the stop");
  on.cancel();
  return since;
}

// The long statement, given up at its deadline: the server may still run it.
void give_up(subject &it, connection &on, const std::string &mark = "kit") {
  const std::string text = fmt::format("{} /* {} */", it.sql("long_statement", {{"seconds", "10"}}), mark);
  it.must_be(TNT_TIMEOUT, on.execute(text, {}, {.deadline = soon}), text);
}

const registered by_function{
    {.id = "cancel.stop-function",
     .demands = "a statement ends with TNT_CANCELLED within 250 ms after stop answers yes, "
                "without a descriptor too",
     .where = at_stop,
     .with = {.url = true, .quirks = {"sql.long_statement"}},
     .run = [](subject &it) {
       ends_in_time(it, "the end of the statement", [&] { return stopped_statement(it, told_by::function); });
     }}};

const registered by_descriptor{{.id = "cancel.stop-descriptor",
                                .demands =
                                    "a statement ends with TNT_CANCELLED within 250 ms after stop_fd is "
                                    "readable, whatever stop answers",
                                .where = at_stop,
                                .with = {.url = true, .quirks = {"sql.long_statement"}},
                                .run = [](subject &it) {
                                  ends_in_time(it, "the end of the statement",
                                               [&] { return stopped_statement(it, told_by::descriptor); });
                                }}};

const registered stopped_before{
    {.id = "cancel.stop-before",
     .demands =
         "a statement whose stop is raised already is TNT_CANCELLED with effect NONE, and does not run",
     .where = at_stop,
     .with = {.url = true},
     .run = [](subject &it) {
       connection on = it.open(), other = it.open();
       const scratch_table made = it.make_table(other);
       stop_flag stop;
       stop.raise();
       const std::string text = it.sql("insert", {{"table", made.name}});
       const answer told = on.execute(text, {value::number(1), value::text("one")}, {.stop = &stop});
       it.must_be(TNT_CANCELLED, told, "the statement");
       it.expect(told.error.effect == TNT_EFFECT_NONE, fmt::format("the effect is {}", told.error.effect));
       on.close();
       it.expect(it.count(other, made) == 0, "the statement ran");
     }}};

const registered stopped_open{
    {.id = "cancel.stop-open",
     .demands = "an open that waits for a server ends with TNT_CANCELLED within 250 ms after the stop",
     .where = at_stop,
     .with = {.features = {"network"}, .url = true},
     .run = [](subject &it) {
       proxy silent(url_parts(it.url())["host"], port_of(it.url()));
       silent.freeze(true);
       ends_in_time(it, "the end of open", [&] {
         stop_flag stop;
         later raiser(soon, [&] { stop.raise(); });
         const connection tried = it.try_open({{"url", by_proxy(it.url(), silent.port())}}, {.stop = &stop});
         const milliseconds since = raiser.since();
         it.must_be(TNT_CANCELLED, tried.opened, "open");
         return since;
       });
     }}};

const registered idle{
    {.id = "cancel.idle",
     .demands = "cancel of a connection that runs nothing returns within a second and harms nobody",
     .where = at_cancel,
     .with = {.url = true},
     .run = [](subject &it) {
       connection busy = it.open();
       const scratch_table made = it.make_table(busy);
       it.must(busy.begin(), "begin of another connection");
       const std::string text = it.sql("insert", {{"table", made.name}});
       it.must(busy.execute(text, {value::number(1), value::text("one")}), text);
       ends_in_time(it, "the end of cancel", [&] {
         connection on = it.open();
         const std::int64_t begun = monotonic_ns();
         on.cancel();
         return milliseconds((monotonic_ns() - begun) / 1'000'000) - milliseconds(1000);
       });
       it.must(busy.commit(), "commit of the other connection");
       it.expect(it.count(busy, made) == 1, "its row is not there");
     }}};

const registered after{{.id = "cancel.after-end",
                        .demands = "cancel after a statement has ended takes nothing back",
                        .where = at_cancel,
                        .with = {.url = true},
                        .run = [](subject &it) {
                          connection on = it.open(), other = it.open();
                          const scratch_table made = it.make_table(other);
                          const std::string text = it.sql("insert", {{"table", made.name}});
                          it.must(on.execute(text, {value::number(1), value::text("one")}), text);
                          on.cancel();
                          on.close();
                          it.expect(it.count(other, made) == 1, "the row is gone");
                        }}};

const registered twice{
    {.id = "cancel.twice",
     .demands = "a second cancel does nothing more, and close takes the connection after it",
     .where = at_cancel,
     .with = {.url = true, .quirks = {"sql.long_statement"}},
     .run = [](subject &it) {
       connection on = it.open();
       give_up(it, on);
       on.cancel();
       on.cancel();
       on.close();
       it.must(it.open().ping(), "ping of a new connection");
     }}};

const registered server_stops{
    {.id = "cancel.server-stops",
     .demands = "after cancel the server runs the statement no more",
     .where = "adapter.h: TNT_TRAIT_CANCEL",
     .with = {.traits = TNT_TRAIT_CANCEL,
              .features = {"network"},
              .url = true,
              .quirks = {"sql.long_statement", "sql.count_running"}},
     .run = [](subject &it) {
       connection on = it.open(), other = it.open();
       const std::string mark = it.scratch_name(), text = it.sql("count_running", {{"mark", mark}});
       const auto running = [&] {
         const answer told = other.execute(text);
         it.must(told, text);
         it.expect(told.rows.size() == 1, fmt::format("`{}` gave no single value", text));
         return told.rows[0][0].as_number();
       };
       give_up(it, on, mark);
       on.cancel();
       const std::int64_t begun = monotonic_ns();
       while (running() != 0) {
         if (monotonic_ns() - begun > 2'000'000'000) it.fail("two seconds after cancel it still runs");
         std::this_thread::sleep_for(milliseconds(50));
       }
     }}};

const registered frees{
    {.id = "cancel.frees-locks",
     .demands =
         "after cancel and close the locks of the statement's transaction are free, and its work is undone",
     .where = at_cancel,
     .with = {.traits = TNT_TRAIT_CANCEL, .url = true, .quirks = {"sql.long_statement"}},
     .run = [](subject &it) {
       connection on = it.open(), other = it.open();
       const scratch_table made = it.make_table(other);
       const std::string text = it.sql("insert", {{"table", made.name}});
       it.must(on.begin(), "begin");
       it.must(on.execute(text, {value::number(1), value::text("one")}), text);
       give_up(it, on);
       on.cancel();
       on.close();
       const answer told =
           other.execute(text, {value::number(1), value::text("two")}, {.deadline = milliseconds(4000)});
       it.must(told, "an insert of the same key by another connection");
       it.expect(it.count(other, made) == 1, "the row of the cancelled transaction is there");
     }}};

const registered bystander{{.id = "cancel.bystander",
                            .demands = "cancel ends what its own connection runs, nobody else's",
                            .where = at_cancel,
                            .with = {.url = true, .quirks = {"sql.long_statement"}},
                            .run = [](subject &it) {
                              needs_two_at_once(it);
                              answer told;
                              std::jthread busy([&] {
                                connection other = it.try_open();
                                if (!other.opened.ok()) return;
                                told = other.execute(it.sql("long_statement", {{"seconds", "10"}}), {},
                                                     {.deadline = milliseconds(2000)});
                                other.cancel();
                              });
                              std::this_thread::sleep_for(soon);
                              connection on = it.open();
                              give_up(it, on);
                              on.cancel();
                              on.close();
                              busy.join();
                              it.must_be(TNT_TIMEOUT, told, "the long statement of another connection");
                            }}};

}  // namespace
}  // namespace tenantry::conformance
