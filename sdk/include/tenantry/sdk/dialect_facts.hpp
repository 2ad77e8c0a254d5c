// What a dialect says of itself, and what a rendering is made of.  Part of dialect.hpp.
#pragma once
#include <tenantry/sdk/connection.hpp>
#include <tenantry/sdk/schema_json.hpp>

namespace tenantry::sdk {

// For what server a document is wanted; enums: those that exist at this point of a rendering.
struct dialect_target {
  std::string dialect, flavour, version;
  std::vector<enum_definition> enums = {};

  // "10.11.6" at least 10.5?  An unknown version is taken for a new one.
  [[nodiscard]] bool at_least(int major, int minor = 0) const {
    std::string_view rest = version;
    const auto wanted = std::pair(major, minor);
    const auto first = detail::take_number<int>(rest);
    if (!first) return true;
    if (rest.starts_with('.')) rest.remove_prefix(1);
    return std::pair(*first, detail::take_number<int>(rest).value_or(0)) >= wanted;
  }
};

// An enum is a type of its own (CREATE TYPE), written inside a column's type, or text with a check.
enum class enum_form { own_type, in_column, check };

struct dialect_facts {
  std::string dialect;
  std::string identifier_quote = "\"";
  std::uint32_t identifier_limit = 128;  // bytes
  std::string folding = "none";          // lower, upper or none
  std::string placeholder = "?";         // ?, $n or :n
  std::string row_limit = "FETCH FIRST {n} ROWS ONLY";
  bool schemas = true;
  std::vector<std::string> reserved_words = {};
  // ---- for schemas that users declare
  std::string fallback = {};  // whose texts serve where there is none for this dialect: mariadb's is mysql
  enum_form enums = enum_form::check;
  bool sequences = true;
  bool comments = true;  // COMMENT ON, or another way that comment_statement knows
  bool materialized_views = false;
  bool arrays = false;
  bool deferrable = false;
  bool nulls_not_distinct = false;
  bool partial_indexes = false;
  bool expression_indexes = false;
  bool include_columns = false;
  bool nulls_order = false;
  bool index_methods = false;
  bool virtual_columns = false;  // generated, not stored
  bool not_valid = false;        // a constraint that leaves the old rows unchecked
  bool online_indexes = false;
  bool foreign_keys_in_create = false;  // the only place where they can be written
  std::string indent = "  ";
  std::string list_separator = ", ";  // in a list of key columns
};

// Thrown inside a rendering: this change cannot be expressed.  Becomes an entry of "gaps", never an error.
struct dialect_gap : std::runtime_error {
  using std::runtime_error::runtime_error;
};

struct rendered_statement {
  std::string sql;
  bool transaction = true;  // false: it cannot run inside one
  bool online = false;
  std::string loss = {};  // what data it loses

  rendered_statement(std::string text) : sql(std::move(text)) {}  // NOLINT(google-explicit-constructor)
  rendered_statement(std::string text, std::string lost) : sql(std::move(text)), loss(std::move(lost)) {}
};
using rendered_statements = std::vector<rendered_statement>;

// A change of a part of a table; see docs/schema-format.md.
struct table_change {
  std::string kind;
  table_definition before, after;
  std::string name;  // of the column, constraint or index
  std::string to = {};
  by_dialect using_texts = {};
  bool not_valid = false, online = false, new_table = false;
  std::vector<opaque_definition> attached = {};  // triggers that a rebuild must make again
};

inline table_change read_table_change(const nlohmann::json &from) {
  table_change made{from.at("kind").get<std::string>(), read_table(from.at("before")),
                    read_table(from.at("after")), from.value("column", from.value("name", "")),
                    from.value("to", "")};
  made.using_texts = read_by_dialect(from, "using");
  made.not_valid = from.value("not_valid", false);
  made.online = from.value("online", false);
  made.new_table = from.value("new_table", false);
  made.attached = detail::read_list<opaque_definition>(from, "attached", read_opaque);
  return made;
}

}  // namespace tenantry::sdk
