// ALTER TABLE, RENAME, DROP, SET SCHEMA.
#include <fmt/format.h>

#include <algorithm>

#include "core/schema/pg_types.hpp"
#include "core/schema/rename.hpp"
#include "core/schema/sql_fold.hpp"
#include "core/schema/sql_text.hpp"

namespace tenantry {
namespace {

// Where a table's bytes lie, not what it is: left out, counted.
constexpr std::pair<std::string_view, std::string_view> skipped_commands[] = {
    {"AT_ChangeOwner", "OWNER"},           {"AT_SetStatistics", "STATISTICS"},
    {"AT_SetStorage", "STORAGE"},          {"AT_SetCompression", "STORAGE"},
    {"AT_SetTableSpace", "STORAGE"},       {"AT_ClusterOn", "CLUSTER"},
    {"AT_SetAccessMethod", "STORAGE"},     {"AT_DropCluster", "CLUSTER"},
    {"AT_ValidateConstraint", "VALIDATE"}, {"AT_EnableTrigAll", "TRIGGER STATE"},
    {"AT_DisableTrigAll", "TRIGGER STATE"}};

std::string_view piece_at(std::string_view text, std::size_t number, std::size_t &begin) {
  begin = 0;
  for (;;) {
    const std::size_t end = std::min(find_sql_sign(text, begin, ','), text.size());
    if (number-- == 0) return text.substr(begin, end - begin);
    if (end == text.size()) return {};
    begin = end + 1;
  }
}

}  // namespace

sdk::column_definition &schema_fold::column_of(sdk::table_definition &table, const std::string &name) {
  sdk::column_definition *found = sdk::find_named(table.columns, name);
  if (found == nullptr)
    refuse(0, fmt::format("the table \"{}\" has no column \"{}\"", display_name(table.schema, table.name),
                          name));
  return *found;
}

void schema_fold::alter_table(const json &node) {
  const json &relation = node["relation"];
  // pg_dump says ALTER TABLE … OWNER of sequences and views too.
  const auto owner = [](const json &one) {
    return one["AlterTableCmd"].value("subtype", "") == "AT_ChangeOwner";
  };
  if (std::all_of(node["cmds"].begin(), node["cmds"].end(), owner)) return skip("OWNER", node["cmds"].size());
  if (node.value("objtype", "") != "OBJECT_TABLE")
    refuse(location_of(relation), "the schema cannot hold this ALTER of a view, sequence or index");
  sdk::table_definition &table = table_at(relation);
  std::size_t number = 0;
  for (const json &one : node["cmds"]) {
    std::size_t at = 0;
    const std::string_view piece = piece_at(text_, number++, at);
    alter_command(table, one["AlterTableCmd"], piece, at);
  }
}

void schema_fold::alter_command(sdk::table_definition &table, const json &command, std::string_view sql,
                                std::size_t at) {
  const std::string kind = command.value("subtype", "");
  const std::string name = command.value("name", "");
  const bool missing_ok = command.value("missing_ok", false);
  for (const auto &[skipped, word] : skipped_commands)
    if (kind == skipped) return skip(std::string(word));
  const std::string on = "ALTER TABLE " + quote_pg_name(table.schema, table.name);
  const auto path = path_of("tables", table.schema, table.name, "columns", name);
  if (kind == "AT_AddColumn") {
    if (command.contains("def") && missing_ok &&
        sdk::find_named(table.columns, command["def"]["ColumnDef"].value("colname", "")) != nullptr)
      return;
    add_column(table, command["def"]["ColumnDef"], at + sql.size());
  } else if (kind == "AT_DropColumn") {
    drop_column(table, name, missing_ok);
  } else if (kind == "AT_AddConstraint") {
    add_constraint(table, command["def"]["Constraint"], "", at + sql.size());
  } else if (kind == "AT_DropConstraint") {
    drop_constraint(table, name, missing_ok);
  } else if (kind == "AT_SetNotNull" || kind == "AT_DropNotNull") {
    column_of(table, name).null = kind == "AT_DropNotNull";
    made_.texts.erase(path + "/nullable");
  } else if (kind == "AT_ColumnDefault") {
    sdk::column_definition &column = column_of(table, name);
    column.default_value = {};
    made_.texts.erase(path + "/default");
    const std::size_t word = find_sql_word(sql, 0, "default");
    if (command.contains("def")) set_default(table, column, command["def"], sql.substr(word + 7));
  } else if (kind == "AT_AlterColumnType") {
    set_type(column_of(table, name), command["def"]["ColumnDef"]["typeName"], false);
  } else if (kind == "AT_AddIdentity") {
    column_constraint(table, column_of(table, name), command["def"]["Constraint"], at + sql.size());
  } else if (kind == "AT_DropIdentity") {
    column_of(table, name).identity.reset();
  } else if (kind == "AT_DropExpression") {
    column_of(table, name).generated.reset();
  } else if (kind == "AT_EnableRowSecurity") {
    add_opaque(row_security_of(table.schema, table.name), true);
    made_.texts[path_of("tables", table.schema, table.name) + "/row_security"] = "true";
  } else if (kind == "AT_ForceRowSecurity") {
    sdk::opaque_definition made = row_security_of(table.schema, table.name);
    made.kind = "forced_row_security";
    made.create["postgresql"] = on + " FORCE ROW LEVEL SECURITY";
    made.drop["postgresql"] = on + " NO FORCE ROW LEVEL SECURITY";
    add_opaque(std::move(made), true);
  } else if (kind == "AT_ReplicaIdentity") {
    sdk::opaque_definition made = row_security_of(table.schema, table.name);
    made.kind = "replica_identity";
    made.create["postgresql"] =
        on + " " + std::string(bare_sql(sql.substr(std::min(find_sql_word(sql, 0, "replica"), sql.size()))));
    made.drop["postgresql"] = on + " REPLICA IDENTITY DEFAULT";
    add_opaque(std::move(made), true);
  } else {
    refuse(
        at,
        fmt::format("the schema cannot hold this ALTER TABLE \"{}\"", display_name(table.schema, table.name)),
        "write the table as it shall be");
  }
}

void schema_fold::drop_column(sdk::table_definition &table, const std::string &name, bool missing_ok) {
  if (missing_ok && sdk::find_named(table.columns, name) == nullptr) return;
  column_of(table, name);
  const auto uses = [&](const std::vector<std::string> &columns) {
    return std::find(columns.begin(), columns.end(), name) != columns.end();
  };
  // A server drops with it what stands on it alone or among others.
  std::erase_if(table.uniques, [&](const auto &one) { return uses(one.columns); });
  std::erase_if(table.foreign_keys, [&](const auto &one) { return uses(one.columns); });
  std::erase_if(table.checks, [&](const auto &one) { return names_column(one.value, name); });
  std::erase_if(table.indexes, [&](const auto &one) {
    return uses(one.include) || names_column(one.where, name) ||
           std::any_of(one.parts.begin(), one.parts.end(),
                       [&](const auto &part) { return names_column(part.value, name); });
  });
  if (uses(table.primary_key)) table.primary_key.clear();
  std::erase_if(table.columns, [&](const auto &one) { return one.name == name; });
}

void schema_fold::drop_constraint(sdk::table_definition &table, const std::string &name, bool missing_ok) {
  const auto named = [&](const auto &one) { return one.name == name; };
  std::size_t gone = std::erase_if(table.uniques, named) + std::erase_if(table.foreign_keys, named) +
                     std::erase_if(table.checks, named) +
                     std::erase_if(made_.schema.opaque, [&](const auto &one) {
                       return one.kind == "constraint" && one.name == name && one.on_table == table.name &&
                              one.on_schema == table.schema;
                     });
  const std::string key =
      table.primary_key_name.empty() ? usual_name(table.name, "", "pkey") : table.primary_key_name;
  if (!table.primary_key.empty() && key == name) {
    table.primary_key.clear();
    table.primary_key_name.clear();
    ++gone;
  }
  if (gone == 0 && !missing_ok)
    refuse(0, fmt::format("the table \"{}\" has no constraint \"{}\"", display_name(table.schema, table.name),
                          name));
}

void schema_fold::rename(const json &node) {
  const std::string type = node.value("renameType", ""), to = node.value("newname", ""),
                    from = node.value("subname", "");
  if (type == "OBJECT_TABLE") {
    const sql_name name = name_of(table_named(node));
    rename_table(made_.schema, {name.schema, name.name}, {name.schema, to});
    return;
  }
  if (type == "OBJECT_COLUMN" || type == "OBJECT_TABCONSTRAINT") {
    sdk::table_definition &table = table_at(node["relation"]);
    if (type == "OBJECT_COLUMN") {
      column_of(table, from);
      rename_column(made_.schema, {table.schema, table.name}, from, to);
      return;
    }
    bool found = false;
    const auto change = [&](auto &all) {
      if (auto *one = sdk::find_named(all, from)) one->name = to, found = true;
    };
    change(table.uniques);
    change(table.checks);
    change(table.foreign_keys);
    if (!found && !table.primary_key.empty()) table.primary_key_name = to, found = true;
    if (found) return;
    refuse(0, fmt::format("there is no constraint \"{}\"", from));
  }
  rename_other(type, node, to);
}

void schema_fold::rename_other(const std::string &type, const json &node, const std::string &to) {
  if (type == "OBJECT_TYPE") {
    const sql_name name = name_of_list(node["object"]["List"]["items"]);
    if (sdk::find_object(made_.schema.enums, name.schema, name.name) != nullptr)
      return rename_enum(made_.schema, {name.schema, name.name}, {name.schema, to});
  }
  const sql_name name = node.contains("relation") ? name_of(node["relation"]) : sql_name{};
  if (type == "OBJECT_SEQUENCE")
    if (auto *one = sdk::find_object(made_.schema.sequences, name.schema, name.name)) {
      one->name = to;
      return;
    }
  if (type == "OBJECT_VIEW" || type == "OBJECT_MATVIEW")
    if (auto *one = sdk::find_object(made_.schema.views, name.schema, name.name)) {
      one->name = to;
      return;
    }
  if (type == "OBJECT_INDEX")
    for (sdk::table_definition &table : made_.schema.tables)
      if (auto *one = sdk::find_named(table.indexes, name.name);
          one != nullptr && table.schema == name.schema) {
        one->name = to;
        return;
      }
  refuse(0, "what is renamed here is not there, or the schema cannot rename it");
}

const nlohmann::json &schema_fold::table_named(const json &node) {
  table_at(node["relation"]);
  return node["relation"];
}

void schema_fold::drop(const json &node) {
  const std::string type = node.value("removeType", "");
  for (const json &one : node["objects"]) {
    sql_name name;
    if (one.contains("List")) name = name_of_list(one["List"]["items"]);
    if (one.contains("TypeName")) name = name_of_list(one["TypeName"]["names"]);
    if (one.contains("String")) name.name = string_of(one);
    if (one.contains("ObjectWithArgs")) name = name_of_list(one["ObjectWithArgs"]["objname"]);
    drop_one(type, name, one, node.value("behavior", "") == "DROP_CASCADE", node.value("missing_ok", false));
  }
}

void schema_fold::drop_one(const std::string &type, const sql_name &name, const json &node, bool cascade,
                           bool missing_ok) {
  schema_model &all = made_.schema;
  const auto here = [&](const auto &one) { return one.schema == name.schema && one.name == name.name; };
  const auto on_it = [&](const auto &one) {
    return one.on_schema == name.schema && one.on_table == name.name;
  };
  std::size_t gone = 0;
  if (type == "OBJECT_TABLE") {
    gone = std::erase_if(all.tables, here);
    if (gone != 0) std::erase_if(all.opaque, on_it);
    for (sdk::table_definition &table : all.tables)
      if (cascade && gone != 0)
        std::erase_if(table.foreign_keys, [&](const auto &key) {
          return key.to_schema == name.schema && key.to_table == name.name;
        });
  } else if (type == "OBJECT_INDEX") {
    for (sdk::table_definition &table : all.tables)
      if (table.schema == name.schema)
        gone += std::erase_if(table.indexes, [&](const auto &one) { return one.name == name.name; });
  } else if (type == "OBJECT_SEQUENCE") {
    gone = std::erase_if(all.sequences, here);
  } else if (type == "OBJECT_VIEW" || type == "OBJECT_MATVIEW") {
    gone = std::erase_if(all.views, here);
  } else if (type == "OBJECT_SCHEMA") {
    gone = std::erase_if(all.schemas, [&](const auto &one) { return one.name == name.name; });
  } else if (type == "OBJECT_TYPE") {
    gone = std::erase_if(all.enums, here);
  }
  const std::string word = to_opaque_kind(type);
  if (gone == 0)
    gone = std::erase_if(all.opaque, [&](const auto &one) {
      const bool function = one.kind == "function" || one.kind == "procedure";
      const std::string own = function ? one.name.substr(0, one.name.find('(')) : one.name;
      return one.kind == word && own == name.name && (one.schema == name.schema || one.kind == "extension");
    });
  if (gone == 0 && !missing_ok)
    refuse(node.contains("TypeName") ? location_of(node["TypeName"]) : 0,
           fmt::format("\"{}\" is dropped here and was not there", display_name(name.schema, name.name)));
}

std::string schema_fold::to_opaque_kind(const std::string &object_type) {
  std::string word = object_type.substr(std::min<std::size_t>(object_type.size(), 7));
  for (char &c : word)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return word;
}

void schema_fold::move_to_schema(const json &node) {
  const std::string type = node.value("objectType", "");
  if (type != "OBJECT_TABLE") refuse(0, "only a table can be moved to another schema here");
  const sql_name name = name_of(table_named(node));
  rename_table(made_.schema, {name.schema, name.name},
               {neutral_schema(node.value("newschema", "")), name.name});
}

}  // namespace tenantry
