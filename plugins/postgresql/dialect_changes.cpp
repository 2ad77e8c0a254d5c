// Changes of what exists, as PostgreSQL and Drizzle Kit write them; and what PostgreSQL makes of a model.
#include "dialect.hpp"

namespace tenantry::postgresql {
namespace {

using sdk::rendered_statement;

bool is_text(const sdk::neutral_type &type) {
  return type.name == "text" || type.name == "varchar" || type.name == "char";
}
// Drizzle writes no USING but for enums; without it these are refused by the server.
bool needs_using(const sdk::neutral_type &before, const sdk::neutral_type &after) {
  if (before.is_enum() || after.is_enum()) return true;
  if (before.name == after.name && before.dimensions == after.dimensions) return false;
  const bool numbers = before.name != "boolean" && after.name != "boolean";
  return (is_text(before) && !is_text(after)) || !numbers;
}

bool in_order(const std::vector<std::string> &some, const std::vector<std::string> &all) {
  std::size_t at = 0;
  for (const std::string &one : all)
    if (at < some.size() && some[at] == one) ++at;
  return at == some.size();
}

}  // namespace

dialect::statements dialect::add_column(const sdk::table_change &change, const target &where) const {
  sdk::table_definition alone =
      change.after;  // a new column is no key by itself: that is a change of its own
  alone.primary_key.clear();
  statements all{alter(change.after, where) + "ADD COLUMN " +
                 column_clause(column_of(change.after, change.name), alone, where)};
  append_column_comment(all, column_of(change.after, change.name), change.after, where);
  return all;
}

dialect::statements dialect::alter_type(const sdk::table_change &change, const sdk::column_definition &before,
                                        const sdk::column_definition &after, const target &where) const {
  const std::string column = alter(change.after, where) + "ALTER COLUMN " + named(after.name, where);
  const std::string type = column_type(after, where);
  statements all;
  const bool to_enum = before.type != after.type && (before.type.is_enum() || after.type.is_enum());
  if (to_enum && !before.default_value.empty()) all.emplace_back(column + " DROP DEFAULT");
  std::string sql = column + " SET DATA TYPE " + type;
  if (const auto own = own_text(after.collation, where)) sql += " COLLATE " + quote(*own, where);
  if (const auto own = own_text(change.using_texts, where)) {
    sql += " USING " + *own;
  } else if (needs_using(before.type, after.type)) {
    const bool through_text = before.type.is_enum() && after.type.is_enum();
    sql += " USING " + named(after.name, where) + (through_text ? "::text" : "") + "::" +
           (after.type.is_enum() ? public_name(after.type.enum_schema, after.type.enum_name, where) : type);
  }
  all.emplace_back(sql, type_loss(before, after));
  if (to_enum && !after.default_value.empty() && before.default_value == after.default_value)
    all.emplace_back(column + " SET " + default_clause(after, where));
  return all;
}

dialect::statements dialect::alter_identity(const sdk::table_change &change,
                                            const sdk::column_definition &before,
                                            const sdk::column_definition &after, const target &where) const {
  const bool serial = (before.identity && before.identity->kind == "serial") ||
                      (after.identity && after.identity->kind == "serial");
  if (serial)
    throw sdk::dialect_gap("column \"" + before.name +
                           "\" cannot become or cease to be a serial: write this by hand");
  const std::string column = alter(change.after, where) + "ALTER COLUMN " + named(after.name, where) + " ";
  if (!after.identity) return {column + "DROP IDENTITY"};
  if (!before.identity) return {column + "ADD " + identity_clause(after, change.after, where)};
  statements all;
  if (before.identity->kind != after.identity->kind)
    all.emplace_back(column + "SET GENERATED " +
                     (after.identity->kind == "always" ? "ALWAYS" : "BY DEFAULT"));
  const sdk::sequence_options &to = after.identity->options;
  const auto number = [&](const char *words, std::optional<std::int64_t> was,
                          std::optional<std::int64_t> is) {
    if (is && was != is) all.emplace_back(column + "SET " + words + " " + std::to_string(*is));
  };
  number("INCREMENT BY", before.identity->options.increment, to.increment);
  number("MINVALUE", before.identity->options.min, to.min);
  number("MAXVALUE", before.identity->options.max, to.max);
  number("START WITH", before.identity->options.start, to.start);
  number("CACHE", before.identity->options.cache, to.cache);
  if (before.identity->options.cycle != to.cycle)
    all.emplace_back(column + (to.cycle ? "SET CYCLE" : "SET NO CYCLE"));
  return all;
}

dialect::statements dialect::add_constraint(const sdk::table_change &change, const target &where) const {
  sdk::table_change named_key = change;
  if (change.kind == "add_primary_key" && named_key.after.primary_key_name.empty())
    named_key.after.primary_key_name = change.after.name + "_pkey";
  if (change.kind == "add_unique" && change.online && !change.new_table)
    return add_unique_online(change, where);
  return sdk::sql_dialect::add_constraint(named_key, where);
}

// Its index is built while others write; to make it the constraint's is a matter of the catalog.
dialect::statements dialect::add_unique_online(const sdk::table_change &change, const target &where) const {
  const sdk::unique_definition &unique = part_of(change.after.uniques, change.name);
  (void)unique_clause(unique, where);  // what this version lacks
  sdk::index_definition index;
  index.name = unique.name;
  index.unique = true;
  index.nulls_not_distinct = unique.nulls_not_distinct;
  for (const std::string &column : unique.columns)
    index.parts.push_back({sdk::expression::column_of(column)});
  rendered_statement build(create_index(change.after, index, true, where));
  build.online = true;
  build.transaction = false;
  const std::string name = named(unique.name, where);
  return {build, alter(change.after, where) + "ADD CONSTRAINT " + name + " UNIQUE USING INDEX " + name +
                     deferrable_clause(unique.deferrable, where)};
}

std::string dialect::drop_constraint_text(const sdk::table_definition &table, std::string_view what,
                                          const std::string &name, const target &where) const {
  const bool usual = what == "primary_key" && name.empty();
  return alter(table, where) + "DROP CONSTRAINT " + named(usual ? table.name + "_pkey" : name, where);
}

dialect::statements dialect::add_index(const sdk::table_change &change, const target &where) const {
  statements all = sdk::sql_dialect::add_index(change, where);
  all.front().transaction = !all.front().online;
  return all;
}

dialect::statements dialect::drop_index(const sdk::table_change &change, const target &where) const {
  rendered_statement one("DROP INDEX " + std::string(change.online ? "CONCURRENTLY " : "") +
                         qualified(change.before.schema, change.name, where));
  one.online = change.online;
  one.transaction = !change.online;
  return {one};
}

dialect::statements dialect::drop_table(const std::string &schema, const std::string &name,
                                        const target &where) const {
  return {{"DROP TABLE " + qualified(schema, name, where) + " CASCADE",
           "all rows of the table \"" + name + "\" are gone"}};
}

dialect::statements dialect::move_table(const std::string &schema, const std::string &name,
                                        const std::string &to, const target &where) const {
  return {"ALTER TABLE " + qualified(schema, name, where) + " SET SCHEMA " +
          named(to.empty() ? "public" : to, where)};
}

dialect::statements dialect::create_enum(const sdk::enum_definition &made, const target &where) const {
  std::string values;
  for (const std::string &value : made.values) values += (values.empty() ? "" : ", ") + text_literal(value);
  return {"CREATE TYPE " + public_name(made.schema, made.name, where) + " AS ENUM(" + values + ")"};
}

// New values are added in their places; where one is gone or moved the type is made anew.
dialect::statements dialect::alter_enum(const sdk::enum_definition &before, const sdk::enum_definition &after,
                                        const std::vector<sdk::table_definition> &tables,
                                        const target &where) const {
  if (!in_order(before.values, after.values)) return rebuild_enum(before, after, tables, where);
  statements all;
  const auto known = [&](const std::string &value) {
    return std::find(before.values.begin(), before.values.end(), value) != before.values.end();
  };
  for (auto value = after.values.begin(); value != after.values.end(); ++value) {
    if (known(*value)) continue;
    const auto next = std::find_if(value + 1, after.values.end(), known);
    all.emplace_back("ALTER TYPE " + public_name(after.schema, after.name, where) + " ADD VALUE " +
                     text_literal(*value) +
                     (next == after.values.end() ? "" : " BEFORE " + text_literal(*next)));
  }
  return all;
}

dialect::statements dialect::rebuild_enum(const sdk::enum_definition &before,
                                          const sdk::enum_definition &after,
                                          const std::vector<sdk::table_definition> &tables,
                                          const target &where) const {
  statements to_text, to_enum;
  const std::string type = public_name(after.schema, after.name, where);
  for (const sdk::table_definition &table : tables)
    for (const sdk::column_definition &column : table.columns) {
      if (column.type.enum_name != after.name || column.type.enum_schema != after.schema) continue;
      std::string array;
      for (std::uint32_t at = 0; at < column.type.dimensions; ++at) array += "[]";
      const std::string alters = alter(table, where) + "ALTER COLUMN " + named(column.name, where) + " ";
      if (!column.default_value.empty()) to_text.emplace_back(alters + "DROP DEFAULT");
      to_text.emplace_back(alters + "SET DATA TYPE text" + array);
      to_enum.emplace_back(alters + "SET DATA TYPE " + type + array + " USING " + named(column.name, where) +
                           "::" + type + array);
      if (!column.default_value.empty())
        to_enum.emplace_back(alters + "SET " + default_clause(column, where));
    }
  to_text.emplace_back("DROP TYPE " + public_name(before.schema, before.name, where));
  for (rendered_statement &one : create_enum(after, where)) to_text.push_back(std::move(one));
  for (rendered_statement &one : to_enum) to_text.push_back(std::move(one));
  return to_text;
}

dialect::statements dialect::rename_enum_value(const sdk::enum_definition &,
                                               const sdk::enum_definition &after, const std::string &value,
                                               const std::string &to,
                                               const std::vector<sdk::table_definition> &,
                                               const target &where) const {
  return {"ALTER TYPE " + public_name(after.schema, after.name, where) + " RENAME VALUE " +
          text_literal(value) + " TO " + text_literal(to)};
}

dialect::statements dialect::rename_object(const std::string &kind, const std::string &schema,
                                           const std::string &name, const std::string &to,
                                           const target &where) const {
  return {"ALTER " + object_words(kind) + " " + public_name(schema, name, where) + " RENAME TO " +
          named(to, where)};
}

dialect::statements dialect::drop_object(const std::string &kind, const std::string &schema,
                                         const std::string &name, const target &where) const {
  return {"DROP " + object_words(kind) + " " + public_name(schema, name, where)};
}

dialect::statements dialect::create_sequence(const sdk::sequence_definition &made,
                                             const target &where) const {
  const std::string type = made.type == "bigint" ? "" : " AS " + made.type;
  return {"CREATE SEQUENCE " + public_name(made.schema, made.name, where) + type +
          sequence_clauses(made.options)};
}

dialect::statements dialect::alter_sequence(const sdk::sequence_definition &before,
                                            const sdk::sequence_definition &after,
                                            const target &where) const {
  const std::string type = before.type == after.type ? "" : " AS " + after.type;
  const bool stops = before.options.cycle && !after.options.cycle;
  return {"ALTER SEQUENCE " + public_name(after.schema, after.name, where) + type +
          sequence_clauses(after.options) + (stops ? " NO CYCLE" : "")};
}

dialect::statements dialect::create_view(const sdk::view_definition &view, const target &where) const {
  return {std::string("CREATE ") + (view.materialized ? "MATERIALIZED " : "") + "VIEW " +
          public_name(view.schema, view.name, where) + " AS (" + view_text(view, where) + ")"};
}

}  // namespace tenantry::postgresql
