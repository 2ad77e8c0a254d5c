#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <nlohmann/json.hpp>

#include "core/base/text.hpp"
#include "core/schema/document.hpp"
#include "core/schema/drizzle_snapshot.hpp"
#include "core/schema/pg_types.hpp"
#include "core/schema/pg_values.hpp"
#include "core/schema/sql_text.hpp"

namespace tenantry {
namespace {

using json = nlohmann::ordered_json;  // columns stand in their order

struct malformed {
  std::string path, why;
};

// A value and where it stands: inside another place, which must live as long.
class place {
 public:
  explicit place(const json &root) : value_(&root) {}

  [[nodiscard]] const json &operator*() const { return *value_; }
  [[nodiscard]] std::string_view key() const { return key_; }
  [[noreturn]] void refuse(std::string why) const { throw malformed{path(), std::move(why)}; }

  [[nodiscard]] bool has(const char *key) const {
    const auto found = value_->find(key);
    return found != value_->end() && !found->is_null();
  }
  [[nodiscard]] place at(const char *key) const {
    if (!value_->is_object()) refuse("must be an object");
    const auto found = value_->find(key);
    if (found == value_->end()) throw malformed{place(*value_, *this, key).path(), "is missing"};
    return {*found, *this, key};
  }
  [[nodiscard]] const std::string &text() const {
    if (!value_->is_string()) refuse("must be a text");
    return value_->get_ref<const std::string &>();
  }
  [[nodiscard]] const std::string &text(const char *key) const { return at(key).text(); }
  [[nodiscard]] std::string text_or(const char *key, const std::string &usual = {}) const {
    return has(key) ? text(key) : usual;
  }
  [[nodiscard]] bool flag(const char *key) const {
    if (!has(key)) return false;
    const place found = at(key);
    if (!(*found).is_boolean()) found.refuse("must be true or false");
    return (*found).get<bool>();
  }
  template <class Use>
  void each(const char *key, const Use &use) const {
    if (!has(key)) return;
    const place all = at(key);
    if (!(*all).is_object()) all.refuse("must be an object");
    for (auto one = (*all).begin(); one != (*all).end(); ++one) use(place(*one, all, one.key()));
  }
  template <class Use>
  void each_of_list(const char *key, const Use &use) const {
    const place all = at(key);
    if (!(*all).is_array()) all.refuse("must be a list");
    for (std::size_t number = 0; number < (*all).size(); ++number)
      use(place((*all)[number], all, {}, number));
  }
  [[nodiscard]] std::vector<std::string> texts(const char *key) const {
    std::vector<std::string> made;
    each_of_list(key, [&](const place &one) { made.push_back(one.text()); });
    return made;
  }

 private:
  place(const json &value, const place &in, std::string_view key, std::size_t number = 0)
      : value_(&value), in_(&in), key_(key), number_(number) {}

  // Made where something is wrong alone: a snapshot has tens of thousands of places.
  [[nodiscard]] std::string path() const {
    if (in_ == nullptr) return {};
    std::string path = in_->path();
    if (in_->value_->is_array()) return path + fmt::format("[{}]", number_);
    if (!path.empty()) path += '.';
    return path.append(key_);
  }

  const json *value_;
  const place *in_ = nullptr;
  std::string_view key_ = {};  // in an object
  std::size_t number_ = 0;     // in a list
};

class snapshot_reader {
 public:
  drizzle_snapshot read(const place &root) {
    made_.id = root.text("id");
    made_.parent = root.text_or("prevId");
    root.each("schemas", [&](const place &one) {
      if (one.text() != "public") made_.schema.schemas.push_back({one.text(), {}});
    });
    root.each("enums", [&](const place &one) {
      made_.schema.enums.push_back(
          {neutral_schema(one.text_or("schema")), one.text("name"), one.texts("values"), {}});
    });
    root.each("sequences", [&](const place &one) {
      made_.schema.sequences.push_back(
          {neutral_schema(one.text_or("schema")), one.text("name"), "bigint", options(one), {}});
    });
    root.each("roles", [&](const place &one) { role(one); });
    root.each("policies", [&](const place &one) { linked_policy(one); });
    root.each("tables", [&](const place &one) { table(one); });
    root.each("views", [&](const place &one) { view(one); });
    for (sdk::table_definition &one : made_.schema.tables)
      for (sdk::column_definition &column : one.columns) resolve_enum(column.type, made_.schema);
    normalise(made_.schema);
    return std::move(made_);
  }

