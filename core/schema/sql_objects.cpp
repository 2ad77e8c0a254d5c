// Schemas, enums, sequences, views, comments.
#include <fmt/format.h>
#include <tenantry/sdk/sql_tokens.hpp>

#include <algorithm>
#include <charconv>

#include "core/schema/pg_types.hpp"
#include "core/schema/sql_fold.hpp"
#include "core/schema/sql_text.hpp"

namespace tenantry {

void schema_fold::create_schema(const json &node) {
  const std::string name = node.value("schemaname", "");
  if (node.contains("schemaElts"))
    refuse(0, "the schema cannot hold CREATE SCHEMA with objects in it",
           "create them in statements of their own");
  if (name == "public") return skip("CREATE SCHEMA public");
  const bool there = sdk::find_named(made_.schema.schemas, name) != nullptr;
  if (there && !node.value("if_not_exists", false))
    refuse(0, fmt::format("the schema \"{}\" is created twice", name));
  if (!there) made_.schema.schemas.push_back({name, {}});
}

void schema_fold::create_enum(const json &node) {
  const sql_name name = name_of_list(node["typeName"]);
  if (sdk::find_object(made_.schema.enums, name.schema, name.name) != nullptr)
    refuse(0, fmt::format("the enum \"{}\" is created twice", display_name(name.schema, name.name)));
  put_place(path_of("enums", name.schema, name.name), 0);
  made_.schema.enums.push_back({name.schema,
                                name.name,
                                node.contains("vals") ? strings_of(node["vals"]) : std::vector<std::string>{},
                                {}});
}

void schema_fold::alter_enum(const json &node) {
  const sql_name name = name_of_list(node["typeName"]);
  auto *found = sdk::find_object(made_.schema.enums, name.schema, name.name);
  if (found == nullptr)
    refuse(0, fmt::format("the enum \"{}\" is not there", display_name(name.schema, name.name)));
  const std::string value = node.value("newVal", ""), old = node.value("oldVal", ""),
                    beside = node.value("newValNeighbor", "");
  std::vector<std::string> &values = found->values;
  const auto at = [&](const std::string &one) {
    const auto there = std::find(values.begin(), values.end(), one);
    if (there == values.end())
      refuse(0,
             fmt::format("the enum \"{}\" has no value \"{}\"", display_name(name.schema, name.name), one));
    return there;
  };
  if (!old.empty()) {
    *at(old) = value;
  } else if (node.value("skipIfNewValExists", false) &&
             std::find(values.begin(), values.end(), value) != values.end()) {
    return;
  } else if (beside.empty()) {
    values.push_back(value);
  } else {
    values.insert(node.value("newValIsAfter", false) ? at(beside) + 1 : at(beside), value);
  }
}

sdk::sequence_options schema_fold::options_of(const json &list, sdk::sequence_options made, std::string *type,
                                              std::string *name, std::string *owner) {
  for (const json &one : list) {
    const json &option = one["DefElem"];
    const std::string what = option.value("defname", "");
    const bool given = option.contains("arg");
    std::optional<std::int64_t> number;
    if (given && option["arg"].contains("Integer")) number = option["arg"]["Integer"].value("ival", 0);
    if (given && option["arg"].contains("Float")) {
      const std::string text = option["arg"]["Float"].value("fval", "");
      std::int64_t value = 0;
      if (std::from_chars(text.data(), text.data() + text.size(), value).ec != std::errc{})
        refuse(location_of(option), fmt::format("the number {} is too great", text));
      number = value;
    }
    if (what == "start")
      made.start = number;
    else if (what == "increment")
      made.increment = number;
    else if (what == "minvalue")
      made.min = number;
    else if (what == "maxvalue")
      made.max = number;
    else if (what == "cache")
      made.cache = number;
    else if (what == "cycle")
      made.cycle =
          given && option["arg"].contains("Boolean") && option["arg"]["Boolean"].value("boolval", false);
    else if (what == "as" && type != nullptr) {
      const auto read = read_pg_type_node(option["arg"]["TypeName"]);
      if (read) *type = read->type.name;
    } else if (what == "sequence_name" && name != nullptr)
      *name = name_of_list(option["arg"]["List"]["items"]).name;
    else if (what == "owned_by" && owner != nullptr) {
      const std::vector<std::string> parts = strings_of(option["arg"]["List"]["items"]);
      if (parts.size() < 2) continue;
      const std::string schema = parts.size() > 2 ? neutral_schema(parts[parts.size() - 3]) : "";
      owners_[*owner] = {schema, parts[parts.size() - 2] + '\n' + parts.back()};
    } else if (what != "logged")
      refuse(location_of(option), fmt::format("the option \"{}\" of a sequence cannot be held", what));
  }
  return made;
}

void schema_fold::create_sequence(const json &node) {
  const sql_name name = name_of(node["sequence"]);
  if (sdk::find_object(made_.schema.sequences, name.schema, name.name) != nullptr) {
    if (node.value("if_not_exists", false)) return;
    refuse(location_of(node["sequence"]),
           fmt::format("the sequence \"{}\" is created twice", display_name(name.schema, name.name)));
  }
  sdk::sequence_definition made{name.schema, name.name};
  std::string path = path_of("sequences", name.schema, name.name);
  put_place(path, location_of(node["sequence"]));
  if (node.contains("options")) made.options = options_of(node["options"], {}, &made.type, nullptr, &path);
  made_.schema.sequences.push_back(std::move(made));
}

void schema_fold::alter_sequence(const json &node) {
  const sql_name name = name_of(node["sequence"]);
  auto *found = sdk::find_object(made_.schema.sequences, name.schema, name.name);
  if (found == nullptr)
    refuse(location_of(node["sequence"]),
           fmt::format("the sequence \"{}\" is not there", display_name(name.schema, name.name)));
  std::string path = path_of("sequences", name.schema, name.name);
  if (node.contains("options"))
    found->options = options_of(node["options"], found->options, &found->type, nullptr, &path);
}

void schema_fold::create_view(const json &node) {
  const std::size_t at = location_of(node["view"]);
  if (node.contains("aliases") || node.contains("options") ||
      node.value("withCheckOption", "NO_CHECK_OPTION") != "NO_CHECK_OPTION")
    refuse(at, "the schema cannot hold a view's list of columns, options or WITH CHECK OPTION",
           "name the columns in the query");
  const sql_name name = name_of(node["view"]);
  if (node.value("replace", false))
    std::erase_if(made_.schema.views,
                  [&](const auto &one) { return one.schema == name.schema && one.name == name.name; });
  add_view(name, false, at);
}

void schema_fold::create_table_as(const json &node) {
  const json &into = node["into"];
  const std::size_t at = location_of(into["rel"]);
  if (node.value("objtype", "") != "OBJECT_MATVIEW")
    refuse(at, "the schema cannot hold CREATE TABLE … AS", "write the table's columns out");
  if (into.contains("colNames") || into.contains("options") || into.contains("accessMethod"))
    refuse(at, "the schema cannot hold a view's list of columns or options", "name the columns in the query");
  add_view(name_of(into["rel"]), true, at);
}

void schema_fold::add_view(const sql_name &name, bool materialized, std::size_t at) {
  if (sdk::find_object(made_.schema.views, name.schema, name.name) != nullptr)
    refuse(at, fmt::format("the view \"{}\" is created twice", display_name(name.schema, name.name)));
  std::string_view sql = bare_sql(text_.substr(find_sql_word(text_, at, "as") + 2));
  for (const std::string_view ending : {" with no data", " with data"}) {
    const std::string lower = sdk::lower_case(std::string(sql));
    std::string folded;
    for (const char c : lower) folded += c == '\n' || c == '\t' || c == '\r' ? ' ' : c;
    if (materialized && folded.ends_with(ending)) sql = bare_sql(sql.substr(0, sql.size() - ending.size()));
  }
  const std::string path = path_of("views", name.schema, name.name);
  put_place(path, at);
  made_.texts[path] = sql;
  made_.schema.views.push_back(
      {name.schema, name.name, materialized, {{"postgresql", std::string(sql)}}, {}});
}

void schema_fold::comment(const json &node) {
  const std::string on = node.value("objtype", ""), text = node.value("comment", "");
  const json &object = node["object"];
  schema_model &all = made_.schema;
  if (on == "OBJECT_EXTENSION") return skip("COMMENT ON EXTENSION");
  if (on == "OBJECT_SCHEMA") {
    if (auto *one = sdk::find_named(all.schemas, string_of(object))) return void(one->comment = text);
    return skip("COMMENT ON SCHEMA public");
  }
  const auto items = [&] {
    return object.contains("List")       ? object["List"]["items"]
           : object.contains("TypeName") ? object["TypeName"]["names"]
                                         : json::array();
  }();
  if (on == "OBJECT_COLUMN" && items.size() >= 2) {
    json table = items;
    table.erase(table.size() - 1);
    const sql_name name = name_of_list(table);
    if (auto *one = sdk::find_object(all.tables, name.schema, name.name))
      return void(column_of(*one, string_of(items.back())).comment = text);
  }
  const sql_name name = name_of_list(items);
  const auto put = [&](auto &list) {
    auto *one = sdk::find_object(list, name.schema, name.name);
    if (one != nullptr) one->comment = text;
    return one != nullptr;
  };
  if (on == "OBJECT_TABLE" && put(all.tables)) return;
  if ((on == "OBJECT_VIEW" || on == "OBJECT_MATVIEW") && put(all.views)) return;
  if (on == "OBJECT_SEQUENCE" && put(all.sequences)) return;
  if (on == "OBJECT_TYPE" && put(all.enums)) return;
  if (on == "OBJECT_INDEX")
    for (sdk::table_definition &table : all.tables)
      if (auto *one = sdk::find_named(table.indexes, name.name);
          one != nullptr && table.schema == name.schema)
        return void(one->comment = text);
  comment_opaque();
}

}  // namespace tenantry
