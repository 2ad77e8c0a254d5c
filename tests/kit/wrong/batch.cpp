#include <tenantry/sdk/ext/draft/batch.h>

#include <cstring>
#include <vector>

#include "tests/kit/wrong/wrong.hpp"

namespace tenantry::kit {
namespace {

using done_function = void (*)(void *, std::size_t, const tnt_error *);

const tnt_ext_batch &right_batch() {
  return *static_cast<const tnt_ext_batch *>(right().extension(TNT_EXT_BATCH));
}

using run_function = decltype(tnt_ext_batch::run);

template <run_function Run>
void with_run(tnt_adapter &t) {
  t.extension = [](const char *id) -> const void * {
    if (std::strcmp(id, TNT_EXT_BATCH) != 0) return right().extension(id);
    static const tnt_ext_batch changed = [] {
      tnt_ext_batch copy = right_batch();
      copy.run = Run;
      return copy;
    }();
    return &changed;
  };
}

tnt_status stops_at_failure(tnt_conn *conn, const tnt_call *call, const tnt_begin *tx, const tnt_item *items,
                            std::size_t n, const tnt_sink *sink, done_function done, void *data,
                            tnt_error *error) {
  return right_batch().run(conn, call, tx, items, tx == nullptr && n == 3 ? 2 : n, sink, done, data, error);
}
tnt_status loses_last(tnt_conn *conn, const tnt_call *call, const tnt_begin *tx, const tnt_item *items,
                      std::size_t n, const tnt_sink *sink, done_function done, void *data, tnt_error *error) {
  return right_batch().run(conn, call, tx, items, tx != nullptr && n == 2 ? 1 : n, sink, done, data, error);
}
tnt_status no_transaction(tnt_conn *conn, const tnt_call *call, const tnt_begin *tx, const tnt_item *items,
                          std::size_t n, const tnt_sink *sink, done_function done, void *data,
                          tnt_error *error) {
  return right_batch().run(conn, call, n == 3 ? nullptr : tx, items, n, sink, done, data, error);
}
tnt_status conflict_is_sql(tnt_conn *conn, const tnt_call *call, const tnt_begin *tx, const tnt_item *items,
                           std::size_t n, const tnt_sink *sink, done_function done, void *data,
                           tnt_error *error) {
  const tnt_status status = right_batch().run(conn, call, tx, items, n, sink, done, data, error);
  return status == TNT_CONFLICT ? TNT_SQL : status;
}
tnt_status forgets_lock(tnt_conn *conn, const tnt_call *call, const tnt_begin *tx, const tnt_item *items,
                        std::size_t n, const tnt_sink *sink, done_function done, void *data,
                        tnt_error *error) {
  tnt_begin unlocked{};
  if (tx != nullptr) unlocked = *tx;
  unlocked.lock_name = {};
  return right_batch().run(conn, call, tx == nullptr ? nullptr : &unlocked, items, n, sink, done, data,
                           error);
}
tnt_status knows_no_identity(tnt_conn *conn, const tnt_call *call, const tnt_begin *tx, const tnt_item *items,
                             std::size_t n, const tnt_sink *sink, done_function done, void *data,
                             tnt_error *error) {
  std::vector<tnt_item> changed(items, items + n);
  for (tnt_item &one : changed)
    if ((one.flags & TNT_ITEM_IDENTITY) != 0) one = {{"SELECT 1", 8}, nullptr, 0, 0, 0};
  return right_batch().run(conn, call, tx, changed.data(), n, sink, done, data, error);
}

// Between the adapter and the test's sink.
const tnt_sink *real_sink = nullptr;

tnt_status all_of_first(tnt_conn *conn, const tnt_call *call, const tnt_begin *tx, const tnt_item *items,
                        std::size_t n, const tnt_sink *sink, done_function done, void *data,
                        tnt_error *error) {
  real_sink = sink;
  tnt_sink changed = *sink;
  changed.begin_item = [](void *to, std::size_t) { real_sink->begin_item(to, 0); };
  // Only rows of two SELECTs: what tells no rows has no item to be mistaken for.
  return right_batch().run(conn, call, tx, items, n,
                           items[0].n == 0 && items[0].sql.data[0] == 'S' ? &changed : sink, done, data,
                           error);
}
tnt_status tells_no_count(tnt_conn *conn, const tnt_call *call, const tnt_begin *tx, const tnt_item *items,
                          std::size_t n, const tnt_sink *sink, done_function done, void *data,
                          tnt_error *error) {
  tnt_sink changed = *sink;
  changed.affected = [](void *, std::int64_t) {};
  return right_batch().run(conn, call, tx, items, n, &changed, done, data, error);
}

const wrong a{{.name = "batch-stops-at-failure",
               .fails = "batch.independent-items",
               .table = with_run<stops_at_failure>,
               .right = "postgresql"}};
const wrong b{{.name = "batch-loses-last",
               .fails = "batch.transaction-commits",
               .table = with_run<loses_last>,
               .right = "postgresql"}};
const wrong c{{.name = "batch-without-transaction",
               .fails = "batch.transaction-rolls-back",
               .table = with_run<no_transaction>,
               .right = "postgresql"}};
const wrong d{{.name = "guard-is-sql",
               .fails = "batch.guard",
               .table = with_run<conflict_is_sql>,
               .right = "postgresql"}};
const wrong e{{.name = "batch-forgets-lock",
               .fails = "batch.lock",
               .table = with_run<forgets_lock>,
               .right = "postgresql"}};
const wrong f{{.name = "batch-without-identity",
               .fails = "batch.identity",
               .table = with_run<knows_no_identity>,
               .right = "postgresql"}};
const wrong g{{.name = "all-rows-of-first-item",
               .fails = "batch.rows-of-items",
               .table = with_run<all_of_first>,
               .right = "postgresql"}};
const wrong h{{.name = "batch-tells-no-count",
               .fails = "batch.affected",
               .table = with_run<tells_no_count>,
               .right = "postgresql"}};

}  // namespace
}  // namespace tenantry::kit
