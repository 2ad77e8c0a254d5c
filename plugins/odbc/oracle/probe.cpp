// Has a statement whose fate is unknown taken effect (T-03)?  Read from its own words and the dictionary of
// the session's schema.
#include "connection.hpp"
#include "pl_sql.hpp"

namespace tenantry::oracle {
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

// The words behind CREATE and DROP, as ALL_OBJECTS names the kind.
struct kind_of_object {
  std::string_view word, second, type;
};
constexpr kind_of_object kinds[] = {{"TABLE", "", "TABLE"},         {"VIEW", "", "VIEW"},
                                    {"SEQUENCE", "", "SEQUENCE"},   {"SYNONYM", "", "SYNONYM"},
                                    {"PROCEDURE", "", "PROCEDURE"}, {"FUNCTION", "", "FUNCTION"},
                                    {"TRIGGER", "", "TRIGGER"},     {"PACKAGE", "BODY", "PACKAGE BODY"},
                                    {"PACKAGE", "", "PACKAGE"},     {"TYPE", "BODY", "TYPE BODY"},
                                    {"TYPE", "", "TYPE"},           {"INDEX", "", "INDEX"}};

struct object_name {
  std::string owner, last;  // owner "" where the session's schema is meant
};

std::optional<object_name> read_name(cursor &at) {
  object_name name;
  do {
    const auto part = at.take_name();
    if (!part) return std::nullopt;
    name.owner = std::exchange(name.last, *part);
  } while (at.take("."));
  return name;
}

class prober {
 public:
  prober(connection &on, const sdk::call &call) : on_(on), call_(call) {}

  sdk::probe_answer create(cursor at) {
    if (at.take("OR")) return answer(TNT_PROBE_REPEATABLE, "CREATE OR REPLACE may run again");
    if (at.at_word("GLOBAL") || at.at_word("PRIVATE")) {
      at.advance();
      at.take("TEMPORARY");
    }
    for (bool more = true; more;)
      more = at.take_any({"UNIQUE", "BITMAP", "EDITIONABLE", "NONEDITIONABLE", "FORCE", "PUBLIC"});
    const kind_of_object *kind = take_kind(at);
    if (kind == nullptr) return unclear("what this statement makes is not looked up");
    if (at.take("IF")) return answer(TNT_PROBE_REPEATABLE, "CREATE … IF NOT EXISTS may run again");
    const auto name = read_name(at);
    if (!name) return unclear("the name in the statement could not be read");
    const std::string status = status_of(*kind, *name);
    const std::string said = std::string(kind->word) + " \"" + name->last + "\"";
    if (status != "INVALID") return found_or_not(!status.empty(), true, said);
    // A program that does not compile is left behind by a try that failed.
    return {TNT_PROBE_NOT_DONE,
            said + " exists and does not compile",
            {"DROP " + std::string(kind->type) + " " + quoted(*name)}};
  }
  sdk::probe_answer drop(cursor at) {
    at.take_any({"PUBLIC"});
    const kind_of_object *kind = take_kind(at);
    if (kind == nullptr) return unclear("what this statement drops is not looked up");
    if (at.take("IF")) return answer(TNT_PROBE_REPEATABLE, "DROP … IF EXISTS may run again");
    const auto name = read_name(at);
    if (!name) return unclear("the name in the statement could not be read");
    return found_or_not(!status_of(*kind, *name).empty(), false,
                        std::string(kind->word) + " \"" + name->last + "\"");
  }
  // RENAME a TO b
  sdk::probe_answer rename(cursor at) {
    const auto from = at.take_name();
    const auto to = from && at.take("TO") ? at.take_name() : std::nullopt;
    if (!to) return unclear("the names in the statement could not be read");
    return renamed(any_object({"", *from}), any_object({"", *to}), *from, *to);
  }
  sdk::probe_answer alter(cursor at) {
    if (at.take("INDEX")) return renamed_whole(at);
    if (!at.take("TABLE")) return unclear("this change leaves no mark that can be read");
    const auto table = read_name(at);
    if (!table) return unclear("the name in the statement could not be read");
    if (at.at_any({"MODIFY", "ENABLE", "DISABLE", "NOLOGGING", "LOGGING", "PARALLEL", "NOPARALLEL"}))
      return answer(TNT_PROBE_REPEATABLE, "this change may be made again");
    if (at.take("ADD")) return part(at, *table, true);
    if (at.take("DROP")) return part(at, *table, false);
    if (at.take("RENAME")) return rename_part(at, *table);
    return unclear("this change leaves no mark that can be read");
  }

