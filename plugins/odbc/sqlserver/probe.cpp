// Has a batch whose fate is unknown taken effect (T-03)?  Read from its own words and the catalog; a batch of
// several statements is not.
#include "connection.hpp"
#include "t_sql.hpp"

namespace tenantry::sqlserver {
namespace {

sdk::probe_answer answer(std::int32_t state, std::string why) {
  return {state, std::move(why), {}};
}
sdk::probe_answer unclear(std::string why) {
  return answer(TNT_PROBE_UNCLEAR, std::move(why));
}
sdk::probe_answer found_or_not(bool there, bool wanted, const std::string &what) {
  return answer(there == wanted ? TNT_PROBE_DONE : TNT_PROBE_NOT_DONE,
                what + (there ? " exists" : " does not exist"));
}

// dbo.wells as the catalog's functions read it; "" where there is no name.
std::string read_name(cursor &at, std::string &last) {
  std::string whole;
  do {
    const auto part = at.take_name();
    if (!part) return "";
    whole += (whole.empty() ? "" : ".") + quote_name(*part);
    last = *part;
  } while (at.take("."));
  return whole;
}

struct kind_of_object {
  std::string_view word, said, catalog;  // how many rows has this, for the name as its parameter?
};
constexpr std::string_view of_object = "SELECT 1 WHERE OBJECT_ID(?) IS NOT NULL";
constexpr kind_of_object kinds[] = {
    {"TABLE", "table", of_object},
    {"VIEW", "view", of_object},
    {"PROCEDURE", "procedure", of_object},
    {"PROC", "procedure", of_object},
    {"FUNCTION", "function", of_object},
    {"TRIGGER", "trigger", of_object},
    {"SEQUENCE", "sequence", of_object},
    {"SYNONYM", "synonym", of_object},
    {"SCHEMA", "schema", "SELECT 1 WHERE SCHEMA_ID(PARSENAME(?, 1)) IS NOT NULL"},
    {"TYPE", "type", "SELECT 1 WHERE TYPE_ID(?) IS NOT NULL"},
    {"DATABASE", "database", "SELECT 1 WHERE DB_ID(PARSENAME(?, 1)) IS NOT NULL"},
    {"USER", "user", "SELECT 1 WHERE DATABASE_PRINCIPAL_ID(PARSENAME(?, 1)) IS NOT NULL"},
    {"ROLE", "role", "SELECT 1 WHERE DATABASE_PRINCIPAL_ID(PARSENAME(?, 1)) IS NOT NULL"}};

class prober {
 public:
  prober(connection &on, const sdk::call &call) : on_(on), call_(call) {}

  sdk::probe_answer create(cursor at) {
    if (at.take("OR")) return answer(TNT_PROBE_REPEATABLE, "CREATE OR ALTER may run again");
    for (bool more = true; more;)
      more = at.take_any({"UNIQUE", "CLUSTERED", "NONCLUSTERED", "COLUMNSTORE", "PRIMARY", "XML", "SPATIAL"});
    if (at.take("INDEX")) return index(at, true);
    return object(at, true);
  }
  sdk::probe_answer drop(cursor at) {
    if (at.take("INDEX")) return index(at, false);
    return object(at, false);
  }
  // ALTER TABLE t ADD c …, ADD CONSTRAINT k …, DROP COLUMN c, DROP CONSTRAINT k.
  sdk::probe_answer alter(cursor at) {
    if (!at.take("TABLE")) return unclear("this change leaves no mark that can be read");
    std::string last, name;
    const std::string table = read_name(at, last);
    if (table.empty()) return unclear("the name in the statement could not be read");
    at.take("WITH");
    at.take_any({"CHECK", "NOCHECK"});
    if (at.take("ALTER")) return answer(TNT_PROBE_REPEATABLE, "ALTER COLUMN may run again");
    const bool adds = at.take("ADD");
    if (!adds && !at.take("DROP")) return unclear("this change leaves no mark that can be read");
    const bool column = !at.at_word("CONSTRAINT");
    at.take_any({"CONSTRAINT", "COLUMN"});
    if (at.take("IF")) return answer(TNT_PROBE_REPEATABLE, "IF EXISTS may run again");
    const auto part = at.take_name();
    if (!part || (column && at_unnamed(*part))) return unclear("the statement's change could not be read");
    const bool there =
        column ? has("SELECT 1 FROM sys.columns WHERE object_id = OBJECT_ID(?) AND name = ?", {table, *part})
               : has("SELECT 1 FROM sys.objects WHERE parent_object_id = OBJECT_ID(?) AND name = ?",
                     {table, *part});
    return found_or_not(there, adds,
                        (column ? "column \"" : "constraint \"") + *part + "\" of \"" + last + "\"");
  }

 private:
  static bool at_unnamed(const std::string &word) {
    for (const std::string_view key : {"PRIMARY", "FOREIGN", "UNIQUE", "CHECK", "DEFAULT"})
      if (sdk::statement_tokens::same(word, key)) return true;
    return false;
  }
  bool has(std::string_view sql, std::initializer_list<std::string_view> parameters) {
    return !on_.ask(call_, sql, parameters).empty();
  }
  sdk::probe_answer index(cursor at, bool wanted) {
    if (at.take("IF")) return answer(TNT_PROBE_REPEATABLE, "DROP INDEX IF EXISTS may run again");
    const auto name = at.take_name();
    std::string last;
    const std::string table = name && at.take("ON") ? read_name(at, last) : "";
    if (table.empty()) return unclear("the statement's index or table could not be read");
    return found_or_not(
        has("SELECT 1 FROM sys.indexes WHERE object_id = OBJECT_ID(?) AND name = ?", {table, *name}), wanted,
        "index \"" + *name + "\" of \"" + last + "\"");
  }
  sdk::probe_answer object(cursor at, bool wanted) {
    for (const kind_of_object &kind : kinds) {
      if (!at.take(kind.word)) continue;
      if (at.take("IF")) return answer(TNT_PROBE_REPEATABLE, "DROP … IF EXISTS may run again");
      std::string last;
      const std::string name = read_name(at, last);
      if (name.empty() || at.at_word(",")) return unclear("the statement's names could not be read");
      if (last.starts_with("#")) return answer(TNT_PROBE_NOT_DONE, "a temporary table goes with its session");
      return found_or_not(has(kind.catalog, {name}), wanted, std::string(kind.said) + " \"" + last + "\"");
    }
    return unclear("what this statement makes or drops is not looked up");
  }

  connection &on_;
  const sdk::call &call_;
};

}  // namespace

sdk::probe_answer connection::probe(const sdk::call &call, std::string_view sql) {
  cursor at(sql);
  for (const std::string_view harmless : {"SELECT", "SET", "BACKUP", "RECONFIGURE", "DBCC", "GRANT", "PRINT"})
    if (at.at_word(harmless) && classify(sql).one_statement)
      return answer(TNT_PROBE_REPEATABLE, std::string(harmless) + " may run again");
  if (!classify(sql).one_statement) return unclear("the batch holds several statements");
  prober with(*this, call);
  if (at.take("CREATE")) return with.create(at);
  if (at.take("DROP")) return with.drop(at);
  if (at.take("ALTER")) return with.alter(at);
  return unclear("nothing in the database tells whether this statement has run");
}

}  // namespace tenantry::sqlserver
