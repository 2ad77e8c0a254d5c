// Group batch: many statements in one round trip, independent or as a transaction.
#include <fmt/format.h>
#include <tenantry/sdk/ext/draft/admin.h>
#include <tenantry/sdk/ext/draft/batch.h>
#include <tenantry/sdk/ext/draft/lock.h>

#include <deque>

#include "tools/conformance/subject.hpp"

namespace tenantry::conformance {
namespace {

constexpr std::string_view at_run = "ext/draft/batch.h: run";

struct item {
  std::string sql;
  std::vector<value> parameters{};
  std::uint32_t flags = 0;
};

struct outcome_of_item {
  std::size_t index = 0;
  tnt_status status = TNT_OK;
  std::vector<row> rows{};
  std::int64_t affected = -1;
};

struct outcome_of_batch {
  answer told;
  std::vector<outcome_of_item> done;  // in the order in which they were told
  outcome_of_item current;            // rows since the last done

  [[nodiscard]] std::string words() const {
    std::string all;
    for (const outcome_of_item &one : done) all += fmt::format(" {}:{}", one.index, status_name(one.status));
    return fmt::format("{}; items done:{}", told.words(), all.empty() ? " none" : all);
  }
};

tnt_sink sink_into(outcome_of_batch &into) {
  tnt_sink sink{};
  sink.struct_size = sizeof sink;
  sink.data = &into;
  sink.columns = [](void *, const tnt_column *, std::size_t) -> tnt_status { return TNT_OK; };
  sink.row = [](void *data, const tnt_cell *cells, std::size_t n) -> tnt_status {
    row read;
    for (std::size_t at = 0; at < n; ++at) read.push_back(from_cell(cells[at]));
    static_cast<outcome_of_batch *>(data)->current.rows.push_back(std::move(read));
    return TNT_OK;
  };
  sink.affected = [](void *data, std::int64_t rows) {
    static_cast<outcome_of_batch *>(data)->current.affected = rows;
  };
  sink.begin_item = [](void *data, std::size_t index) {
    static_cast<outcome_of_batch *>(data)->current = {.index = index};
  };
  return sink;
}

void item_done(void *data, std::size_t index, const tnt_error *error) {
  auto &into = *static_cast<outcome_of_batch *>(data);
  outcome_of_item one = std::move(into.current);
  into.current = {};
  // Rows that were announced for another item stay with that one, so that the test sees it.
  if (one.rows.empty() && one.affected < 0) one.index = index;
  one.status = error == nullptr ? TNT_OK : error->status;
  into.done.push_back(std::move(one));
}

outcome_of_batch run(subject &it, connection &on, const std::vector<item> &items,
                     const tnt_begin *transaction) {
  std::deque<std::vector<tnt_cell>> cells;
  std::vector<tnt_item> raw;
  for (const item &one : items) {
    auto &of_item = cells.emplace_back();
    for (const value &parameter : one.parameters) of_item.push_back(to_cell(parameter));
    raw.push_back({to_text(one.sql), of_item.data(), of_item.size(), one.flags, 0});
  }
  outcome_of_batch all;
  const tnt_sink sink = sink_into(all);
  const auto *batch = it.extension<tnt_ext_batch>("tenantry.batch/1");
  all.told = ask({}, [&](const tnt_call *during, tnt_error *error) {
    return batch->run(on.raw(), during, transaction, raw.data(), raw.size(), &sink, item_done, &all, error);
  });
  return all;
}

tnt_begin writing(std::string_view lock_name = {}) {
  return {sizeof(tnt_begin), TNT_TX_WRITE, 0, 0, to_text(lock_name)};
}

item insert(subject &it, const scratch_table &into, int id, std::uint32_t flags = 0) {
  return {it.sql("insert", {{"table", into.name}}), {value::number(id), value::text("row")}, flags};
}

const needs for_batch{.extensions = {"tenantry.batch/1"}, .url = true};

const registered independent{
    {.id = "batch.independent-items",
     .at = level::full,
     .demands = "without a transaction an item that fails stops no other; done tells each in order",
     .where = at_run,
     .with = for_batch,
     .run = [](subject &it) {
       connection on = it.open();
       const scratch_table made = it.make_table(on);
       const outcome_of_batch all =
           run(it, on, {insert(it, made, 1), {it.sql("syntax_error")}, insert(it, made, 3)}, nullptr);
       it.must(all.told, "the batch");
       it.expect(all.done.size() == 3 && all.done[0].status == TNT_OK && all.done[1].status == TNT_SQL &&
                     all.done[2].status == TNT_OK && all.done[1].index == 1 && all.done[2].index == 2,
                 all.words());
       it.expect(it.count(on, made) == 2, "not both good items ran");
     }}};

const registered commits{
    {.id = "batch.transaction-commits",
     .at = level::full,
     .demands = "a batch with a transaction begins it, runs its items and commits",
     .where = at_run,
     .with = for_batch,
     .run = [](subject &it) {
       connection on = it.open(), other = it.open();
       const scratch_table made = it.make_table(on);
       const tnt_begin begin = writing();
       const outcome_of_batch all = run(it, on, {insert(it, made, 1), insert(it, made, 2)}, &begin);
       it.must(all.told, "the batch");
       it.expect(all.done.size() == 2, all.words());
       it.expect(on.state() == TNT_TX_IDLE, "a transaction is open after it");
       const std::int64_t count = it.count(other, made);
       it.expect(count == 2, fmt::format("another connection sees {} rows of 2", count));
     }}};

const registered rolls_back{
    {.id = "batch.transaction-rolls-back",
     .at = level::full,
     .demands = "an item that fails rolls the whole batch back, effect NONE; items behind it get no done",
     .where = at_run,
     .with = for_batch,
     .run = [](subject &it) {
       connection on = it.open();
       const scratch_table made = it.make_table(on);
       const tnt_begin begin = writing();
       const outcome_of_batch all =
           run(it, on, {insert(it, made, 1), {it.sql("syntax_error")}, insert(it, made, 3)}, &begin);
       it.must_be(TNT_SQL, all.told, "the batch");
       it.expect(all.told.error.effect == TNT_EFFECT_NONE,
                 fmt::format("the effect is {}", all.told.error.effect));
       it.expect(all.done.size() == 2 && all.done[1].status == TNT_SQL, all.words());
       it.expect(on.state() == TNT_TX_IDLE, "a transaction is open after it");
       it.expect(it.count(on, made) == 0, "rows of it stayed");
     }}};

const registered guard{
    {.id = "batch.guard",
     .at = level::full,
     .demands = "a guard that fails with a unique violation is TNT_CONFLICT: somebody else was first",
     .where = "ext/draft/batch.h: TNT_ITEM_GUARD",
     .with = for_batch,
     .run = [](subject &it) {
       connection on = it.open();
       const scratch_table made = it.make_table(on);
       const tnt_begin begin = writing();
       const auto guarded = [&] { return run(it, on, {insert(it, made, 1, TNT_ITEM_GUARD)}, &begin).told; };
       it.must(guarded(), "the first");
       const answer second = guarded();
       it.must_be(TNT_CONFLICT, second, "the second");
       it.expect(second.error.effect == TNT_EFFECT_NONE,
                 fmt::format("the effect is {}", second.error.effect));
     }}};

const registered named_lock{
    {.id = "batch.lock",
     .at = level::full,
     .demands = "a batch whose lock another session holds is TNT_LOCKED at once, and runs nothing",
     .where = "ext/draft/batch.h: run; adapter.h: tnt_begin.lock_name",
     .with = {.extensions = {"tenantry.batch/1", "tenantry.lock/1"}, .url = true},
     .run = [](subject &it) {
       connection holder = it.open(), on = it.open();
       const scratch_table made = it.make_table(on);
       const std::string name = it.scratch_name();
       const auto *lock = it.extension<tnt_ext_lock>("tenantry.lock/1");
       it.must(ask({},
                   [&](const tnt_call *during, tnt_error *error) {
                     return lock->try_acquire(holder.raw(), during, to_text(name), error);
                   }),
               "try_acquire");
       const tnt_begin begin = writing(name);
       it.must_be(TNT_LOCKED, run(it, on, {insert(it, made, 1)}, &begin).told, "the batch");
       it.expect(it.count(on, made) == 0, "its item ran");
     }}};

// The row of an identity with its session left out: that may differ.
std::string server_and_database(const row &of) {
  return of.size() < 2 ? "no row" : of[0].raw + " " + of[1].raw;
}

const registered identity{
    {.id = "batch.identity",
     .at = level::full,
     .demands = "an item with TNT_ITEM_IDENTITY gives the row of identify",
     .where = "ext/draft/batch.h: TNT_ITEM_IDENTITY",
     .with = {.extensions = {"tenantry.batch/1", "tenantry.admin/1"}, .url = true},
     .run = [](subject &it) {
       connection on = it.open();
       const outcome_of_batch all = run(it, on, {{"", {}, TNT_ITEM_IDENTITY}}, nullptr);
       it.must(all.told, "the batch");
       answer own;
       const collector sink(own);
       const auto *admin = it.extension<tnt_ext_admin>("tenantry.admin/1");
       it.must(
           ask({}, [&](const tnt_call *during,
                       tnt_error *error) { return admin->identify(on.raw(), during, sink.raw(), error); }),
           "identify");
       it.expect(own.rows.size() == 1 && all.done.size() == 1 && all.done[0].rows.size() == 1, all.words());
       it.expect(all.done[0].rows[0].size() == own.rows[0].size() &&
                     server_and_database(all.done[0].rows[0]) == server_and_database(own.rows[0]),
                 "it gave another row");
     }}};

const registered rows_of_items{
    {.id = "batch.rows-of-items",
     .at = level::full,
     .demands = "begin_item says which item the rows that follow belong to",
     .where = "adapter.h: tnt_sink.begin_item",
     .with = for_batch,
     .run = [](subject &it) {
       connection on = it.open();
       const outcome_of_batch all = run(
           it, on, {{it.sql("select_value", {{"value", "10"}})}, {it.sql("select_value", {{"value", "20"}})}},
           nullptr);
       it.must(all.told, "the batch");
       it.expect(all.done.size() == 2 && all.done[0].rows.size() == 1 && all.done[1].rows.size() == 1,
                 all.words());
       it.expect(all.done[0].index == 0 && all.done[0].rows[0][0].as_number() == 10 &&
                     all.done[1].index == 1 && all.done[1].rows[0][0].as_number() == 20,
                 "the rows came to other items");
     }}};

const registered affected{
    {.id = "batch.affected",
     .at = level::full,
     .demands = "affected tells for each item how many rows it wrote",
     .where = "adapter.h: tnt_sink.affected",
     .with = for_batch,
     .run = [](subject &it) {
       connection on = it.open();
       const scratch_table made = it.make_table(on);
       const std::string both = fmt::format("INSERT INTO {} (id, word) VALUES (1, 'a'), (2, 'b')", made.name);
       const outcome_of_batch all = run(it, on, {{both}, insert(it, made, 3)}, nullptr);
       it.must(all.told, "the batch");
       it.expect(all.done.size() == 2, all.words());
       it.expect(
           all.done[0].affected == 2 && all.done[1].affected == 1,
           fmt::format("it told {} and {} instead of 2 and 1", all.done[0].affected, all.done[1].affected));
     }}};

}  // namespace
}  // namespace tenantry::conformance