 private:
  static const kind_of_object *take_kind(cursor &at) {
    for (const kind_of_object &kind : kinds) {
      cursor ahead = at;
      if (!ahead.take(kind.word) || (!kind.second.empty() && !ahead.take(kind.second))) continue;
      at.advance();
      if (!kind.second.empty()) at.advance();
      return &kind;
    }
    return nullptr;
  }
  static std::string quoted(const object_name &name) {
    return (name.owner.empty() ? "" : quote_name(name.owner) + ".") + quote_name(name.last);
  }
  bool has(std::string_view sql, std::initializer_list<std::string_view> parameters) {
    return !on_.ask(call_, sql, parameters).empty();
  }
  std::string status_of(const kind_of_object &kind, const object_name &name) {
    const auto rows =
        on_.ask(call_,
                "SELECT status FROM all_objects WHERE owner = COALESCE(?, SYS_CONTEXT('USERENV', "
                "'CURRENT_SCHEMA')) AND object_name = ? AND object_type = ?",
                {name.owner, name.last, kind.type});
    return rows.empty() ? "" : rows[0].at(0);
  }
  bool any_object(const object_name &name) {
    return has(
        "SELECT 1 FROM all_objects WHERE owner = COALESCE(?, SYS_CONTEXT('USERENV', 'CURRENT_SCHEMA')) AND "
        "object_name = ?",
        {name.owner, name.last});
  }
  bool has_column(const object_name &table, const std::string &column) {
    return has(
        "SELECT 1 FROM all_tab_cols WHERE owner = COALESCE(?, SYS_CONTEXT('USERENV', 'CURRENT_SCHEMA')) AND "
        "table_name = ? AND column_name = ?",
        {table.owner, table.last, column});
  }
  bool has_constraint(const object_name &table, const std::string &constraint) {
    return has(
        "SELECT 1 FROM all_constraints WHERE owner = COALESCE(?, SYS_CONTEXT('USERENV', 'CURRENT_SCHEMA')) "
        "AND "
        "table_name = ? AND constraint_name = ?",
        {table.owner, table.last, constraint});
  }
  static sdk::probe_answer renamed(bool from, bool to, const std::string &old_name,
                                   const std::string &new_name) {
    if (from == to) return unclear("of the two names both or none exist");
    return answer(to ? TNT_PROBE_DONE : TNT_PROBE_NOT_DONE, "\"" + (to ? new_name : old_name) + "\" exists");
  }
  // ALTER INDEX a RENAME TO b
  sdk::probe_answer renamed_whole(cursor at) {
    const auto from = read_name(at);
    if (!from || !at.take("RENAME") || !at.take("TO"))
      return unclear("this change leaves no mark that can be read");
    const auto to = at.take_name();
    if (!to) return unclear("the names in the statement could not be read");
    return renamed(any_object(*from), any_object({from->owner, *to}), from->last, *to);
  }
  sdk::probe_answer rename_part(cursor at, const object_name &table) {
    const bool column = at.take("COLUMN"), constraint = !column && at.take("CONSTRAINT");
    const auto from = column || constraint ? at.take_name() : std::optional(table.last);
    const auto to = from && at.take("TO") ? at.take_name() : std::nullopt;
    if (!to) return unclear("the names in the statement could not be read");
    if (column) return renamed(has_column(table, *from), has_column(table, *to), *from, *to);
    if (constraint) return renamed(has_constraint(table, *from), has_constraint(table, *to), *from, *to);
    return renamed(any_object(table), any_object({table.owner, *to}), *from, *to);
  }
  // ADD (a …), ADD a …, ADD CONSTRAINT c …, DROP COLUMN a, DROP (a), DROP CONSTRAINT c: all or none, so the
  // first tells.
  sdk::probe_answer part(cursor at, const object_name &table, bool wanted) {
    const bool constraint = at.take("CONSTRAINT");
    at.take("COLUMN");
    at.take("(");
    if (at.at_any({"PRIMARY", "UNIQUE", "FOREIGN", "CHECK", "PARTITION", "SUPPLEMENTAL"}))
      return unclear("this change leaves no mark that can be read");
    const auto name = at.take_name();
    if (!name) return unclear("the name in the statement could not be read");
    const bool there = constraint ? has_constraint(table, *name) : has_column(table, *name);
    return found_or_not(
        there, wanted, (constraint ? "constraint \"" : "column \"") + *name + "\" of \"" + table.last + "\"");
  }

  connection &on_;
  const sdk::call &call_;
};

}  // namespace

sdk::probe_answer connection::probe(const sdk::call &call, std::string_view sql) {
  if (product_ != product::oracle) return unclear("the dictionary of " + flavour_ + " is not Oracle's");
  cursor at(sql);
  prober with(*this, call);
  if (at.take("CREATE")) return with.create(at);
  if (at.take("DROP")) return with.drop(at);
  if (at.take("RENAME")) return with.rename(at);
  for (const std::string_view harmless : {"GRANT", "COMMENT", "ANALYZE", "SELECT", "AUDIT", "NOAUDIT"})
    if (at.at_word(harmless)) return answer(TNT_PROBE_REPEATABLE, std::string(harmless) + " may run again");
  if (at.take("ALTER")) return with.alter(at);
  return unclear("nothing in the database tells whether this statement has run");
}

}  // namespace tenantry::oracle