 private:
  static std::int64_t number(const place &from) {
    if ((*from).is_number_integer()) return (*from).get<std::int64_t>();
    const std::string &text = from.text();
    std::int64_t value = 0;
    const auto [end, trouble] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (trouble != std::errc{} || end != text.data() + text.size()) from.refuse("must be a whole number");
    return value;
  }
  static sdk::sequence_options options(const place &from) {
    sdk::sequence_options made;
    if (from.has("increment")) made.increment = number(from.at("increment"));
    if (from.has("minValue")) made.min = number(from.at("minValue"));
    if (from.has("maxValue")) made.max = number(from.at("maxValue"));
    if (from.has("startWith")) made.start = number(from.at("startWith"));
    if (from.has("cache")) made.cache = number(from.at("cache"));
    made.cycle = from.flag("cycle");
    return made;
  }

  void role(const place &from) {
    const bool inherit = !from.has("inherit") || from.flag("inherit");
    made_.schema.opaque.push_back(
        to_opaque(pg_role{from.text("name"), from.flag("createDb"), from.flag("createRole"), inherit}));
  }
  static pg_policy policy(const place &from) {
    pg_policy made;
    made.name = from.text("name");
    made.as = from.text_or("as", "PERMISSIVE");
    made.command = from.text_or("for", "ALL");
    if (from.has("to")) made.roles = from.texts("to");
    made.using_sql = bare_sql(from.text_or("using"));
    made.check_sql = bare_sql(from.text_or("withCheck"));
    return made;
  }
  // On a table that is not in the schema's files.
  void linked_policy(const place &from) {
    pg_policy made = policy(from);
    made.schema = neutral_schema(from.text_or("schema"));
    made.table = from.text_or("on");
    if (made.table.empty()) from.refuse("is a policy that names no table, which the model cannot hold");
    made_.schema.opaque.push_back(to_opaque(made));
    made_.texts[path_of("policies", made.schema, made.table, "linked", made.name)] = "true";
  }

  void table(const place &from) {
    sdk::table_definition made;
    made.schema = neutral_schema(from.text_or("schema"));
    made.name = from.text("name");
    table_ = &made;
    from.each("columns", [&](const place &one) { column(one); });
    from.each("compositePrimaryKeys", [&](const place &one) {
      made.primary_key = one.texts("columns");
      made.primary_key_name = one.text_or("name");
    });
    from.each("uniqueConstraints", [&](const place &one) {
      made.uniques.push_back({one.text("name"), one.texts("columns"), one.flag("nullsNotDistinct"), "no"});
    });
    from.each("checkConstraints", [&](const place &one) { check(one); });
    from.each("foreignKeys", [&](const place &one) { foreign_key(one); });
    from.each("indexes", [&](const place &one) { index(one); });
    security(from);
    made_.schema.tables.push_back(std::move(made));
  }
  void security(const place &from) {
    bool secured = from.flag("isRLSEnabled");
    if (secured) made_.texts[path_of("tables", table_->schema, table_->name) + "/row_security"] = "true";
    from.each("policies", [&](const place &one) {
      pg_policy made = policy(one);
      made.schema = table_->schema;
      made.table = table_->name;
      made_.schema.opaque.push_back(to_opaque(made));
      secured = true;
    });
    if (secured) made_.schema.opaque.push_back(row_security_of(table_->schema, table_->name));
  }
  std::string part(std::string_view list, std::string_view name) const {
    return path_of("tables", table_->schema, table_->name, list, name);
  }

