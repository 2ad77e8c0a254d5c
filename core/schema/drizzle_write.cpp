#include <fmt/format.h>
#include <tenantry/sdk/schema_json.hpp>

#include <algorithm>
#include <limits>
#include <nlohmann/json.hpp>

#include "core/schema/drizzle_snapshot.hpp"
#include "core/schema/pg_types.hpp"
#include "core/schema/pg_values.hpp"

namespace tenantry {
namespace {

using json = nlohmann::ordered_json;

std::string drizzle_schema(const std::string &schema) {
  return schema.empty() ? "public" : schema;
}
std::string spaced(std::string action) {
  std::replace(action.begin(), action.end(), '_', ' ');
  return action;
}
json object_if_empty(const json &value) {
  return value.is_null() ? json::object() : value;
}

// Sequences of an identity column and of their own: every option is written.
void put_options(json &into, const sdk::sequence_options &options, std::string_view type) {
  const std::int64_t greatest = type == "smallint"  ? std::numeric_limits<std::int16_t>::max()
                                : type == "integer" ? std::numeric_limits<std::int32_t>::max()
                                                    : std::numeric_limits<std::int64_t>::max();
  const std::int64_t step = options.increment.value_or(1);
  const std::int64_t least = options.min.value_or(step < 0 ? -greatest - 1 : 1);
  const std::int64_t most = options.max.value_or(step < 0 ? -1 : greatest);
  into["increment"] = std::to_string(step);
  into["minValue"] = std::to_string(least);
  into["maxValue"] = std::to_string(most);
  into["startWith"] = std::to_string(options.start.value_or(step < 0 ? most : least));
  into["cache"] = std::to_string(options.cache.value_or(1));
  into["cycle"] = options.cycle;
}

class snapshot_writer {
 public:
  explicit snapshot_writer(const drizzle_snapshot &from) : from_(from) {}

  json write() {
    json root;
    root["id"] = from_.id;
    root["prevId"] = from_.parent;
    root["version"] = "7";
    root["dialect"] = "postgresql";
    read_policies();
    json &tables = root["tables"] = json::object();
    for (const auto &one : from_.schema.tables)
      tables[drizzle_schema(one.schema) + "." + one.name] = table(one);
    json &enums = root["enums"] = json::object();
    for (const auto &one : from_.schema.enums)
      enums[drizzle_schema(one.schema) + "." + one.name] = {
          {"name", one.name}, {"schema", drizzle_schema(one.schema)}, {"values", one.values}};
    json &schemas = root["schemas"] = json::object();
    for (const auto &one : from_.schema.schemas) schemas[one.name] = one.name;
    json &sequences = root["sequences"] = json::object();
    for (const auto &one : from_.schema.sequences)
      sequences[drizzle_schema(one.schema) + "." + one.name] = sequence(one);
    root["roles"] = roles();
    root["policies"] = std::move(linked_);
    json &views = root["views"] = json::object();
    for (const auto &one : from_.schema.views) views[drizzle_schema(one.schema) + "." + one.name] = view(one);
    const json nothing = json::object();
    root["_meta"] = {{"columns", nothing}, {"schemas", nothing}, {"tables", nothing}};
    return root;
  }

 private:
  [[nodiscard]] const std::string *written(const std::string &path) const {
    const auto found = from_.texts.find(path);
    return found == from_.texts.end() ? nullptr : &found->second;
  }
  [[nodiscard]] std::string text_of(const std::string &path, const sdk::expression &e,
                                    std::string_view table) const {
    const std::string *text = written(path);
    return text != nullptr ? *text : write_pg_expression(e, table);
  }
  [[nodiscard]] std::string part(std::string_view list, std::string_view name) const {
    return path_of("tables", table_->schema, table_->name, list, name);
  }

  void read_policies() {
    for (const sdk::opaque_definition &one : from_.schema.opaque) {
      const auto sql = one.create.find("postgresql");
      if (sql == one.create.end()) continue;
      if (one.kind == "row_security") secured_.emplace_back(one.on_schema, one.on_table);
      if (one.kind != "policy") continue;
      const auto policy = read_pg_policy(sql->second);
      if (!policy) continue;
      json made = {{"name", policy->name},
                   {"as", policy->as},
                   {"for", policy->command},
                   {"to", policy->roles.empty() ? std::vector<std::string>{"public"} : policy->roles}};
      if (!policy->using_sql.empty()) made["using"] = policy->using_sql;
      if (!policy->check_sql.empty()) made["withCheck"] = policy->check_sql;
      if (written(path_of("policies", policy->schema, policy->table, "linked", policy->name)) != nullptr) {
        made["on"] = policy->table;
        made["schema"] = drizzle_schema(policy->schema);
        linked_[policy->name] = std::move(made);
      } else {
        policies_[{one.on_schema, one.on_table}][policy->name] = std::move(made);
      }
    }
  }

