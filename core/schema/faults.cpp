// What no database can hold.  A source turns the path into the place where the part stands.
#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "core/schema/model.hpp"

namespace tenantry {
namespace {

using names = std::vector<std::string>;

constexpr std::string_view plain_types[] = {"boolean", "smallint",  "integer",     "bigint",  "numeric",
                                            "real",    "double",    "text",        "varchar", "char",
                                            "uuid",    "json",      "jsonb",       "bytes",   "date",
                                            "time",    "timestamp", "timestamptz", "interval"};

bool has(const names &all, const std::string &one) {
  return std::find(all.begin(), all.end(), one) != all.end();
}

class fault_finder {
 public:
  explicit fault_finder(const schema_model &schema) : schema_(schema) {}

  std::vector<schema_fault> find() {
    // Tables, sequences and views share one space of names; enums share theirs with tables as types.
    std::map<std::pair<std::string, std::string>, std::string> relations;
    const auto once = [&](std::string_view list, const auto &all, std::string_view what) {
      for (const auto &one : all) {
        const auto [found, added] = relations.try_emplace({one.schema, one.name}, what);
        if (added) continue;
        add(path_of(list, one.schema, one.name),
            fmt::format("the {} \"{}\" has the name of another {}", what, display_name(one.schema, one.name),
                        found->second),
            "rename or remove one of the two");
      }
    };
    once("tables", schema_.tables, "table");
    once("sequences", schema_.sequences, "sequence");
    once("views", schema_.views, "view");
    check_enums();
    for (const sdk::table_definition &table : schema_.tables) check_table(table);
    return std::move(faults_);
  }

 private:
  void add(std::string path, std::string message, std::string next = {}) {
    faults_.push_back({std::move(path), std::move(message), std::move(next)});
  }

  void check_enums() {
    std::set<std::pair<std::string, std::string>> seen;
    for (const sdk::enum_definition &one : schema_.enums) {
      const std::string path = path_of("enums", one.schema, one.name);
      const std::string shown = display_name(one.schema, one.name);
      if (!seen.emplace(one.schema, one.name).second)
        add(path, fmt::format("the enum \"{}\" is there twice", shown), "rename or remove one of the two");
      std::set<std::string> values;
      for (const std::string &value : one.values)
        if (!values.insert(value).second)
          add(path, fmt::format("the enum \"{}\" has the value \"{}\" twice", shown, value));
    }
  }

  void check_table(const sdk::table_definition &table) {
    table_ = &table;
    columns_.clear();
    if (table.columns.empty()) add(path(), fmt::format("the table \"{}\" has no columns", shown()));
    for (const sdk::column_definition &column : table.columns) {
      if (has(columns_, column.name))
        add(path("columns", column.name),
            fmt::format("the table \"{}\" has the column \"{}\" twice", shown(), column.name));
      columns_.push_back(column.name);
      check_type(column);
    }
    check_columns(path("primary_key", ""), "its primary key", table.primary_key);
    std::set<std::string> constraints;
    for (const auto &one : table.uniques) {
      check_name(constraints, "uniques", one.name, "constraint");
      check_columns(path("uniques", one.name), "the unique constraint \"" + one.name + "\"", one.columns);
    }
    for (const auto &one : table.checks) check_name(constraints, "checks", one.name, "constraint");
    for (const auto &one : table.foreign_keys) {
      check_name(constraints, "foreign_keys", one.name, "constraint");
      check_foreign_key(one);
    }
    check_indexes();
  }

  void check_indexes() {
    for (const sdk::index_definition &index : table_->indexes) {
      const std::string what = "the index \"" + index.name + "\"";
      if (!indexes_.emplace(table_->schema, index.name).second)
        add(path("indexes", index.name),
            fmt::format("there are two indexes of the name \"{}\"", display_name(table_->schema, index.name)),
            "rename or remove one of the two");
      names used = index.include;
      for (const sdk::index_part &part : index.parts)
        if (part.value.is(sdk::expression::node::column)) used.push_back(part.value.text);
      check_columns(path("indexes", index.name), what, used);
    }
  }

  void check_type(const sdk::column_definition &column) {
    const sdk::neutral_type &type = column.type;
    if (type.is_enum()) {
      if (sdk::find_object(schema_.enums, type.enum_schema, type.enum_name) == nullptr)
        add(path("columns", column.name),
            fmt::format("the column \"{}\" has the enum \"{}\", which is not there",
                        display_name(table_->schema, table_->name, column.name),
                        display_name(type.enum_schema, type.enum_name)));
    } else if (type.name != "native" && !is_neutral_type(type.name)) {
      add(path("columns", column.name),
          fmt::format("the column \"{}\" has the unknown type \"{}\"",
                      display_name(table_->schema, table_->name, column.name), type.name));
    }
  }

  void check_name(std::set<std::string> &seen, std::string_view list, const std::string &name,
                  std::string_view what) {
    if (!seen.insert(name).second)
      add(path(list, name), fmt::format("the table \"{}\" has the {} \"{}\" twice", shown(), what, name),
          "rename or remove one of the two");
  }

  void check_columns(const std::string &where, const std::string &what, const names &used) {
    for (const std::string &one : used)
      if (!has(columns_, one))
        add(where, fmt::format("{} of the table \"{}\" names the column \"{}\", which is not there", what,
                               shown(), one));
  }

  void check_foreign_key(const sdk::foreign_key_definition &key) {
    const std::string where = path("foreign_keys", key.name);
    const std::string what = fmt::format("the foreign key \"{}\"", key.name);
    check_columns(where, what, key.columns);
    const sdk::table_definition *target = sdk::find_object(schema_.tables, key.to_schema, key.to_table);
    if (target == nullptr) {
      add(where, fmt::format("{} of the table \"{}\" references the table \"{}\", which is not there", what,
                             shown(), display_name(key.to_schema, key.to_table)));
      return;
    }
    for (const std::string &one : key.to_columns)
      if (sdk::find_named(target->columns, one) == nullptr)
        add(where, fmt::format("{} of the table \"{}\" references the column \"{}\", which is not there",
                               what, shown(), display_name(key.to_schema, key.to_table, one)));
    if (key.columns.size() != key.to_columns.size())
      add(where, fmt::format("{} of the table \"{}\" has {} columns and references {}", what, shown(),
                             key.columns.size(), key.to_columns.size()));
  }

  [[nodiscard]] std::string path() const { return path_of("tables", table_->schema, table_->name); }
  [[nodiscard]] std::string path(std::string_view list, std::string_view part) const {
    return part.empty() ? path() + "/" + std::string(list)
                        : path_of("tables", table_->schema, table_->name, list, part);
  }
  [[nodiscard]] std::string shown() const { return display_name(table_->schema, table_->name); }

  const schema_model &schema_;
  const sdk::table_definition *table_ = nullptr;
  names columns_;
  std::set<std::pair<std::string, std::string>> indexes_;
  std::vector<schema_fault> faults_;
};

}  // namespace

bool is_neutral_type(std::string_view name) {
  return std::find(std::begin(plain_types), std::end(plain_types), name) != std::end(plain_types);
}

std::vector<schema_fault> find_faults(const schema_model &schema) {
  return fault_finder(schema).find();
}

}  // namespace tenantry
