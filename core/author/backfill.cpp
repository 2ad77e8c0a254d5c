#include "core/author/backfill.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "core/base/text.hpp"
#include "core/schema/pg_values.hpp"
#include "core/schema/sql_parser.hpp"
#include "core/schema/sql_text.hpp"

namespace tenantry {
namespace {

error misread(std::string_view text, std::string_view why) {
  return make_error(category::usage, fmt::format("--backfill {}: {}", text, why),
                    "write it like --backfill \"wells.status='ACTIVE'\"");
}

status check_expression(std::string_view text, std::string_view sql) {
  const std::string whole = fmt::format("SELECT ({})", sql);
  const auto pieces = split_postgresql(whole, "");
  if (!pieces) return fail(misread(text, pieces.error().message));
  if (pieces->statements.size() != 1) return fail(misread(text, "one expression is wanted, without \";\""));
  const auto tree = parse_postgresql(whole, pieces->statements.front(), "");
  if (!tree) return fail(misread(text, tree.error().message));
  const std::string shape = tree->dump();
  if (shape.find("\"SubLink\"") != std::string::npos)
    return fail(misread(text, "an expression over the row's own columns is wanted, without a subquery"));
  return {};
}

// What people write for a type, for the flag in a refusal.
std::string example_value(const sdk::column_definition &column) {
  const std::string &type = column.type.name;
  if (column.type.dimensions > 0) return "'{}'";
  if (type == "boolean") return "false";
  if (type == "smallint" || type == "integer" || type == "bigint" || type == "numeric" || type == "real" ||
      type == "double")
    return "0";
  if (type == "uuid") return "gen_random_uuid()";
  if (type.starts_with("timestamp") || type == "date") return "now()";
  if (type == "json" || type == "jsonb") return "'{}'";
  return "'…'";
}

const sdk::column_definition *column_after(const schema_change &change) {
  return change.after == nullptr ? nullptr : sdk::find_named(change.after->columns, change.name);
}

}  // namespace

bool adds_required_column(const schema_change &change) {
  if (change.kind != "add_column") return false;
  const auto *column = column_after(change);
  if (column == nullptr || column->null || column->identity || column->generated) return false;
  return column->default_value.empty() || (column->default_value.kind == "literal" &&
                                           column->default_value.value.is(sdk::expression::node::null));
}

bool makes_column_required(const schema_change &change) {
  if (change.kind != "alter_column") return false;
  const auto *before = sdk::find_named(change.before->columns, change.name);
  const auto *after = column_after(change);
  return before != nullptr && after != nullptr && before->null && !after->null;
}

result<backfill> parse_backfill(std::string_view text) {
  const std::size_t sign = find_sql_sign(text, 0, '=');
  if (sign == std::string_view::npos || trim(text.substr(sign + 1)).empty())
    return fail(misread(text, "TABLE.COLUMN=EXPRESSION is wanted"));
  const auto names = parse_rename(std::string(trim(text.substr(0, sign))) + "=");
  if (!names || names->from.size() < 2 || names->from.size() > 3)
    return fail(misread(text, "TABLE.COLUMN or SCHEMA.TABLE.COLUMN must stand before \"=\""));
  const std::string sql(trim(text.substr(sign + 1)));
  TENANTRY_TRY_VOID(check_expression(text, sql));
  backfill made;
  made.text = text;
  made.column = names->from.back();
  made.table.name = names->from[names->from.size() - 2];
  if (names->from.size() == 3 && names->from.front() != "public") made.table.schema = names->from.front();
  made.value = read_pg_default(sql, made.table.name);
  if (made.value.kind == "expression") made.value.value = read_pg_expression(sql, made.table.name);
  if (made.value.kind == "literal" && made.value.value.is(sdk::expression::node::null))
    return fail(misread(text, "NULL is no value"));
  return made;
}

const backfill *find_backfill(const std::vector<backfill> &all, const sdk::table_definition &table,
                              const std::string &column) {
  for (const backfill &one : all)
    if (one.column == column && one.table.name == table.name && one.table.schema == table.schema) return &one;
  return nullptr;
}

namespace {

const std::string *unknown_column(const sdk::expression &e, const sdk::table_definition &table) {
  if (e.is(sdk::expression::node::column) && sdk::find_named(table.columns, e.text) == nullptr)
    return &e.text;
  for (const sdk::expression &one : e.args)
    if (const std::string *found = unknown_column(one, table)) return found;
  return nullptr;
}

status check_columns(const backfill &one, const sdk::table_definition &table) {
  const std::string *unknown = unknown_column(one.value.value, table);
  if (unknown == nullptr) return {};
  return fail(category::usage,
              fmt::format("--backfill {}: \"{}\" has no column \"{}\"", one.text,
                          display_name(table.schema, table.name), *unknown),
              fmt::format("a text needs quotes that the shell leaves alone: --backfill \"{}='{}'\"",
                          display_name(table.schema, table.name, one.column), *unknown));
}

}  // namespace

status check_backfills(const std::vector<schema_change> &changes, const std::vector<backfill> &all) {
  for (const backfill &one : all) {
    const auto used = std::find_if(changes.begin(), changes.end(), [&](const schema_change &change) {
      return (change.kind == "add_column" || makes_column_required(change)) && change.name == one.column &&
             change.after->name == one.table.name && change.after->schema == one.table.schema;
    });
    if (used == changes.end())
      return fail(
          category::usage,
          fmt::format("--backfill {} fits nothing: no change adds that column to a table that exists, "
                      "or makes it NOT NULL",
                      one.text),
          "correct the name or leave the flag out");
    TENANTRY_TRY_VOID(check_columns(one, *used->after));
  }
  std::vector<std::string> missing, flags;
  for (const schema_change &change : changes) {
    if (!adds_required_column(change) || find_backfill(all, *change.after, change.name) != nullptr) continue;
    const std::string name = display_name(change.after->schema, change.after->name, change.name);
    missing.push_back("\"" + name + "\"");
    flags.push_back(fmt::format("--backfill \"{}={}\"", name, example_value(*column_after(change))));
  }
  if (missing.empty()) return {};
  error e = make_error(
      category::usage,
      fmt::format("the new column {} is NOT NULL and has no default: rows that exist would have no value",
                  fmt::join(missing, ", ")),
      fmt::format("say what they get: {}; or give the column a DEFAULT, or make it nullable first",
                  fmt::join(flags, " ")));
  for (const std::string &flag : flags) e.details.emplace_back(unsafe_detail, flag);
  return fail(std::move(e));
}

}  // namespace tenantry