  [[nodiscard]] json roles() const {
    json made = json::object();
    for (const sdk::opaque_definition &one : from_.schema.opaque) {
      const auto sql = one.create.find("postgresql");
      if (one.kind != "role" || sql == one.create.end()) continue;
      const auto with = [&](std::string_view word) { return sql->second.find(word) != std::string::npos; };
      made[one.name] = {{"name", one.name},
                        {"createDb", with(" CREATEDB")},
                        {"createRole", with(" CREATEROLE")},
                        {"inherit", !with(" NOINHERIT")}};
    }
    return made;
  }

  json table(const sdk::table_definition &one) {
    table_ = &one;
    json made = {{"name", one.name}, {"schema", one.schema}};
    json &columns = made["columns"] = json::object();
    for (const auto &column : one.columns) columns[column.name] = write_column(column);
    json &indexes = made["indexes"] = json::object();
    for (const auto &index : one.indexes) indexes[index.name] = write_index(index);
    json &keys = made["foreignKeys"] = json::object();
    for (const auto &key : one.foreign_keys) keys[key.name] = foreign_key(key);
    json &primary = made["compositePrimaryKeys"] = json::object();
    if (one.primary_key.size() > 1) {
      const std::string name =
          one.primary_key_name.empty() ? usual_name(one.name, "", "pkey") : one.primary_key_name;
      primary[name] = {{"name", name}, {"columns", one.primary_key}};
    }
    json &uniques = made["uniqueConstraints"] = json::object();
    for (const auto &unique : one.uniques)
      uniques[unique.name] = {{"name", unique.name},
                              {"columns", unique.columns},
                              {"nullsNotDistinct", unique.nulls_not_distinct}};
    json policies = object_if_empty(policies_[{one.schema, one.name}]);
    const bool by_policy = !policies.empty();
    made["policies"] = std::move(policies);
    json &checks = made["checkConstraints"] = json::object();
    for (const auto &check : one.checks)
      checks[check.name] = {{"name", check.name},
                            {"value", text_of(part("checks", check.name), check.value, one.name)}};
    const bool secured =
        std::find(secured_.begin(), secured_.end(), std::pair(one.schema, one.name)) != secured_.end();
    const bool said = written(path_of("tables", one.schema, one.name) + "/row_security") != nullptr;
    made["isRLSEnabled"] = secured && (said || !by_policy);
    return made;
  }

  [[nodiscard]] json write_column(const sdk::column_definition &column) const {
    const std::string path = part("columns", column.name);
    const bool key = table_->primary_key.size() == 1 && table_->primary_key[0] == column.name;
    json made = {{"name", column.name}, {"type", write_drizzle_type(column)}};
    if (column.type.is_enum()) made["typeSchema"] = drizzle_schema(column.type.enum_schema);
    made["primaryKey"] = key;
    // In a key of several columns Drizzle keeps what TypeScript says, whatever the database makes of it.
    const auto &keys = table_->primary_key;
    const bool said = keys.size() > 1 && std::find(keys.begin(), keys.end(), column.name) != keys.end() &&
                      written(path + "/nullable") != nullptr;
    made["notNull"] = !column.null && !said;
    if (!column.default_value.empty()) {
      const std::string *text = written(path + "/default");
      made["default"] = json::parse(
          text != nullptr ? *text : drizzle_default(write_pg_default(column.default_value), column.type));
    }
    if (column.generated)
      made["generated"] = {{"as", text_of(path + "/generated", column.generated->value, table_->name)},
                           {"type", "stored"}};
    if (column.identity && column.identity->kind != "serial") {
      json &identity = made["identity"];
      identity["type"] = column.identity->kind == "always" ? "always" : "byDefault";
      identity["name"] = column.identity->sequence.empty() ? usual_name(table_->name, column.name, "seq")
                                                           : column.identity->sequence;
      identity["schema"] = drizzle_schema(table_->schema);
      put_options(identity, column.identity->options, column.type.name);
    }
    return made;
  }

