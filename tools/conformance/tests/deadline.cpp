// Group deadline: a call ends by its deadline, and no call by another's.
#include <fmt/format.h>

#include <thread>

#include "tools/conformance/proxy.hpp"
#include "tools/conformance/punctual.hpp"

namespace tenantry::conformance {
namespace {

using std::chrono::milliseconds;

constexpr std::string_view at_deadline = "adapter.h: tnt_call.deadline_ns, \"obeys its deadline\"";
constexpr milliseconds soon{400};

// In the open transaction of the one that holds, the row whose key the other wants too.
answer insert_one(subject &it, connection &on, const scratch_table &into, const limits &within = {}) {
  const std::string text = it.sql("insert", {{"table", into.name}});
  return on.execute(text, {value::number(1), value::text("one")}, within);
}

const registered running{
    {.id = "deadline.execute",
     .demands = "a statement that runs longer than its deadline ends with TNT_TIMEOUT within 250 ms of it",
     .where = at_deadline,
     .with = {.url = true, .quirks = {"sql.long_statement"}},
     .run = [](subject &it) {
       ends_in_time(it, "the end of a long statement", [&] {
         connection on = it.open();
         const answer told =
             on.execute(it.sql("long_statement", {{"seconds", "10"}}), {}, {.deadline = soon});
         it.must_be(TNT_TIMEOUT, told, "the long statement");
         it.expect(told.took >= soon,
                   fmt::format("it ended after {} of {} ms", told.took.count(), soon.count()));
         on.cancel();
         return told.took - soon;
       });
     }}};

const registered silent_server{
    {.id = "deadline.open",
     .demands = "open of an address that never answers ends with TNT_TIMEOUT within 250 ms of its deadline",
     .where = "adapter.h: tnt_call.deadline_ns; adapter-sdk: open obeys it too",
     .with = {.features = {"network"}, .url = true},
     .run = [](subject &it) {
       proxy silent(url_parts(it.url())["host"], port_of(it.url()));
       silent.freeze(true);
       ends_in_time(it, "the end of open", [&] {
         const connection tried =
             it.try_open({{"url", by_proxy(it.url(), silent.port())}}, {.deadline = soon});
         it.must_be(TNT_TIMEOUT, tried.opened, "open of an address that never answers");
         return tried.opened.took - soon;
       });
     }}};

const registered past{
    {.id = "deadline.already-past",
     .demands =
         "a statement whose deadline has passed already is TNT_TIMEOUT with effect NONE, and does not run",
     .where = at_deadline,
     .with = {.url = true},
     .run = [](subject &it) {
       connection on = it.open(), other = it.open();
       const scratch_table made = it.make_table(other);
       const std::string text = it.sql("insert", {{"table", made.name}});
       const answer told =
           on.execute(text, {value::number(1), value::text("one")}, {.deadline = milliseconds(0)});
       it.must_be(TNT_TIMEOUT, told, "the statement");
       it.expect(told.error.effect == TNT_EFFECT_NONE, fmt::format("the effect is {}", told.error.effect));
       on.close();
       it.expect(it.count(other, made) == 0, "the statement ran");
     }}};

const registered begin_waits{
    {.id = "deadline.begin",
     .demands =
         "a begin that waits for another transaction ends with TNT_TIMEOUT within 250 ms of its deadline",
     .where = at_deadline,
     .with = {.url = true},
     .run = [](subject &it) {
       connection holder = it.open();
       const scratch_table made = it.make_table(holder);
       it.must(holder.begin(), "begin of the first");
       it.must(insert_one(it, holder, made), "its insert");
       ends_in_time(it, "the end of begin", [&] {
         connection waiter = it.open();
         const answer told = waiter.begin({}, {.deadline = soon});
         if (!told.ok() && told.status != TNT_LOCKED) it.must_be(TNT_TIMEOUT, told, "begin of the second");
         return told.took - soon;
       });
       it.must(holder.rollback(), "rollback of the first");
     }}};

const registered statement_waits{
    {.id = "deadline.lock-wait",
     .demands =
         "a statement that waits for another's lock ends with TNT_TIMEOUT within 250 ms of its deadline",
     .where = at_deadline,
     .with = {.url = true},
     .run = [](subject &it) {
       connection holder = it.open();
       const scratch_table made = it.make_table(holder);
       it.must(holder.begin(), "begin of the first");
       it.must(insert_one(it, holder, made), "its insert");
       ends_in_time(it, "the end of the insert", [&] {
         connection waiter = it.open();
         const answer told = insert_one(it, waiter, made, {.deadline = soon});
         if (told.status != TNT_LOCKED)
           it.must_be(TNT_TIMEOUT, told, "an insert of the key that the first inserts");
         waiter.cancel();
         return told.took - soon;
       });
       it.must(holder.rollback(), "rollback of the first");
     }}};

const registered none{{.id = "deadline.none",
                       .demands = "INT64_MAX is no deadline, for every call",
                       .where = "adapter.h: tnt_call.deadline_ns, \"INT64_MAX for none\"",
                       .with = {.url = true},
                       .run = [](subject &it) {
                         const limits endless{.deadline = milliseconds(-1)};
                         connection on = it.open({}, endless);
                         it.must(on.ping(endless), "ping");
                         it.must(on.begin({}, endless), "begin");
                         const std::string text = it.sql("select_value", {{"value", "1"}});
                         it.must(on.execute(text, {}, endless), text);
                         it.must(on.commit(endless), "commit");
                       }}};

const registered of_its_own{
    {.id = "deadline.of-its-own-call",
     .demands = "a deadline is that of its call: it ends no later one on the connection",
     .where = at_deadline,
     .with = {.url = true},
     .run = [](subject &it) {
       connection on = it.open();
       const std::string text = it.sql("select_value", {{"value", "1"}});
       it.must(on.execute(text, {}, {.deadline = milliseconds(1500)}), text);
       std::this_thread::sleep_for(milliseconds(1600));
       it.must(on.ping(), "ping, when the deadline of the call before has passed,");
     }}};

const registered slow_sink{
    {.id = "deadline.slow-rows",
     .demands = "a result whose rows are taken slowly ends with TNT_TIMEOUT within 250 ms of its deadline",
     .where = at_deadline,
     .with = {.url = true},
     .run = [](subject &it) {
       connection writer = it.open();
       const scratch_table made = it.make_table(writer);
       it.must(writer.begin(), "begin");
       for (int at = 0; at < 200; ++at) {
         const std::string text = it.sql("insert", {{"table", made.name}});
         it.must(writer.execute(text, {value::number(at), value::text("row")}), text);
       }
       it.must(writer.commit(), "commit");
       tnt_sink slow{};
       slow.struct_size = sizeof slow;
       slow.columns = [](void *, const tnt_column *, std::size_t) -> tnt_status { return TNT_OK; };
       slow.row = [](void *, const tnt_cell *, std::size_t) -> tnt_status {
         std::this_thread::sleep_for(milliseconds(20));
         return TNT_OK;
       };
       slow.affected = [](void *, std::int64_t) {};
       const std::string text = it.sql("select", {{"table", made.name}});
       ends_in_time(it, "the end of the result", [&] {
         connection on = it.open();
         const answer told = ask({.deadline = soon}, [&](const tnt_call *during, tnt_error *error) {
           return it.table().execute(on.raw(), during, to_text(text), nullptr, 0, &slow, error);
         });
         it.must_be(TNT_TIMEOUT, told, "200 rows of 20 ms each");
         return told.took - soon;
       });
     }}};

}  // namespace
}  // namespace tenantry::conformance