  sdk::neutral_type type(const place &from, sdk::column_definition &column) {
    const std::string &text = from.text("type");
    if (from.has("typeSchema")) {
      sdk::neutral_type made;
      made.name = "native";
      made.enum_schema = neutral_schema(from.text("typeSchema"));
      made.enum_name = text;
      while (made.enum_name.ends_with("[]")) {
        made.enum_name.resize(made.enum_name.size() - 2);
        ++made.dimensions;
      }
      made.native["postgresql"] = quote_pg_name(made.enum_schema, made.enum_name);
      return made;
    }
    auto found = types_.find(text);
    if (found == types_.end()) found = types_.emplace(text, read_pg_type(text)).first;
    if (!found->second) from.at("type").refuse(fmt::format("is \"{}\", which is no type", text));
    if (found->second->serial) column.identity = sdk::identity_definition{"serial"};
    return found->second->type;
  }
  void column(const place &from) {
    sdk::column_definition made;
    made.name = from.text("name");
    made.type = type(from, made);
    made.null = !from.flag("notNull");
    const std::string path = part("columns", made.name);
    if (made.null) made_.texts[path + "/nullable"] = "true";
    if (from.has("default")) {
      const place value = from.at("default");
      const std::string text = (*value).is_string() ? value.text() : (*value).dump();
      if ((*value).is_structured()) value.refuse("must be a text, a number or a boolean");
      made.default_value = read_pg_default(text, table_->name);
      made_.texts[path + "/default"] = (*value).dump();
    }
    if (from.has("generated")) {
      const std::string as = from.at("generated").text("as");
      made.generated = sdk::generated_definition{read_pg_expression(as, table_->name)};
      made_.texts[path + "/generated"] = as;
    }
    if (from.has("identity")) {
      const place identity = from.at("identity");
      made.identity = sdk::identity_definition{identity.text("type") == "always" ? "always" : "by_default",
                                               identity.text_or("name"), options(identity)};
    }
    if (from.flag("primaryKey")) table_->primary_key = {made.name};
    if (from.flag("isUnique"))
      table_->uniques.push_back({from.text_or("uniqueName", table_->name + "_" + made.name + "_unique"),
                                 {made.name},
                                 from.flag("nullsNotDistinct"),
                                 "no"});
    table_->columns.push_back(std::move(made));
  }
  void check(const place &from) {
    sdk::check_definition made{from.text("name"), read_pg_expression(from.text("value"), table_->name)};
    made_.texts[part("checks", made.name)] = from.text("value");
    table_->checks.push_back(std::move(made));
  }
  static std::string action(const place &from, const char *key) {
    std::string text = from.text_or(key, "no action");
    for (char &c : text) c = c == ' ' ? '_' : c;
    for (const char *known : {"no_action", "restrict", "cascade", "set_null", "set_default"})
      if (text == known) return text;
    from.at(key).refuse("is no action of a foreign key");
  }
  void foreign_key(const place &from) {
    sdk::foreign_key_definition made;
    made.name = from.text("name");
    made.columns = from.texts("columnsFrom");
    made.to_schema = neutral_schema(from.text_or("schemaTo"));
    made.to_table = from.text("tableTo");
    made.to_columns = from.texts("columnsTo");
    made.on_delete = action(from, "onDelete");
    made.on_update = action(from, "onUpdate");
    table_->foreign_keys.push_back(std::move(made));
  }
  void index(const place &from) {
    sdk::index_definition made;
    made.name = from.text("name");
    made.unique = from.flag("isUnique");
    made.method = from.text_or("method", "btree");
    const std::string path = part("indexes", made.name);
    from.each_of_list("columns", [&](const place &one) {
      const std::string &text = one.text("expression");
      sdk::index_part piece;
      if (one.flag("isExpression")) {
        piece.value = read_pg_expression(text, table_->name);
        made_.texts[fmt::format("{}/parts/{}", path, made.parts.size())] = text;
      } else {
        piece.value = sdk::expression::column_of(text);
      }
      piece.descending = one.has("asc") && !one.flag("asc");
      piece.nulls = one.text_or("nulls");
      if (one.has("opclass") && !one.text("opclass").empty())
        piece.operator_class["postgresql"] = one.text("opclass");
      made.parts.push_back(std::move(piece));
    });
    if (from.has("where")) {
      made.where = read_pg_expression(from.text("where"), table_->name);
      made_.texts[path + "/where"] = from.text("where");
    }
    from.each("with", [&](const place &one) {
      made.options[std::string(one.key())] = (*one).is_string() ? one.text() : (*one).dump();
    });
    if (from.flag("concurrently")) made_.texts[path + "/concurrently"] = "true";
    table_->indexes.push_back(std::move(made));
  }
  void view(const place &from) {
    if (from.flag("isExisting")) return;  // Drizzle neither makes nor changes it
    for (const char *key : {"with", "using", "tablespace", "withNoData"})
      if (from.has(key) && !(*from.at(key)).empty() && *from.at(key) != false)
        from.at(key).refuse("is an option of a view that the model cannot hold");
    sdk::view_definition made{
        neutral_schema(from.text_or("schema")), from.text("name"), from.flag("materialized"), {}, {}};
    made.definition["postgresql"] = bare_sql(from.text("definition"));
    made_.texts[path_of("views", made.schema, made.name)] = (*from.at("definition")).get<std::string>();
    made_.texts[path_of("views", made.schema, made.name) + "/columns"] =
        from.has("columns") ? (*from.at("columns")).dump() : "{}";
    made_.schema.views.push_back(std::move(made));
  }

