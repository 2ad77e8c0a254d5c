// What introspect asks of information_schema, about the session's own database.  Comparisons of names are
// left to the caller: the catalog's own are without case on some servers.
#pragma once
#include <string>

namespace tenantry::mysql::catalog {

inline constexpr std::string_view database = "SELECT DATABASE()";

// name, kind, comment, engine
inline constexpr std::string_view tables =
    "SELECT TABLE_NAME, TABLE_TYPE, TABLE_COMMENT, COALESCE(ENGINE, '') FROM information_schema.TABLES "
    "WHERE TABLE_SCHEMA = DATABASE() ORDER BY TABLE_NAME";

// table, column, type, null, has a default, default, extra, collation, comment, computed from
inline constexpr std::string_view columns =
    "SELECT TABLE_NAME, COLUMN_NAME, COLUMN_TYPE, IS_NULLABLE, COLUMN_DEFAULT IS NOT NULL, COLUMN_DEFAULT, "
    "EXTRA, "
    "COLLATION_NAME, COLUMN_COMMENT, GENERATION_EXPRESSION FROM information_schema.COLUMNS WHERE "
    "TABLE_SCHEMA = "
    "DATABASE() ORDER BY TABLE_NAME, ORDINAL_POSITION";

// table, name, condition, Column or Table
inline std::string checks(bool mariadb, bool tells_level) {
  if (mariadb)
    return std::string("SELECT TABLE_NAME, CONSTRAINT_NAME, CHECK_CLAUSE, ") +
           (tells_level ? "LEVEL" : "'Table'") +
           " FROM information_schema.CHECK_CONSTRAINTS WHERE CONSTRAINT_SCHEMA = DATABASE() ORDER BY 1, 2";
  return "SELECT t.TABLE_NAME, c.CONSTRAINT_NAME, c.CHECK_CLAUSE, IF(t.ENFORCED = 'YES', 'Table', 'Off') "
         "FROM "
         "information_schema.CHECK_CONSTRAINTS c JOIN information_schema.TABLE_CONSTRAINTS t ON "
         "t.CONSTRAINT_SCHEMA = c.CONSTRAINT_SCHEMA AND t.CONSTRAINT_NAME = c.CONSTRAINT_NAME AND "
         "t.CONSTRAINT_TYPE = 'CHECK' WHERE c.CONSTRAINT_SCHEMA = DATABASE() ORDER BY 1, 2";
}

// table, name, column, to table, to column, on delete, on update, to this database
inline constexpr std::string_view foreign_keys =
    "SELECT k.TABLE_NAME, k.CONSTRAINT_NAME, k.COLUMN_NAME, k.REFERENCED_TABLE_NAME, "
    "k.REFERENCED_COLUMN_NAME, "
    "r.DELETE_RULE, r.UPDATE_RULE, k.REFERENCED_TABLE_SCHEMA = DATABASE() FROM "
    "information_schema.KEY_COLUMN_USAGE k JOIN information_schema.REFERENTIAL_CONSTRAINTS r ON "
    "r.CONSTRAINT_SCHEMA = k.CONSTRAINT_SCHEMA AND r.CONSTRAINT_NAME = k.CONSTRAINT_NAME AND r.TABLE_NAME = "
    "k.TABLE_NAME WHERE k.CONSTRAINT_SCHEMA = DATABASE() AND k.TABLE_SCHEMA = DATABASE() AND "
    "k.REFERENCED_TABLE_NAME IS NOT NULL ORDER BY 1, 2, k.ORDINAL_POSITION";

// table, name, not unique, column, D where it descends, length of the part that is indexed, method, comment,
// text of an expression, in use
inline std::string indexes(bool mariadb, bool tells_ignored) {
  const std::string expression = mariadb ? "NULL" : "EXPRESSION";
  const std::string used = !mariadb        ? "IS_VISIBLE"
                           : tells_ignored ? "IF(IGNORED = 'YES', 'NO', 'YES')"
                                           : "'YES'";
  return "SELECT TABLE_NAME, INDEX_NAME, NON_UNIQUE, COLUMN_NAME, COLLATION, SUB_PART, INDEX_TYPE, "
         "INDEX_COMMENT, " +
         expression + ", " + used +
         " FROM information_schema.STATISTICS WHERE TABLE_SCHEMA = DATABASE() ORDER BY TABLE_NAME, "
         "INDEX_NAME, "
         "SEQ_IN_INDEX";
}

inline constexpr std::string_view views =
    "SELECT TABLE_NAME, VIEW_DEFINITION FROM information_schema.VIEWS WHERE TABLE_SCHEMA = DATABASE() ORDER "
    "BY 1";

// name, table, when, what, text
inline constexpr std::string_view triggers =
    "SELECT TRIGGER_NAME, EVENT_OBJECT_TABLE, ACTION_TIMING, EVENT_MANIPULATION, ACTION_STATEMENT FROM "
    "information_schema.TRIGGERS WHERE TRIGGER_SCHEMA = DATABASE() ORDER BY 1";

// FUNCTION or PROCEDURE or another kind, name
inline constexpr std::string_view routines =
    "SELECT ROUTINE_TYPE, ROUTINE_NAME FROM information_schema.ROUTINES WHERE ROUTINE_SCHEMA = DATABASE() "
    "ORDER "
    "BY 1, 2";
inline constexpr std::string_view events =
    "SELECT EVENT_NAME FROM information_schema.EVENTS WHERE EVENT_SCHEMA = DATABASE() ORDER BY 1";

// start, increment, min, max, cache, cycles
inline std::string sequence(const std::string &quoted_name) {
  return "SELECT start_value, increment, minimum_value, maximum_value, cache_size, cycle_option FROM " +
         quoted_name;
}

}  // namespace tenantry::mysql::catalog
