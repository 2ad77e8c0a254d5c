// CREATE TABLE, its columns and constraints, CREATE INDEX.
#include <fmt/format.h>

#include <algorithm>

#include "core/schema/pg_types.hpp"
#include "core/schema/sql_fold.hpp"
#include "core/schema/sql_text.hpp"

namespace tenantry {
namespace {

std::string joined(const std::vector<std::string> &names) {
  std::string made;
  for (const std::string &one : names) (made += made.empty() ? "" : "_") += one;
  return made;
}

// Every column that an expression names.
void collect_columns(const nlohmann::json &tree, std::set<std::string> &names) {
  if (tree.is_object() && tree.contains("ColumnRef")) {
    const auto &fields = tree["ColumnRef"]["fields"];
    if (!fields.empty() && fields.back().contains("String"))
      names.insert(fields.back()["String"].value("sval", ""));
    return;
  }
  if (tree.is_structured())
    for (const auto &one : tree) collect_columns(one, names);
}

// What PostgreSQL calls an index's part in the index's name.
std::string index_word(const nlohmann::json &element) {
  if (element.contains("name")) return element["name"];
  const auto expr = element.find("expr");
  if (expr == element.end()) return "expr";
  if (expr->contains("FuncCall") && (*expr)["FuncCall"].contains("funcname"))
    return (*expr)["FuncCall"]["funcname"].back()["String"].value("sval", "expr");
  return expr->contains("CoalesceExpr") ? "coalesce" : "expr";
}

std::string action_of(const std::string &code) {
  if (code == "r") return "restrict";
  if (code == "c") return "cascade";
  if (code == "n") return "set_null";
  return code == "d" ? "set_default" : "no_action";
}

}  // namespace

std::size_t schema_fold::end_of_element(std::string_view text, std::size_t from) {
  while (from < text.size() && text[from] != ',' && text[from] != ')') from = skip_sql_group(text, from);
  return std::min(from, text.size());
}

void schema_fold::create_table(const json &node) {
  const json &relation = node["relation"];
  const std::size_t at = location_of(relation);
  if (relation.value("relpersistence", "p") != "p")
    refuse(at, "the schema cannot hold an unlogged or temporary table", "make it a plain table");
  for (const auto &[key, why] : {std::pair{"partspec", "a partitioned table"},
                                 {"partbound", "a partition"},
                                 {"inhRelations", "a table that inherits"},
                                 {"ofTypename", "a table of a type"}})
    if (node.contains(key)) refuse(at, fmt::format("the schema cannot hold {}", why));
  const sql_name name = name_of(relation);
  if (sdk::find_object(made_.schema.tables, name.schema, name.name) != nullptr) {
    if (node.value("if_not_exists", false)) return;
    refuse(at, fmt::format("the table \"{}\" is created twice", display_name(name.schema, name.name)),
           "rename or remove one of the two");
  }
  put_place(path_of("tables", name.schema, name.name), at);
  made_.schema.tables.push_back({name.schema, name.name});
  sdk::table_definition &table = made_.schema.tables.back();
  const std::size_t open = find_sql_sign(text_, at, '(');
  std::size_t element = open == std::string_view::npos ? text_.size() : open + 1;
  const json none = json::array();
  for (const json &one : node.contains("tableElts") ? node["tableElts"] : none) {
    const std::size_t end = end_of_element(text_, element);
    if (one.contains("ColumnDef"))
      add_column(table, one["ColumnDef"], end);
    else if (one.contains("Constraint"))
      add_constraint(table, one["Constraint"], "", end);
    else
      refuse(element, "the schema cannot hold CREATE TABLE (LIKE …)", "write the columns out");
    element = end + 1;
  }
  if (node.contains("options"))
    add_opaque(opaque_of("storage", name, name,
                         "ALTER TABLE " + quote_pg_name(name.schema, name.name) + " RESET " +
                             std::string(text_.substr(find_sql_word(text_, element, "with") + 4))));
}

void schema_fold::set_type(sdk::column_definition &column, const json &type_name, bool with_serial) {
  const auto type = read_pg_type_node(type_name);
  if (!type)
    refuse(location_of(type_name), fmt::format("the type of the column \"{}\" cannot be read", column.name));
  if (type->serial && with_serial) column.identity = sdk::identity_definition{"serial"};
  column.type = type->type;
}

void schema_fold::add_column(sdk::table_definition &table, const json &definition, std::size_t end) {
  sdk::column_definition column;
  column.name = definition.value("colname", "");
  const std::size_t at = location_of(definition);
  put_place(path_of("tables", table.schema, table.name, "columns", column.name), at);
  if (!definition.contains("typeName")) refuse(at, fmt::format("the column \"{}\" has no type", column.name));
  set_type(column, definition["typeName"], true);
  const json none = json::array();
  const json &constraints = definition.contains("constraints") ? definition["constraints"] : none;
  std::vector<std::size_t> ends = {end};
  if (definition.contains("collClause")) {
    column.collation["postgresql"] = name_of_list(definition["collClause"]["collname"]).name;
    ends.push_back(location_of(definition["collClause"]));
  }
  for (const json &one : constraints) ends.push_back(location_of(one["Constraint"]));
  std::sort(ends.begin(), ends.end());
  // The column stands in the table before its constraints are made: they look it up.
  const std::size_t number = table.columns.size();
  table.columns.push_back(std::move(column));
  for (const json &one : constraints) {
    const std::size_t own = location_of(one["Constraint"]);
    column_constraint(table, table.columns[number], one["Constraint"],
                      *std::upper_bound(ends.begin(), ends.end() - 1, own));
  }
  if (table.columns[number].null)
    made_.texts[path_of("tables", table.schema, table.name, "columns", table.columns[number].name) +
                "/nullable"] = "true";
}

void schema_fold::column_constraint(sdk::table_definition &table, sdk::column_definition &column,
                                    const json &constraint, std::size_t end) {
  const std::string kind = constraint.value("contype", "");
  const std::size_t at = location_of(constraint);
  const std::string path = path_of("tables", table.schema, table.name, "columns", column.name);
  if (kind == "CONSTR_NOTNULL") {
    column.null = false;
  } else if (kind == "CONSTR_NULL") {
    column.null = true;
  } else if (kind == "CONSTR_DEFAULT") {
    const std::size_t word = find_sql_word(text_, at, "default");
    set_default(table, column, constraint["raw_expr"], text_.substr(word + 7, end - word - 7));
  } else if (kind == "CONSTR_GENERATED") {
    const std::string_view sql = inside_brackets(text_, at);
    column.generated = sdk::generated_definition{read_pg_expression(sql, table.name)};
    made_.texts[path + "/generated"] = bare_sql(sql);
  } else if (kind == "CONSTR_IDENTITY") {
    std::string name;
    const json none = json::array();
    const auto options = options_of(constraint.contains("options") ? constraint["options"] : none, {},
                                    nullptr, &name, nullptr);
    column.identity = sdk::identity_definition{
        constraint.value("generated_when", "") == "a" ? "always" : "by_default", name, options};
  } else {
    add_constraint(table, constraint, column.name, end);
  }
}

void schema_fold::set_default(sdk::table_definition &table, sdk::column_definition &column, const json &tree,
                              std::string_view sql) {
  const std::string text(bare_sql(sql));
  const auto call = tree.find("FuncCall");
  if (call != tree.end() && call->contains("args") && (*call)["args"].size() == 1 &&
      strings_of((*call)["funcname"]).back() == "nextval") {
    const json *argument = &(*call)["args"][0];
    if (argument->contains("TypeCast")) argument = &(*argument)["TypeCast"]["arg"];
    if (argument->contains("A_Const") && (*argument)["A_Const"].contains("sval")) {
      column.default_value = sdk::column_default(
          "nextval", sdk::expression::text_of((*argument)["A_Const"]["sval"].value("sval", "")));
      return;
    }
  }
  column.default_value = read_pg_default(text, table.name);
  const std::string path = path_of("tables", table.schema, table.name, "columns", column.name);
  made_.texts[path + "/default"] = drizzle_default(text, column.type);
}

std::string schema_fold::constraint_name(const sdk::table_definition &table, const json &constraint,
                                         const std::vector<std::string> &columns,
                                         std::string_view label) const {
  if (constraint.contains("conname")) return constraint["conname"];
  const auto taken = [&](const std::string &name) {
    return sdk::find_named(table.uniques, name) != nullptr ||
           sdk::find_named(table.checks, name) != nullptr ||
           sdk::find_named(table.foreign_keys, name) != nullptr ||
           sdk::find_named(table.indexes, name) != nullptr;
  };
  std::string name = usual_name(table.name, joined(columns), label);
  for (int number = 1; taken(name); ++number)
    name = usual_name(table.name, joined(columns), std::string(label) + std::to_string(number));
  return name;
}

void schema_fold::set_deferrable(const json &constraint, std::string &deferrable) {
  if (constraint.value("deferrable", false)) deferrable = "immediate";
  if (constraint.value("initdeferred", false)) deferrable = "deferred";
}

void schema_fold::add_constraint(sdk::table_definition &table, const json &constraint,
                                 const std::string &column, std::size_t end) {
  const std::string kind = constraint.value("contype", "");
  const std::size_t at = location_of(constraint);
  if (kind.rfind("CONSTR_ATTR_", 0) != 0) last_deferrable_ = nullptr;
  std::vector<std::string> columns;
  if (constraint.contains("keys")) columns = strings_of(constraint["keys"]);
  if (columns.empty() && !column.empty()) columns = {column};
  if (constraint.contains("indexname") || constraint.contains("including"))
    refuse(at, "the schema cannot hold a constraint USING INDEX or with INCLUDE", "write its columns alone");
  if (kind == "CONSTR_PRIMARY") {
    if (!table.primary_key.empty())
      refuse(at,
             fmt::format("the table \"{}\" has two primary keys", display_name(table.schema, table.name)));
    table.primary_key = columns;
    table.primary_key_name = constraint.value("conname", "");
    put_place(path_of("tables", table.schema, table.name) + "/primary_key", at);
  } else if (kind == "CONSTR_UNIQUE") {
    sdk::unique_definition made{constraint_name(table, constraint, columns, "key"), columns,
                                constraint.value("nulls_not_distinct", false), "no"};
    set_deferrable(constraint, made.deferrable);
    put_place(path_of("tables", table.schema, table.name, "uniques", made.name), at);
    table.uniques.push_back(std::move(made));
    last_deferrable_ = &table.uniques.back().deferrable;
  } else if (kind == "CONSTR_CHECK") {
    add_check(table, constraint);
  } else if (kind == "CONSTR_FOREIGN") {
    add_foreign_key(table, constraint, column);
  } else if (kind == "CONSTR_EXCLUSION") {
    add_exclusion(table, constraint, end);
  } else if (kind.rfind("CONSTR_ATTR_", 0) == 0 && last_deferrable_ != nullptr) {
    // REFERENCES … DEFERRABLE INITIALLY DEFERRED on a column: said behind the constraint.
    if (kind == "CONSTR_ATTR_DEFERRABLE") *last_deferrable_ = "immediate";
    if (kind == "CONSTR_ATTR_DEFERRED") *last_deferrable_ = "deferred";
  } else {
    refuse(at, "the schema cannot hold this constraint");
  }
}

void schema_fold::add_check(sdk::table_definition &table, const json &constraint) {
  std::set<std::string> columns;
  collect_columns(constraint["raw_expr"], columns);
  std::vector<std::string> one;
  if (columns.size() == 1) one = {*columns.begin()};
  const std::string_view sql = inside_brackets(text_, find_sql_word(text_, location_of(constraint), "check"));
  sdk::check_definition made{constraint_name(table, constraint, one, "check"),
                             read_pg_expression(sql, table.name)};
  if (constraint.value("is_no_inherit", false))
    refuse(location_of(constraint), "the schema cannot hold CHECK … NO INHERIT", "leave NO INHERIT out");
  const std::string path = path_of("tables", table.schema, table.name, "checks", made.name);
  put_place(path, location_of(constraint));
  made_.texts[path] = bare_sql(sql);
  table.checks.push_back(std::move(made));
}

void schema_fold::add_foreign_key(sdk::table_definition &table, const json &constraint,
                                  const std::string &column) {
  const std::size_t at = location_of(constraint);
  if (constraint.value("fk_matchtype", "s") != "s" || constraint.contains("fk_del_set_cols"))
    refuse(at, "the schema cannot hold MATCH FULL or SET NULL (columns)", "leave it out");
  sdk::foreign_key_definition made;
  made.columns =
      constraint.contains("fk_attrs") ? strings_of(constraint["fk_attrs"]) : std::vector<std::string>{column};
  const sql_name target = name_of(constraint["pktable"]);
  made.to_schema = target.schema;
  made.to_table = target.name;
  if (constraint.contains("pk_attrs")) made.to_columns = strings_of(constraint["pk_attrs"]);
  made.on_delete = action_of(constraint.value("fk_del_action", "a"));
  made.on_update = action_of(constraint.value("fk_upd_action", "a"));
  made.name = constraint_name(table, constraint, made.columns, "fkey");
  set_deferrable(constraint, made.deferrable);
  put_place(path_of("tables", table.schema, table.name, "foreign_keys", made.name), at);
  table.foreign_keys.push_back(std::move(made));
  last_deferrable_ = &table.foreign_keys.back().deferrable;
}

void schema_fold::add_exclusion(sdk::table_definition &table, const json &constraint, std::size_t end) {
  const std::size_t at = location_of(constraint);
  const std::string name = constraint.value("conname", "");
  if (name.empty()) refuse(at, "a constraint EXCLUDE needs a name here", "write CONSTRAINT name EXCLUDE …");
  sdk::opaque_definition made;
  made.kind = "constraint";
  made.name = name;
  made.on_schema = table.schema;
  made.on_table = table.name;
  const std::string on = "ALTER TABLE " + quote_pg_name(table.schema, table.name);
  made.create["postgresql"] = on + " ADD " + std::string(bare_sql(text_.substr(at, end - at)));
  made.drop["postgresql"] = on + " DROP CONSTRAINT " + quote_pg_name(name);
  add_opaque(std::move(made));
}

sdk::index_part schema_fold::index_part(const sdk::table_definition &table, const json &element,
                                        std::string_view sql, const std::string &path, std::size_t number) {
  sdk::index_part made;
  if (element.contains("name")) {
    made.value = sdk::expression::column_of(element["name"]);
  } else {
    // (a || b) or lower(a): up to the end of the brackets.
    std::size_t begin = 0, end = 0;
    while (begin < sql.size() && (sql[begin] == ' ' || (sql[begin] >= '\t' && sql[begin] <= '\r'))) ++begin;
    end = skip_sql_group(sql, std::min(find_sql_sign(sql, begin, '('), sql.size()));
    const std::string_view text = bare_sql(sql.substr(begin, end - begin));
    made.value = read_pg_expression(text, table.name);
    made_.texts[fmt::format("{}/parts/{}", path, number)] = text;
  }
  made.descending = element.value("ordering", "") == "SORTBY_DESC";
  const std::string nulls = element.value("nulls_ordering", "");
  if (nulls == "SORTBY_NULLS_FIRST") made.nulls = "first";
  if (nulls == "SORTBY_NULLS_LAST") made.nulls = "last";
  if (element.contains("opclass")) made.operator_class["postgresql"] = name_of_list(element["opclass"]).name;
  if (element.contains("collation")) made.collation["postgresql"] = name_of_list(element["collation"]).name;
  return made;
}

void schema_fold::create_index(const json &node) {
  const json &relation = node["relation"];
  const sql_name on = name_of(relation);
  const std::size_t at = location_of(relation);
  if (sdk::find_object(made_.schema.views, on.schema, on.name) != nullptr) {
    const sql_name name = {on.schema, node.value("idxname", "")};
    add_opaque(opaque_of("index", name, on, "DROP INDEX " + quote_pg_name(name.schema, name.name)));
    return;
  }
  sdk::table_definition &table = table_at(relation);
  sdk::index_definition made;
  std::vector<std::string> words;
  for (const json &one : node["indexParams"]) words.push_back(index_word(one["IndexElem"]));
  const json naming = node.contains("idxname") ? json{{"conname", node["idxname"]}} : json::object();
  made.name = constraint_name(table, naming, words, "idx");
  made.unique = node.value("unique", false);
  made.method = node.value("accessMethod", "btree");
  made.nulls_not_distinct = node.value("nulls_not_distinct", false);
  const std::string path = path_of("tables", table.schema, table.name, "indexes", made.name);
  put_place(path, at);
  const std::string_view parts = inside_brackets(text_, at);
  std::size_t from = 0;
  for (const json &one : node["indexParams"]) {
    const std::size_t end = end_of_element(parts, from);
    made.parts.push_back(
        index_part(table, one["IndexElem"], parts.substr(from, end - from), path, made.parts.size()));
    from = std::min(end + 1, parts.size());
  }
  if (node.contains("indexIncludingParams"))
    for (const json &one : node["indexIncludingParams"])
      made.include.push_back(one["IndexElem"].value("name", ""));
  if (node.contains("whereClause")) {
    const std::string_view sql = bare_sql(text_.substr(find_sql_word(text_, at, "where") + 5));
    made.where = read_pg_expression(sql, table.name);
    made_.texts[path + "/where"] = sql;
  }
  if (node.contains("options"))
    for (const json &one : node["options"]) {
      const json &option = one["DefElem"];
      const json argument = option.contains("arg") ? option["arg"] : json::object();
      std::string value = argument.contains("Integer") ? std::to_string(argument["Integer"].value("ival", 0))
                          : argument.contains("Float") ? argument["Float"].value("fval", "")
                          : argument.contains("TypeName") ? strings_of(argument["TypeName"]["names"]).back()
                                                          : string_of(argument);
      made.options[option.value("defname", "")] = value.empty() ? "true" : value;
    }
  if (node.value("concurrent", false)) made_.texts[path + "/concurrently"] = "true";
  table.indexes.push_back(std::move(made));
}

}  // namespace tenantry
