#pragma once
// Reads what the engine must know of a database: who it is, its history, Drizzle's rows.  One round trip
// where the adapter batches.
#include <optional>

#include "core/adapter/session.hpp"
#include "core/engine/bookkeeping.hpp"
#include "core/engine/drizzle_table.hpp"
#include "core/engine/engine.hpp"

namespace tenantry {

// The SQL that one migrate or inspect call works with.
struct engine_sql {
  bookkeeping own;
  std::optional<drizzle_table> drizzle;  // nothing where Drizzle's rows can never count here
};
result<engine_sql> make_engine_sql(const adapter &a, const compiled_folder &folder,
                                   const engine_options &options);

// Fills everything of an inspection but `pending`.
result<inspection> read_database(session &s, const engine_sql &sql, const engine_options &options,
                                 const call_limits &limits);

// The same without the question who the server is: of somebody who asked it before.
result<inspection> read_history(session &s, const engine_sql &sql, const engine_options &options,
                                const call_limits &limits);

// Fills `pending` out of the rest.
status plan_database(inspection &seen, const compiled_folder &folder, const engine_options &options);

}  // namespace tenantry
