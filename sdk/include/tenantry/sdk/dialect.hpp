// sdk::sql_dialect answers describe and render (ext/draft/dialect.h) with standard SQL; an adapter derives
// from it and overrides what its database does otherwise.  Needs nlohmann/json, privately: no such type
// crosses the contract.
#pragma once
#include <tenantry/sdk/connection.hpp>

#include <nlohmann/json.hpp>

namespace tenantry::sdk {

// For what server a document is wanted.
struct dialect_target {
  std::string dialect, flavour, version;
};

struct dialect_facts {
  std::string dialect;
  std::string identifier_quote = "\"";
  std::uint32_t identifier_limit = 128;
  std::string folding = "none";   // lower, upper or none
  std::string placeholder = "?";  // ?, $n or :n
  std::string row_limit = "FETCH FIRST {n} ROWS ONLY";
  bool schemas = true;
  std::vector<std::string> reserved_words;
};

// "varchar(40)" -> {"varchar", 40}
struct neutral_type {
  std::string name;
  std::optional<std::uint32_t> length;
};
struct column_definition {
  std::string name;
  neutral_type type;
  bool null = true;
  std::string default_value;  // neutral, "now"; empty: none
};
struct table_definition {
  std::string schema, name;
  std::vector<column_definition> columns;
  std::string primary_key_name;
  std::vector<std::string> primary_key;
};

// Thrown inside a rendering: this change cannot be expressed.  Becomes an entry of "gaps", never an error.
struct dialect_gap : std::runtime_error {
  using std::runtime_error::runtime_error;
};

class sql_dialect : public dialect {
 public:
  [[nodiscard]] std::string describe(std::string_view target) const override {
    const dialect_facts known = facts(read_target(parse(target)));
    return nlohmann::json{{"format", "tenantry.dialect/1"},
                          {"dialect", known.dialect},
                          {"identifier_quote", known.identifier_quote},
                          {"identifier_limit", known.identifier_limit},
                          {"folding", known.folding},
                          {"placeholder", known.placeholder},
                          {"schemas", known.schemas},
                          {"row_limit", known.row_limit},
                          {"formats", {"tenantry.render/1"}},
                          {"reserved_words", known.reserved_words}}
        .dump();
  }

  [[nodiscard]] std::string render(const call &, std::string_view request) const override {
    const nlohmann::json document = parse(request);
    try {
      if (document.at("format") != "tenantry.render/1")
        throw failure(TNT_BAD_ARGUMENT, "render wants the format \"tenantry.render/1\"");
      return render_all(document.at("changes"), read_target(document.at("target")));
    } catch (const nlohmann::json::exception &bad) {
      throw failure(TNT_BAD_ARGUMENT, std::string("the request is malformed: ") + bad.what());
    }
  }

 protected:
  // ---- what a dialect overrides

  [[nodiscard]] virtual dialect_facts facts(const dialect_target &) const = 0;

  [[nodiscard]] virtual std::string quote(std::string_view identifier, const dialect_target &target) const {
    const std::string mark = facts(target).identifier_quote;
    std::string quoted = mark;
    for (const char c : identifier) quoted.append(mark == std::string_view(&c, 1) ? 2 : 1, c);
    return quoted + mark;
  }
  // Nothing: the dialect has no such type.
  [[nodiscard]] virtual std::optional<std::string> type_name(const neutral_type &type,
                                                             const dialect_target &) const {
    for (const std::string_view plain : {"boolean", "smallint", "integer", "bigint"})
      if (type.name == plain && !type.length) return std::string(plain);
    if (type.name == "varchar" && type.length) return "varchar(" + std::to_string(*type.length) + ")";
    if (type.name == "text" && !type.length) return "varchar(4000)";
    if (type.name == "timestamptz" && !type.length) return "timestamp with time zone";
    return std::nullopt;
  }
  [[nodiscard]] virtual std::optional<std::string> default_expression(const column_definition &column,
                                                                      const dialect_target &) const {
    if (column.default_value == "now" && column.type.name == "timestamptz") return "CURRENT_TIMESTAMP";
    return std::nullopt;
  }
  [[nodiscard]] virtual std::string create_schema(std::string_view name, const dialect_target &target) const {
    if (!facts(target).schemas) throw dialect_gap("this database has no schemas");
    return "CREATE SCHEMA " + quote(name, target);
  }
  [[nodiscard]] virtual std::string create_table(const table_definition &table,
                                                 const dialect_target &target) const {
    std::string sql = "CREATE TABLE " + qualified(table.schema, table.name, target) + " (";
    const char *separator = "\n  ";
    for (const column_definition &column : table.columns) {
      sql += separator + column_clause(column, target);
      separator = ",\n  ";
    }
    if (!table.primary_key.empty()) sql += separator + primary_key_clause(table, target);
    return sql + "\n)";
  }
  // Kinds that this class does not know; throws dialect_gap where the dialect does not know them either.
  [[nodiscard]] virtual std::vector<std::string> other_change(const nlohmann::json &change,
                                                              const dialect_target &) const {
    throw dialect_gap("unknown kind of change \"" + change.value("kind", "") + "\"");
  }

