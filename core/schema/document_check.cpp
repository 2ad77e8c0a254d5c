// Is a JSON value a tenantry.schema/1 document?  Says the path of the first place where it is not.  Unknown
// keys pass, as the format says.
#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <nlohmann/json.hpp>

#include "core/schema/document.hpp"

namespace tenantry {
namespace {

using nlohmann::json;
constexpr int deepest = 200;  // of an expression

struct not_a_schema {
  std::string path, why;
};

class checker {
 public:
  void document(const json &value, const std::string &at) {
    want_object(value, at);
    if (!value.contains("format") || value["format"] != "tenantry.schema/1")
      throw not_a_schema{key(at, "format"), "must be \"tenantry.schema/1\""};
    list(value, "schemas", at, &checker::named);
    list(value, "enums", at, &checker::enumeration);
    list(value, "sequences", at, &checker::sequence);
    list(value, "tables", at, &checker::table);
    list(value, "views", at, &checker::view);
    list(value, "opaque", at, &checker::opaque);
  }

 private:
  using check = void (checker::*)(const json &, const std::string &);

  static std::string key(const std::string &at, std::string_view name) {
    return at.empty() ? std::string(name) : at + "." + std::string(name);
  }
  static void want(bool good, const std::string &path, const char *why) {
    if (!good) throw not_a_schema{path, why};
  }
  static void want_object(const json &value, const std::string &at) {
    want(value.is_object(), at.empty() ? "the document" : at, "must be an object");
  }
  void list(const json &holder, const char *name, const std::string &at, check each, bool needed = false) {
    const auto found = holder.find(name);
    const std::string path = key(at, name);
    if (found == holder.end()) return want(!needed, path, "is missing");
    want(found->is_array(), path, "must be a list");
    want(!needed || !found->empty(), path, "must not be empty");
    std::size_t number = 0;
    for (const json &one : *found) (this->*each)(one, fmt::format("{}[{}]", path, number++));
  }
  void part(const json &holder, const char *name, const std::string &at, check each, bool needed = false) {
    const auto found = holder.find(name);
    if (found != holder.end()) return (this->*each)(*found, key(at, name));
    want(!needed, key(at, name), "is missing");
  }
  static void flag(const json &holder, const char *name, const std::string &at) {
    const auto found = holder.find(name);
    want(found == holder.end() || found->is_boolean(), key(at, name), "must be true or false");
  }
  static void one_of(const json &holder, const char *name, const std::string &at,
                     std::initializer_list<std::string_view> allowed, bool needed = false) {
    const auto found = holder.find(name);
    if (found == holder.end()) return want(!needed, key(at, name), "is missing");
    want(found->is_string(), key(at, name), "must be a text");
    const std::string &text = found->get_ref<const std::string &>();
    if (std::find(allowed.begin(), allowed.end(), text) != allowed.end()) return;
    std::string words;
    for (const std::string_view one : allowed) words += (words.empty() ? "" : ", ") + std::string(one);
    throw not_a_schema{key(at, name), fmt::format("is \"{}\"; one of these is wanted: {}", text, words)};
  }

