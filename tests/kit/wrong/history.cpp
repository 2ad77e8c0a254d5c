#include <vector>

#include "tests/kit/wrong/passing.hpp"

namespace tenantry::kit {
namespace {

// Each wrong knows the history of its test by the name of its track.

// A sink that gives on what Change made of a row; nothing where it says false.
using row_change = bool (*)(std::vector<tnt_cell> &);
struct between {
  const tnt_sink *real;
  row_change change;
};

tnt_status with_rows(const execution &of, row_change change) {
  between middle{of.sink, change};
  tnt_sink raw = *of.sink;
  raw.data = &middle;
  raw.columns = [](void *data, const tnt_column *columns, std::size_t n) -> tnt_status {
    const auto *self = static_cast<between *>(data);
    return self->real->columns(self->real->data, columns, n);
  };
  raw.row = [](void *data, const tnt_cell *cells, std::size_t n) -> tnt_status {
    const auto *self = static_cast<between *>(data);
    std::vector<tnt_cell> copy(cells, cells + n);
    return self->change(copy) ? self->real->row(self->real->data, copy.data(), n) : TNT_OK;
  };
  raw.affected = [](void *, std::int64_t) {};
  return right().execute(of.conn, of.call, of.sql, of.cells, of.n, &raw, of.error);
}

bool is_insert(const execution &of) {
  return of.n == 14;
}

tnt_status creates_twice(const execution &of) {
  const tnt_status status = of.pass();
  return status == TNT_SQL && holds(of.sql, "CREATE TABLE") && holds(of.sql, "prefix_hash") ? TNT_OK : status;
}
tnt_status creates_schema_twice(const execution &of) {
  const tnt_status status = of.pass();
  return status == TNT_SQL && holds(of.sql, "CREATE SCHEMA") ? TNT_OK : status;
}
tnt_status missing_without_state(const execution &of) {
  const tnt_status status = of.pass();
  if (status == TNT_SQL && of.has("kit missing")) of.error->sqlstate[0] = '\0';
  return status;
}
tnt_status rounds_stamp(const execution &of) {
  if (!is_insert(of) || !of.has("kit steps")) return of.pass();
  std::vector<tnt_cell> cells(of.cells, of.cells + of.n);
  cells[5].num.i = cells[5].num.i / 1000 * 1000;
  return right().execute(of.conn, of.call, of.sql, cells.data(), of.n, of.sink, of.error);
}
tnt_status orders_backwards(const execution &of) {
  if (is_insert(of) || !of.has("kit order")) return of.pass();
  const std::string text = std::string(as_view(of.sql)) + " DESC";
  return right().execute(of.conn, of.call, {text.data(), text.size()}, of.cells, of.n, of.sink, of.error);
}
tnt_status collision_unsure(const execution &of) {
  const tnt_status status = of.pass();
  if (status == TNT_SQL && of.has("kit collision")) of.error->effect = TNT_EFFECT_UNKNOWN;
  return status;
}
// As if each INSERT committed by itself.
tnt_status commits_each(const execution &of) {
  const tnt_status status = of.pass();
  if (status != TNT_OK || !is_insert(of) || !of.has("kit rollback")) return status;
  tnt_begin again{};
  again.struct_size = sizeof again;
  again.flags = TNT_TX_WRITE;
  const tnt_status ended = right().commit(of.conn, of.call, of.error);
  return ended == TNT_OK ? right().begin(of.conn, of.call, &again, of.error) : ended;
}
tnt_status clock_in_words(const execution &of) {
  if (is_insert(of) || !of.has("kit clock")) return of.pass();
  return with_rows(of, [](std::vector<tnt_cell> &row) {
    row.back().raw = {"Thursday", 8};
    return true;
  });
}
tnt_status cuts_message(const execution &of) {
  if (!is_insert(of) || !of.has("kit text")) return of.pass();
  std::vector<tnt_cell> cells(of.cells, of.cells + of.n);
  cells.back().raw.size = 1024;
  return right().execute(of.conn, of.call, of.sql, cells.data(), of.n, of.sink, of.error);
}
// As if the history were read from a snapshot that is older than the lock.
template <char const *Track>
tnt_status reads_stale(const execution &of) {
  static int reads = 0;
  // The test's own look at the end comes after each runner's.
  if (is_insert(of) || !of.has(Track)) return of.pass();
  return ++reads > 2 ? of.pass() : with_rows(of, [](std::vector<tnt_cell> &) { return false; });
}
tnt_status both_are_first(const execution &of) {
  const tnt_status status = of.pass();
  return status == TNT_SQL && of.has("kit race") ? TNT_OK : status;
}

constexpr char of_threads[] = "kit threads", of_processes[] = "kit processes";

template <tnt_status (*Does)(const execution &)>
void does(tnt_adapter &t) {
  t.execute = executing<Does>;
}

const wrong twice{{.name = "creates-history-twice", .fails = "history.create", .table = does<creates_twice>}};
const wrong schema_twice{{.name = "creates-schema-twice",
                          .fails = "history.create-schema",
                          .table = does<creates_schema_twice>,
                          .right = "postgresql"}};
const wrong missing{{.name = "missing-history-without-state",
                     .fails = "history.missing",
                     .table = does<missing_without_state>}};
const wrong rounds{
    {.name = "rounds-stamps", .fails = "history.start-step-done", .table = does<rounds_stamp>}};
const wrong unordered{
    {.name = "orders-backwards", .fails = "history.order", .table = does<orders_backwards>}};
const wrong unsure{
    {.name = "collision-is-unsure", .fails = "history.collision", .table = does<collision_unsure>}};
const wrong commits{{.name = "insert-commits", .fails = "history.rollback", .table = does<commits_each>}};
const wrong clock{{.name = "clock-in-words", .fails = "history.clock", .table = does<clock_in_words>}};
const wrong cuts{{.name = "cuts-message", .fails = "history.long-message", .table = does<cuts_message>}};
const wrong stale{
    {.name = "reads-stale-history", .fails = "history.two-runners", .table = does<reads_stale<of_threads>>}};
const wrong stale_too{{.name = "reads-stale-history-of-process",
                       .fails = "history.two-processes",
                       .table = does<reads_stale<of_processes>>}};
const wrong both{
    {.name = "both-are-first", .fails = "history.race-without-lock", .table = does<both_are_first>}};

}  // namespace
}  // namespace tenantry::kit