  [[nodiscard]] json write_index(const sdk::index_definition &index) const {
    const std::string path = part("indexes", index.name);
    json made = {{"name", index.name}};
    json &parts = made["columns"] = json::array();
    for (const sdk::index_part &piece : index.parts) {
      const bool plain = piece.value.is(sdk::expression::node::column);
      json one;
      one["expression"] =
          plain ? piece.value.text : text_of(fmt::format("{}/parts/{}", path, parts.size()), piece.value, "");
      one["isExpression"] = !plain;
      one["asc"] = !piece.descending;
      one["nulls"] = !piece.nulls.empty() ? piece.nulls : piece.descending ? "first" : "last";
      if (const auto found = piece.operator_class.find("postgresql"); found != piece.operator_class.end())
        one["opclass"] = found->second;
      parts.push_back(std::move(one));
    }
    made["isUnique"] = index.unique;
    if (!index.where.is(sdk::expression::node::none))
      made["where"] = text_of(path + "/where", index.where, table_->name);
    json &with = made["with"] = json::object();
    for (const auto &[name, value] : index.options) with[name] = value;
    made["method"] = index.method;
    made["concurrently"] = written(path + "/concurrently") != nullptr;
    return made;
  }

  [[nodiscard]] json foreign_key(const sdk::foreign_key_definition &key) const {
    json made = {{"name", key.name}, {"tableFrom", table_->name}, {"tableTo", key.to_table}};
    if (!key.to_schema.empty()) made["schemaTo"] = key.to_schema;
    made["columnsFrom"] = key.columns;
    made["columnsTo"] = key.to_columns;
    made["onDelete"] = spaced(key.on_delete);
    made["onUpdate"] = spaced(key.on_update);
    return made;
  }

  static json sequence(const sdk::sequence_definition &one) {
    json made = {{"name", one.name}, {"schema", drizzle_schema(one.schema)}};
    put_options(made, one.options, one.type);
    return made;
  }

  [[nodiscard]] json view(const sdk::view_definition &one) const {
    const std::string path = path_of("views", one.schema, one.name);
    const std::string *columns = written(path + "/columns"), *text = written(path);
    json made;
    made["columns"] = columns != nullptr ? json::parse(*columns) : json::object();
    const auto sql = one.definition.find("postgresql");
    made["definition"] = text != nullptr ? *text : sql == one.definition.end() ? "" : sql->second;
    made["name"] = one.name;
    made["schema"] = drizzle_schema(one.schema);
    made["isExisting"] = false;
    made["materialized"] = one.materialized;
    return made;
  }

  const drizzle_snapshot &from_;
  const sdk::table_definition *table_ = nullptr;
  std::map<std::pair<std::string, std::string>, json> policies_;
  std::vector<std::pair<std::string, std::string>> secured_;
  json linked_ = json::object();
};

bool is_number_text(std::string_view text) {
  if (text.starts_with('-')) text.remove_prefix(1);
  const bool shape = !text.empty() && text.find_first_not_of("0123456789.") == std::string_view::npos;
  return shape && text.front() != '.' && text.back() != '.' &&
         (text[0] != '0' || text.size() == 1 || text[1] == '.') &&
         std::count(text.begin(), text.end(), '.') <= 1 && text.size() <= 15;
}

}  // namespace

std::string drizzle_default(std::string_view sql, const sdk::neutral_type &type) {
  if (type.dimensions == 0) {
    if (type.name == "boolean" && (sql == "true" || sql == "false")) return std::string(sql);
    for (const char *number : {"smallint", "integer", "bigint", "real", "double"})
      if (type.name == number && is_number_text(sql)) return std::string(sql);
    // Drizzle's numeric is a text in TypeScript.
    if (type.name == "numeric" && is_number_text(sql)) return json("'" + std::string(sql) + "'").dump();
  }
  return json(std::string(sql)).dump();
}

std::string write_drizzle_snapshot(const drizzle_snapshot &snapshot) {
  json root = snapshot_writer(snapshot).write();
  auto back = read_drizzle_root(root, "");
  if (!back || !same_schema(std::move(back->schema), snapshot.schema))
    root["tenantry"] = sdk::write_schema(snapshot.schema);
  return root.dump(2);
}

}  // namespace tenantry