  drizzle_snapshot made_;
  sdk::table_definition *table_ = nullptr;
  std::map<std::string, std::optional<pg_type>> types_;
};

error refusal(std::string message, std::string next, const std::string &file, line_column where = {1, 0}) {
  error e = make_error(category::folder, std::move(message), std::move(next));
  e.where = {file, where.line, where.column};
  return e;
}

status check_kind(const json &root, const std::string &file) {
  if (!root.is_object() || !root.contains("version") || !root["version"].is_string() ||
      !root.contains("dialect") || !root["dialect"].is_string())
    return fail(refusal("the file is no snapshot of Drizzle Kit: it has no \"version\" and \"dialect\"",
                        "restore it from version control", file));
  const std::string dialect = root["dialect"], version = root["version"];
  if (dialect != "postgresql" && dialect != "pg")
    return fail(refusal(fmt::format("the snapshot is for the dialect \"{}\"", dialect),
                        "only PostgreSQL's snapshots are a source of a schema", file));
  if (version == "7") return {};
  const bool older = version.size() == 1 && version < "7";
  return fail(refusal(fmt::format("the snapshot has the format {}; this version reads 7", version),
                      older ? "run `drizzle-kit up` of drizzle-kit 0.31"
                            : "use a newer version of tenantry, or drizzle-kit 0.31",
                      file));
}

}  // namespace

result<drizzle_snapshot> read_drizzle_snapshot(std::string_view text, const std::string &file) {
  if (const auto bad = find_invalid_utf8(text))
    return fail(
        refusal("the snapshot is not UTF-8", "restore it from version control", file, locate(text, *bad)));
  json root;
  try {
    root = json::parse(text);
  } catch (const json::parse_error &bad) {
    const std::size_t at = bad.byte == 0 ? 0 : bad.byte - 1;
    return fail(refusal("the snapshot is no JSON", "restore it from version control", file,
                        locate(text, std::min(at, text.size()))));
  } catch (const json::out_of_range &) {
    return fail(refusal("the snapshot holds a number that is too large", "restore it from version control",
                        file, {1, 1}));
  }
  return read_drizzle_root(root, file);
}

result<drizzle_snapshot> read_drizzle_root(const json &root, const std::string &file) {
  TENANTRY_TRY_VOID(check_kind(root, file));
  try {
    drizzle_snapshot made = snapshot_reader().read(place(root));
    if (const auto more = root.find("tenantry"); more != root.end()) {
      TENANTRY_TRY(made.schema, read_schema_document(more->dump(), file));
      return made;
    }
    if (const auto faults = find_faults(made.schema); !faults.empty())
      return fail(refusal(fmt::format("the snapshot contradicts itself: {}", faults.front().message),
                          "restore it from version control", file));
    return made;
  } catch (const malformed &bad) {
    return fail(refusal(fmt::format("the snapshot cannot be read: {} {}", bad.path, bad.why),
                        "restore it from version control", file));
  }
}

}  // namespace tenantry