  void text(const json &value, const std::string &at) { want(value.is_string(), at, "must be a text"); }
  void name(const json &value, const std::string &at) {
    text(value, at);
    const std::string &given = value.get_ref<const std::string &>();
    want(!given.empty(), at, "must not be empty");
    want(given.find('\0') == std::string::npos, at, "holds a zero byte");
  }
  void by_dialect(const json &value, const std::string &at) {
    want_object(value, at);
    want(!value.empty(), at, "must name a dialect");
    for (const auto &[dialect, sql] : value.items()) text(sql, key(at, dialect));
  }
  void integer(const json &value, const std::string &at) {
    want(value.is_number_integer() && !(value.is_number_unsigned() && value.get<std::uint64_t>() > INT64_MAX),
         at, "must be a whole number of 64 bits");
  }
  void named(const json &value, const std::string &at) {
    want_object(value, at);
    part(value, "name", at, &checker::name, true);
    part(value, "comment", at, &checker::text);
  }
  void object(const json &value, const std::string &at) {
    named(value, at);
    part(value, "schema", at, &checker::text);
  }
  void enumeration(const json &value, const std::string &at) {
    object(value, at);
    list(value, "values", at, &checker::text);
    want(value.contains("values"), key(at, "values"), "is missing");
  }
  void options(const json &value, const std::string &at) {
    want_object(value, at);
    for (const char *one : {"start", "increment", "min", "max", "cache"})
      part(value, one, at, &checker::integer);
    flag(value, "cycle", at);
  }
  void sequence(const json &value, const std::string &at) {
    object(value, at);
    one_of(value, "type", at, {"smallint", "integer", "bigint"});
    part(value, "options", at, &checker::options);
  }
  void literal(const json &value, const std::string &at) {
    if (value.is_number()) return integer(value, at);
    want(value.is_string() || value.is_boolean() || value.is_null(), at,
         "must be a text, a whole number, true, false or null");
  }
  void number(const json &value, const std::string &at) {
    text(value, at);
    const std::string &given = value.get_ref<const std::string &>();
    want(!given.empty() && given.find_first_not_of("0123456789.eE+-") == std::string::npos, at,
         "must be a number as text");
  }
  void expression(const json &value, const std::string &at) {
    want_object(value, at);
    int kinds = 0;
    for (const char *kind : {"column", "literal", "number", "op", "call", "sql"})
      kinds += value.contains(kind) ? 1 : 0;
    want(kinds == 1, at, "must have one of column, literal, number, op, call, sql");
    part(value, "column", at, &checker::name);
    part(value, "literal", at, &checker::literal);
    part(value, "number", at, &checker::number);
    part(value, "sql", at, &checker::by_dialect);
    one_of(value, "op", at,
           {"=",       "<>",      "<",           "<=", ">", ">=", "and", "or", "not",    "in",
            "between", "is_null", "is_not_null", "+",  "-", "*",  "/",   "%",  "negate", "like"});
    one_of(value, "call", at, {"coalesce", "lower", "upper", "length", "now"});
    if (!value.contains("op") && !value.contains("call")) return;
    want(++depth_ < deepest, at, "is nested too deeply");
    want(value.contains("args"), key(at, "args"), "is missing");
    list(value, "args", at, &checker::expression, value.contains("op"));
    --depth_;
  }
  void column_default(const json &value, const std::string &at) {
    if (value.is_string())
      return want(value == "now" || value == "random_uuid", at, "must be now, random_uuid or an object");
    want_object(value, at);
    one_of(value, "kind", at, {"literal", "now", "random_uuid", "expression"}, true);
    if (value["kind"] == "expression") part(value, "expression", at, &checker::expression, true);
    if (value["kind"] != "literal") return;
    want(value.contains("value") != value.contains("number"), at, "must have either value or number");
    part(value, "value", at, &checker::literal);
    part(value, "number", at, &checker::number);
  }
  void identity(const json &value, const std::string &at) {
    want_object(value, at);
    one_of(value, "kind", at, {"always", "by_default", "serial"}, true);
    part(value, "sequence", at, &checker::text);
    part(value, "options", at, &checker::options);
  }
  void generated(const json &value, const std::string &at) {
    want_object(value, at);
    part(value, "expression", at, &checker::expression, true);
    flag(value, "stored", at);
  }
  void column(const json &value, const std::string &at) {
    named(value, at);
    part(value, "type", at, &checker::name, true);
    part(value, "native", at, &checker::by_dialect);
    want(value["type"].get_ref<const std::string &>().rfind("native", 0) != 0 || value.contains("native"),
         key(at, "native"), "is missing");
    flag(value, "null", at);
    part(value, "default", at, &checker::column_default);
    part(value, "identity", at, &checker::identity);
    part(value, "generated", at, &checker::generated);
    part(value, "collation", at, &checker::by_dialect);
  }
  void columns(const json &value, const std::string &at) {
    want_object(value, at);
    part(value, "name", at, &checker::text);
    list(value, "columns", at, &checker::name, true);
  }
  void unique(const json &value, const std::string &at) {
    named(value, at);
    columns(value, at);
    flag(value, "nulls_not_distinct", at);
    one_of(value, "deferrable", at, {"no", "immediate", "deferred"});
  }
  void references(const json &value, const std::string &at) {
    want_object(value, at);
    part(value, "schema", at, &checker::text);
    part(value, "table", at, &checker::name, true);
    list(value, "columns", at, &checker::name, true);
  }
  void foreign_key(const json &value, const std::string &at) {
    named(value, at);
    columns(value, at);
    part(value, "references", at, &checker::references, true);
    for (const char *action : {"on_delete", "on_update"})
      one_of(value, action, at, {"no_action", "restrict", "cascade", "set_null", "set_default"});
    one_of(value, "deferrable", at, {"no", "immediate", "deferred"});
  }
  void constraint_check(const json &value, const std::string &at) {
    named(value, at);
    part(value, "expression", at, &checker::expression, true);
  }
  void index_part(const json &value, const std::string &at) {
    want_object(value, at);
    want(value.contains("column") != value.contains("expression"), at,
         "must have either column or expression");
    part(value, "column", at, &checker::name);
    part(value, "expression", at, &checker::expression);
    flag(value, "descending", at);
    one_of(value, "nulls", at, {"first", "last"});
    part(value, "operator_class", at, &checker::by_dialect);
    part(value, "collation", at, &checker::by_dialect);
  }
  void index(const json &value, const std::string &at) {
    named(value, at);
    flag(value, "unique", at);
    list(value, "parts", at, &checker::index_part, true);
    part(value, "where", at, &checker::expression);
    part(value, "method", at, &checker::text);
    list(value, "include", at, &checker::name);
    flag(value, "nulls_not_distinct", at);
    if (value.contains("options") && !(value["options"].is_object() && value["options"].empty()))
      by_dialect(value["options"], key(at, "options"));
  }
  void table(const json &value, const std::string &at) {
    object(value, at);
    list(value, "columns", at, &checker::column, true);
    part(value, "primary_key", at, &checker::columns);
    list(value, "uniques", at, &checker::unique);
    list(value, "foreign_keys", at, &checker::foreign_key);
    list(value, "checks", at, &checker::constraint_check);
    list(value, "indexes", at, &checker::index);
  }
  void view(const json &value, const std::string &at) {
    object(value, at);
    flag(value, "materialized", at);
    part(value, "definition", at, &checker::by_dialect, true);
  }
  void opaque(const json &value, const std::string &at) {
    object(value, at);
    part(value, "kind", at, &checker::name, true);
    part(value, "create", at, &checker::by_dialect, true);
    part(value, "drop", at, &checker::by_dialect);
    const auto on = value.find("on");
    if (on == value.end()) return;
    want_object(*on, key(at, "on"));
    part(*on, "schema", key(at, "on"), &checker::text);
    part(*on, "table", key(at, "on"), &checker::name, true);
  }

  int depth_ = 0;
};

}  // namespace

status check_schema_document(const nlohmann::json &document, const std::string &at, const std::string &file) {
  try {
    checker().document(document, at);
  } catch (const not_a_schema &bad) {
    error e = make_error(category::bad_config,
                         fmt::format("the schema document is malformed: {} {}", bad.path, bad.why),
                         "mend the document, or write it anew");
    e.where = {file, file.empty() ? 0u : 1u, 0};
    return fail(std::move(e));
  }
  return {};
}

}  // namespace tenantry
