// What a dialect says of itself, and what a rendering is made of.  Part of dialect.hpp.
#pragma once
#include <tenantry/sdk/connection.hpp>
#include <tenantry/sdk/table_list.hpp>

namespace tenantry::sdk {

/// For what server a document is wanted; enums: those that exist at this point of a rendering.
struct dialect_target {
  std::string dialect;                      ///< "postgresql": the name that migrations' folders have
  std::string flavour;                      ///< "mariadb" where one adapter serves two products; mostly ""
  std::string version;                      ///< "15.4"; "" for the newest
  std::vector<enum_definition> enums = {};  ///< those that exist at this point of a rendering

  /// "10.11.6" at least 10.5?  An unknown version is taken for a new one.
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

/// What facts() answers: the names that describe() tells the host, and what the base may write. A false flag
/// makes the base throw dialect_gap where a schema wants it.
struct dialect_facts {
  std::string dialect;                                  ///< its name, as in the manifest
  std::string identifier_quote = "\"";                  ///< what stands around a name
  std::uint32_t identifier_limit = 128;                 ///< bytes
  std::string folding = "none";                         ///< lower, upper or none
  std::string placeholder = "?";                        ///< ?, $n or :n
  std::string row_limit = "FETCH FIRST {n} ROWS ONLY";  ///< the end of a SELECT that gives {n} rows
  bool schemas = true;                                  ///< false: a table's name has no schema before it
  /// Lower case; for people, since every name is quoted.  Better in reserved_words(), which is asked once.
  std::vector<std::string> reserved_words = {};
  // ---- for schemas that users declare
  std::string oldest_version = {};  ///< what is written where nobody says which: "19"; "" for the newest
  std::string fallback = {};  ///< whose texts serve where there is none for this dialect: mariadb's is mysql
  enum_form enums = enum_form::check;  ///< how an enum is kept
  bool sequences = true;               ///< CREATE SEQUENCE
  bool comments = true;                ///< COMMENT ON, or another way that comment_statement knows
  bool materialized_views = false;     ///< CREATE MATERIALIZED VIEW
  bool arrays = false;                 ///< integer[]
  bool deferrable = false;             ///< DEFERRABLE INITIALLY DEFERRED
  bool nulls_not_distinct = false;     ///< UNIQUE NULLS NOT DISTINCT
  bool partial_indexes = false;        ///< CREATE INDEX … WHERE
  bool expression_indexes = false;     ///< CREATE INDEX … ((lower(name)))
  bool include_columns = false;        ///< CREATE INDEX … INCLUDE (…)
  bool nulls_order = false;            ///< NULLS FIRST in an index; without it the marks are left out
  bool index_methods = false;          ///< methods beside btree
  bool virtual_columns = false;        ///< generated, not stored
  bool not_valid = false;              ///< a constraint that leaves the old rows unchecked
  bool online_indexes = false;         ///< an index can be made while others write
  bool online_marks = false;  ///< whatever lets others work is marked online: what is not keeps writers out
  /// Kinds of constraints (check, foreign_key, unique, primary_key) of which two tables cannot have one name.
  std::vector<std::string> shared_names = {};
  bool foreign_keys_in_create = false;  ///< the only place where they can be written
  // ---- for learning how the server writes an expression, without a trace
  /// Inside a transaction that takes DDL back: makes {schema}, a quoted name, the one that names without a
  /// schema mean first, until the transaction's end.  "" where there is no such statement.
  std::string scratch_schema = {};
  /// A connection opened with purpose=admin and nothing else is an empty database that ends with it.
  bool scratch_connection = false;
  std::string indent = "  ";          ///< of a clause in CREATE TABLE
  std::string list_separator = ", ";  ///< in a list of key columns
};

// Thrown inside a rendering: this change cannot be expressed.  Becomes an entry of "gaps", never an error.
struct dialect_gap : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// One statement of a rendering.
struct rendered_statement {
  std::string sql;          ///< without a semicolon at its end
  bool transaction = true;  ///< false: it cannot run inside one
  bool online = false;      ///< others may read and write the table meanwhile
  std::string loss = {};    ///< what data it loses

  rendered_statement(std::string text) : sql(std::move(text)) {}  ///< NOLINT(google-explicit-constructor)
  /// The text, and what data it loses.
  rendered_statement(std::string text, std::string lost) : sql(std::move(text)), loss(std::move(lost)) {}
};
using rendered_statements = std::vector<rendered_statement>;

/// A change of a part of a table; see docs/schema-format.md.
struct table_change {
  std::string kind;             ///< "add_column", "alter_column" …: the kinds of docs/schema-format.md
  table_definition before;      ///< the whole table as it was
  table_definition after;       ///< and as it shall be
  std::string name;             ///< of the column, constraint or index
  std::string to = {};          ///< the new name, where it is a rename
  by_dialect using_texts = {};  ///< by dialect: the expression that makes the new type's value of the old one
  bool not_valid = false;       ///< a constraint that shall leave the old rows unchecked
  bool online = false;          ///< an index that shall be made while others write
  bool new_table = false;       ///< the table was made in the same migration: nothing can be lost or blocked
  column_default fill = {};     ///< fill_column: what the rows without a value get
  std::vector<opaque_definition> attached = {};  ///< triggers that a rebuild must make again
};

inline table_change read_table_change(const nlohmann::json &from, const table_list &tables = {}) {
  table_change made{from.at("kind").get<std::string>(), tables.find(from.at("before")),
                    tables.find(from.at("after")), from.value("column", from.value("name", "")),
                    from.value("to", "")};
  made.using_texts = read_by_dialect(from, "using");
  made.not_valid = from.value("not_valid", false);
  made.online = from.value("online", false);
  made.new_table = from.value("new_table", false);
  if (const auto fill = from.find("fill"); fill != from.end()) made.fill = detail::read_default(*fill);
  made.attached = detail::read_list<opaque_definition>(from, "attached", read_opaque);
  return made;
}

}  // namespace tenantry::sdk
