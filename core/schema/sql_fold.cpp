#include "core/schema/sql_fold.hpp"

#include <fmt/format.h>
#include <tenantry/sdk/sql_tokens.hpp>

#include "core/base/text.hpp"
#include "core/schema/pg_types.hpp"
#include "core/schema/sql_text.hpp"

#include <algorithm>

namespace tenantry {
namespace {

struct skipped_kind {
  std::string_view node, word;
};
// What a dump carries and a schema does not.
constexpr skipped_kind skipped[] = {
    {"VariableSetStmt", "SET"},         {"GrantStmt", "GRANT, REVOKE"},
    {"GrantRoleStmt", "GRANT, REVOKE"}, {"AlterDefaultPrivilegesStmt", "ALTER DEFAULT PRIVILEGES"},
    {"AlterOwnerStmt", "OWNER"},        {"TransactionStmt", "BEGIN, COMMIT"}};

// public.q or "Odd"."name" out of nextval('…').
sql_name read_regclass(const std::string &text) {
  std::vector<std::string> parts;
  for (const sdk::sql_token &token : sdk::read_sql_tokens(text))
    if (token.is == sdk::sql_token::kind::word)
      parts.push_back(sdk::lower_case(token.text));
    else if (token.is == sdk::sql_token::kind::quoted_name)
      parts.push_back(token.text);
  if (parts.empty()) return {};
  return {parts.size() > 1 ? neutral_schema(parts[parts.size() - 2]) : "", parts.back()};
}

}  // namespace

void schema_fold::fold(const json &tree, std::string_view text, std::size_t begin, const split_sql &whole,
                       const std::string &file) {
  text_ = text;
  begin_ = begin;
  if (whole_ != &whole || file_ != file) index_lines(whole.text);
  whole_ = &whole;
  file_ = file;
  static const std::map<std::string, handler> handlers = {
      {"CreateStmt", &schema_fold::create_table},
      {"IndexStmt", &schema_fold::create_index},
      {"AlterTableStmt", &schema_fold::alter_table},
      {"RenameStmt", &schema_fold::rename},
      {"DropStmt", &schema_fold::drop},
      {"AlterObjectSchemaStmt", &schema_fold::move_to_schema},
      {"CreateSchemaStmt", &schema_fold::create_schema},
      {"CreateEnumStmt", &schema_fold::create_enum},
      {"AlterEnumStmt", &schema_fold::alter_enum},
      {"CreateSeqStmt", &schema_fold::create_sequence},
      {"AlterSeqStmt", &schema_fold::alter_sequence},
      {"ViewStmt", &schema_fold::create_view},
      {"CreateTableAsStmt", &schema_fold::create_table_as},
      {"CommentStmt", &schema_fold::comment},
  };
  const std::string kind = tree.begin().key();
  const json &node = tree.begin().value();
  if (is_skipped(kind, node)) return;
  if (const auto found = handlers.find(kind); found != handlers.end())
    (this->*found->second)(node);
  else if (!create_opaque(kind, node))
    refuse_kind(kind);
}

bool schema_fold::is_skipped(const std::string &kind, const json &node) {
  for (const skipped_kind &one : skipped)
    if (kind == one.node) return skip(std::string(one.word)), true;
  // SELECT pg_catalog.set_config('search_path', '', false): what pg_dump begins with.
  const bool set = kind == "SelectStmt" &&
                   comparable_sql(text_, "").find("set_config") != std::string::npos &&
                   !node.contains("fromClause");
  if (set) skip("SET");
  return set;
}

void schema_fold::skip(const std::string &what, std::size_t count) {
  if (count != 0) made_.skipped[what] += count;
}

void schema_fold::refuse(std::size_t at, std::string message, std::string next) {
  throw sql_refusal{at, std::move(message), std::move(next)};
}

void schema_fold::refuse_kind(const std::string &kind) const {
  const std::string_view bare = bare_sql(text_);
  const std::size_t at = bare.empty() ? 0 : static_cast<std::size_t>(bare.data() - text_.data());
  std::string words(bare.substr(0, bare.find('\n')));
  if (words.size() > 60) words.resize(60);
  const bool data = kind == "InsertStmt" || kind == "UpdateStmt" || kind == "DeleteStmt" ||
                    kind == "CopyStmt" || kind == "SelectStmt" || kind == "DoStmt";
  refuse(
      at,
      data ? fmt::format("a schema holds no data and runs nothing: {}", words)
           : fmt::format("the schema cannot hold this: {}", words),
      data
          ? "put it into a migration of its own: `tenantry generate <track> --custom`"
          : "take it out of the schema, and write it into a migration: `tenantry generate <track> --custom`");
}

std::string schema_fold::string_of(const json &node) {
  const auto found = node.find("String");
  return found == node.end() ? std::string() : found->value("sval", std::string());
}

std::vector<std::string> schema_fold::strings_of(const json &list) {
  std::vector<std::string> made;
  for (const json &one : list) made.push_back(string_of(one));
  return made;
}

sql_name schema_fold::name_of(const json &range_var) {
  if (range_var.contains("catalogname"))
    refuse(location_of(range_var), "a name may not have a database before it", "write schema.name");
  return {neutral_schema(range_var.value("schemaname", "")), range_var.value("relname", "")};
}

sql_name schema_fold::name_of_list(const json &names) {
  const std::vector<std::string> parts = strings_of(names);
  if (parts.empty()) return {};
  return {parts.size() > 1 ? neutral_schema(parts[parts.size() - 2]) : "", parts.back()};
}

std::size_t schema_fold::location_of(const json &node) {
  const auto at = node.value("location", 0);
  return at < 0 ? 0 : static_cast<std::size_t>(at);
}

void schema_fold::index_lines(std::string_view text) {
  lines_ = {0};
  for (std::size_t at = 0; (at = text.find('\n', at)) != std::string_view::npos;) lines_.push_back(++at);
}

// As place_in, without a look at all that stands before: a schema has thousands of parts.
void schema_fold::put_place(const std::string &path, std::size_t at) {
  const std::string_view text = whole_->text;
  const std::size_t offset = std::min(begin_ + at, text.size());
  const auto next = std::upper_bound(lines_.begin(), lines_.end(), offset);
  const std::size_t start = *std::prev(next);
  const line_column in_line = locate(text.substr(start, offset - start), offset - start);
  made_.places[path] = {file_, static_cast<std::uint32_t>(next - lines_.begin()), in_line.column};
}

sdk::table_definition &schema_fold::table_at(const json &range_var) {
  const sql_name name = name_of(range_var);
  sdk::table_definition *found = sdk::find_object(made_.schema.tables, name.schema, name.name);
  if (found == nullptr)
    refuse(location_of(range_var),
           fmt::format("the table \"{}\" is not there", display_name(name.schema, name.name)),
           "files are read in the order of their names: it must be created before");
  return *found;
}

void schema_fold::finish_column(sdk::table_definition &table, sdk::column_definition &column) {
  resolve_enum(column.type, made_.schema);
  if (column.default_value.kind != "nextval") return;
  const sql_name name = read_regclass(column.default_value.value.text);
  const auto owner = owners_.find(path_of("sequences", name.schema, name.name));
  const auto sequence =
      std::find_if(made_.schema.sequences.begin(), made_.schema.sequences.end(),
                   [&](const auto &one) { return one.schema == name.schema && one.name == name.name; });
  const bool owned = owner != owners_.end() && sequence != made_.schema.sequences.end() &&
                     owner->second.schema == table.schema &&
                     owner->second.name == table.name + '\n' + column.name && name.schema == table.schema;
  if (!owned) {
    column.default_value = read_pg_default(
        "nextval(" + quote_pg_text(column.default_value.value.text) + "::regclass)", table.name);
    return;
  }
  column.default_value = {};
  column.identity = sdk::identity_definition{"serial", name.name, sequence->options};
  made_.schema.sequences.erase(sequence);
}

// REFERENCES b: its primary key.
void schema_fold::finish_foreign_keys(sdk::table_definition &table) {
  for (sdk::foreign_key_definition &key : table.foreign_keys) {
    if (!key.to_columns.empty()) continue;
    const auto *target = sdk::find_object(made_.schema.tables, key.to_schema, key.to_table);
    if (target != nullptr) key.to_columns = target->primary_key;
  }
}

declared_schema schema_fold::finish() {
  for (sdk::table_definition &table : made_.schema.tables) {
    for (sdk::column_definition &column : table.columns) finish_column(table, column);
    finish_foreign_keys(table);
  }
  normalise(made_.schema);
  return std::move(made_);
}

}  // namespace tenantry
