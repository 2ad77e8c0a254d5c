#include "core/author/mapping.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <unordered_map>

#include "core/base/text.hpp"
#include "core/schema/pg_types.hpp"

namespace tenantry {
namespace {

using node = sdk::expression::node;

bool has(const std::vector<std::string> &names, const std::string &name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

bool stands_in_key(const sdk::table_definition &table, const std::string &column) {
  const auto in_columns = [&](const auto &one) { return has(one.columns, column); };
  const auto in_index = [&](const sdk::index_definition &index) {
    return std::any_of(index.parts.begin(), index.parts.end(), [&](const sdk::index_part &part) {
      return part.value.is(node::column) && part.value.text == column;
    });
  };
  return has(table.primary_key, column) ||
         std::any_of(table.uniques.begin(), table.uniques.end(), in_columns) ||
         std::any_of(table.foreign_keys.begin(), table.foreign_keys.end(), in_columns) ||
         std::any_of(table.indexes.begin(), table.indexes.end(), in_index);
}

bool is_endless_text(const sdk::neutral_type &type) {
  return type.dimensions == 0 && (type.name == "text" || (type.name == "varchar" && !type.length));
}

std::string text_of(const sdk::neutral_type &type) {
  const auto found = type.native.find("postgresql");
  return found == type.native.end() ? "" : found->second;
}

// 2: the very type; 1: the type whatever its lengths; 0: another.
int likeness(const sdk::neutral_type &rule, const sdk::neutral_type &type) {
  if (rule.dimensions != type.dimensions) return 0;
  if (type.is_enum()) return rule.enum_name == type.enum_name && rule.enum_schema == type.enum_schema ? 2 : 0;
  if (rule.name != type.name) return 0;
  if (rule.name == "native") {
    const std::string wanted = text_of(rule), is = text_of(type);
    return wanted == is ? 2 : is.substr(0, is.find('(')) == wanted ? 1 : 0;
  }
  if (rule.length == type.length && rule.scale == type.scale) return 2;
  return rule.length ? 0 : 1;
}

class mapper {
 public:
  explicit mapper(const dialect_mapping &mapping) : mapping_(mapping) {}

  [[nodiscard]] bool is_mapped(const std::string &schema) const { return mapping_.schemas.contains(schema); }

  void map_place(std::string &schema, std::string &name) const {
    const auto found = mapping_.schemas.find(schema);
    if (found == mapping_.schemas.end() || name.empty()) return;
    name = found->second + name;
    schema.clear();
  }

  void map_table(sdk::table_definition &table) const {
    map_columns(table);
    for (sdk::foreign_key_definition &key : table.foreign_keys) map_place(key.to_schema, key.to_table);
    const auto found = mapping_.schemas.find(table.schema);
    if (found == mapping_.schemas.end()) return;
    const auto longer = [&](std::string &name) {
      if (!name.empty()) name = found->second + name;
    };
    longer(table.primary_key_name);
    for (auto &one : table.uniques) longer(one.name);
    for (auto &one : table.foreign_keys) longer(one.name);
    for (auto &one : table.checks) longer(one.name);
    for (auto &one : table.indexes) longer(one.name);
    for (auto &one : table.columns)
      if (one.identity) longer(one.identity->sequence);
    map_place(table.schema, table.name);
  }

  // A table that many changes carry is mapped once.
  table_ref mapped(const table_ref &table) {
    if (!table) return table;
    table_ref &made = tables_[table.get()];
    if (!made) {
      auto fresh = std::make_shared<sdk::table_definition>(*table);
      map_table(*fresh);
      made = std::move(fresh);
    }
    return made;
  }

 private:
  void map_columns(sdk::table_definition &table) const {
    for (sdk::column_definition &column : table.columns) {
      const mapped_type *best = nullptr;
      int most = 0;
      for (const mapped_type &rule : mapping_.types)
        if (const int alike = likeness(rule.from, column.type); alike > most) {
          most = alike;
          best = &rule;
        }
      if (best != nullptr)
        column.type = best->to;
      else if (column.type.is_enum())
        map_place(column.type.enum_schema, column.type.enum_name);
      if (mapping_.text_in_key && is_endless_text(column.type) && stands_in_key(table, column.name))
        column.type = {"varchar", mapping_.text_in_key};
    }
  }

  const dialect_mapping &mapping_;
  std::unordered_map<const sdk::table_definition *, table_ref> tables_;
};

void map_object(const mapper &through, schema_object &object) {
  std::visit(
      [&](auto &one) {
        using Type = std::decay_t<decltype(one)>;
        if constexpr (!std::is_same_v<Type, std::monostate> &&
                      !std::is_same_v<Type, sdk::namespace_definition>) {
          through.map_place(one.schema, one.name);
        }
        if constexpr (std::is_same_v<Type, sdk::opaque_definition>) {
          through.map_place(one.on_schema, one.on_table);
        }
      },
      object);
}

bool is_of_column(const schema_change &change) {
  return change.kind.ends_with("_column") || change.kind == "require_values";
}

// A constraint or an index of a table in a mapped schema has a longer name; a column has not.
void map_part(const mapper &through, schema_change &change) {
  if (is_of_column(change)) return;
  std::string schema = change.after->schema;
  through.map_place(schema, change.name);
  schema = change.after->schema;
  through.map_place(schema, change.to);
}

schema_change map_change(mapper &through, const schema_change &from) {
  schema_change made = from;
  if (from.before && from.after && from.kind != "rename_table") {
    map_part(through, made);
    if (through.is_mapped(made.schema)) made.schema.clear();
  } else {
    through.map_place(made.schema, made.name);
    through.map_place(made.to_schema, made.to);
  }
  made.before = through.mapped(from.before);
  made.after = through.mapped(from.after);
  for (table_ref &one : made.tables) one = through.mapped(one);
  map_object(through, made.object_before);
  map_object(through, made.object_after);
  for (sdk::opaque_definition &one : made.attached) through.map_place(one.on_schema, one.on_table);
  return made;
}

bool is_of_schema(const schema_change &change) {
  return change.kind == "create_schema" || change.kind == "drop_schema" ||
         (change.kind == "comment" && change.on == "schema");
}

error bad_mapping(std::string message, std::string next) {
  return make_error(category::usage, std::move(message), std::move(next));
}

}  // namespace

status add_type_mapping(dialect_mapping &into, const std::string &dialect, std::string_view from,
                        std::string_view to) {
  if (to.empty() || to.find_first_of(";\n\r") != std::string_view::npos ||
      to.find("--") != std::string_view::npos)
    return fail(bad_mapping(fmt::format("\"{}\" is not the text of one type.", to),
                            "write it like \"varchar(200)\" or \"LONGTEXT\""));
  sdk::neutral_type type = sdk::read_type(to);
  if (from == text_in_key_name) {
    if (type.name != "varchar" || !type.length || *type.length == 0 || type.dimensions != 0)
      return fail(
          bad_mapping(fmt::format("\"{}\" is no text with a length.", to), "write it like \"varchar(191)\""));
    into.text_in_key = type.length;
    return {};
  }
  if (!is_neutral_type(type.name)) {
    type = sdk::neutral_type{"native"};
    type.native = {{dialect, std::string(to)}};
  }
  const auto read = read_pg_type(from);
  if (!read || read->serial)
    return fail(bad_mapping(
        fmt::format("\"{}\" is no type of PostgreSQL.", from),
        "write it as the schema does: tsvector, \"text[]\", \"numeric(12,2)\", or an enum's name"));
  into.types.push_back({read->type, type});
  return {};
}

status add_schema_mapping(dialect_mapping &into, const std::string &schema, std::string_view prefix) {
  if (neutral_schema(schema).empty())
    return fail(bad_mapping(fmt::format("\"{}\" is the default schema, which every dialect has.", schema),
                            "map the other schemas"));
  into.schemas[schema] = prefix;
  return {};
}

dialect_mapping mapping_of_chain(const std::map<std::string, dialect_mapping> &all,
                                 const std::vector<std::string> &chain) {
  dialect_mapping made;
  for (const std::string &dialect : chain) {
    const auto found = all.find(dialect);
    if (found == all.end()) continue;
    const dialect_mapping &one = found->second;
    made.types.insert(made.types.end(), one.types.begin(), one.types.end());
    if (!made.text_in_key) made.text_in_key = one.text_in_key;
    made.schemas.insert(one.schemas.begin(), one.schemas.end());
  }
  return made;
}

schema_model map_schema(const dialect_mapping &mapping, schema_model schema) {
  const mapper through(mapping);
  std::erase_if(schema.schemas, [&](const auto &one) { return through.is_mapped(one.name); });
  for (sdk::table_definition &one : schema.tables) through.map_table(one);
  for (auto &one : schema.enums) through.map_place(one.schema, one.name);
  for (auto &one : schema.sequences) through.map_place(one.schema, one.name);
  for (auto &one : schema.views) through.map_place(one.schema, one.name);
  for (auto &one : schema.opaque) {
    through.map_place(one.schema, one.name);
    through.map_place(one.on_schema, one.on_table);
  }
  sdk::sort_schema(schema);
  return schema;
}

mapped_changes map_changes(const dialect_mapping &mapping, const std::vector<schema_change> &changes) {
  mapper through(mapping);
  mapped_changes made;
  for (std::size_t at = 0; at < changes.size(); ++at) {
    const schema_change &one = changes[at];
    if (is_of_schema(one) && through.is_mapped(one.name)) continue;
    made.changes.push_back(map_change(through, one));
    made.numbers.push_back(at);
  }
  return made;
}

}  // namespace tenantry