  // ---- what it may call

  [[nodiscard]] std::string qualified(std::string_view schema, std::string_view name,
                                      const dialect_target &target) const {
    if (schema.empty()) return quote(name, target);
    if (!facts(target).schemas) throw dialect_gap("this database has no schemas");
    return quote(schema, target) + "." + quote(name, target);
  }
  [[nodiscard]] std::string column_clause(const column_definition &column,
                                          const dialect_target &target) const {
    const auto type = type_name(column.type, target);
    if (!type)
      throw dialect_gap("column \"" + column.name + "\" has the unknown type \"" + column.type.name + "\"");
    std::string clause = quote(column.name, target) + " " + *type;
    if (!column.default_value.empty()) {
      const auto value = default_expression(column, target);
      if (!value)
        throw dialect_gap("column \"" + column.name + "\" has the unknown default \"" + column.default_value +
                          "\"");
      clause += " DEFAULT " + *value;
    }
    return column.null ? clause : clause + " NOT NULL";
  }
  [[nodiscard]] std::string primary_key_clause(const table_definition &table,
                                               const dialect_target &target) const {
    std::string clause;
    if (!table.primary_key_name.empty()) clause = "CONSTRAINT " + quote(table.primary_key_name, target) + " ";
    clause += "PRIMARY KEY (";
    const char *separator = "";
    for (const std::string &column : table.primary_key) {
      clause += separator + quote(column, target);
      separator = ", ";
    }
    return clause + ")";
  }

  static neutral_type read_type(const std::string &text) {
    const std::size_t open = text.find('(');
    if (open == std::string::npos) return {text, std::nullopt};
    std::uint32_t length = 0;
    for (std::size_t at = open + 1; at < text.size() && text[at] >= '0' && text[at] <= '9'; ++at) {
      length = length * 10 + static_cast<std::uint32_t>(text[at] - '0');
      if (length > 1'000'000) break;
    }
    if (text != text.substr(0, open) + "(" + std::to_string(length) + ")") return {text, std::nullopt};
    return {text.substr(0, open), length};
  }
  static table_definition read_table(const nlohmann::json &change) {
    table_definition table;
    table.schema = change.value("schema", "");
    table.name = change.at("name").get<std::string>();
    for (const nlohmann::json &column : change.at("columns"))
      table.columns.push_back({column.at("name").get<std::string>(),
                               read_type(column.at("type").get<std::string>()), column.value("null", true),
                               column.value("default", "")});
    if (const auto key = change.find("primary_key"); key != change.end()) {
      table.primary_key_name = key->value("name", "");
      table.primary_key = key->at("columns").get<std::vector<std::string>>();
    }
    return table;
  }

 private:
  [[nodiscard]] std::string render_all(const nlohmann::json &changes, const dialect_target &target) const {
    nlohmann::json statements = nlohmann::json::array(), gaps = nlohmann::json::array();
    std::size_t number = 0;
    for (const nlohmann::json &change : changes) {
      try {
        for (const std::string &sql : render_change(change, target))
          statements.push_back({{"sql", sql}, {"change", number}});
      } catch (const dialect_gap &gap) {
        gaps.push_back({{"change", number}, {"why", gap.what()}});
      }
      ++number;
    }
    return nlohmann::json{{"format", "tenantry.rendered/1"}, {"statements", statements}, {"gaps", gaps}}
        .dump();
  }
  static nlohmann::json parse(std::string_view document) {
    try {
      return nlohmann::json::parse(document);
    } catch (const nlohmann::json::exception &bad) {
      throw failure(TNT_BAD_ARGUMENT, std::string("the document is no JSON: ") + bad.what());
    }
  }
  static dialect_target read_target(const nlohmann::json &document) {
    if (!document.is_object()) throw failure(TNT_BAD_ARGUMENT, "a target is a JSON object");
    return {document.value("dialect", ""), document.value("flavour", ""), document.value("version", "")};
  }
  [[nodiscard]] std::vector<std::string> render_change(const nlohmann::json &change,
                                                       const dialect_target &target) const {
    const std::string kind = change.value("kind", "");
    if (kind == "create_schema") return {create_schema(change.at("name").get<std::string>(), target)};
    if (kind == "create_table") return {create_table(read_table(change), target)};
    return other_change(change, target);
  }
};

}  // namespace tenantry::sdk
