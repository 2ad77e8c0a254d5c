// The floor for SQLite: open, and for a fresh file each migration in one transaction with the same two
// history rows; for a no-op one SELECT.
#include <sqlite3.h>

#include <algorithm>
#include <memory>

#include "floor.hpp"

namespace {

using namespace tenantry_floor;

struct close_database {
  void operator()(sqlite3 *db) const { sqlite3_close(db); }
};
using database = std::unique_ptr<sqlite3, close_database>;

database open(const std::string &path) {
  sqlite3 *raw = nullptr;
  if (sqlite3_open_v2(path.c_str(), &raw, SQLITE_OPEN_READWRITE, nullptr) != SQLITE_OK)
    give_up("cannot open " + path);
  return database(raw);
}

void run(sqlite3 *db, const std::string &sql) {
  if (sqlite3_exec(db, sql.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK) give_up(sqlite3_errmsg(db));
}

void migrate(const arguments &given, const std::string &path) {
  const database db = open(path);
  run(db.get(),
      "BEGIN IMMEDIATE;" +
          history_table("tenantry_history", "text NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ','now'))") +
          ";COMMIT");
  int seq = 0;
  for (const migration_text &one : given.migrations) {
    run(db.get(), "BEGIN IMMEDIATE");
    run(db.get(), history_insert("tenantry_history", one.tag, ++seq, "start"));
    for (const std::string &statement : one.statements) run(db.get(), statement);
    run(db.get(), history_insert("tenantry_history", one.tag, ++seq, "done"));
    run(db.get(), "COMMIT");
  }
}

void look(const std::string &path) {
  const database db = open(path);
  sqlite3_stmt *statement = nullptr;
  const char *sql =
      "SELECT seq, event, tag, checksum, stamp, step, steps, prefix_hash FROM tenantry_history WHERE track = "
      "'tenant' ORDER BY seq";
  if (sqlite3_prepare_v2(db.get(), sql, -1, &statement, nullptr) != SQLITE_OK)
    give_up(sqlite3_errmsg(db.get()));
  while (sqlite3_step(statement) == SQLITE_ROW) {
  }
  sqlite3_finalize(statement);
}

}  // namespace

int main(int argc, char **argv) {
  const arguments given = read_arguments(argc, argv);
  for_each_in_parallel(given.databases, given.parallel, [&](const std::string &path) {
    if (given.fresh) {
      migrate(given, path);
    } else {
      look(path);
    }
  });
}
