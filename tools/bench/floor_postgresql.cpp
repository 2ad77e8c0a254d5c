// The floor for PostgreSQL: connect, and for a fresh database each migration as one multi-statement message
// (one round trip, one transaction) with the same two history rows; for a no-op one SELECT.  Nothing is
// checked, nothing locked.
#include <libpq-fe.h>

#include <algorithm>
#include <memory>

#include "floor.hpp"

namespace {

using namespace tenantry_floor;

struct close_connection {
  void operator()(PGconn *c) const { PQfinish(c); }
};
using connection = std::unique_ptr<PGconn, close_connection>;

void send(PGconn *c, const std::string &sql) {
  PGresult *answer = PQexec(c, sql.c_str());
  const ExecStatusType how = PQresultStatus(answer);
  if (how != PGRES_COMMAND_OK && how != PGRES_TUPLES_OK) give_up(PQerrorMessage(c));
  PQclear(answer);
}

connection connect(const std::string &url) {
  connection c(PQconnectdb(url.c_str()));
  if (PQstatus(c.get()) != CONNECTION_OK) give_up(PQerrorMessage(c.get()));
  return c;
}

// The same transactions as tenantry's: all but the last commit are asynchronous.
std::string as_transaction(const migration_text &one, int &seq, bool last) {
  std::string sql = "BEGIN;SET LOCAL lock_timeout=5000;";
  if (!last) sql += "SET LOCAL synchronous_commit=off;";
  sql += "SELECT pg_try_advisory_xact_lock(4711);";
  sql += history_insert("tenantry.history", one.tag, ++seq, "start") + ";";
  for (const std::string &statement : one.statements) {
    sql += statement;
    if (statement.find(';') == std::string::npos) sql += "\n;";
  }
  return sql + "\n" + history_insert("tenantry.history", one.tag, ++seq, "done") + ";COMMIT";
}

void migrate(const arguments &given, const std::string &url) {
  const connection c = connect(url);
  send(c.get(), "BEGIN;CREATE SCHEMA tenantry;" +
                    history_table("tenantry.history", "timestamp with time zone NOT NULL DEFAULT now()") +
                    ";COMMIT");
  int seq = 0;
  for (const migration_text &one : given.migrations)
    send(c.get(), as_transaction(one, seq, &one == &given.migrations.back()));
}

void look(const std::string &url) {
  const connection c = connect(url);
  send(
      c.get(),
      "SELECT seq, event, tag, checksum, stamp, step, steps, prefix_hash FROM tenantry.history WHERE track = "
      "'tenant' ORDER BY seq");
}

}  // namespace

int main(int argc, char **argv) {
  const arguments given = read_arguments(argc, argv);
  for_each_in_parallel(given.databases, given.parallel, [&](const std::string &url) {
    if (given.fresh) {
      migrate(given, url);
    } else {
      look(url);
    }
  });
}
