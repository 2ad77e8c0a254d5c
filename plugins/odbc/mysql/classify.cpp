#include "classify.hpp"

#include <tenantry/sdk/ext/draft/script.h>

#include "cursor.hpp"

namespace tenantry::mysql {
namespace {

constexpr std::uint32_t control = TNT_PIECE_TX_CONTROL;
constexpr std::uint32_t commits = TNT_PIECE_IMPLICIT_COMMIT;

classified ending(std::uint32_t flags) {
  classified out;
  out.flags = flags;
  out.ends_transaction = true;
  return out;
}

classified implicit() {
  return ending(commits);
}

classified beginning() {
  classified out;
  out.flags = control;
  out.begins_transaction = true;
  return out;
}

classified flagged(std::uint32_t flags) {
  classified out;
  out.flags = flags;
  return out;
}

classified may_commit() {
  classified out;
  out.may_commit_inside = true;
  return out;
}

// A temporary table is the session's own and commits nothing.
classified create_or_drop(cursor at, bool drop) {
  at.take_all({"OR", "REPLACE"});
  if (at.take("TEMPORARY") && (at.at_word("TABLE") || at.at_word("TABLES"))) return {};
  classified out = implicit();
  const bool many = drop && at.take_any({"TABLE", "TABLES", "VIEW"});
  while (many && !at.at_end() && !out.stops_half_way) {
    out.stops_half_way = at.text() == ",";
    at.advance();
  }
  return out;
}

classified set(cursor at) {
  at.take_any({"SESSION", "LOCAL"});
  if (at.take("PASSWORD")) return implicit();
  if (at.take("TRANSACTION")) return flagged(TNT_PIECE_NO_TRANSACTION);
  while (at.take_symbol('@')) {
  }
  if (at.take_any({"SESSION", "LOCAL"})) at.take_symbol('.');
  if (at.take("AUTOCOMMIT")) return ending(control);
  if (at.take("SQL_LOG_BIN")) return flagged(TNT_PIECE_NO_TRANSACTION);
  return {};
}

std::optional<classified> transaction(cursor at) {
  if (at.take("BEGIN")) return at.at_word("NOT") ? may_commit() : beginning();
  if (at.take("START")) return at.at_word("TRANSACTION") ? beginning() : implicit();
  if (at.take("COMMIT")) return ending(control | TNT_PIECE_COMMIT);
  if (at.take("ROLLBACK")) {
    at.take("WORK");
    return at.at_word("TO") ? flagged(control) : ending(control);
  }
  if (at.take("SAVEPOINT") || at.take("RELEASE")) return flagged(control);
  if (at.take("XA")) return ending(control);
  return std::nullopt;
}

// Heads behind which nothing gives rows, or where the driver expects them.
bool rows_are_expected(const cursor &at) {
  if (at.text() == "(") return true;
  for (const std::string_view head :
       {"ALTER",   "ANALYZE", "CALL",     "CHANGE",  "CHECK",  "COMMIT",   "CREATE",    "DEALLOCATE",
        "DELETE",  "DESC",    "DESCRIBE", "DO",      "DROP",   "EXECUTE",  "EXPLAIN",   "FLUSH",
        "GET",     "GRANT",   "INSERT",   "INSTALL", "KILL",   "LOCK",     "PREPARE",   "PURGE",
        "RELEASE", "RENAME",  "REPLACE",  "RESET",   "REVOKE", "ROLLBACK", "SAVEPOINT", "SELECT",
        "SET",     "SHOW",    "SHUTDOWN", "SIGNAL",  "START",  "STOP",     "TRUNCATE",  "UNINSTALL",
        "UNLOCK",  "UPDATE",  "USE",      "WITH",    "BEGIN"})
    if (at.at_word(head)) return true;
  cursor load = at;
  if (load.take("LOAD")) return !load.at_word("INDEX");
  return false;
}

classified by_head(cursor at) {
  if (const auto found = transaction(at)) return *found;
  if (at.take("CREATE")) return create_or_drop(at, false);
  if (at.take("DROP")) return create_or_drop(at, true);
  if (at.take("SET")) return set(at);
  if (at.take("CALL") || at.take("EXECUTE")) return may_commit();
  for (const std::string_view head :
       {"ALTER", "RENAME", "TRUNCATE", "GRANT", "REVOKE", "LOCK", "UNLOCK", "ANALYZE", "OPTIMIZE", "REPAIR",
        "CHECK", "CACHE", "FLUSH", "INSTALL", "UNINSTALL", "RESET", "STOP", "CHANGE"})
    if (at.at_word(head)) return implicit();
  if (at.take("LOAD") && at.at_word("INDEX")) return implicit();
  classified out;
  out.changes_database = at.at_word("USE");
  return out;
}

}  // namespace

classified classify(std::string_view statement) {
  const cursor at(statement);
  classified out = by_head(at);
  out.returns_rows_unexpectedly = !at.at_end() && !rows_are_expected(at);
  return out;
}

std::string_view connection_charset(std::string_view statement) {
  cursor at(statement);
  if (!at.take("SET")) return {};
  if (!at.take("NAMES") && !at.take_all({"CHARACTER", "SET"}) && !at.take("CHARSET")) return {};
  const std::string_view name = at.text();
  const bool quoted = name.size() > 2 && (name.front() == '\'' || name.front() == '"');
  return quoted ? name.substr(1, name.size() - 2) : name;
}

}  // namespace tenantry::mysql
